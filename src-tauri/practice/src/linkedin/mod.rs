//! LinkedIn: versions, tokens, the day's allowance, and the desk that answers.
//!
//! Invariant: a desk's work is reached only with the headers that it needs and by a good token, and a member's own token
//! never reads a post back: LinkedIn gives that permission to nobody new.

mod comments;
mod documents;
pub(crate) mod error;
mod images;
mod little;
pub(crate) mod login;
mod numbers;
pub(crate) mod page;
mod publish;
mod reactions;
mod read;
pub(crate) mod state;
mod videos;
pub(crate) mod wire;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::account::{Account, Holder, Platform, Standing};
use crate::call::{Call, Payload};
use crate::quota::Limit;
use crate::reply::Reply;
use crate::templates::linkedin as at;
use crate::world::Scene;
use error::LinkedinError;

/// What is served: a version lives for about a year.
const VERSIONS: &[&str] = &[
    "202511", "202512", "202601", "202602", "202603", "202604", "202605", "202606", "202607", "202608", "202609",
    "202610", "202611",
];

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// What an app of the development tier has in a day; LinkedIn does not publish the number of the standard tier.
const DAY_LIMIT: Limit = Limit { count: 500, span_ms: DAY_MS };

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The organization whose page the person manages, by whose token they ask.
    organization: Account,
    /// The others that the same person manages.
    others: Vec<Account>,
    /// Whether the token was given to an app that manages pages, or to one that shares as a member.
    holder: Holder,
    /// What the person agreed to.
    scopes: BTreeSet<String>,
}

/// What a token is good for unless it was made with less: an app that manages pages, or one that shares as a member.
/// Comments have scopes of their own since June 2023.
fn usual_scopes(holder: Holder) -> BTreeSet<String> {
    let member = ["openid", "profile", "w_member_social", "w_member_social_feed"];
    let pages = [
        "r_organization_admin",
        "w_organization_social",
        "r_organization_social",
        "w_organization_social_feed",
        "r_organization_social_feed",
    ];
    let pages = match holder {
        Holder::Account => &pages[..],
        Holder::Owner => &[],
    };
    member.iter().chain(pages).map(|scope| (*scope).to_owned()).collect()
}

impl Caller {
    fn person(&self) -> &str {
        self.organization.owner.as_ref().map(|owner| owner.id.as_str()).unwrap_or_default()
    }

    /// The organizations whose pages the person manages.
    fn organizations(&self) -> impl Iterator<Item = &Account> {
        std::iter::once(&self.organization).chain(&self.others)
    }

    /// Whether the person manages the page of this organization.
    fn has(&self, organization: &str) -> bool {
        self.organizations().any(|it| it.id == organization)
    }

    fn may(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }

    /// Whether it is told which pages the person manages.
    fn manages(&self) -> bool {
        self.may("r_organization_admin") || self.may("rw_organization_admin")
    }

    fn posts_as(&self, author: &str) -> bool {
        (self.has(author) && self.may("w_organization_social"))
            || (author == self.person() && self.may("w_member_social"))
    }

    fn comments_as(&self, author: &str) -> bool {
        (self.has(author) && self.may("w_organization_social_feed"))
            || (author == self.person() && self.may("w_member_social_feed"))
    }

    fn reads_posts(&self, author: &str) -> bool {
        self.has(author) && self.may("r_organization_social")
    }

    fn reads_comments(&self, author: &str) -> bool {
        self.has(author) && self.may("r_organization_social_feed")
    }
}

/// One request, understood.
pub(crate) struct Ask<'a> {
    caller: Caller,
    call: &'a Call,
}

type Work = fn(&mut Scene<'_>, &Ask<'_>) -> Result<Reply, LinkedinError>;
type Upload = fn(&mut Scene<'_>, &Call) -> Result<Reply, LinkedinError>;

/// What stands before an endpoint's work.
#[derive(Debug, Clone, Copy)]
enum Door {
    /// Token, version and protocol.
    Versioned(Work),
    /// A token alone: the older endpoints.
    Plain(Work),
    /// Nothing: the address is the secret.
    Address(Upload),
    /// An app, which says in the call itself who it is.
    App(fn(&mut Scene<'_>, &Call) -> Reply),
}

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    door: Door,
}

const fn desk(method: &'static str, template: &'static str, work: Work) -> Desk {
    Desk { method, template, door: Door::Versioned(work) }
}

/// The endpoints under `api.linkedin.com`, and the one that takes bytes.
pub(crate) static DESKS: &[Desk] = &[
    desk("POST", at::POSTS, publish::create),
    desk("GET", at::POSTS, read::list),
    desk("GET", at::POST, read::one),
    desk("DELETE", at::POST, publish::delete),
    desk("POST", at::IMAGES, images::initialize),
    desk("GET", at::IMAGE, images::status),
    desk("POST", at::VIDEOS, videos::act),
    desk("GET", at::VIDEO, videos::status),
    desk("POST", at::DOCUMENTS, documents::initialize),
    desk("GET", at::DOCUMENT, documents::status),
    desk("POST", at::COMMENTS, comments::create),
    desk("GET", at::COMMENTS, comments::list),
    desk("GET", at::COMMENT, comments::one),
    desk("POST", at::COMMENT, comments::update),
    desk("DELETE", at::COMMENT, comments::delete),
    desk("POST", at::REACTIONS, reactions::create),
    desk("GET", at::REACTION, reactions::list),
    desk("DELETE", at::REACTION, reactions::delete),
    desk("GET", at::METADATA, reactions::metadata),
    desk("POST", at::METADATA, reactions::close),
    Desk { method: "GET", template: at::SOCIAL_ACTIONS, door: Door::Plain(reactions::legacy) },
    desk("GET", at::SHARE_STATISTICS, numbers::shares),
    desk("GET", at::FOLLOWER_STATISTICS, numbers::followers),
    desk("GET", at::NETWORK_SIZE, numbers::network),
    desk("GET", at::NOTIFICATIONS, numbers::notifications),
    desk("GET", at::PERSON, numbers::person),
    desk("GET", at::ACLS, read::acls),
    desk("GET", at::ORGANIZATION, read::organization),
    Desk { method: "POST", template: at::TOKEN, door: Door::App(login::token) },
    Desk { method: "GET", template: at::USERINFO, door: Door::Plain(read::userinfo) },
    Desk { method: "PUT", template: at::VIDEO_PART, door: Door::Address(videos::upload) },
    Desk { method: "PUT", template: at::DOCUMENT_BYTES, door: Door::Address(documents::upload) },
    Desk { method: "PUT", template: at::UPLOAD, door: Door::Address(images::upload) },
];

impl Desk {
    /// Whether it is where posts are shown, and people sign in.
    pub(crate) fn is_at_the_web(&self) -> bool {
        matches!(self.door, Door::Address(_) | Door::App(_))
    }

    pub(crate) fn perform(&self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        if let Door::App(work) = self.door {
            return work(scene, call);
        }
        self.work(scene, call).unwrap_or_else(LinkedinError::into_reply)
    }

    fn work(&self, scene: &mut Scene<'_>, call: &Call) -> Result<Reply, LinkedinError> {
        let work = match self.door {
            Door::Address(work) => return work(scene, call),
            Door::Versioned(work) => {
                let caller = admit(scene, call)?;
                check_headers(call)?;
                spend(scene, &caller)?;
                return work(scene, &Ask { caller, call });
            }
            Door::Plain(work) => work,
            Door::App(work) => return Ok(work(scene, call)),
        };
        let caller = admit(scene, call)?;
        spend(scene, &caller)?;
        work(scene, &Ask { caller, call })
    }
}

fn admit(scene: &Scene<'_>, call: &Call) -> Result<Caller, LinkedinError> {
    let (_, token) =
        call.authorization.as_ref().filter(|(scheme, _)| scheme == "bearer").ok_or_else(error::no_token)?;
    let grant = scene.world.grant(Platform::Linkedin, token).ok_or_else(error::bad_token)?;
    match grant.standing {
        Standing::Good if grant.is_over(scene.now) => return Err(error::expired_token()),
        Standing::Good => {}
        Standing::Expired => return Err(error::expired_token()),
        Standing::Revoked => return Err(error::revoked_token()),
    }
    let organization = scene.world.account(Platform::Linkedin, &grant.account).ok_or_else(error::bad_token)?;
    let scopes = grant.scopes.clone().unwrap_or_else(|| usual_scopes(grant.holder));
    let owner = |account: &Account| account.owner.as_ref().map(|owner| owner.id.clone());
    let of = &scene.world.accounts;
    let others = of.iter().filter(|it| it.platform == Platform::Linkedin && it.id != organization.id);
    let others = others.filter(|it| owner(it).is_some() && owner(it) == owner(organization)).cloned().collect();
    Ok(Caller { organization: organization.clone(), others, holder: grant.holder, scopes })
}

fn check_headers(call: &Call) -> Result<(), LinkedinError> {
    let version = call.header("linkedin-version").ok_or_else(error::no_version)?;
    if !VERSIONS.contains(&version) {
        return Err(error::old_version(version));
    }
    if call.header("x-restli-protocol-version") != Some("2.0.0") {
        return Err(error::illegal("X-RestLi-Protocol-Version: 2.0.0 is needed to read this request"));
    }
    // Rest.li's own signs may stand for themselves only where they are structure.
    if call.raw_path.contains("urn:") || call.raw_query.contains("urn:") {
        return Err(error::illegal("Syntax exception in path variables or query parameters: a URN has to be encoded"));
    }
    Ok(())
}

/// The allowance belongs to a day, and days begin at midnight, UTC.
fn spend(scene: &mut Scene<'_>, caller: &Caller) -> Result<(), LinkedinError> {
    let key = format!("linkedin {} {:?} {}", caller.organization.id, caller.holder, scene.now.div_euclid(DAY_MS));
    if scene.world.quota.read(&key, DAY_LIMIT, scene.now).remaining == 0 {
        return Err(error::day_is_over());
    }
    scene.world.quota.spend(&key, DAY_LIMIT, scene.now);
    Ok(())
}

/// The body as an object.
fn body(call: &Call) -> Result<&Map<String, Value>, LinkedinError> {
    match &call.body {
        Payload::Json(Value::Object(fields)) => Ok(fields),
        Payload::Empty
        | Payload::Json(_)
        | Payload::Form(_)
        | Payload::Multipart(_)
        | Payload::Bytes(_)
        | Payload::TooLarge
        | Payload::Unreadable => Err(error::illegal("The request body must be a JSON object")),
    }
}

/// Refuses what the schema does not name.
fn strict(fields: &Map<String, Value>, path: &str, allowed: &[&str]) -> Result<(), LinkedinError> {
    match fields.keys().find(|name| !allowed.contains(&name.as_str())) {
        Some(name) => {
            Err(error::illegal(format!("ERROR :: {path}/{name} :: unrecognized field found but not allowed")))
        }
        None => Ok(()),
    }
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, LinkedinError> {
    fields.get(name).and_then(Value::as_str).ok_or_else(|| error::required(&format!("/{name}")))
}

fn object<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a Map<String, Value>, LinkedinError> {
    fields.get(name).and_then(Value::as_object).ok_or_else(|| error::required(&format!("/{name}")))
}

pub(crate) fn unsupported() -> Reply {
    error::no_resource().into_reply()
}

/// LinkedIn does not say when it may be asked again.
pub(crate) fn too_many() -> Reply {
    error::throttled().into_reply()
}

pub(crate) fn server_error(status: StatusCode) -> Reply {
    error::service_down(status).into_reply()
}

pub(crate) fn token_expired() -> Reply {
    error::expired_token().into_reply()
}

pub(crate) fn error_in_200() -> Reply {
    error::service_down(StatusCode::OK).into_reply()
}
