//! What publishing needs of a platform's client.
//!
//! Invariant: a client learns what to send from a permit and from nothing else, and every step that makes something
//! public takes a [`CommitPermit`] by value.

use async_trait::async_trait;

use crate::gate::{Account, CommitPermit, KeepPermit, Permit, SignedPart};
use crate::model::{CorrelationId, Millis, PartRole, Platform, PlatformOptions, Secret, TemplateSeen, TiktokCreator};

use super::answers::{Failure, FailureClass, Fate, Handed, KeptShown, Outcome, Prepared, Removal, Sighting, Sightings};
use super::journal::{Handle, Journal};
use super::keeping::Kept;
use super::message::Arrivals;
use super::read_back::{Public, Shown};

/// A platform's client, as publishing uses it.
#[async_trait]
pub trait Publisher: Send + Sync {
    /// The platform it speaks to.
    fn platform(&self) -> Platform;

    /// Does what can be undone, or forgotten, for one part: uploads, containers. Each handle that the platform gives
    /// out goes into `journal` before it is used.
    ///
    /// Where parts are recipients it is called once for all of them, with the first that has not gone out, and each of them
    /// is committed with what it returned. It reads the template again then: one whose digest is not the signed one, or that
    /// can't be sent any more, is a [`FailureClass::FixContent`], and nothing is sent.
    /// The same is asked again in the middle of a long sending, through [`Publisher::still_as_signed`].
    async fn prepare(&self, permit: &Permit, part: &SignedPart, journal: &dyn Journal) -> Result<Prepared, Failure>;

    /// Looks in the middle of a sending to recipients whether what all of them get is still, on the platform, what was
    /// signed, and may be sent.
    ///
    /// # Errors
    /// A [`FailureClass::FixContent`] when it is not; others when it could not be read. Nothing more is sent then.
    async fn still_as_signed(&self, permit: &Permit, part: &SignedPart) -> Result<(), Failure> {
        // Everywhere else what is sent is what was signed: nothing of it is kept on the platform.
        let _ = (permit, part);
        Ok(())
    }

    /// Makes one part public.
    async fn commit(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome;

    /// Hands one part to the platform, which is to keep it and to make it public by itself at [`KeepPermit::at`], and not
    /// before. What it was prepared with is what was signed, as for a commit.
    async fn hand_over(&self, permit: KeepPermit<'_>, _prepared: Prepared) -> Handed {
        let name = permit.account().platform.name();
        Handed::Refused(Failure {
            class: FailureClass::SetUp,
            message: format!("{name} keeps no posts for later. This laptop publishes it."),
            detail: String::new(),
        })
    }

    /// Reads back what the platform keeps: which of it could be this part, told for this instant?
    ///
    /// # Errors
    /// When it can't be read.
    async fn find_kept(&self, _search: &Search<'_>, _at: Millis) -> Result<Sightings, Failure> {
        Ok(Sightings { matches: Vec::new(), complete: true })
    }

    /// Looks how something stands that the platform keeps.
    ///
    /// # Errors
    /// When it can't be read.
    async fn look_at_kept(&self, kept: &Kept) -> Result<KeptShown, Failure> {
        Err(Failure {
            class: FailureClass::SetUp,
            message: format!("{} keeps no posts for later.", kept.account.platform.name()),
            detail: String::new(),
        })
    }

    /// Has the platform let go of what it keeps, so that it does not become public. Asking once more does no harm.
    async fn let_go(&self, kept: &Kept) -> Removal {
        self.remove(&kept.account, &kept.platform_id).await
    }

    /// Reads the platform back: which of the account's posts could be this part?
    async fn find(&self, search: &Search<'_>) -> Result<Sightings, Failure>;

    /// Reads one part that is public, by the id that its platform gave it, and tells what could be compared with what was
    /// signed. What the platform is known to do to a text, such as shortening its links, is undone on both sides: what is
    /// left is somebody's doing. What it tells at all is in `check/capability/reading.rs`.
    ///
    /// # Errors
    /// When it could not be read.
    async fn shown(&self, public: &Public<'_>) -> Result<Shown, Failure>;

    /// What a public address shows, when that can be this account's part of this role. The permalink is the platform's
    /// own, however the address was written.
    ///
    /// # Errors
    /// When it shows something else, as far as an address tells.
    fn sighting_at(&self, account: &Account, role: PartRole, address: &str) -> Result<Sighting, NoSighting>;

    /// What became of a part that the platform may have taken, where it works on what it took for a while, or hands it to a
    /// person of its own. None where it is public, or nothing was taken: then it is looked for.
    ///
    /// # Errors
    /// When it could not be read.
    async fn fate(&self, search: &Search<'_>) -> Result<Option<Fate>, Failure> {
        // Everywhere else what was taken is public.
        let _ = search;
        Ok(None)
    }

    /// What the account lets be chosen for a post, on a platform that has to be asked before each. None elsewhere.
    ///
    /// # Errors
    /// When it can't be read, or the account may not post now.
    async fn creator(&self, account: &Account) -> Result<Option<TiktokCreator>, Failure> {
        let _ = account;
        Ok(None)
    }

    /// The version of the platform's interface that all calls name, where a person may choose it.
    fn version(&self) -> Option<VersionFacts> {
        None
    }

    /// Has all calls from now on name this version, those of a sign-in among them; the client's own with none.
    ///
    /// # Errors
    /// A sentence on why it can be none; the one before is used then.
    fn use_version(&self, version: Option<&str>) -> Result<(), String> {
        match version {
            None => Ok(()),
            Some(_) => Err(format!("{} is asked with one version alone.", self.platform().name())),
        }
    }

    /// Where the public sees a part that went out, on a platform whose ids do not tell it. Asked only once the part is
    /// *posted* on disk, and again later where it fails. None where the platform has nothing to tell.
    ///
    /// # Errors
    /// When it could not be read; it is public all the same.
    async fn permalink(&self, account: &Account, role: PartRole, platform_id: &str) -> Result<Option<String>, Failure> {
        // Everywhere else a sighting comes with its address.
        let _ = (account, role, platform_id);
        Ok(None)
    }

    /// The templates that the account may send, those that are not approved among them. None where a platform has none.
    ///
    /// # Errors
    /// When they can't be read.
    async fn templates(&self, _account: &Account) -> Result<Vec<TemplateSeen>, Failure> {
        Ok(Vec::new())
    }

    /// What became of messages that the platform took, by the ids it gave them. What was told before something went wrong
    /// is in the answer.
    async fn arrivals(&self, _account: &Account, _message_ids: &[String]) -> Arrivals {
        Arrivals::default()
    }

    /// Takes one public part down again. Asking once more about what is gone does no harm.
    async fn remove(&self, account: &Account, platform_id: &str) -> Removal;

    /// Where the public sees the account.
    fn page_of(&self, account: &Account) -> String;

    /// The account that a public address shows, for a channel that is served by hand.
    fn account_at(&self, address: &str) -> Option<Identity>;

    /// Asks the platform who a credential belongs to. Changes nothing there. On WhatsApp `account_id` is what a person typed:
    /// `phone@business`, or the id of a business account alone, which names its one telephone number; the identity's id is
    /// always `phone@business` (see [`crate::model::WhatsappAccount`]).
    async fn identify(&self, credential: &Secret, account_id: Option<&str>) -> Result<Identity, Failure>;

    /// Asks the platform who the credential that is kept for an account belongs to. Changes nothing there.
    ///
    /// # Errors
    /// Also when it belongs to another account.
    async fn owner(&self, account: &Account) -> Result<Identity, Failure>;

    /// Whether the platform shows an account's posts to whoever published them there, so that a lost answer can be
    /// made up for.
    fn reads_back(&self, _account: &Account) -> bool {
        true
    }

    /// How people call what this client asks, and what its platform allows.
    fn words(&self) -> &'static PlatformWords {
        &PlatformWords::NONE
    }
}

/// How people call a platform's calls and allowances.
#[derive(Debug, Clone, Copy)]
pub struct PlatformWords {
    /// What each call is for.
    pub calls: &'static [CallWords],
    /// The allowances, in the order in which they are shown.
    pub allowances: &'static [AllowanceWords],
    /// What has to be known about the platform's allowances; empty where nothing has.
    pub note: &'static str,
}

impl PlatformWords {
    /// Nothing is known.
    pub const NONE: Self = Self { calls: &[], allowances: &[], note: "" };
}

/// What a call is for.
#[derive(Debug, Clone, Copy)]
pub struct CallWords {
    /// The method, such as `POST`.
    pub method: &'static str,
    /// The endpoint's template.
    pub template: &'static str,
    /// Such as «Publish a post».
    pub what: &'static str,
}

/// How an allowance is called.
#[derive(Debug, Clone, Copy)]
pub struct AllowanceWords {
    /// The client's own name of it.
    pub name: &'static str,
    /// Such as «Posts in a quarter of an hour».
    pub what: &'static str,
    /// Whether it is told in percent rather than in calls.
    pub percent: bool,
    /// Whether it is one that a clinic comes near to; others stand behind the details.
    pub main: bool,
    /// Whether calls wait where nothing of it is left.
    pub holds_back: bool,
}

/// The account that a credential belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The platform's own id.
    pub id: String,
    /// The name that people know it by, such as `@lakeside_clinic`.
    pub name: String,
}

/// Why an address is taken for no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSighting {
    /// It shows no post of the platform.
    NoPost,
    /// It says itself that what it shows is another account's.
    AnotherAccount,
    /// It shows a post, and the part is a comment.
    NoComment,
}

/// The version that a platform's interface is asked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionFacts {
    /// The one that calls name now.
    pub now: String,
    /// The client's own.
    pub own: String,
}

/// What to look for on a platform.
#[derive(Debug)]
pub struct Search<'a> {
    /// Whose posts.
    pub account: &'a Account,
    /// The part, as signed.
    pub part: &'a SignedPart,
    /// The platform's options, as signed.
    pub options: &'a PlatformOptions,
    /// What it answers.
    pub parent: Option<&'a str>,
    /// The post that what an answer answers stands under.
    pub under: Option<&'a str>,
    /// Only what became public at or after this instant.
    pub since: Millis,
    /// The story that the reading belongs to.
    pub correlation: Option<CorrelationId>,
    /// What the platform gave out while the part was prepared and committed last, as it was journalled.
    pub handles: &'a [Handle],
}
