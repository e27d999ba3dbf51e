//! Taking in the bytes of a film as they come, whole or cut off.
//!
//! Invariant: of what comes in no more is held than one piece of the connection. What was taken in before a connection
//! ended has come in; what comes to an endpoint that refuses it is read to its end and forgotten, so that the refusal
//! is heard.

use std::pin::Pin;

use axum::body::{Body, Bytes};
use hyper::body::Body as _;

use crate::exchange::Shared;

/// Bytes that may come in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Intake {
    /// The platform's number of what they belong to.
    pub(crate) number: u64,
    /// Where they begin.
    pub(crate) offset: u64,
    /// How many there are in all.
    pub(crate) size: u64,
}

/// How taking in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Whole,
    /// The client went away, or was cut off.
    CutOff,
}

/// The next piece; an error once the client has gone away.
async fn next(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        match frame.map(hyper::body::Frame::into_data) {
            Ok(Ok(bytes)) => return Some(Ok(bytes)),
            // Trailers say nothing here.
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}

/// Takes a body in; `until` cuts it off after so many bytes.
pub(crate) async fn take_in(shared: &Shared, intake: &Intake, mut body: Body, until: Option<u64>) -> Ended {
    let mut at = intake.offset;
    while let Some(piece) = next(&mut body).await {
        let Ok(piece) = piece else { return Ended::CutOff };
        let room = until.map_or(u64::MAX, |until| until.saturating_sub(at - intake.offset));
        // One byte too many tells that there are more; from there on nothing is taken.
        let left = if at > intake.size { 0 } else { (intake.size - at).saturating_add(1) };
        let room = usize::try_from(room.min(left)).unwrap_or(usize::MAX);
        let taken = piece.get(..room.min(piece.len())).unwrap_or_default();
        shared.take_bytes(intake.number, at, taken);
        at += taken.len() as u64;
        if until.is_some_and(|until| at - intake.offset >= until) {
            return Ended::CutOff;
        }
    }
    Ended::Whole
}

/// Reads a body to its end, or to so many bytes, and forgets it.
pub(crate) async fn forget(mut body: Body, until: Option<u64>) {
    let mut seen = 0u64;
    while let Some(Ok(piece)) = next(&mut body).await {
        seen = seen.saturating_add(piece.len() as u64);
        if until.is_some_and(|until| seen >= until) {
            return;
        }
    }
}
