//! Taking the bytes of a film for a container, as they come.
//!
//! Invariant: bytes are taken in only for a container that waits for them, of the account whose token came with them, and
//! only where the ones before them end; what did come in stays, even if the connection ends in the middle.

use super::state::{IgContainer, IgKind};
use super::{VERSIONS, admit_anywhere, error};
use crate::call::Call;
use crate::facebook::reel_bytes::{refused, told};
use crate::facebook::{self, error as graph};
use crate::film::Facts;
use crate::intake::Intake;
use crate::reply::Reply;
use crate::world::Scene;
use serde_json::json;

const LARGEST_REEL: u64 = 300 * 1024 * 1024;
const LARGEST_STORY: u64 = 100 * 1024 * 1024;

/// Whether the bytes of this call may come in, and to what they belong.
pub(crate) fn intake(scene: &mut Scene<'_>, call: &Call) -> Result<Intake, Box<Reply>> {
    let version = call.segment("version");
    if !VERSIONS.contains(&version) {
        return Err(Box::new(facebook::refuse(scene, graph::unknown_path(version))));
    }
    // This host takes a token in one form alone.
    if call.authorization.as_ref().is_none_or(|(scheme, _)| scheme != "oauth") {
        return Err(Box::new(facebook::refuse(scene, graph::no_token())));
    }
    let caller = match admit_anywhere(scene, call) {
        Ok(caller) => caller,
        Err(error) => return Err(Box::new(facebook::refuse(scene, error))),
    };
    let id = call.segment("node").to_owned();
    let found = scene.world.instagram.container(&id).filter(|it| it.account == caller.account.id && it.waits_for_bytes);
    let Some(container) = found.filter(|it| !it.is_expired(scene.now)) else {
        return Err(Box::new(facebook::refuse(scene, error::no_such_container())));
    };
    let (number, known, here) = (container.number, container.size, container.film.is_some());
    let Some((offset, size)) = told(call) else {
        return Err(Box::new(refused("PartialRequestError", "The headers offset and file_size are required", false)));
    };
    let received = if here { known.unwrap_or(0) } else { scene.uploads.received(number) };
    if offset != received || known.is_some_and(|known| known != size) {
        return Err(Box::new(refused("OffsetInvalidError", &format!("The offset has to be {received}"), true)));
    }
    if let Some(container) = scene.world.instagram.containers.get_mut(&number) {
        container.size = Some(size);
    }
    Ok(Intake { number, offset, size })
}

/// What is answered once the bytes of a call have come in.
pub(crate) fn taken(scene: &mut Scene<'_>, intake: &Intake) -> Reply {
    let (now, processing) = (scene.now, scene.world.instagram.wire.processing_ms.max(0));
    let whole = scene.uploads.whole(intake.number, intake.size);
    let Some(container) = scene.world.instagram.containers.get_mut(&intake.number) else {
        return refused("ProcessingFailedError", "There is no such container", false);
    };
    if let Some(whole) = whole {
        container.fault = fault(container, whole.size, whole.facts);
        container.film = Some(whole.sha256);
        container.ready_ms = now + processing;
    }
    match container.film {
        Some(_) => Reply::ok(json!({ "success": true, "message": "Upload successful." })),
        None => refused("PartialRequestError", "There are fewer or more bytes than file_size says", true),
    }
}

/// The number of what is wrong with a film.
fn fault(container: &IgContainer, size: u64, facts: Option<Facts>) -> Option<u32> {
    let Some(Facts { duration_ms, width, height }) = facts else { return Some(2_207_026) };
    let (longest, largest) = match container.kind {
        IgKind::Story => (60_000, LARGEST_STORY),
        IgKind::Reel | IgKind::Image | IgKind::Carousel | IgKind::CarouselItem => (15 * 60_000, LARGEST_REEL),
    };
    let (width, height) = (u64::from(width), u64::from(height));
    let fits = (3_000..=longest).contains(&duration_ms)
        && size <= largest
        && width <= 1_920
        && width * 100 >= height
        && width <= height * 10;
    let covered = container.cover_ms.is_none_or(|at| at < duration_ms);
    if fits { (!covered).then_some(2_207_057) } else { Some(2_207_026) }
}
