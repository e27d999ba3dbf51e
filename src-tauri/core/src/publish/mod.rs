//! Publishing: sends what the gate lets through, at its time, and finds out what became of it.

mod publisher;

pub use publisher::{
    AnswerWatch, Failure, FailureClass, Identity, Journal, Outcome, Prepared, Publisher, Search, Sighting, Sightings,
};
