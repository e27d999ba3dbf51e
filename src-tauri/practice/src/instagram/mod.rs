//! Instagram professional accounts, Graph API: two hosts, tokens, use, and the desk that answers.
//!
//! Invariant: a token opens the host that it was made for and no other: one of an Instagram login `graph.instagram.com`, one
//! of a Facebook login `graph.facebook.com`. Every answer to a good token carries the usage headers, and every refusal the
//! Graph envelope.

mod comments;
mod containers;
mod edges;
mod engage;
mod error;
pub(crate) mod facebook_login;
mod fetch;
pub(crate) mod film_bytes;
mod insights;
pub(crate) mod login;
mod messages;
mod nodes;
pub(crate) mod page;
mod present;
mod publish;
pub(crate) mod state;
pub(crate) mod wire;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::json;

use crate::account::{Account, Holder, Platform, Standing};
use crate::call::Call;
use crate::facebook::error::GraphError;
use crate::facebook::params::Params;
use crate::facebook::{self, VERSIONS};
use crate::quota::Limit;
use crate::reply::Reply;
use crate::routes::INSTAGRAM_OVER_FACEBOOK;
use crate::templates::instagram as at;
use crate::world::Scene;
pub(crate) use fetch::{Fetched, fetch, fetch_all};

/// The allowance of an account that one person a day sees.
const ACCOUNT_LIMIT: Limit = Limit { count: 4_800, span_ms: DAY_MS };
/// Containers, stories and allowances live for a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The host that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// `graph.instagram.com`, for tokens of an Instagram login.
    Instagram,
    /// `graph.facebook.com`, for tokens of a Facebook login.
    Facebook,
}

impl Door {
    fn of(call: &Call) -> Self {
        if call.raw_path.starts_with(INSTAGRAM_OVER_FACEBOOK) { Self::Facebook } else { Self::Instagram }
    }
}

/// Who asks, and where.
#[derive(Debug, Clone)]
struct Caller {
    account: Account,
    door: Door,
    /// What the token is for, where that is not everything.
    scopes: Option<BTreeSet<String>>,
    /// Every account that it may act for: a person's token those of all of their Pages.
    reaches: BTreeSet<String>,
}

impl Caller {
    fn key(&self) -> String {
        format!("instagram {}", self.account.id)
    }
}

/// One request, understood.
pub(crate) struct Ask<'a> {
    caller: Caller,
    version: &'a str,
    node: &'a str,
    params: Params,
    fetched: Option<&'a Fetched>,
}

type ForToken = fn(&mut Scene<'_>, &Ask<'_>) -> Result<Reply, GraphError>;

/// What an endpoint does, and in whose name.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// For whoever the token of the call belongs to.
    ForToken(ForToken),
    /// For an app, or a token, that asks for another token.
    ForLogin(fn(&mut Scene<'_>, &Params) -> Result<Reply, GraphError>),
    /// It takes bytes as they come: see [`film_bytes`].
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

const fn login(
    method: &'static str,
    template: &'static str,
    work: fn(&mut Scene<'_>, &Params) -> Result<Reply, GraphError>,
) -> Desk {
    Desk { method, template, work: Work::ForLogin(work) }
}

pub(crate) static DESKS: &[Desk] = &[
    login("POST", at::TOKEN, login::exchange),
    login("POST", at::FACEBOOK_TOKEN, facebook_login::exchange),
    desk("GET", at::PERMISSIONS, facebook_login::permissions),
    login("GET", at::LONG_TOKEN, login::lengthen),
    login("GET", at::REFRESHED_TOKEN, login::refresh),
    desk("GET", at::NODE, nodes::get),
    desk("DELETE", at::NODE, nodes::delete),
    desk("GET", at::ACCOUNTS, nodes::accounts),
    desk("POST", at::MEDIA, containers::create),
    desk("GET", at::MEDIA, edges::media),
    Desk { method: "POST", template: at::FILM_BYTES, work: Work::Bytes },
    desk("GET", at::STORIES, edges::stories),
    desk("POST", at::MEDIA_PUBLISH, publish::publish),
    desk("GET", at::PUBLISHING_LIMIT, publish::limit),
    desk("POST", at::COMMENTS, comments::create),
    desk("GET", at::COMMENTS, comments::list),
    desk("POST", at::NODE, engage::change),
    desk("POST", at::REPLIES, comments::reply),
    desk("GET", at::REPLIES, comments::replies),
    desk("GET", at::TAGS, engage::tags),
    desk("POST", at::MENTIONS, engage::answer_mention),
    desk("GET", at::CONVERSATIONS, messages::conversations),
    desk("GET", at::MESSAGES, messages::list),
    desk("POST", at::MESSAGES, messages::send),
    desk("GET", at::INSIGHTS, insights::insights),
];

impl Desk {
    /// Whether the picture that the call names is fetched before anything is decided.
    pub(crate) fn fetches(&self) -> bool {
        self.method == "POST" && self.template == at::MEDIA
    }

    pub(crate) fn perform(&self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        let work = match self.work {
            Work::ForToken(work) => work,
            // What takes bytes is asked in another way.
            Work::Bytes => return unsupported(scene),
            Work::ForLogin(work) => {
                let given = Params::read(call).and_then(|params| work(scene, &params));
                return given.unwrap_or_else(|error| facebook::refuse(scene, error));
            }
        };
        let version = call.segment("version");
        if !VERSIONS.contains(&version) {
            return facebook::refuse(scene, facebook::error::unknown_path(version));
        }
        let caller = match admit(scene, call) {
            Ok(caller) => caller,
            Err(error) => return facebook::refuse(scene, error),
        };
        let key = caller.key();
        let reply = if scene.world.quota.read(&key, ACCOUNT_LIMIT, scene.now).remaining == 0 {
            facebook::refuse(scene, error::account_limit())
        } else {
            scene.world.quota.spend(&key, ACCOUNT_LIMIT, scene.now);
            perform(scene, call, caller.clone(), work).unwrap_or_else(|error| facebook::refuse(scene, error))
        };
        let reading = scene.world.quota.read(&key, ACCOUNT_LIMIT, scene.now);
        let percent = (ACCOUNT_LIMIT.count - reading.remaining) * 100 / ACCOUNT_LIMIT.count;
        let wait_ms = if reading.remaining == 0 { reading.reset_ms - scene.now } else { 0 };
        metered(reply, &caller, percent, wait_ms)
    }

    /// Whether it takes bytes as they come.
    pub(crate) fn takes_bytes(&self) -> bool {
        matches!(self.work, Work::Bytes)
    }

    /// Whether it gives tokens: it stands beside the versions, not below them.
    pub(crate) fn gives_tokens(&self) -> bool {
        matches!(self.work, Work::ForLogin(_))
    }
}

fn perform(scene: &mut Scene<'_>, call: &Call, caller: Caller, work: ForToken) -> Result<Reply, GraphError> {
    let params = Params::read(call)?;
    let (version, node) = (call.segment("version"), call.segment("node"));
    work(scene, &Ask { caller, version, node, params, fetched: call.fetched.as_ref() })
}

fn admit(scene: &Scene<'_>, call: &Call) -> Result<Caller, GraphError> {
    let caller = admit_anywhere(scene, call)?;
    // A token of the other login is to this host no token at all.
    if caller.door == Door::of(call) { Ok(caller) } else { Err(facebook::error::bad_token()) }
}

/// Who asks, on a host that takes the tokens of either login.
fn admit_anywhere(scene: &Scene<'_>, call: &Call) -> Result<Caller, GraphError> {
    let token = call.credential().ok_or_else(facebook::error::no_token)?;
    let grant = scene.world.grant(Platform::Instagram, &token).ok_or_else(facebook::error::bad_token)?;
    let door = door_of(grant.holder);
    match grant.standing {
        Standing::Good if grant.is_over(scene.now) => return Err(facebook::error::expired_token(scene.now)),
        Standing::Good => {}
        Standing::Expired => return Err(facebook::error::expired_token(scene.now)),
        Standing::Revoked => return Err(facebook::error::revoked_token()),
    }
    let account =
        scene.world.account(Platform::Instagram, &grant.account).ok_or_else(facebook::error::bad_token)?.clone();
    let own = |it: &&Account| it.id == account.id;
    let managed = |it: &&Account| {
        let owner = |it: &Account| it.owner.as_ref().map(|owner| owner.id.clone());
        it.platform == Platform::Instagram && door == Door::Facebook && owner(it) == owner(&account)
    };
    let reaches = scene.world.accounts.iter().filter(|it| own(it) || managed(it)).map(|it| it.id.clone()).collect();
    Ok(Caller { scopes: grant.scopes.clone(), reaches, account, door })
}

const fn door_of(holder: Holder) -> Door {
    match holder {
        Holder::Account => Door::Instagram,
        Holder::Owner => Door::Facebook,
    }
}

impl Ask<'_> {
    /// The account that the path names, if the token speaks for it.
    fn own_account<'w>(&'w self, scene: &'w Scene<'_>) -> Result<&'w Account, GraphError> {
        if self.node == "me" && self.caller.door == Door::Instagram {
            return Ok(&self.caller.account);
        }
        match scene.world.account(Platform::Instagram, self.node) {
            Some(account) if self.caller.reaches.contains(&account.id) => Ok(account),
            Some(_) => Err(error::not_permitted()),
            None => Err(facebook::error::no_such_object(self.node)),
        }
    }

    /// Refuses a token that was not allowed to do this: each login has a name of its own for it.
    fn must_be_allowed(&self, names: (&str, &str)) -> Result<(), GraphError> {
        let name = if self.caller.door == Door::Instagram { names.0 } else { names.1 };
        match &self.caller.scopes {
            Some(scopes) if !scopes.contains(name) => Err(error::not_permitted()),
            Some(_) | None => Ok(()),
        }
    }

    fn must_manage_comments(&self) -> Result<(), GraphError> {
        self.must_be_allowed(("instagram_business_manage_comments", "instagram_manage_comments"))
    }

    fn must_manage_messages(&self) -> Result<(), GraphError> {
        self.must_be_allowed(("instagram_business_manage_messages", "instagram_manage_messages"))
    }

    fn must_read_insights(&self) -> Result<(), GraphError> {
        self.must_be_allowed(("instagram_business_manage_insights", "instagram_manage_insights"))
    }

    /// Refuses what belongs to another account.
    fn must_own(&self, account: &str) -> Result<(), GraphError> {
        if self.caller.reaches.contains(account) { Ok(()) } else { Err(error::not_permitted()) }
    }
}

/// Adds the usage headers: percent of the allowance, and how many minutes until it opens again.
fn metered(reply: Reply, caller: &Caller, percent: u32, wait_ms: i64) -> Reply {
    let calls = json!({ "call_count": percent, "total_time": percent / 2, "total_cputime": percent / 2 });
    reply.with("x-app-usage", calls).with(
        "x-business-use-case-usage",
        json!({ &caller.account.id: [{
            "type": "instagram",
            "call_count": percent,
            "total_cputime": percent / 2,
            "total_time": percent / 2,
            "estimated_time_to_regain_access": (wait_ms + 59_999) / 60_000,
        }] }),
    )
}

pub(crate) fn unsupported(scene: &mut Scene<'_>) -> Reply {
    facebook::refuse(scene, facebook::error::unsupported_request())
}

/// The answer of an allowance that is used up.
pub(crate) fn too_many(scene: &mut Scene<'_>, call: &Call, reset_after_ms: i64) -> Reply {
    let caller = admit(scene, call);
    let reply = facebook::refuse(scene, error::account_limit());
    match caller {
        Ok(caller) => metered(reply, &caller, 100, reset_after_ms),
        Err(_) => reply,
    }
}

pub(crate) fn server_error(scene: &mut Scene<'_>, status: StatusCode) -> Reply {
    facebook::refuse(scene, facebook::error::service_down(status))
}

pub(crate) fn token_expired(scene: &mut Scene<'_>) -> Reply {
    let error = facebook::error::expired_token(scene.now);
    facebook::refuse(scene, error)
}

pub(crate) fn error_in_200(scene: &mut Scene<'_>) -> Reply {
    facebook::refuse(scene, facebook::error::service_down(StatusCode::OK))
}
