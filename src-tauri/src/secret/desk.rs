//! Whose turn it is at the private window, and what becomes of what is typed there.
//!
//! Invariant: one task at a time, reserved before anything is made for it; an outcome reaches only the task that it
//! belongs to. A task that was cancelled while it was being carried out ends as cancelled only if it was not finished.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::api::types::{ApiError, SecretTask, SecretValue};
use countersign_core::error::{Error, ErrorCode};
use futures::future::BoxFuture;
use tokio::sync::{Notify, oneshot};

/// What is done with what was typed. An error keeps the window open and is shown there.
pub type Take = Arc<dyn Fn(Vec<SecretValue>) -> BoxFuture<'static, Result<(), ApiError>> + Send + Sync>;

struct Open {
    task: SecretTask,
    take: Take,
    done: oneshot::Sender<()>,
    stop: Arc<Notify>,
    /// Something typed is being carried out.
    busy: bool,
    /// It was cancelled while it was carried out.
    cancelled: bool,
}

#[derive(Default)]
struct State {
    /// Counts the tasks, so that each has a number of its own.
    count: u64,
    /// The task whose turn it is; its window may not be open yet.
    turn: Option<u64>,
    open: Option<Open>,
}

/// The desk.
#[derive(Default)]
pub struct Desk {
    state: Mutex<State>,
}

/// A turn at the desk; over when dropped.
pub struct Turn<'d> {
    desk: &'d Desk,
    number: u64,
}

/// What became of something that was handed in.
#[derive(Debug)]
pub enum Handed {
    /// It was taken: the window can go.
    Taken,
    /// It was cancelled meanwhile: the window can go.
    Cancelled,
    /// It was refused: the window stays and says so.
    Refused(ApiError),
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a turn, before anything is made for the task.
    ///
    /// # Errors
    /// When somebody else has it.
    pub fn reserve(&self) -> Result<Turn<'_>, ApiError> {
        let mut state = self.state();
        if state.turn.is_some() {
            let busy = Error::refused(ErrorCode::Invalid, "The private window is open already. Finish there first.");
            return Err(busy.into());
        }
        state.count += 1;
        let number = state.count;
        state.turn = Some(number);
        Ok(Turn { desk: self, number })
    }

    /// What the window is to show.
    ///
    /// # Errors
    /// When nobody asked for anything.
    pub fn task(&self) -> Result<SecretTask, ApiError> {
        self.state().open.as_ref().map(|open| open.task.clone()).ok_or_else(nothing)
    }

    /// Carries out what was typed.
    ///
    /// # Errors
    /// When there is nothing to type, or something is being carried out already.
    pub async fn hand_in(&self, values: Vec<SecretValue>) -> Result<Handed, ApiError> {
        let (number, take, stop) = {
            let mut state = self.state();
            let number = state.turn.ok_or_else(nothing)?;
            let open = state.open.as_mut().filter(|open| !open.busy).ok_or_else(nothing)?;
            open.busy = true;
            (number, Arc::clone(&open.take), Arc::clone(&open.stop))
        };
        let outcome = tokio::select! {
            // What is finished is finished, also when Cancel came in the same moment.
            biased;
            taken = take(values) => Some(taken),
            () = stop.notified() => None,
        };
        let mut state = self.state();
        if state.turn != Some(number) {
            return Err(nothing());
        }
        let cancelled = state.open.as_ref().is_none_or(|open| open.cancelled);
        Ok(match outcome {
            Some(Ok(())) => {
                if let Some(open) = state.open.take() {
                    // Whoever asked may have gone; what was typed is kept all the same.
                    let _ = open.done.send(());
                }
                Handed::Taken
            }
            Some(Err(error)) if !cancelled => {
                if let Some(open) = state.open.as_mut() {
                    open.busy = false;
                }
                Handed::Refused(error)
            }
            Some(Err(_)) | None => {
                state.open = None;
                Handed::Cancelled
            }
        })
    }

    /// The person cancelled, or the window is gone. What is being carried out is stopped; its end tells whoever waits.
    pub fn cancel(&self) {
        let mut state = self.state();
        match state.open.as_mut() {
            Some(open) if open.busy => {
                open.cancelled = true;
                open.stop.notify_one();
            }
            Some(_) | None => state.open = None,
        }
    }
}

impl Turn<'_> {
    /// Puts the task on the desk. What comes back ends when it was taken, and fails when it was cancelled.
    pub fn put(&self, task: SecretTask, take: Take) -> oneshot::Receiver<()> {
        let (done, ended) = oneshot::channel();
        let open = Open { task, take, done, stop: Arc::default(), busy: false, cancelled: false };
        self.desk.state().open = Some(open);
        ended
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.desk.state();
        if state.turn == Some(self.number) {
            state.turn = None;
            state.open = None;
        }
    }
}

fn nothing() -> ApiError {
    Error::refused(ErrorCode::Stale, "There is nothing to type here any more.").into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use countersign_core::model::WorkspaceKind;

    use super::*;

    fn task() -> SecretTask {
        SecretTask::EnterRecoveryKey { workspace: WorkspaceKind::Real }
    }

    fn taking(outcome: Result<(), ApiError>) -> Take {
        Arc::new(move |_| {
            let outcome = outcome.clone();
            Box::pin(async move { outcome })
        })
    }

    #[tokio::test]
    async fn a_second_task_waits_for_its_turn_and_makes_nothing_meanwhile() {
        let desk = Desk::default();
        let first = desk.reserve().unwrap();
        assert!(desk.reserve().is_err(), "reserved before its window is open");
        let ended = first.put(task(), taking(Ok(())));
        assert!(desk.reserve().is_err());
        assert!(matches!(desk.hand_in(Vec::new()).await.unwrap(), Handed::Taken));
        ended.await.unwrap();
        drop(first);
        let second = desk.reserve().unwrap();
        assert!(desk.task().is_err(), "what was taken is not asked again");
        drop(second);
    }

    #[tokio::test]
    async fn what_is_refused_stays_on_the_desk() {
        let desk = Desk::default();
        let turn = desk.reserve().unwrap();
        let mut ended = turn.put(task(), taking(Err(nothing())));
        assert!(matches!(desk.hand_in(Vec::new()).await.unwrap(), Handed::Refused(_)));
        assert!(desk.task().is_ok());
        assert!(ended.try_recv().is_err());
        desk.cancel();
        assert!(ended.await.is_err(), "whoever asked learns that it was cancelled");
        assert!(desk.hand_in(Vec::new()).await.is_err());
    }

    #[tokio::test]
    async fn cancel_stops_what_is_being_carried_out() {
        let desk = Arc::new(Desk::default());
        let turn = desk.reserve().unwrap();
        let begun = Arc::new(Notify::new());
        let tells = Arc::clone(&begun);
        let ended = turn.put(
            task(),
            Arc::new(move |_| {
                let tells = Arc::clone(&tells);
                Box::pin(async move {
                    tells.notify_one();
                    std::future::pending().await
                })
            }),
        );
        let handing = tokio::spawn({
            let desk = Arc::clone(&desk);
            async move { desk.hand_in(Vec::new()).await }
        });
        begun.notified().await;
        assert!(desk.hand_in(Vec::new()).await.is_err(), "not twice at once");
        desk.cancel();
        assert!(matches!(handing.await.unwrap().unwrap(), Handed::Cancelled));
        assert!(ended.await.is_err());
    }

    #[tokio::test]
    async fn what_was_finished_before_cancel_is_told_as_finished() {
        let desk = Arc::new(Desk::default());
        let turn = desk.reserve().unwrap();
        let finished = Arc::new(AtomicUsize::new(0));
        let (counts, cancels) = (Arc::clone(&finished), Arc::clone(&desk));
        let ended = turn.put(
            task(),
            Arc::new(move |_| {
                let (counts, cancels) = (Arc::clone(&counts), Arc::clone(&cancels));
                Box::pin(async move {
                    counts.fetch_add(1, Ordering::SeqCst);
                    cancels.cancel();
                    Ok(())
                })
            }),
        );
        assert!(matches!(desk.hand_in(Vec::new()).await.unwrap(), Handed::Taken));
        ended.await.unwrap();
        assert_eq!(finished.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_turn_that_is_over_leaves_the_next_one_alone() {
        let desk = Desk::default();
        drop(desk.reserve().unwrap());
        let turn = desk.reserve().unwrap();
        let ended = turn.put(task(), taking(Ok(())));
        drop(Turn { desk: &desk, number: 1 });
        assert!(desk.task().is_ok());
        drop(turn);
        assert!(ended.await.is_err());
    }
}
