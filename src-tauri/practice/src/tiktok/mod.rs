//! TikTok, Content Posting API and Display API: tokens, rights, minutes, and the desk that answers.
//!
//! Invariant: a desk's work is reached only by a good token that has the right, and as often in a minute as TikTok has it;
//! whatever is answered stands in TikTok's envelope, except the bytes' host, which answers by its status alone.

mod begin;
pub(crate) mod error;
pub(crate) mod login;
pub(crate) mod page;
mod read;
pub(crate) mod state;
pub(crate) mod upload;
pub(crate) mod wire;

use axum::http::StatusCode;

use crate::account::{Account, Platform, Standing};
use crate::call::{Call, Payload};
use crate::quota::Limit;
use crate::reply::Reply;
use crate::templates::tiktok as at;
use crate::world::Scene;
use error::TiktokError;

const MINUTE_MS: i64 = 60_000;

/// One request, understood.
pub(crate) struct Ask<'a> {
    account: Account,
    scopes: Option<std::collections::BTreeSet<String>>,
    call: &'a Call,
}

type Work = fn(&mut Scene<'_>, &Ask<'_>) -> Result<Reply, TiktokError>;

/// What an endpoint does.
#[derive(Debug, Clone, Copy)]
enum Door {
    /// In the name of whoever's token comes along: how often in a minute, any of which rights it needs, what is done.
    ForToken(u32, &'static [&'static str], Work),
    /// For an app that asks for tokens.
    ForApp(fn(&mut Scene<'_>, &Call) -> Reply),
    /// It takes bytes as they come: see [`upload`].
    Bytes,
}

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    /// Whether it lives where bytes go.
    pub(crate) uploads: bool,
    door: Door,
}

const fn desk(
    method: &'static str,
    template: &'static str,
    a_minute: u32,
    rights: &'static [&'static str],
    work: Work,
) -> Desk {
    Desk { method, template, uploads: false, door: Door::ForToken(a_minute, rights, work) }
}

const BASIC: &str = "user.info.basic";
const PUBLISH: &str = "video.publish";
const UPLOAD: &str = "video.upload";
const LIST: &str = "video.list";

pub(crate) static DESKS: &[Desk] = &[
    desk("POST", at::CREATOR_INFO, 20, &[PUBLISH], begin::creator_info),
    desk("POST", at::VIDEO_INIT, 6, &[PUBLISH], begin::video),
    desk("POST", at::INBOX_INIT, 6, &[UPLOAD], begin::inbox),
    desk("POST", at::CONTENT_INIT, 6, &[PUBLISH, UPLOAD], begin::content),
    desk("POST", at::STATUS, 30, &[PUBLISH, UPLOAD], read::status),
    desk("POST", at::CANCEL, 30, &[PUBLISH, UPLOAD], read::cancel),
    desk("GET", at::USER_INFO, 600, &[BASIC], read::user),
    desk("POST", at::VIDEO_LIST, 600, &[LIST], read::list),
    desk("POST", at::VIDEO_QUERY, 600, &[LIST], read::query),
    Desk { method: "PUT", template: at::BYTES, uploads: true, door: Door::Bytes },
    Desk { method: "POST", template: at::TOKEN, uploads: false, door: Door::ForApp(login::token) },
    Desk { method: "POST", template: at::REVOKE, uploads: false, door: Door::ForApp(login::revoke) },
];

impl Desk {
    /// Whether it takes bytes as they come.
    pub(crate) fn takes_bytes(&self) -> bool {
        matches!(self.door, Door::Bytes)
    }

    /// Whether it fetches the pictures that a call names.
    pub(crate) fn fetches(&self) -> bool {
        self.template == at::CONTENT_INIT
    }

    pub(crate) fn perform(&self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        let (a_minute, rights, work) = match self.door {
            Door::ForToken(a_minute, rights, work) => (a_minute, rights, work),
            Door::ForApp(work) => return work(scene, call),
            // What takes bytes is asked in another way.
            Door::Bytes => return unsupported(),
        };
        let done = admit(scene, call, rights).and_then(|ask| {
            let limit = Limit { count: a_minute, span_ms: MINUTE_MS };
            let key = format!("tiktok {} {}", self.template, ask.account.id);
            if scene.world.quota.read(&key, limit, scene.now).remaining == 0 {
                return Err(error::too_fast());
            }
            scene.world.quota.spend(&key, limit, scene.now);
            work(scene, &ask)
        });
        done.unwrap_or_else(TiktokError::into_reply)
    }
}

/// Whose token this is, if it is good and has one of the rights.
fn admit<'a>(scene: &Scene<'_>, call: &'a Call, rights: &[&str]) -> Result<Ask<'a>, TiktokError> {
    let (_, token) =
        call.authorization.as_ref().filter(|(scheme, _)| scheme == "bearer").ok_or_else(error::bad_token)?;
    let grant = scene.world.grant(Platform::Tiktok, token).ok_or_else(error::bad_token)?;
    match grant.standing {
        Standing::Good if grant.is_over(scene.now) => return Err(error::bad_token()),
        Standing::Good => {}
        Standing::Expired | Standing::Revoked => return Err(error::bad_token()),
    }
    let account = scene.world.account(Platform::Tiktok, &grant.account).cloned().ok_or_else(error::bad_token)?;
    let ask = Ask { account, scopes: grant.scopes.clone(), call };
    match rights.iter().find(|right| ask.may(right).is_ok()) {
        Some(_) => Ok(ask),
        None => Err(error::not_allowed(rights.first().copied().unwrap_or_default())),
    }
}

impl Ask<'_> {
    fn may(&self, right: &str) -> Result<(), TiktokError> {
        let has = self.scopes.as_ref().is_none_or(|scopes| scopes.contains(right));
        if has { Ok(()) } else { Err(error::not_allowed(right)) }
    }

    fn body(&self) -> Result<&serde_json::Value, TiktokError> {
        match &self.call.body {
            Payload::Json(value) if value.is_object() => Ok(value),
            Payload::Json(_)
            | Payload::Empty
            | Payload::Form(_)
            | Payload::Multipart(_)
            | Payload::Bytes(_)
            | Payload::TooLarge
            | Payload::Unreadable => Err(error::bad("the body is no JSON")),
        }
    }

    fn fields(&self) -> Result<Vec<&str>, TiktokError> {
        let fields = self.call.query("fields").filter(|fields| !fields.is_empty());
        Ok(fields.ok_or_else(|| error::bad("fields is required"))?.split(',').collect())
    }
}

pub(crate) fn unsupported() -> Reply {
    error::not_built().into_reply()
}

/// The answer of somebody who asks too often.
pub(crate) fn too_many() -> Reply {
    error::too_fast().into_reply()
}

pub(crate) fn server_error(status: StatusCode) -> Reply {
    error::down(status).into_reply()
}

pub(crate) fn token_expired() -> Reply {
    error::bad_token().into_reply()
}

pub(crate) fn error_in_200() -> Reply {
    error::down(StatusCode::OK).into_reply()
}
