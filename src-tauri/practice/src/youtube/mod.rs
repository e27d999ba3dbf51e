//! YouTube, Data API v3: tokens, rights, the day's units, and the desk that answers.
//!
//! Invariant: a desk's work is reached only with a `part` where one is needed, by a good token that has the right, and while
//! the day's units last; a day begins at midnight in Los Angeles.

mod comments;
mod engage;
pub(crate) mod error;
pub(crate) mod login;
mod numbers;
pub(crate) mod page;
mod read;
mod shown;
pub(crate) mod state;
mod thumbnail;
pub(crate) mod upload;
mod videos;
pub(crate) mod wire;

use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::account::{Account, Platform, Standing};
use crate::call::Call;
use crate::quota::Limit;
use crate::reply::Reply;
use crate::templates::youtube as at;
use crate::world::Scene;
use error::YoutubeError;

/// The project of the tokens that were not given by a sign-in here.
const PASTED: &str = "pasted";
/// Longer than any day; a day's key ends its window.
const A_DAY_MS: i64 = 26 * 60 * 60 * 1_000;

/// One request, understood.
pub(crate) struct Ask<'a> {
    channel: Account,
    /// The project at Google that the app belongs to which asks.
    project: String,
    call: &'a Call,
}

type Work = fn(&mut Scene<'_>, &Ask<'_>) -> Result<Reply, YoutubeError>;

/// What an endpoint does.
#[derive(Debug, Clone, Copy)]
enum Door {
    /// In the name of whoever's token comes along: what it costs, which right it needs, and what is done.
    ForToken(u32, &'static str, Work),
    /// For an app that asks for tokens.
    ForApp(fn(&mut Scene<'_>, &Call) -> Reply),
    /// It takes bytes as they come: see [`upload`].
    Bytes,
}

/// Where an endpoint lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Api,
    Analytics,
    Uploads,
    Tokens,
}

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    pub(crate) host: Host,
    door: Door,
}

const fn desk(method: &'static str, template: &'static str, units: u32, right: &'static str, work: Work) -> Desk {
    Desk { method, template, host: Host::Api, door: Door::ForToken(units, right, work) }
}

const READ: &str = "https://www.googleapis.com/auth/youtube.readonly";
const UPLOAD: &str = "https://www.googleapis.com/auth/youtube.upload";
const REPORTS: &str = "https://www.googleapis.com/auth/yt-analytics.readonly";
const FORCE: &str = "https://www.googleapis.com/auth/youtube.force-ssl";

pub(crate) static DESKS: &[Desk] = &[
    desk("GET", at::CHANNELS, 1, READ, read::channels),
    desk("GET", at::PLAYLIST_ITEMS, 1, READ, read::playlist_items),
    desk("GET", at::VIDEOS, 1, READ, videos::list),
    desk("PUT", at::VIDEOS, 50, FORCE, videos::update),
    desk("DELETE", at::VIDEOS, 50, FORCE, videos::delete),
    desk("GET", at::COMMENT_THREADS, 1, FORCE, comments::list),
    desk("POST", at::COMMENT_THREADS, 50, FORCE, comments::create),
    desk("GET", at::COMMENTS, 1, FORCE, comments::answers),
    desk("POST", at::COMMENTS, 50, FORCE, comments::answer),
    desk("PUT", at::COMMENTS, 50, FORCE, comments::update),
    desk("DELETE", at::COMMENTS, 50, FORCE, comments::delete),
    desk("POST", at::MODERATION, 50, FORCE, engage::moderate),
    desk("POST", at::RATE, 50, FORCE, engage::rate),
    desk("GET", at::BATCH_STATS, 0, READ, numbers::batch),
    Desk {
        method: "GET",
        template: at::REPORTS,
        host: Host::Analytics,
        door: Door::ForToken(0, REPORTS, numbers::reports),
    },
    Desk { method: "POST", template: at::UPLOAD, host: Host::Uploads, door: Door::ForToken(0, UPLOAD, upload::begin) },
    Desk { method: "PUT", template: at::UPLOAD, host: Host::Uploads, door: Door::Bytes },
    Desk {
        method: "POST",
        template: at::THUMBNAIL,
        host: Host::Uploads,
        door: Door::ForToken(50, UPLOAD, thumbnail::set),
    },
    Desk { method: "POST", template: at::TOKEN, host: Host::Tokens, door: Door::ForApp(login::token) },
    Desk { method: "POST", template: at::REVOKE, host: Host::Tokens, door: Door::ForApp(login::revoke) },
];

impl Desk {
    /// Whether it takes bytes as they come.
    pub(crate) fn takes_bytes(&self) -> bool {
        matches!(self.door, Door::Bytes)
    }

    pub(crate) fn perform(&self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        let (units, right, work) = match self.door {
            Door::ForToken(units, right, work) => (units, right, work),
            Door::ForApp(work) => return work(scene, call),
            // What takes bytes is asked in another way.
            Door::Bytes => return unsupported(),
        };
        let done = admit(scene, call, right).and_then(|(channel, project)| {
            spend(scene, &project, units)?;
            work(scene, &Ask { channel, project, call })
        });
        done.unwrap_or_else(YoutubeError::into_reply)
    }
}

/// Whose token this is and of which project, if it is good and has the right.
pub(super) fn admit(scene: &Scene<'_>, call: &Call, right: &str) -> Result<(Account, String), YoutubeError> {
    let (_, token) =
        call.authorization.as_ref().filter(|(scheme, _)| scheme == "bearer").ok_or_else(error::no_token)?;
    let grant = scene.world.grant(Platform::Youtube, token).ok_or_else(error::bad_token)?;
    match grant.standing {
        Standing::Good if grant.is_over(scene.now) => return Err(error::bad_token()),
        Standing::Good => {}
        Standing::Expired | Standing::Revoked => return Err(error::bad_token()),
    }
    // The right to do anything holds the others as well.
    let may = |scopes: &std::collections::BTreeSet<String>| {
        scopes.contains(right) || (right == READ && scopes.contains(FORCE))
    };
    if !grant.scopes.as_ref().is_none_or(may) {
        return Err(error::not_allowed());
    }
    let project = grant.app.clone().unwrap_or_else(|| PASTED.to_owned());
    let channel = scene.world.account(Platform::Youtube, &grant.account).cloned().ok_or_else(error::no_channel)?;
    Ok((channel, project))
}

/// The day in Los Angeles.
fn day(now: i64) -> String {
    let zone = TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(now).map(|at| at.to_zoned(zone).date().to_string()).unwrap_or_default()
}

/// Uses units of the project's day. A request that is refused for another reason costs as well.
fn spend(scene: &mut Scene<'_>, project: &str, units: u32) -> Result<(), YoutubeError> {
    let limit = Limit { count: scene.world.youtube.wire.units_a_day, span_ms: A_DAY_MS };
    use_up(scene, &format!("youtube units {project} {}", day(scene.now)), limit, units)
}

/// Uses one of the videos that may be uploaded in a day.
fn spend_upload(scene: &mut Scene<'_>, project: &str) -> Result<(), YoutubeError> {
    let limit = Limit { count: scene.world.youtube.wire.uploads_a_day, span_ms: A_DAY_MS };
    use_up(scene, &format!("youtube uploads {project} {}", day(scene.now)), limit, 1)
}

/// Uses one of the calls for the numbers of many videos.
fn spend_batch(scene: &mut Scene<'_>, project: &str) -> Result<(), YoutubeError> {
    let limit = Limit { count: scene.world.youtube.wire.batches_a_day, span_ms: A_DAY_MS };
    use_up(scene, &format!("youtube batches {project} {}", day(scene.now)), limit, 1)
}

fn use_up(scene: &mut Scene<'_>, key: &str, limit: Limit, units: u32) -> Result<(), YoutubeError> {
    if scene.world.quota.read(key, limit, scene.now).remaining < units {
        return Err(error::quota());
    }
    for _ in 0..units {
        scene.world.quota.spend(key, limit, scene.now);
    }
    Ok(())
}

impl Ask<'_> {
    /// The parts that are asked for, or told.
    fn part(&self, name: &str) -> Result<bool, YoutubeError> {
        let parts = self.call.query("part").filter(|parts| !parts.is_empty()).ok_or_else(|| error::required("part"))?;
        Ok(parts.split(',').any(|part| part.trim() == name))
    }

    fn needs(&self, name: &str) -> Result<&str, YoutubeError> {
        self.call.query(name).filter(|value| !value.is_empty()).ok_or_else(|| error::required(name))
    }

    fn body(&self) -> Result<&serde_json::Value, YoutubeError> {
        match &self.call.body {
            crate::call::Payload::Json(value) if value.is_object() => Ok(value),
            crate::call::Payload::Json(_)
            | crate::call::Payload::Empty
            | crate::call::Payload::Form(_)
            | crate::call::Payload::Multipart(_)
            | crate::call::Payload::Bytes(_)
            | crate::call::Payload::TooLarge
            | crate::call::Payload::Unreadable => Err(error::bad("Parse Error")),
        }
    }
}

pub(crate) fn unsupported() -> Reply {
    error::not_built().into_reply()
}

/// The answer of somebody who asks too often.
pub(crate) fn too_many(reset_after_ms: i64) -> Reply {
    error::too_fast(reset_after_ms).into_reply()
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
