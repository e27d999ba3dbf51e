//! Publishing: sends what the gate lets through, at its time, and finds out what became of it.

mod dispatcher;
mod publisher;
mod reconcile;
mod sending;
mod settle;
mod steps;
mod watch;

pub use dispatcher::{Dispatcher, Parts};
pub use publisher::{
    AnswerWatch, Failure, FailureClass, Identity, Journal, Outcome, Prepared, Publisher, Search, Sighting, Sightings,
};
pub use reconcile::decide;
pub use steps::{Step, StepWatch, Unwatched};
pub use watch::{Heard, Listener};
