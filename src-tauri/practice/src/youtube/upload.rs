//! Resumable uploads: a session that is begun, bytes that come in where the last ones ended, and the video that they become.
//!
//! Invariant: a video exists only once all of its bytes are here; a session that became a video answers with it for as long
//! as it is kept, and never becomes another.

use axum::http::StatusCode;
use serde_json::Value;

use super::state::{YoutubeTold, YtSession, YtVideo};
use super::{Ask, UPLOAD, admit, error, spend_upload, videos};
use crate::call::Call;
use crate::film::Facts;
use crate::intake::Intake;
use crate::reply::Reply;
use crate::world::Scene;

const LARGEST: u64 = 274_877_906_944;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// What the ids of uploads begin with here, so that a place where one was left can be found.
const ID: &str = "practice-upload-";
/// Every piece but the last is a multiple of it.
const STEP: u64 = 262_144;

pub(super) fn begin(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, super::YoutubeError> {
    if ask.needs("uploadType")? != "resumable" {
        return Err(error::bad("Only resumable uploads are practised here"));
    }
    let told = told(ask)?;
    let size = ask.call.header("x-upload-content-length").and_then(|size| size.parse::<u64>().ok()).unwrap_or(0);
    let kind = ask.call.header("x-upload-content-type").unwrap_or_default();
    if size == 0 || size > LARGEST || !(kind.starts_with("video/") || kind == "application/octet-stream") {
        return Err(error::bad("Media type or length of the upload is not acceptable"));
    }
    let since = scene.now - DAY_MS;
    let videos = scene.world.youtube.videos.values();
    let lately = videos.filter(|it| it.channel == ask.channel.id && it.created_ms > since).count();
    if lately >= scene.world.youtube.wire.channel_uploads as usize {
        return Err(error::too_many_uploads());
    }
    spend_upload(scene, &ask.project)?;
    let name = format!("{ID}{}", scene.world.chance.word(48));
    let session = YtSession {
        number: scene.world.chance.facebook_id(scene.now),
        channel: ask.channel.id.clone(),
        size,
        told,
        notify: ask.call.query("notifySubscribers") != Some("false"),
        begun_ms: scene.now,
        video: None,
    };
    scene.world.youtube.sessions.insert(name.clone(), session);
    let place = format!(
        "https://www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&part=snippet%2Cstatus&upload_id={name}"
    );
    Ok(Reply::json(StatusCode::OK, Value::Null).with("location", place).with("x-guploader-uploadid", name))
}

/// What a new video is told. Nobody says who may watch it: then everybody may.
fn told(ask: &Ask<'_>) -> Result<YoutubeTold, super::YoutubeError> {
    if !(ask.part("snippet")? && ask.part("status")?) {
        return Err(error::bad("Both the snippet and the status are told here"));
    }
    let mut told = YoutubeTold { privacy: "public".to_owned(), category: "22".to_owned(), ..YoutubeTold::default() };
    videos::tell(&mut told, ask.body()?, true, true)?;
    Ok(told)
}

/// Where the bytes of a call begin, and how many there are in all; nothing where it only asks how far it came.
fn range(call: &Call, size: u64) -> Option<Option<(u64, u64)>> {
    let Some(told) = call.header("content-range") else { return Some(Some((0, size))) };
    let (span, total) = told.strip_prefix("bytes ")?.split_once('/')?;
    if total.parse::<u64>().ok()? != size {
        return None;
    }
    if span == "*" {
        return Some(None);
    }
    let (first, last) = span.split_once('-')?;
    let (first, last) = (first.parse::<u64>().ok()?, last.parse::<u64>().ok()?);
    (first <= last && last < size).then_some(Some((first, last + 1)))
}

fn session<'a>(scene: &'a Scene<'_>, call: &Call) -> Option<&'a YtSession> {
    let session = scene.world.youtube.sessions.get(call.query("upload_id")?)?;
    (scene.now < session.begun_ms + scene.world.youtube.wire.session_ms).then_some(session)
}

/// Whether the bytes of this call may come in, and to what they belong. A question is answered as it is.
pub(crate) fn intake(scene: &mut Scene<'_>, call: &Call) -> Result<Intake, Box<Reply>> {
    // The session's address is proof enough; a token that comes along has to be good.
    if call.authorization.is_some() {
        admit(scene, call, UPLOAD).map_err(|error| Box::new(error.into_reply()))?;
    }
    // Google's servers ask for a length also of nothing, and answer in HTML before any API hears of it.
    if call.header("content-length").is_none() && call.header("transfer-encoding").is_none() {
        let page = "<!DOCTYPE html>\n<title>Error 411 (Length Required)!!1</title>\n";
        return Err(Box::new(Reply::raw(StatusCode::LENGTH_REQUIRED, "text/html", page.into())));
    }
    let Some(session) = session(scene, call).cloned() else { return Err(Box::new(error::no_session().into_reply())) };
    if let Some(video) = session.video {
        return Err(Box::new(made(scene, video)));
    }
    let received = scene.uploads.received(session.number);
    match range(call, session.size) {
        None => Err(Box::new(error::bad("Failed to parse Content-Range header.").into_reply())),
        Some(None) => Err(Box::new(incomplete(received))),
        // It says what it has, and whoever sends goes on from there.
        Some(Some((from, _))) if from > received => Err(Box::new(incomplete(received))),
        Some(Some((from, until))) if until < session.size && !(until - from).is_multiple_of(STEP) => Err(Box::new(
            error::bad("Invalid request. The number of bytes uploaded must be a multiple of 262144.").into_reply(),
        )),
        Some(Some((from, until))) => {
            let most = scene.world.youtube.wire.most_at_once.saturating_add(received);
            Ok(Intake { number: session.number, offset: from, size: until.min(most) })
        }
    }
}

fn incomplete(received: u64) -> Reply {
    let reply = Reply::json(StatusCode::PERMANENT_REDIRECT, Value::Null);
    match received.checked_sub(1) {
        Some(last) => reply.with("range", format!("bytes=0-{last}")),
        None => reply,
    }
}

fn made(scene: &mut Scene<'_>, number: u64) -> Reply {
    match scene.world.youtube.videos.get(&number) {
        Some(video) => Reply::json(StatusCode::CREATED, videos::resource(video)),
        None => error::no_video().into_reply(),
    }
}

/// What is answered once the bytes of a call have come in.
pub(crate) fn taken(scene: &mut Scene<'_>, intake: &Intake) -> Reply {
    let found = scene.world.youtube.sessions.iter().find(|(_, session)| session.number == intake.number);
    let Some((name, session)) = found.map(|(name, session)| (name.clone(), session.clone())) else {
        return error::no_session().into_reply();
    };
    let Some(whole) = scene.uploads.whole(session.number, session.size) else {
        return incomplete(scene.uploads.received(session.number));
    };
    let (number, id) = (scene.world.chance.facebook_id(scene.now), scene.world.chance.word(11));
    let facts = whole.facts;
    let wire = &scene.world.youtube.wire;
    let mut video = YtVideo {
        number,
        id,
        channel: session.channel.clone(),
        told: YoutubeTold { privacy: "private".to_owned(), ..YoutubeTold::default() },
        notify: session.notify,
        sha256: whole.sha256,
        length_ms: facts.map_or(0, |facts| facts.duration_ms),
        upright: facts.is_some_and(|Facts { width, height, .. }| height >= width),
        created_ms: scene.now,
        failed: facts.is_none().then(|| "invalidFile".to_owned()),
        rejected: wire.rejects.clone(),
        in_progress: wire.in_progress,
        shown_ms: None,
        cover: None,
        hidden_reads: 0,
        unlisted_reads: 0,
        removed: false,
    };
    let mut told = session.told;
    if wire.locked_private {
        told.privacy = "private".to_owned();
    }
    let entry = video.tell(told, scene.now);
    scene.world.ledger.extend(entry);
    scene.world.youtube.videos.insert(number, video);
    if let Some(session) = scene.world.youtube.sessions.get_mut(&name) {
        session.video = Some(number);
    }
    made(scene, number).created(number)
}
