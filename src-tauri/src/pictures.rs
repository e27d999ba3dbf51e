//! Pictures and pieces of videos for the main window, over a scheme of their own, while somebody is signed in.
//!
//! Invariant: a video is handed out in pieces, however much is asked for at once.

use countersign_core::api::Piece;
use countersign_core::model::{Crop, Digest};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::commands::MAIN_WINDOW;
use crate::workspaces::Workspaces;

/// Answers `media://localhost/<digest>?size=thumb|full`, with `&crop=x,y,width,height` for a cut-out; and `?size=video` with
/// the piece that the header `Range` names.
pub fn serve<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    if context.webview_label() != MAIN_WINDOW {
        responder.respond(refused(StatusCode::FORBIDDEN));
        return;
    }
    tauri::async_runtime::spawn_blocking(move || {
        responder.respond(picture(&app.state::<Workspaces>(), &request));
    });
}

fn picture(workspaces: &Workspaces, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let Ok(digest) = request.uri().path().trim_start_matches('/').parse::<Digest>() else {
        return refused(StatusCode::BAD_REQUEST);
    };
    let query = request.uri().query().unwrap_or_default();
    let asked = |name: &str| query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name));
    let thumbnail = asked("size").is_some_and(|(_, size)| size == "thumb");
    let crop = match asked("crop").map(|(_, crop)| crop.parse::<Crop>()) {
        None => None,
        Some(Ok(crop)) => Some(crop),
        Some(Err(_)) => return refused(StatusCode::BAD_REQUEST),
    };
    let Ok(api) = workspaces.api() else { return refused(StatusCode::FORBIDDEN) };
    if asked("size").is_some_and(|(_, size)| size == "video") {
        let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
        let Some((from, to)) = range.map_or(Some((0, None)), wanted) else {
            return refused(StatusCode::RANGE_NOT_SATISFIABLE);
        };
        return match api.video_piece(digest, from, to) {
            Ok(piece) => part(piece),
            Err(_) => refused(StatusCode::NOT_FOUND),
        };
    }
    match api.picture(digest, crop, thumbnail) {
        Ok((bytes, mime)) => Response::builder()
            .header(header::CONTENT_TYPE, mime)
            .header(header::CACHE_CONTROL, "no-store")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(bytes)
            .unwrap_or_else(|_| refused(StatusCode::INTERNAL_SERVER_ERROR)),
        Err(_) => refused(StatusCode::NOT_FOUND),
    }
}

/// The one range of bytes that a header names, as `bytes=from-` or `bytes=from-to`.
fn wanted(range: &str) -> Option<(u64, Option<u64>)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
    let from = from.parse().ok()?;
    to.is_none_or(|to| to >= from).then_some((from, to))
}

fn part(piece: Piece) -> Response<Vec<u8>> {
    let last = piece.from + (piece.bytes.len() as u64).saturating_sub(1);
    Response::builder()
        .status(StatusCode::PARTIAL_CONTENT)
        .header(header::CONTENT_TYPE, piece.mime)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CONTENT_RANGE, format!("bytes {}-{last}/{}", piece.from, piece.total))
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        // The page has an origin of its own; no other page is ever shown in this window.
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(header::ACCESS_CONTROL_EXPOSE_HEADERS, "content-range")
        .body(piece.bytes)
        .unwrap_or_else(|_| refused(StatusCode::INTERNAL_SERVER_ERROR))
}

fn refused(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_one_from_to() {
        assert_eq!(wanted("bytes=0-"), Some((0, None)));
        assert_eq!(wanted("bytes=100-199"), Some((100, Some(199))));
        for wrong in ["bytes=-5", "bytes=5-4", "bytes=0-1,4-5", "items=0-1", "bytes=a-b", ""] {
            assert_eq!(wanted(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_piece_says_where_it_lies() {
        let response = part(Piece { bytes: vec![7; 10], from: 90, total: 200, mime: "video/mp4" });
        assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(response.headers()[header::CONTENT_RANGE], "bytes 90-99/200");
    }
}
