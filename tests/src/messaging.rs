//! A client of WhatsApp whose answers a test decides, recipient by recipient.
//!
//! Invariant: it keeps every number that a message was sent to, in order, so that nobody can get one twice unseen; and it
//! prepares as the real client has to: it looks at the template again, and refuses one that is not what was signed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use countersign_core::gate::{Account, CommitPermit, Permit, SignedPart};
use countersign_core::model::{
    ParameterFormat, PartRole, Platform, Secret, TemplateButton, TemplateCategory, TemplateHeaderKind, TemplateSeen,
    TemplateStatus,
};
use countersign_core::publish::{
    Arrival, ArrivalState, Arrivals, Failure, FailureClass, Identity, Journal, NoSighting, Outcome, Prepared, Public,
    Publisher, RecipientFault, Removal, Search, Shown, Sighting, Sightings, Taken,
};
use tokio::sync::Notify;

/// The account of the clinic's number.
pub const ACCOUNT: &str = "1055@2044";

/// What a recipient's message comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is sent and answered.
    Sent,
    /// The recipient can't be reached.
    Unreachable,
    /// The recipient told WhatsApp to stop.
    OptedOut,
    /// WhatsApp wants to wait so many milliseconds before it takes one for this recipient, once.
    Wait(i64),
    /// It is sent, and the answer is lost.
    Lost,
    /// WhatsApp takes nothing more from this number at all.
    Stop,
    /// It is sent, and the answer comes when the test says so.
    Held,
    /// The recipient told WhatsApp to stop, and the answer comes when the test says so.
    HeldOptedOut,
    /// WhatsApp takes it and holds it back.
    HeldBack,
}

#[derive(Default)]
struct State {
    template: Option<TemplateSeen>,
    fates: BTreeMap<String, Fate>,
    known_as: BTreeMap<String, String>,
    stopped_later: BTreeSet<String>,
    sent: Vec<String>,
    asked: Vec<String>,
    prepared: u32,
}

/// The client, and the test's hand on it.
#[derive(Default)]
pub struct Messaging {
    state: Mutex<State>,
    /// Told when a held message was sent.
    pub holding: Notify,
    /// Lets a held message be answered.
    pub release: Notify,
}

impl Messaging {
    /// A client with one approved template.
    #[must_use]
    pub fn new() -> Arc<Self> {
        let messaging = Arc::new(Self::default());
        messaging.show(template());
        messaging
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What WhatsApp has for a template from here on.
    pub fn show(&self, template: TemplateSeen) {
        self.state().template = Some(template);
    }

    /// What the message to a number comes to.
    pub fn fate(&self, digits: &str, fate: Fate) {
        self.state().fates.insert(digits.to_owned(), fate);
    }

    /// By which number WhatsApp knows whoever has this one.
    pub fn known_as(&self, digits: &str, other: &str) {
        self.state().known_as.insert(digits.to_owned(), other.to_owned());
    }

    /// Has WhatsApp tell afterwards that the message to a number failed, as its owner told it to stop.
    pub fn stopped_later(&self, digits: &str) {
        self.state().stopped_later.insert(digits.to_owned());
    }

    /// The numbers that messages were sent to, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<String> {
        self.state().sent.clone()
    }

    /// The ids of the messages that were last asked after.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    /// How often a sending was prepared.
    #[must_use]
    pub fn prepared(&self) -> u32 {
        self.state().prepared
    }
}

/// A template with a place in its text.
#[must_use]
pub fn template() -> TemplateSeen {
    TemplateSeen {
        id: "900".to_owned(),
        name: "flu_season".to_owned(),
        language: "en".to_owned(),
        category: TemplateCategory::Marketing,
        status: TemplateStatus::Approved,
        format: ParameterFormat::Positional,
        header: TemplateHeaderKind::None,
        header_text: String::new(),
        body: "Flu vaccines are here from {{1}} on.".to_owned(),
        footer: "Answer STOP to get no more of these.".to_owned(),
        buttons: vec![TemplateButton {
            kind: "URL".to_owned(),
            text: "Book".to_owned(),
            target: "https://lakeside.example/book".to_owned(),
        }],
        unsupported: None,
        rest: String::new(),
    }
}

fn failure(class: FailureClass, message: &str) -> Failure {
    Failure { class, message: message.to_owned(), detail: "scripted".to_owned() }
}

#[async_trait]
impl Publisher for Messaging {
    fn platform(&self) -> Platform {
        Platform::Whatsapp
    }

    async fn prepare(&self, permit: &Permit, part: &SignedPart, _: &dyn Journal) -> Result<Prepared, Failure> {
        self.state().prepared += 1;
        self.still_as_signed(permit, part).await.map(|()| Prepared::default())
    }

    async fn still_as_signed(&self, permit: &Permit, _: &SignedPart) -> Result<(), Failure> {
        let state = self.state();
        let signed = permit.options().template().map(|template| template.digest);
        if state.template.as_ref().map(TemplateSeen::digest) == signed {
            return Ok(());
        }
        Err(failure(FailureClass::FixContent, "The template was changed since it was signed."))
    }

    async fn commit(&self, permit: CommitPermit<'_>, _: Prepared) -> Outcome {
        let Some(recipient) = permit.part().recipient.clone() else {
            return Outcome::Rejected(failure(FailureClass::FixContent, "Nobody to send it to."));
        };
        let digits = recipient.number.digits().to_owned();
        let fate = self.state().fates.get(&digits).copied().unwrap_or(Fate::Sent);
        let refused = |fault| failure(FailureClass::Recipient(fault), "Not to this number.");
        match fate {
            Fate::Unreachable => return Outcome::Rejected(refused(RecipientFault::Unreachable)),
            Fate::OptedOut => return Outcome::Rejected(refused(RecipientFault::OptedOut)),
            Fate::Wait(ms) => {
                self.state().fates.remove(&digits);
                return Outcome::Absent(refused(RecipientFault::WaitUntil(permit.started().plus(ms))));
            }
            Fate::HeldOptedOut => {
                self.holding.notify_one();
                self.release.notified().await;
                return Outcome::Rejected(refused(RecipientFault::OptedOut));
            }
            Fate::Stop => return Outcome::Rejected(failure(FailureClass::SetUp, "WhatsApp takes no more of these.")),
            Fate::Sent | Fate::Lost | Fate::Held | Fate::HeldBack => {}
        }
        let message_id = {
            let mut state = self.state();
            state.sent.push(digits.clone());
            format!("wamid.{digits}.{}", state.sent.len())
        };
        match fate {
            Fate::Lost => return Outcome::Unknown(failure(FailureClass::Unknown, "No answer came.")),
            Fate::Held => {
                self.holding.notify_one();
                self.release.notified().await;
            }
            Fate::Sent
            | Fate::HeldBack
            | Fate::Unreachable
            | Fate::OptedOut
            | Fate::HeldOptedOut
            | Fate::Wait(_)
            | Fate::Stop => {}
        }
        let known_as = self.state().known_as.get(&digits).cloned();
        Outcome::Taken(Taken { message_id, known_as, held: fate == Fate::HeldBack })
    }

    async fn find(&self, _: &Search<'_>) -> Result<Sightings, Failure> {
        panic!("a message is never looked for: WhatsApp lists none");
    }

    async fn shown(&self, _: &Public<'_>) -> Result<Shown, Failure> {
        Ok(Shown::CannotBeRead("Messages can't be read back.".to_owned()))
    }

    fn sighting_at(&self, _: &Account, _: PartRole, _: &str) -> Result<Sighting, NoSighting> {
        Err(NoSighting::NoPost)
    }

    async fn templates(&self, _: &Account) -> Result<Vec<TemplateSeen>, Failure> {
        Ok(self.state().template.clone().into_iter().collect())
    }

    async fn arrivals(&self, account: &Account, message_ids: &[String]) -> Arrivals {
        assert_eq!(account.id, ACCOUNT);
        self.state().asked = message_ids.to_vec();
        let stopped = self.state().stopped_later.clone();
        // WhatsApp tells nothing of the first.
        let told = message_ids.iter().skip(1).map(|id| {
            let opted_out = stopped.iter().any(|digits| id.contains(digits.as_str()));
            Arrival {
                message_id: id.clone(),
                state: if opted_out { ArrivalState::Failed } else { ArrivalState::Delivered },
                at: countersign_core::model::Millis(1),
                detail: String::new(),
                opted_out,
            }
        });
        Arrivals { asked: message_ids.to_vec(), told: told.collect(), stopped: None }
    }

    async fn remove(&self, _: &Account, _: &str) -> Removal {
        panic!("nobody asks for a message back");
    }

    fn page_of(&self, _: &Account) -> String {
        "https://business.facebook.com".to_owned()
    }

    fn account_at(&self, _: &str) -> Option<Identity> {
        None
    }

    async fn identify(&self, _: &Secret, _: Option<&str>) -> Result<Identity, Failure> {
        Ok(Identity { id: ACCOUNT.to_owned(), name: "Lakeside".to_owned() })
    }

    async fn owner(&self, _: &Account) -> Result<Identity, Failure> {
        self.identify(&Secret::new(String::new()), None).await
    }
}
