//! What the module promises, proved on files that are built here and read back part by part by other code than the module's own.

mod colours;
mod damage;
mod fixtures;
mod formats;
mod kinds;
mod personal;
mod readback;
mod rendering;
mod turning;
