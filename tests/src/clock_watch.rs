//! Waiting for what a clock that was set brings about.
//!
//! Invariant: time goes on only when nothing happens for long, and then by one nap of the engine.

use std::time::Duration;

use countersign_core::api::types::Status;
use serde_json::Value;

use crate::stage::Stage;

/// How long nothing happens before time goes on.
const QUIET: Duration = Duration::from_secs(3);

/// What is said of the clock, where anything is.
#[must_use]
pub fn warning(stage: &Stage) -> Option<String> {
    stage.clinic().call::<Status>("status_get", Value::Null).clock_warning
}

/// Waits until `look` sees what it looks for. The engine may have begun a nap by the clock as it was before it was set, so
/// time goes on by one nap whenever nothing happens for long: time that moves while a platform is asked for its own makes
/// the clocks differ by as much more.
///
/// # Panics
/// When it does not come.
pub async fn until<T>(stage: &Stage, look: impl Fn(&Stage) -> Option<T>) -> T {
    for _ in 0..20 {
        let quiet = tokio::time::timeout(QUIET, async {
            loop {
                let changed = stage.clinic().changed();
                if let Some(seen) = look(stage) {
                    return seen;
                }
                changed.await;
            }
        });
        if let Ok(seen) = quiet.await {
            return seen;
        }
        stage.clinic().advance_awake(30_000);
    }
    panic!("it did not come: {:?} {}", warning(stage), stage.clinic().open_posts())
}

/// Waits until nothing is said of the clock any more.
///
/// # Panics
/// When something still is.
pub async fn until_right(stage: &Stage) {
    until(stage, |stage| warning(stage).is_none().then_some(())).await;
}
