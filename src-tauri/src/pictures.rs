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

/// What an address names.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    digest: Digest,
    size: Size,
    crop: Option<Crop>,
}

#[derive(Debug, PartialEq, Eq)]
enum Size {
    Thumbnail,
    Full,
    Video,
}

/// Reads an address; nothing where it names no picture, or a cut-out that is none.
fn asked(path: &str, query: &str) -> Option<Asked> {
    let digest = path.trim_start_matches('/').parse().ok()?;
    let named = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    let size = match named("size") {
        Some((_, "thumb")) => Size::Thumbnail,
        Some((_, "video")) => Size::Video,
        Some(_) | None => Size::Full,
    };
    let crop = named("crop").map(|(_, crop)| crop.parse()).transpose().ok()?;
    Some(Asked { digest, size, crop })
}

fn picture(workspaces: &Workspaces, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let Some(Asked { digest, size, crop }) = asked(request.uri().path(), request.uri().query().unwrap_or_default())
    else {
        return refused(StatusCode::BAD_REQUEST);
    };
    let Ok(api) = workspaces.api() else { return refused(StatusCode::FORBIDDEN) };
    if size == Size::Video {
        let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
        let Some((from, to)) = range.map_or(Some((0, None)), wanted) else {
            return refused(StatusCode::RANGE_NOT_SATISFIABLE);
        };
        return match api.video_piece(digest, from, to) {
            Ok(piece) => part(piece),
            Err(_) => refused(StatusCode::NOT_FOUND),
        };
    }
    match api.picture(digest, crop, size == Size::Thumbnail) {
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
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use countersign_spoil::{any_text, cases, near_text};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_range_is_one_from_to() {
        assert_eq!(wanted("bytes=0-"), Some((0, None)));
        assert_eq!(wanted("bytes=100-199"), Some((100, Some(199))));
        for wrong in ["bytes=-5", "bytes=5-4", "bytes=0-1,4-5", "items=0-1", "bytes=a-b", ""] {
            assert_eq!(wanted(wrong), None, "{wrong}");
        }
    }

    /// Whatever stands in a range, one that is read lies in order and is spelled as it was read.
    #[test]
    fn no_range_is_read_out_of_what_is_none() {
        let samples = ["bytes=0-", "bytes=100-199", "bytes=0-1,4-5", "bytes=-5", "bytes=18446744073709551615-0"];
        let range = proptest::sample::select(samples.to_vec()).prop_flat_map(near_text);
        proptest!(cases(800), |(range in prop_oneof![4 => range, 1 => any_text(24)])| {
            if let Some((from, to)) = wanted(&range) {
                prop_assert!(to.is_none_or(|to| to >= from), "{range}");
                let read: Vec<u64> = [Some(from), to].into_iter().flatten().collect();
                let numbers = range.strip_prefix("bytes=").unwrap_or_default().split('-');
                let said: Vec<u64> = numbers.filter(|it| !it.is_empty()).map(|it| it.parse().unwrap()).collect();
                prop_assert_eq!(read, said, "{}", range);
            }
        });
    }

    /// Whatever stands in an address, what is handed out is the very picture that it names, or nothing.
    #[test]
    fn an_address_names_one_picture_or_none() {
        let digest = Digest::of(b"a").to_string();
        let (path, query) = (format!("/{digest}"), "size=thumb&crop=0,0,100,50");
        let paths = prop_oneof![3 => Just(path.clone()), 3 => near_text(&path), 1 => any_text(80)];
        let queries = prop_oneof![3 => near_text(query), 2 => near_text("crop=1,2,3,4&size=video"), 1 => any_text(40)];
        proptest!(cases(800), |(path in paths, query in queries)| {
            if let Some(asked) = asked(&path, &query) {
                prop_assert_eq!(asked.digest.to_string(), path.trim_start_matches('/').to_ascii_lowercase());
                prop_assert_eq!(asked.size == Size::Video, query.split('&').find(|it| it.starts_with("size=")) == Some("size=video"));
                prop_assert_eq!(asked.crop.is_some(), query.split('&').any(|pair| pair.starts_with("crop=")), "{}", query);
            }
        });
    }

    #[test]
    fn a_piece_says_where_it_lies() {
        let response = part(Piece { bytes: vec![7; 10], from: 90, total: 200, mime: "video/mp4" });
        assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(response.headers()[header::CONTENT_RANGE], "bytes 90-99/200");
    }
}
