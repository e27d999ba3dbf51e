//! Facebook Pages, Graph API: versions, tokens, use, and the desk that answers.
//!
//! Invariant: a desk's work is reached only under a version that exists and by a good token; every answer to it carries
//! the usage headers, and every refusal the Graph envelope.

mod comments;
mod edges;
mod engage;
pub(crate) mod error;
pub(crate) mod fields;
pub(crate) mod films;
mod insights;
pub(crate) mod login;
pub(crate) mod messages;
mod nodes;
pub(crate) mod page;
pub(crate) mod params;
pub(crate) mod present;
mod publish;
pub(crate) mod reel_bytes;
pub(crate) mod state;
mod videos;
pub(crate) mod wire;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::json;

use crate::account::{Account, Holder, Platform, Standing};
use crate::call::Call;
use crate::quota::Limit;
use crate::reply::Reply;
use crate::templates::facebook as at;
use crate::world::Scene;
use error::GraphError;
use params::Params;

/// What is served; older ones were retired, newer ones do not exist yet.
pub(crate) const VERSIONS: &[&str] = &["v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0"];

/// The allowance of a Page that one person a day engages with.
const PAGE_LIMIT: Limit = Limit { count: 4_800, span_ms: 24 * 60 * 60 * 1_000 };
const PERSON_LIMIT: Limit = Limit { count: 200, span_ms: 60 * 60 * 1_000 };

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The Page, or for a person the Page that they manage.
    account: Account,
    holder: Holder,
    /// What the token is for, where that is not everything.
    scopes: Option<BTreeSet<String>>,
}

impl Caller {
    fn key(&self) -> String {
        match self.holder {
            Holder::Account => format!("facebook page {}", self.account.id),
            Holder::Owner => format!("facebook person {}", self.account.id),
        }
    }

    fn limit(&self) -> Limit {
        match self.holder {
            Holder::Account => PAGE_LIMIT,
            Holder::Owner => PERSON_LIMIT,
        }
    }
}

/// One request, understood.
pub(crate) struct Ask<'a> {
    caller: Caller,
    version: &'a str,
    node: &'a str,
    params: Params,
}

type ForToken = fn(&mut Scene<'_>, &Ask<'_>) -> Result<Reply, GraphError>;

/// What an endpoint does, and in whose name.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// For whoever the token of the call belongs to.
    ForToken(ForToken),
    /// For an app that proves itself by its id and secret.
    ForApp(fn(&mut Scene<'_>, &Params) -> Result<Reply, GraphError>),
    /// It takes bytes as they come: see [`reel_bytes`].
    Bytes,
}

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    work: Work,
}

const fn desk(method: &'static str, template: &'static str, work: ForToken) -> Desk {
    Desk { method, template, work: Work::ForToken(work) }
}

pub(crate) static DESKS: &[Desk] = &[
    Desk { method: "POST", template: at::TOKEN, work: Work::ForApp(login::exchange) },
    desk("GET", at::NODE, nodes::get),
    desk("POST", at::NODE, engage::change),
    desk("DELETE", at::NODE, nodes::delete),
    desk("GET", at::ACCOUNTS, edges::accounts),
    desk("GET", at::PERMISSIONS, login::permissions),
    desk("POST", at::FEED, publish::feed),
    desk("GET", at::FEED, edges::posts),
    desk("GET", at::POSTS, edges::posts),
    desk("GET", at::PUBLISHED_POSTS, edges::posts),
    desk("GET", at::SCHEDULED_POSTS, edges::scheduled_posts),
    desk("POST", at::PHOTOS, publish::photos),
    desk("POST", at::VIDEOS, videos::video),
    desk("GET", at::VIDEOS, videos::list_videos),
    desk("POST", at::REELS, videos::reel),
    desk("GET", at::REELS, videos::list_reels),
    Desk { method: "POST", template: at::REEL_BYTES, work: Work::Bytes },
    desk("POST", at::COMMENTS, comments::create),
    desk("GET", at::COMMENTS, comments::list),
    desk("POST", at::LIKES, engage::like),
    desk("DELETE", at::LIKES, engage::unlike),
    desk("GET", at::REACTIONS, engage::reactions),
    desk("GET", at::TAGGED, engage::tagged),
    desk("GET", at::CONVERSATIONS, messages::conversations),
    desk("GET", at::MESSAGES, messages::list),
    desk("POST", at::MESSAGES, messages::send),
    desk("GET", at::INSIGHTS, insights::insights),
    desk("GET", at::VIDEO_INSIGHTS, insights::of_film),
];

impl Desk {
    /// Whether it takes bytes as they come.
    pub(crate) fn takes_bytes(&self) -> bool {
        matches!(self.work, Work::Bytes)
    }

    pub(crate) fn perform(&self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        let work = match self.work {
            Work::ForToken(work) => work,
            // What takes bytes is asked in another way.
            Work::Bytes => return unsupported(scene),
            Work::ForApp(work) => {
                let given = Params::read(call).and_then(|params| work(scene, &params));
                return given.unwrap_or_else(|error| refuse(scene, error));
            }
        };
        let caller = match self.admit(scene, call) {
            Ok(caller) => caller,
            Err(error) => return refuse(scene, error),
        };
        let (key, limit) = (caller.key(), caller.limit());
        let reply = if scene.world.quota.read(&key, limit, scene.now).remaining == 0 {
            let error = if caller.holder == Holder::Account { error::page_limit() } else { error::app_limit() };
            refuse(scene, error)
        } else {
            scene.world.quota.spend(&key, limit, scene.now);
            self.work(scene, call, caller.clone(), work).unwrap_or_else(|error| refuse(scene, error))
        };
        let reading = scene.world.quota.read(&key, limit, scene.now);
        let percent = (limit.count - reading.remaining) * 100 / limit.count;
        let wait_ms = if reading.remaining == 0 { reading.reset_ms - scene.now } else { 0 };
        metered(reply, &caller, percent, wait_ms)
    }

    fn admit(&self, scene: &Scene<'_>, call: &Call) -> Result<Caller, GraphError> {
        let version = call.segment("version");
        if !VERSIONS.contains(&version) {
            return Err(error::unknown_path(version));
        }
        admit(scene, call)
    }

    fn work(&self, scene: &mut Scene<'_>, call: &Call, caller: Caller, work: ForToken) -> Result<Reply, GraphError> {
        let params = Params::read(call)?;
        let ask = Ask { caller, version: call.segment("version"), node: call.segment("node"), params };
        work(scene, &ask)
    }
}

fn admit(scene: &Scene<'_>, call: &Call) -> Result<Caller, GraphError> {
    let token = call.credential().ok_or_else(error::no_token)?;
    let grant = scene.world.grant(Platform::Facebook, &token).ok_or_else(error::bad_token)?;
    match grant.standing {
        Standing::Good if grant.is_over(scene.now) => return Err(error::expired_token(scene.now)),
        Standing::Good => {}
        Standing::Expired => return Err(error::expired_token(scene.now)),
        Standing::Revoked => return Err(error::revoked_token()),
    }
    let account = scene.world.account(Platform::Facebook, &grant.account).ok_or_else(error::bad_token)?;
    Ok(Caller { account: account.clone(), holder: grant.holder, scopes: grant.scopes.clone() })
}

impl Ask<'_> {
    /// The Page that the path names, if the token speaks for it.
    fn own_page(&self, scene: &Scene<'_>) -> Result<&Account, GraphError> {
        let own = &self.caller.account;
        let named_me = self.node == "me";
        let person = own.owner.as_ref().map(|owner| owner.id.as_str());
        if !named_me && scene.world.account(Platform::Facebook, self.node).is_none() {
            return Err(match person == Some(self.node) {
                true => error::no_such_edge("User"),
                false => error::no_such_object(self.node),
            });
        }
        match self.caller.holder {
            Holder::Owner => Err(error::needs_page_token()),
            Holder::Account if named_me || self.node == own.id => Ok(own),
            Holder::Account => Err(error::not_permitted()),
        }
    }

    /// Refuses a token that was not allowed to do this.
    fn must_be_allowed(&self, scope: &str) -> Result<(), GraphError> {
        match &self.caller.scopes {
            Some(scopes) if !scopes.contains(scope) => Err(error::not_allowed(scope)),
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses a person's token, and that of another Page.
    fn must_be_page(&self, page: &str) -> Result<(), GraphError> {
        match self.caller.holder {
            Holder::Owner => Err(error::needs_page_token()),
            Holder::Account if self.caller.account.id == page => Ok(()),
            Holder::Account => Err(error::not_permitted()),
        }
    }
}

pub(crate) fn refuse(scene: &mut Scene<'_>, error: GraphError) -> Reply {
    let trace = format!("A{}", scene.world.chance.word(22));
    error.into_reply(&trace)
}

/// Adds the usage headers: percent of the allowance, and how long until it opens again.
fn metered(reply: Reply, caller: &Caller, percent: u32, wait_ms: i64) -> Reply {
    let reply = reply
        .with("x-app-usage", json!({ "call_count": percent, "total_time": percent / 2, "total_cputime": percent / 2 }));
    match caller.holder {
        Holder::Owner => reply,
        Holder::Account => reply.with(
            "x-business-use-case-usage",
            json!({ &caller.account.id: [{
                "type": "pages",
                "call_count": percent,
                "total_cputime": percent / 2,
                "total_time": percent / 2,
                "estimated_time_to_regain_access": (wait_ms + 59_999) / 60_000,
            }] }),
        ),
    }
}

pub(crate) fn unsupported(scene: &mut Scene<'_>) -> Reply {
    refuse(scene, error::unsupported_request())
}

/// The answer of an allowance that is used up.
pub(crate) fn too_many(scene: &mut Scene<'_>, call: &Call, reset_after_ms: i64) -> Reply {
    match admit(scene, call) {
        Ok(caller) if caller.holder == Holder::Account => {
            let reply = refuse(scene, error::page_limit());
            metered(reply, &caller, 100, reset_after_ms)
        }
        Ok(caller) => {
            let reply = refuse(scene, error::app_limit());
            metered(reply, &caller, 100, reset_after_ms)
        }
        Err(_) => refuse(scene, error::app_limit()),
    }
}

pub(crate) fn server_error(scene: &mut Scene<'_>, status: StatusCode) -> Reply {
    refuse(scene, error::service_down(status))
}

pub(crate) fn token_expired(scene: &mut Scene<'_>) -> Reply {
    let error = error::expired_token(scene.now);
    refuse(scene, error)
}

pub(crate) fn error_in_200(scene: &mut Scene<'_>) -> Reply {
    refuse(scene, error::service_down(StatusCode::OK))
}
