//! X, API v2: who may ask, how often, and at which desk.
//!
//! Invariant: a desk's work is reached only by a good token within its rate windows, and every answer carries the
//! window's three headers.

pub(crate) mod create;
mod credits;
mod engage;
mod found;
pub(crate) mod links;
pub(crate) mod login;
pub(crate) mod media;
mod messages;
mod metrics;
pub(crate) mod page;
mod present;
pub(crate) mod problem;
mod read;
pub(crate) mod state;
mod weigh;
pub(crate) mod wire;

use axum::http::StatusCode;
use serde_json::json;

use crate::account::{Account, Holder, Platform, Standing};
use crate::call::Call;
use crate::quota::{Limit, Reading};
use crate::reply::Reply;
use crate::templates::x as at;
use crate::world::Scene;
use problem::Problem;

const QUARTER_HOUR_MS: i64 = 15 * 60 * 1_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The work behind an endpoint.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// For an account.
    Account(ForAccount),
    /// For an app, which says in the call itself who it is.
    App(fn(&mut Scene<'_>, &Call) -> Reply),
}

type ForAccount = fn(&mut Scene<'_>, &Call, &Account) -> Result<Reply, Problem>;

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    /// How often one user may ask in a quarter of an hour.
    per_user: u32,
    /// How often all users of the app together may ask in a day, where that is limited.
    per_app_a_day: Option<u32>,
    work: Work,
}

const fn desk(method: &'static str, template: &'static str, per_user: u32, app: Option<u32>, work: ForAccount) -> Desk {
    Desk { method, template, per_user, per_app_a_day: app, work: Work::Account(work) }
}

pub(crate) static DESKS: &[Desk] = &[
    Desk { method: "POST", template: at::TOKEN, per_user: 300, per_app_a_day: None, work: Work::App(login::token) },
    desk("GET", at::ME, 75, None, read::me),
    desk("POST", at::POSTS, 100, Some(10_000), create::create),
    desk("GET", at::POSTS, 5_000, None, read::several),
    desk("GET", at::POST, 900, None, read::one),
    desk("DELETE", at::POST, 50, None, create::delete),
    desk("GET", at::TIMELINE, 900, None, read::timeline),
    desk("POST", at::MEDIA_INITIALIZE, 1_875, Some(180_000), media::initialize),
    desk("POST", at::MEDIA_APPEND, 1_875, Some(180_000), media::append),
    desk("POST", at::MEDIA_FINALIZE, 1_875, Some(180_000), media::finalize),
    desk("GET", at::MEDIA_STATUS, 1_000, Some(100_000), media::status),
    desk("POST", at::MEDIA_METADATA, 500, Some(50_000), media::describe),
    desk("GET", at::MENTIONS, 300, None, found::mentions),
    desk("GET", at::SEARCH, 300, None, found::search),
    desk("GET", at::ANALYTICS, 300, None, metrics::analytics),
    desk("PUT", at::HIDDEN, 50, None, engage::hide),
    desk("POST", at::LIKES, 50, None, engage::like),
    desk("DELETE", at::LIKE, 50, None, engage::unlike),
    desk("POST", at::REPOSTS, 50, None, engage::repost),
    desk("DELETE", at::REPOST, 50, None, engage::unrepost),
    desk("GET", at::DM_EVENTS, 15, None, messages::all),
    desk("GET", at::DM_WITH, 15, None, messages::with_somebody),
    desk("GET", at::DM_CONVERSATION, 15, None, messages::of_conversation),
    desk("POST", at::DM_SEND, 15, Some(1_440), messages::send_to_somebody),
    desk("POST", at::DM_SEND_INTO, 15, Some(1_440), messages::send_into),
    desk("DELETE", at::DM_EVENT, 300, Some(4_000), messages::delete),
];

impl Desk {
    pub(crate) fn perform(&self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        let work = match self.work {
            Work::App(work) => return work(scene, call),
            Work::Account(work) => work,
        };
        let account = match caller(scene, call) {
            Ok(account) => account,
            Err(problem) => return self.metered(problem.into_reply(), self.untouched(scene.now)),
        };
        let (user_limit, user_key) = (self.user_limit(), format!("x {} {} {}", self.method, self.template, account.id));
        let app = self
            .per_app_a_day
            .map(|count| (Limit { count, span_ms: DAY_MS }, format!("x app {} {}", self.method, self.template)));
        let before = scene.world.quota.read(&user_key, user_limit, scene.now);
        let app_spent =
            app.as_ref().is_some_and(|(limit, key)| scene.world.quota.read(key, *limit, scene.now).remaining == 0);
        let reply = if before.remaining == 0 || app_spent {
            problem::too_many().into_reply()
        } else {
            scene.world.quota.spend(&user_key, user_limit, scene.now);
            if let Some((limit, key)) = &app {
                scene.world.quota.spend(key, *limit, scene.now);
            }
            let paid = credits::last_for(scene, &account, 0);
            paid.and_then(|()| work(scene, call, &account)).unwrap_or_else(Problem::into_reply)
        };
        let mut reply = self.metered(reply, scene.world.quota.read(&user_key, user_limit, scene.now));
        if let Some((limit, key)) = &app {
            let reading = scene.world.quota.read(key, *limit, scene.now);
            reply = reply
                .with("x-app-limit-24hour-limit", reading.limit)
                .with("x-app-limit-24hour-remaining", reading.remaining)
                .with("x-app-limit-24hour-reset", seconds(reading.reset_ms));
        }
        reply
    }

    /// The answer of a window that is used up until then.
    pub(crate) fn too_many(&self, reset_ms: i64) -> Reply {
        self.metered(problem::too_many().into_reply(), Reading { limit: self.per_user, remaining: 0, reset_ms })
    }

    fn user_limit(&self) -> Limit {
        Limit { count: self.per_user, span_ms: QUARTER_HOUR_MS }
    }

    fn untouched(&self, now: i64) -> Reading {
        Reading { limit: self.per_user, remaining: self.per_user, reset_ms: now + QUARTER_HOUR_MS }
    }

    fn metered(&self, reply: Reply, reading: Reading) -> Reply {
        reply
            .with("x-rate-limit-limit", reading.limit)
            .with("x-rate-limit-remaining", reading.remaining)
            .with("x-rate-limit-reset", seconds(reading.reset_ms))
    }
}

/// Whole seconds, never before the instant itself: who waits until then must find the window open.
fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1_000) + i64::from(ms.rem_euclid(1_000) > 0)
}

fn caller(scene: &Scene<'_>, call: &Call) -> Result<Account, Problem> {
    let Some((scheme, token)) = &call.authorization else { return Err(problem::unauthorized()) };
    let grant = scene.world.grant(Platform::X, token);
    let good = grant.filter(|it| {
        let stands = it.standing == Standing::Good && !it.is_over(scene.now);
        scheme == "bearer" && stands && it.holder == Holder::Account
    });
    let account = good.and_then(|grant| scene.world.account(Platform::X, &grant.account));
    account.cloned().ok_or_else(problem::unauthorized)
}

pub(crate) fn unauthorized() -> Reply {
    problem::unauthorized().into_reply()
}

pub(crate) fn unsupported() -> Reply {
    problem::not_found().into_reply()
}

pub(crate) fn server_error(status: StatusCode) -> Reply {
    let words = status.canonical_reason().unwrap_or("Internal Server Error");
    Problem::plain(status, words, words).into_reply()
}

/// An error that X reports beside no data, under a status that says nothing of it.
pub(crate) fn error_in_200() -> Reply {
    Reply::ok(json!({ "errors": [{
        "title": "Internal Error",
        "detail": "Something is broken. This request was not carried out.",
        "type": "https://api.x.com/2/problems/internal-error",
    }] }))
}
