//! WhatsApp, Cloud API: a phone number of a business account, its token, its use, and the desk that answers.
//!
//! Invariant: every answer to a good token carries the usage headers, and every refusal the Graph envelope with WhatsApp's
//! own details. There is no call that lists what people wrote, and none that takes a message back: neither exists there.

mod error;
mod fill;
mod history;
mod media;
mod nodes;
pub(crate) mod page;
mod seed;
mod send;
pub(crate) mod state;
mod templates;
pub(crate) mod wire;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::json;

use crate::account::{Account, Platform, Standing};
use crate::call::Call;
use crate::facebook::error::GraphError;
use crate::facebook::params::Params;
use crate::facebook::{self, VERSIONS};
use crate::quota::Limit;
use crate::reply::Reply;
use crate::templates::whatsapp as at;
use crate::world::Scene;

/// How often a business account may be managed. Messages do not count.
const MANAGEMENT_LIMIT: Limit = Limit { count: 5_000, span_ms: 60 * 60 * 1_000 };
const MINUTE_MS: i64 = 60 * 1_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

const MESSAGING: &str = "whatsapp_business_messaging";
const MANAGEMENT: &str = "whatsapp_business_management";

/// Who asks.
#[derive(Debug, Clone)]
struct Caller {
    account: Account,
    /// What the token is for, where that is not everything.
    scopes: Option<BTreeSet<String>>,
}

impl Caller {
    /// The id of the phone number that messages leave from.
    fn phone(&self) -> &str {
        phone_of(&self.account)
    }

    /// The id of the business account that the number and the templates belong to.
    fn business(&self) -> &str {
        business_of(&self.account)
    }
}

fn phone_of(account: &Account) -> &str {
    account.id.split_once('@').map_or(account.id.as_str(), |(phone, _)| phone)
}

fn business_of(account: &Account) -> &str {
    account.id.split_once('@').map_or("", |(_, business)| business)
}

/// One request, understood.
pub(crate) struct Ask<'a> {
    caller: Caller,
    version: &'a str,
    node: &'a str,
    params: Params,
}

type Work = fn(&mut Scene<'_>, &Ask<'_>) -> Result<Reply, GraphError>;

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    /// The right that its token needs.
    needs: &'static str,
    work: Work,
}

const fn desk(method: &'static str, template: &'static str, needs: &'static str, work: Work) -> Desk {
    Desk { method, template, needs, work }
}

pub(crate) static DESKS: &[Desk] = &[
    desk("GET", at::NODE, MANAGEMENT, nodes::get),
    desk("DELETE", at::NODE, MESSAGING, media::delete),
    desk("GET", at::PHONE_NUMBERS, MANAGEMENT, nodes::phone_numbers),
    desk("GET", at::TEMPLATES, MANAGEMENT, templates::list),
    desk("POST", at::MESSAGES, MESSAGING, send::send),
    desk("POST", at::MEDIA, MESSAGING, media::upload),
    desk("GET", at::HISTORY, MESSAGING, history::list),
];

impl Desk {
    pub(crate) fn perform(&self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        let caller = match self.admit(scene, call) {
            Ok(caller) => caller,
            Err(error) => return facebook::refuse(scene, error),
        };
        let key = format!("whatsapp {}", caller.business());
        let managed = self.needs == MANAGEMENT;
        let reply = if managed && scene.world.quota.read(&key, MANAGEMENT_LIMIT, scene.now).remaining == 0 {
            facebook::refuse(scene, error::management_limit())
        } else {
            if managed {
                scene.world.quota.spend(&key, MANAGEMENT_LIMIT, scene.now);
            }
            self.work(scene, call, caller.clone()).unwrap_or_else(|error| facebook::refuse(scene, error))
        };
        let reading = scene.world.quota.read(&key, MANAGEMENT_LIMIT, scene.now);
        let percent = (MANAGEMENT_LIMIT.count - reading.remaining) * 100 / MANAGEMENT_LIMIT.count;
        let wait_ms = if reading.remaining == 0 { reading.reset_ms - scene.now } else { 0 };
        metered(reply, &caller, percent, wait_ms)
    }

    fn admit(&self, scene: &Scene<'_>, call: &Call) -> Result<Caller, GraphError> {
        let version = call.segment("version");
        if !VERSIONS.contains(&version) {
            return Err(facebook::error::unknown_path(version));
        }
        let caller = admit(scene, call)?;
        if caller.scopes.as_ref().is_some_and(|scopes| !scopes.contains(self.needs)) {
            return Err(if self.needs == MESSAGING { error::no_permission() } else { error::not_allowed(self.needs) });
        }
        Ok(caller)
    }

    fn work(&self, scene: &mut Scene<'_>, call: &Call, caller: Caller) -> Result<Reply, GraphError> {
        let params = Params::read(call)?;
        (self.work)(scene, &Ask { caller, version: call.segment("version"), node: call.segment("node"), params })
    }
}

fn admit(scene: &Scene<'_>, call: &Call) -> Result<Caller, GraphError> {
    let token = call.credential().ok_or_else(error::no_token)?;
    let grant = scene.world.grant(Platform::Whatsapp, &token).ok_or_else(error::bad_token)?;
    match grant.standing {
        Standing::Good if grant.is_over(scene.now) => return Err(error::expired_token(scene.now)),
        Standing::Good => {}
        Standing::Expired => return Err(error::expired_token(scene.now)),
        Standing::Revoked => return Err(error::revoked_token()),
    }
    let account = scene.world.account(Platform::Whatsapp, &grant.account).ok_or_else(error::bad_token)?.clone();
    Ok(Caller { account, scopes: grant.scopes.clone() })
}

impl Ask<'_> {
    /// Refuses a phone number that is not the token's own.
    fn must_be_own_phone(&self) -> Result<(), GraphError> {
        if self.node == self.caller.phone() { Ok(()) } else { Err(facebook::error::no_such_object(self.node)) }
    }

    /// Refuses a business account that is not the token's own.
    fn must_be_own_business(&self) -> Result<(), GraphError> {
        if self.node == self.caller.business() { Ok(()) } else { Err(facebook::error::no_such_object(self.node)) }
    }
}

/// Adds the usage headers: percent of the allowance, and how many minutes until it opens again.
fn metered(reply: Reply, caller: &Caller, percent: u32, wait_ms: i64) -> Reply {
    reply.with(
        "x-business-use-case-usage",
        json!({ caller.business(): [{
            "type": "whatsapp",
            "call_count": percent,
            "total_cputime": percent / 2,
            "total_time": percent / 2,
            "estimated_time_to_regain_access": (wait_ms + MINUTE_MS - 1) / MINUTE_MS,
        }] }),
    )
}

pub(crate) fn unsupported(scene: &mut Scene<'_>) -> Reply {
    facebook::refuse(scene, facebook::error::unsupported_request())
}

/// The answer of an allowance that is used up.
pub(crate) fn too_many(scene: &mut Scene<'_>, call: &Call, reset_after_ms: i64) -> Reply {
    let caller = admit(scene, call);
    let reply = facebook::refuse(scene, error::management_limit());
    match caller {
        Ok(caller) => metered(reply, &caller, 100, reset_after_ms),
        Err(_) => reply,
    }
}

pub(crate) fn server_error(scene: &mut Scene<'_>, status: StatusCode) -> Reply {
    facebook::refuse(scene, error::service_down(status))
}

pub(crate) fn token_expired(scene: &mut Scene<'_>) -> Reply {
    let error = error::expired_token(scene.now);
    facebook::refuse(scene, error)
}

pub(crate) fn error_in_200(scene: &mut Scene<'_>) -> Reply {
    facebook::refuse(scene, error::service_down(StatusCode::OK))
}
