//! Connecting an account by signing in at its platform, and how a channel's sign-in stands.
//!
//! Invariant: nothing here can sign anybody in: no token, no code, no secret of an app, and not the address of a sign-in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Channel, When, dto};
use crate::model::words::word_enum;
use crate::model::{ChannelId, Login, Platform};

word_enum! {
    /// How a channel's sign-in stands.
    pub enum SignInStanding {
        /// It lasts, or is renewed in time.
        Lasts = "lasts",
        /// It ends before long, and nothing renews it.
        EndsSoon = "ends_soon",
        /// It has ended.
        Ended = "ended",
    }
}

word_enum! {
    /// Whether a step of setting up is done.
    pub enum StepState {
        /// Only a person can tell.
        ByPerson = "by_person",
        /// It is done, as far as the application can tell.
        Done = "done",
        /// It is not done yet.
        Open = "open",
        /// The platform says that it is not right.
        Wrong = "wrong",
    }
}

dto! {
    /// What is known of a channel's sign-in.
    pub struct SignIn {
        /// How it was had; none if somebody pasted it.
        pub login: Option<Login>,
        /// When it ends; none if the platform named no end.
        pub ends: Option<When>,
        /// How many whole days are left until then.
        pub days: Option<i64>,
        /// How it stands.
        pub standing: SignInStanding,
        /// Whether it is renewed by itself.
        pub renews: bool,
        /// Why it was not renewed when last tried.
        pub problem: Option<String>,
        /// Rights that were asked for and not given, and what can't be done without them.
        pub missing: Vec<LoginRight>,
        /// Something to know or do, in a sentence; none while all is well.
        pub sentence: Option<String>,
    }

    /// A right that a platform grants.
    pub struct LoginRight {
        /// As the platform names it.
        pub scope: String,
        /// What it is needed for.
        pub purpose: String,
        /// Whether nothing works without it.
        pub required: bool,
    }

    /// A way of signing in at a platform in the browser.
    pub struct LoginWay {
        /// Which.
        pub login: Login,
        /// Its platform.
        pub platform: Platform,
        /// What the platform calls it.
        pub name: String,
        /// What an account is called there.
        pub account: String,
        /// What the app's id is called there.
        pub app_id_label: String,
        /// The id of the clinic's own app, once it is known.
        pub app_id: Option<String>,
        /// The addresses to register on the platform.
        pub redirects: Vec<String>,
        /// How long a sign-in lasts.
        pub lasts: String,
        /// The rights that are asked for.
        pub rights: Vec<LoginRight>,
        /// What has to be done on the platform first, in order.
        pub steps: Vec<LoginStep>,
    }

    /// One step of what has to be set up on a platform.
    pub struct LoginStep {
        /// What is done.
        pub title: String,
        /// How.
        pub text: String,
        /// Where: a page of the platform's.
        pub link: Option<String>,
        /// Whether the redirect address is to be copied here.
        pub shows_redirect: bool,
        /// Whether the app is handed in here.
        pub takes_app: bool,
        /// Whether it is done.
        pub state: StepState,
    }

    /// An account that a sign-in reaches.
    pub struct LoginOffer {
        /// The platform's own id.
        pub account_id: String,
        /// Its name.
        pub name: String,
        /// What else tells it apart.
        pub about: Option<String>,
        /// Why it can't be chosen, and what to do.
        pub refused: Option<String>,
        /// The clinic's channel that it is already, if it is one.
        pub channel: Option<ChannelId>,
        /// Rights that were not given.
        pub missing: Vec<LoginRight>,
    }
}

/// Where a sign-in stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LoginState {
    /// Nobody is signing in.
    None,
    /// The browser is open at the platform.
    Waiting {
        /// Which way.
        login: Login,
        /// Until when it is waited for.
        until: When,
    },
    /// The platform was asked for the accounts.
    Asking {
        /// Which way.
        login: Login,
    },
    /// An account has to be chosen.
    Choosing {
        /// Which way.
        login: Login,
        /// The channel that is connected again, if it is that.
        channel: Option<ChannelId>,
        /// The accounts.
        offers: Vec<LoginOffer>,
    },
    /// It did not come to an end.
    Failed {
        /// Which way.
        login: Login,
        /// What happened, and what to do.
        message: String,
        /// The platform's own words.
        detail: String,
    },
    /// A channel is connected.
    Connected {
        /// Which way.
        login: Login,
        /// The channel.
        channel: Box<Channel>,
    },
}
