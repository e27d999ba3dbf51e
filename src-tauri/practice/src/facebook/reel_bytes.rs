//! Taking the bytes of a reel, as they come: where they may begin, and what became of them.
//!
//! Invariant: bytes are taken in only for a reel of the Page whose token came with them, and only where the ones before
//! them end; what did come in stays, even if the connection ends in the middle.

use axum::http::StatusCode;
use serde_json::json;

use super::error;
use super::films::FilmKind;
use super::{VERSIONS, admit, refuse, videos};
use crate::account::Holder;
use crate::call::Call;
use crate::intake::Intake;
use crate::reply::Reply;
use crate::world::Scene;

/// The words of the host that takes bytes.
pub(crate) fn refused(kind: &str, message: &str, retriable: bool) -> Reply {
    let info = json!({ "retriable": retriable, "type": kind, "message": message });
    Reply::json(StatusCode::BAD_REQUEST, json!({ "debug_info": info }))
}

/// What two headers say: where the bytes begin, and how many there are in all.
pub(crate) fn told(call: &Call) -> Option<(u64, u64)> {
    let number = |name| call.header(name)?.parse::<u64>().ok();
    Some((number("offset")?, number("file_size").filter(|size| *size > 0)?))
}

/// Whether the bytes of this call may come in, and to what they belong.
pub(crate) fn intake(scene: &mut Scene<'_>, call: &Call) -> Result<Intake, Box<Reply>> {
    let version = call.segment("version");
    if !VERSIONS.contains(&version) {
        return Err(Box::new(refuse(scene, error::unknown_path(version))));
    }
    // This host takes a token in one form alone.
    if call.authorization.as_ref().is_none_or(|(scheme, _)| scheme != "oauth") {
        return Err(Box::new(refuse(scene, error::no_token())));
    }
    let caller = match admit(scene, call) {
        Ok(caller) if caller.holder == Holder::Account => caller,
        Ok(_) => return Err(Box::new(refuse(scene, error::needs_page_token()))),
        Err(error) => return Err(Box::new(refuse(scene, error))),
    };
    let id = call.segment("node").to_owned();
    let found = scene.world.facebook.film(&id).filter(|film| film.page == caller.account.id);
    let Some(film) = found.filter(|film| film.kind == FilmKind::Reel && !film.is_expired(scene.now)) else {
        return Err(Box::new(refuse(scene, error::no_such_object(&id))));
    };
    let (number, known, here) = (film.number, film.size, film.sha256.is_some());
    let Some((offset, size)) = told(call) else {
        return Err(Box::new(refused("PartialRequestError", "The headers offset and file_size are required", false)));
    };
    let received = if here { known.unwrap_or(0) } else { scene.uploads.received(number) };
    if offset != received || known.is_some_and(|known| known != size) {
        return Err(Box::new(refused("OffsetInvalidError", &format!("The offset has to be {received}"), true)));
    }
    if let Some(film) = scene.world.facebook.films.get_mut(&number) {
        film.size = Some(size);
    }
    Ok(Intake { number, offset, size })
}

/// What is answered once the bytes of a call have come in.
pub(crate) fn taken(scene: &mut Scene<'_>, intake: &Intake) -> Reply {
    videos::settle(scene, intake.number, intake.size);
    match scene.world.facebook.films.get(&intake.number) {
        Some(film) if film.sha256.is_some() => Reply::ok(json!({ "success": true })),
        Some(_) | None => refused("PartialRequestError", "There are fewer or more bytes than file_size says", true),
    }
}
