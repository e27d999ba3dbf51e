//! The verifier held against exports that are made here, with keys of the tests' own: a good one, and every way to spoil it.
//! Whoever spoils one may have the installation's key, and seal it anew: what the record holds by itself has to tell.

mod beforehand;
mod bytes;
mod installation;
mod sample;
mod spoiled;
