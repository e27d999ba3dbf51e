//! The fault script: what goes wrong, where, and how often.
//!
//! Invariant: a fault spends itself only on requests that it matches, in the order of their arrival, so a scripted
//! run goes wrong the same way every time.

use serde::{Deserialize, Serialize};

use crate::account::Platform;

/// Which requests a fault is meant for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// Every endpoint of the platform.
    Any,
    /// One endpoint.
    At {
        /// `GET`, `POST`, `PUT` or `DELETE`.
        method: String,
        /// One of [`crate::templates`].
        template: String,
    },
}

impl Endpoint {
    /// One endpoint, by method and template.
    pub fn at(method: &str, template: &str) -> Self {
        Self::At { method: method.to_owned(), template: template.to_owned() }
    }

    fn matches(&self, method: &str, template: &str) -> bool {
        match self {
            Self::Any => true,
            Self::At { method: wanted, template: place } => wanted == method && place == template,
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// Do the work, then close the connection without an answer.
    DropAfterAccept,
    /// Close the connection before anything is read or done.
    RefuseBefore,
    /// Take this many bytes of what is sent, then close the connection.
    CutBody {
        /// How many.
        after: u64,
    },
    /// Refuse for asking too often, until this span is over.
    TooMany {
        /// How long from now.
        reset_after_ms: i64,
    },
    /// Answer with a server error.
    ServerError {
        /// Whether the work is done first.
        after_accept: bool,
        /// The status, 500 to 599.
        status: u16,
    },
    /// Hold the answer until it is released.
    Hold {
        /// Whether the work is done before the wait, or after it.
        after_accept: bool,
    },
    /// Do the work and answer, after this span of real time.
    Slow {
        /// How long.
        ms: u64,
    },
    /// Refuse the token as expired, this once.
    TokenExpired,
    /// Do nothing and answer an error with status 200.
    ErrorIn200,
    /// The post that the request creates is absent from this many of the account's following timeline reads.
    HideFromRead {
        /// How many reads.
        reads: u32,
        /// For how long at the most, from when it is taken; without end where it is nothing. A platform that is said to
        /// show everything within a span keeps that span.
        #[serde(default)]
        at_most_ms: Option<i64>,
    },
}

/// One entry of the script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// On which platform.
    pub platform: Platform,
    /// At which endpoint.
    pub endpoint: Endpoint,
    /// How many matching requests are left alone first.
    #[serde(default)]
    pub skip: u32,
    /// How many matching requests are hit after that.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub action: Action,
}

fn once() -> u32 {
    1
}

/// What is to happen to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Orders {
    pub(crate) action: Option<Action>,
    pub(crate) hiding: Option<Hiding>,
}

/// How long something new is absent from the readings of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hiding {
    pub(crate) reads: u32,
    pub(crate) at_most_ms: Option<i64>,
}

#[derive(Debug, Default)]
pub(crate) struct Script {
    faults: Vec<Fault>,
}

impl Script {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.faults.clear();
    }

    /// What is still to come.
    pub(crate) fn left(&self) -> Vec<Fault> {
        self.faults.clone()
    }

    /// Counts a request against every fault that it matches. The first one whose turn it is decides the answer;
    /// hiding goes beside it, since a post can both be accepted without an answer and be slow to show.
    pub(crate) fn orders(&mut self, platform: Platform, method: &str, template: &str) -> Orders {
        let mut orders = Orders::default();
        for fault in &mut self.faults {
            if fault.platform != platform || !fault.endpoint.matches(method, template) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if let Action::HideFromRead { reads, at_most_ms } = fault.action {
                if orders.hiding.is_none() {
                    orders.hiding = Some(Hiding { reads, at_most_ms });
                    fault.times = fault.times.saturating_sub(1);
                }
            } else if orders.action.is_none() {
                orders.action = Some(fault.action);
                fault.times = fault.times.saturating_sub(1);
            }
        }
        self.faults.retain(|fault| fault.times > 0);
        orders
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(skip: u32, times: u32, action: Action) -> Fault {
        Fault { platform: Platform::X, endpoint: Endpoint::at("POST", "/a"), skip, times, action }
    }

    #[test]
    fn a_fault_skips_then_strikes_then_is_gone() {
        let mut script = Script::default();
        script.add(fault(1, 2, Action::DropAfterAccept));
        script.add(fault(0, 1, Action::HideFromRead { reads: 3, at_most_ms: None }));
        let mut ask = |method| script.orders(Platform::X, method, "/a");
        assert_eq!(ask("GET"), Orders::default());
        assert_eq!(ask("POST"), Orders { action: None, hiding: Some(Hiding { reads: 3, at_most_ms: None }) });
        assert_eq!(ask("POST").action, Some(Action::DropAfterAccept));
        assert_eq!(ask("POST").action, Some(Action::DropAfterAccept));
        assert_eq!(ask("POST"), Orders::default());
        assert!(script.left().is_empty());
    }

    #[test]
    fn a_fault_reads_from_json_with_its_defaults() {
        let fault: Fault = serde_json::from_str(
            r#"{"platform":"facebook","endpoint":"any","action":{"kind":"too_many","reset_after_ms":60000}}"#,
        )
        .unwrap();
        assert_eq!((fault.skip, fault.times), (0, 1));
        assert_eq!(fault.action, Action::TooMany { reset_after_ms: 60_000 });
    }
}
