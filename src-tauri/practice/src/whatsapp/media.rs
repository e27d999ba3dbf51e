//! Uploads: what stands above the text of a template.
//!
//! Invariant: an upload is what its own bytes say it is, and no larger than WhatsApp takes.

use axum::body::Bytes;
use serde_json::json;

use super::state::WaMedia;
use super::{Ask, error};
use crate::facebook::error::{self as graph, GraphError};
use crate::picture;
use crate::reply::Reply;
use crate::world::Scene;

const MEGABYTE: usize = 1_024 * 1_024;

pub(super) fn upload(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    ask.must_be_own_phone()?;
    if ask.params.text("messaging_product")?.as_deref() != Some("whatsapp") {
        return Err(graph::invalid("The parameter messaging_product is required."));
    }
    let mime = ask.params.text("type")?.ok_or_else(|| graph::invalid("The parameter type is required."))?;
    let bytes = ask.params.file("file").ok_or_else(|| graph::invalid("The parameter file is required."))?;
    must_fit(&mime, &bytes)?;
    let number = scene.world.chance.facebook_id(scene.now);
    let size = bytes.len();
    let media = WaMedia {
        number,
        phone: ask.caller.phone().to_owned(),
        mime,
        bytes: size,
        sha256: scene.blobs.keep(bytes),
        created_ms: scene.now,
        removed: false,
    };
    scene.world.whatsapp.media.insert(number, media);
    Ok(Reply::ok(json!({ "id": number.to_string() })))
}

fn must_fit(mime: &str, bytes: &Bytes) -> Result<(), GraphError> {
    let is_box = |kinds: &[&[u8]]| {
        bytes.get(4..8) == Some(b"ftyp".as_slice()) && bytes.get(8..12).is_some_and(|it| kinds.contains(&it))
    };
    let (most, really) = match mime {
        "image/jpeg" | "image/png" => (5, picture::read(bytes).is_some_and(|picture| picture.mime == mime)),
        "video/mp4" => (16, is_box(&[b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V "])),
        "video/3gpp" => (16, is_box(&[b"3gp4", b"3gp5", b"3gp6"])),
        "application/pdf" => (100, bytes.starts_with(b"%PDF-")),
        _ => {
            return Err(graph::invalid(
                "Param file must be a file with one of the following types: image/jpeg, image/png, video/mp4, video/3gpp, application/pdf",
            ));
        }
    };
    if !really {
        return Err(error::media_error("The file is not what its type says."));
    }
    if bytes.len() > most * MEGABYTE {
        return Err(error::media_error(&format!("The file is larger than {most} MB.")));
    }
    Ok(())
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let known = scene.world.whatsapp.upload(ask.caller.phone(), ask.node, scene.now).map(|media| media.number);
    let number = known.ok_or_else(|| graph::no_such_object(ask.node))?;
    if let Some(media) = scene.world.whatsapp.media.get_mut(&number) {
        media.removed = true;
    }
    Ok(Reply::ok(json!({ "success": true })))
}
