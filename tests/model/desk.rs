//! The platforms' end: clients that ask for each answer, and wait for it as long as it takes.
//!
//! Invariant: what is public is known here and nowhere else in the product's reach; what a part is, is told by its words.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{PartRole, Platform, Secret, ShownField};
use countersign_core::publish::{
    Aspect, Failure, FailureClass, Identity, Journal, NoSighting, Outcome, Prepared, Public, Publisher, Removal,
    Search, Shown, Sighting, Sightings,
};
use tokio::sync::{Notify, oneshot};

use crate::engine::{Answer, Passing};
use crate::reference::Shows;

/// The channels' platforms, in their order.
pub const PLATFORMS: [Platform; 2] = [Platform::X, Platform::Facebook];

/// What a platform was asked and has not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whether the answer would make something public.
    pub commit: bool,
    /// The words to be sent.
    pub words: String,
}

/// All platforms.
#[derive(Debug, Default)]
pub struct Desk {
    state: Mutex<State>,
    pub asked: Notify,
}

#[derive(Debug, Default)]
struct State {
    pending: Vec<(Platform, Asked, oneshot::Sender<Answer>)>,
    public: Vec<(Platform, String)>,
    shows: [Shows; 2],
}

impl Desk {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the platforms were asked, in the channels' order.
    pub fn pending(&self) -> [Vec<Asked>; 2] {
        let state = self.state();
        PLATFORMS.map(|platform| {
            let of = state.pending.iter().filter(|(at, ..)| *at == platform);
            of.map(|(_, asked, _)| asked.clone()).collect()
        })
    }

    /// The words that are public, in order, as often as they are.
    pub fn public(&self) -> [Vec<String>; 2] {
        let state = self.state();
        PLATFORMS.map(|platform| {
            let mut words: Vec<String> =
                state.public.iter().filter(|(at, _)| *at == platform).map(|(_, words)| words.clone()).collect();
            words.sort();
            words
        })
    }

    /// Where the public sees these words.
    pub fn address(&self, words: &str) -> Option<String> {
        let place = self.state().public.iter().position(|(_, public)| public == words)?;
        Some(format!("https://platform.example/{place}"))
    }

    pub fn show(&self, channel: usize, shows: Shows) {
        self.state().shows[channel] = shows;
    }

    /// Answers what a channel's platform was asked.
    pub fn answer(&self, channel: usize, answer: Answer) {
        let mut state = self.state();
        let place = state.pending.iter().position(|(at, ..)| *at == PLATFORMS[channel]).unwrap();
        let (platform, asked, reply) = state.pending.remove(place);
        if asked.commit && matches!(answer, Answer::Done | Answer::Lost { accepted: true }) {
            state.public.push((platform, asked.words));
        }
        drop(state);
        reply.send(answer).unwrap();
    }

    /// Nobody waits for answers any more; what was to become public does, or does not.
    pub fn forget(&self, accepted: bool) {
        let mut state = self.state();
        for (platform, asked, _) in std::mem::take(&mut state.pending) {
            if asked.commit && accepted {
                state.public.push((platform, asked.words));
            }
        }
    }

    async fn ask(&self, platform: Platform, commit: bool, words: &str) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.state().pending.push((platform, Asked { commit, words: words.into() }, reply));
        self.asked.notify_waiters();
        match answer.await {
            Ok(answer) => answer,
            // Whoever asked is about to be ended.
            Err(_) => std::future::pending().await,
        }
    }

    /// The post that is the `place`-th which became public.
    fn sighting(place: usize) -> Sighting {
        Sighting { platform_id: format!("id-{place}"), permalink: Some(format!("https://platform.example/{place}")) }
    }
}

/// A platform's client.
pub struct Client {
    pub platform: Platform,
    pub desk: Arc<Desk>,
}

fn failure(class: FailureClass) -> Failure {
    Failure { class, message: "It did not work. Please try again.".into(), detail: "as told".into() }
}

const fn class(passing: Passing) -> FailureClass {
    match passing {
        Passing::Platforms => FailureClass::TryAgain,
        Passing::Local => FailureClass::Local,
        Passing::Offline => FailureClass::Offline,
    }
}

#[async_trait]
impl Publisher for Client {
    fn platform(&self) -> Platform {
        self.platform
    }

    async fn prepare(&self, _: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure> {
        journal.record(part.id, "upload", "begun").await?;
        match self.desk.ask(self.platform, false, &part.text).await {
            Answer::Done => Ok(Prepared::default()),
            Answer::NotYet(passing) => Err(failure(class(passing))),
            Answer::Refused | Answer::Lost { .. } => Err(failure(FailureClass::FixContent)),
        }
    }

    async fn commit(&self, permit: CommitPermit<'_>, _: Prepared) -> Outcome {
        let words = permit.part().text.clone();
        match self.desk.ask(self.platform, true, &words).await {
            Answer::Done => {
                let place = self.desk.state().public.iter().position(|(_, public)| *public == words);
                Outcome::Published(Desk::sighting(place.unwrap()))
            }
            Answer::Refused => Outcome::Rejected(failure(FailureClass::FixContent)),
            Answer::NotYet(passing) => Outcome::Absent(failure(class(passing))),
            Answer::Lost { .. } => Outcome::Unknown(failure(FailureClass::Unknown)),
        }
    }

    async fn find(&self, search: &Search<'_>) -> Result<Sightings, Failure> {
        let state = self.desk.state();
        let channel = PLATFORMS.iter().position(|platform| *platform == self.platform).unwrap();
        match state.shows[channel] {
            Shows::All => {
                let matches = state
                    .public
                    .iter()
                    .enumerate()
                    .filter(|(_, (platform, words))| *platform == self.platform && *words == search.part.text);
                Ok(Sightings { matches: matches.map(|(place, _)| Desk::sighting(place)).collect(), complete: true })
            }
            Shows::NotAll => Ok(Sightings { matches: Vec::new(), complete: false }),
            Shows::Nothing => Err(failure(FailureClass::TryAgain)),
        }
    }

    async fn shown(&self, public: &Public<'_>) -> Result<Shown, Failure> {
        let state = self.desk.state();
        let place = (0..state.public.len()).find(|place| Desk::sighting(*place).platform_id == public.platform_id);
        Ok(place.map_or(Shown::Gone, |place| {
            let (signed, shown) = (public.part.text.clone(), state.public[place].1.clone());
            Shown::There(vec![Aspect { field: ShownField::Text, signed, shown }])
        }))
    }

    fn sighting_at(&self, _: &Account, _: PartRole, address: &str) -> Result<Sighting, NoSighting> {
        let place = address.rsplit('/').next().and_then(|place| place.parse().ok()).ok_or(NoSighting::NoPost)?;
        Ok(Desk::sighting(place))
    }

    async fn remove(&self, _: &Account, _: &str) -> Removal {
        Removal::Removed
    }

    fn page_of(&self, account: &Account) -> String {
        format!("https://platform.example/of/{}", account.id)
    }

    fn account_at(&self, _: &str) -> Option<Identity> {
        None
    }

    async fn identify(&self, _: &Secret, _: Option<&str>) -> Result<Identity, Failure> {
        Err(failure(FailureClass::SetUp))
    }

    async fn owner(&self, account: &Account) -> Result<Identity, Failure> {
        Ok(Identity { id: account.id.clone(), name: account.name.clone() })
    }
}
