//! The record of what was asked of the platforms: for tests and for the curious.
//!
//! Invariant: a request is on the record from its arrival; without a status it got no answer, or none yet. Of headers,
//! query and body only what [`crate::sent`] tells is kept, and no token.

use std::collections::VecDeque;

use serde::Serialize;

use crate::account::Platform;

const KEPT: usize = 10_000;

/// One request to a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// Which platform.
    pub platform: Platform,
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// The endpoint's template (see [`crate::templates`]), or `unsupported`.
    pub endpoint: String,
    /// The answer's status; none when the connection was closed without one, or while the answer is held.
    pub status: Option<u16>,
    /// How many bytes the answer's body has; none without an answer.
    pub answer_bytes: Option<u64>,
    /// When it arrived, in milliseconds of the practice clock.
    pub at_ms: i64,
    /// The account whose token it carried, if that is a known one.
    pub account: Option<String>,
    /// What it carried, in lines: its headers, the names in its query and the shape of its body, without a secret, an id
    /// or anybody's words. None until it has come in.
    pub sent: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    first: u64,
    kept: VecDeque<RequestRecord>,
}

impl RequestLog {
    /// Puts a request on the record; the number finds it again.
    pub(crate) fn open(&mut self, record: RequestRecord) -> u64 {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.first += 1;
        }
        self.kept.push_back(record);
        self.first + self.kept.len() as u64 - 1
    }

    fn find(&mut self, number: u64) -> Option<&mut RequestRecord> {
        let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.kept.get_mut(index)
    }

    pub(crate) fn identify(&mut self, number: u64, account: Option<String>) {
        if let Some(record) = self.find(number) {
            record.account = account;
        }
    }

    pub(crate) fn carried(&mut self, number: u64, sent: Vec<String>) {
        if let Some(record) = self.find(number) {
            record.sent = sent;
        }
    }

    pub(crate) fn answered(&mut self, number: u64, status: u16, bytes: Option<u64>) {
        if let Some(record) = self.find(number) {
            (record.status, record.answer_bytes) = (Some(status), bytes);
        }
    }

    pub(crate) fn all(&self) -> Vec<RequestRecord> {
        self.kept.iter().cloned().collect()
    }
}
