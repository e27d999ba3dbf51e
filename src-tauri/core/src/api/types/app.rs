//! The application around a workspace: what exists, what is open, who is signed in, and how errors cross.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{InboxTotals, When, dto};
use crate::error::ErrorCode;
use crate::model::{CorrelationId, Login, PersonId, Platform, PostId, Role, WorkspaceKind};

dto! {
    /// An error as it crosses.
    pub struct ApiError {
        /// What the interface does about it.
        pub code: ErrorCode,
        /// A sentence a receptionist understands: what happened, and what to do.
        pub message: String,
        /// The field of the request that the sentence is about.
        pub field: Option<String>,
        /// The platform's or system's own words, for *Details*; never a secret.
        pub detail: Option<String>,
        /// How many seconds to wait (wrong PINs).
        pub wait_seconds: Option<u32>,
        /// Ties the error to the record.
        pub correlation_id: Option<CorrelationId>,
    }

    /// What the application is like right now; asked once at start and after each change of workspace.
    pub struct AppState {
        /// The workspaces of this data folder.
        pub workspaces: Vec<WorkspaceState>,
        /// The workspace that the window shows.
        pub active: Option<WorkspaceKind>,
        /// Whether the system keychain can hold a key.
        pub keychain: KeychainState,
        /// The application's version.
        pub version: String,
        /// The practice clinic runs without a keychain, so its key lies beside its data.
        pub practice_key_beside_data: bool,
    }

    /// One workspace of the data folder.
    pub struct WorkspaceState {
        /// Its kind.
        pub kind: WorkspaceKind,
        /// Whether it has been created.
        pub exists: bool,
        /// Whether it is open, and publishing.
        pub open: bool,
        /// Whether it is open here and its recovery key was never confirmed: that comes before it is shown.
        pub unconfirmed: bool,
        /// Why it can't be opened, if it can't.
        pub problem: Option<ApiError>,
        /// The clinic's name, when open.
        pub clinic_name: Option<String>,
    }

    /// Who is signed in, and whether the doctor's pen is out.
    pub struct Session {
        /// The person, unless locked.
        pub person: Option<SessionPerson>,
        /// Until when signatures need no PIN; `None` when the next one asks.
        pub signing_until: Option<When>,
        /// How many signatures are left in this signing session.
        pub signatures_left: u32,
        /// Minutes without a key or click after which the session locks.
        pub lock_after_minutes: u32,
    }

    /// The person signed in.
    pub struct SessionPerson {
        /// Who.
        pub id: PersonId,
        /// As shown.
        pub name: String,
        /// The person's roles.
        pub roles: Vec<Role>,
    }

    /// The top bar: asked often, cheap.
    pub struct Status {
        /// The clinic's name.
        pub clinic_name: String,
        /// The kind of the workspace.
        pub kind: WorkspaceKind,
        /// The session.
        pub session: Session,
        /// Whether *Stop everything* is on, since when, and who did it.
        pub stopped: Option<Stopped>,
        /// The post that goes out next.
        pub next: Option<NextPost>,
        /// What waits for a doctor.
        pub waiting_for_doctor: u32,
        /// What failed, is in doubt or was missed.
        pub needs_decision: u32,
        /// What people wrote that waits for an answer.
        pub inbox: InboxTotals,
        /// Whether the platforms could be reached lately.
        pub connection: ConnectionState,
        /// Says that the laptop's clock is wrong, or that nobody can tell, where that holds everything.
        pub clock_warning: Option<String>,
        /// Now, in the clinic's zone.
        pub now: When,
    }

    /// *Stop everything* is on.
    pub struct Stopped {
        /// Since when.
        pub since: When,
        /// Who pressed it.
        pub by: String,
        /// Whether resuming asks first whether Countersign still runs on another laptop: the clinic was restored from a backup.
        pub other_laptop: bool,
        /// What has to be known of the restore before anybody resumes.
        pub after_restore: Option<String>,
    }

    /// The next post.
    pub struct NextPost {
        /// Which.
        pub post_id: PostId,
        /// Where it goes.
        pub platform: Platform,
        /// Its first words.
        pub title: String,
        /// When.
        pub due: When,
    }

    /// A person as the lock screen shows them; asked while nobody is signed in.
    pub struct LockPerson {
        /// Who.
        pub id: PersonId,
        /// As shown.
        pub name: String,
        /// What the person does.
        pub roles: Vec<Role>,
        /// In the practice clinic only: the PIN, printed beside the name.
        pub practice_pin: Option<String>,
    }

    /// A field of the private window.
    pub struct SecretField {
        /// Its name in the answer.
        pub name: String,
        /// What people read.
        pub label: String,
        /// A sentence on where to find it.
        pub help: String,
        /// Whether it is hidden while typed.
        pub hidden: bool,
        /// Whether it must be filled in.
        pub required: bool,
    }

    /// What *Set up my clinic* offers while there is no clinic to ask.
    pub struct SetUpChoices {
        /// Every zone's name, in order.
        pub zones: Vec<String>,
        /// The zone of this laptop, when it says one of them.
        pub zone: Option<String>,
    }

    /// What a new workspace is made from (*Set up my clinic*). The PIN goes with the one command that takes this.
    pub struct SetUp {
        /// The clinic's name.
        pub clinic_name: String,
        /// An IANA zone.
        pub zone: String,
        /// ISO 3166-1 alpha-2 codes whose rules a later version checks.
        pub countries: Vec<String>,
        /// The language that drafts are written in.
        pub language: String,
        /// The first person's name.
        pub person_name: String,
        /// The first person's roles; an administrator is among them in any case.
        pub roles: Vec<Role>,
        /// A doctor's registration number.
        pub registration: Option<String>,
    }
}

/// Whether the system keychain can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// It keeps keys.
    Ready,
    /// There is none on this system.
    Missing,
    /// It is there, and locked or not answering.
    Locked,
}

/// Whether the platforms answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Nothing was tried lately.
    Idle,
    /// The last call was answered.
    Online,
    /// The last call did not reach anybody.
    Offline,
}

/// A value typed into the private window. It comes in, and has no form that goes out.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct SecretValue {
    /// The field.
    pub name: String,
    /// What was typed.
    pub value: String,
}

impl std::fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretValue({}, …)", self.name)
    }
}

/// What the private window is asked to do. It is the only window that this is sent to.
#[derive(Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SecretTask {
    /// Show the recovery key once, and have its last group typed back.
    ShowRecoveryKey {
        /// The key in groups.
        groups: Vec<String>,
    },
    /// Ask for the recovery key of a workspace that the keychain can't open.
    EnterRecoveryKey {
        /// The kind of the workspace.
        workspace: WorkspaceKind,
    },
    /// Ask for the id and the secret of the clinic's own app.
    App {
        /// For which sign-in.
        login: Login,
        /// What the platform calls the sign-in.
        name: String,
        /// What has to be typed or pasted.
        fields: Vec<SecretField>,
    },
    /// Ask for the credential of a channel.
    Connect {
        /// The platform.
        platform: Platform,
        /// What has to be typed or pasted.
        fields: Vec<SecretField>,
    },
    /// Ask for the password of the clinic's mail server.
    Mail {
        /// The server's name.
        server: String,
        /// What has to be typed or pasted.
        fields: Vec<SecretField>,
    },
    /// Ask for the address at which Slack takes messages for the clinic.
    Slack {
        /// What has to be typed or pasted.
        fields: Vec<SecretField>,
    },
    /// Ask for the secret key of the media host.
    MediaHost {
        /// The bucket.
        bucket: String,
        /// What has to be typed or pasted.
        fields: Vec<SecretField>,
    },
}
