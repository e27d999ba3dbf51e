//! Pictures for the main window, over a scheme of their own, while somebody is signed in.

use countersign_core::model::{Crop, Digest};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::commands::MAIN_WINDOW;
use crate::workspaces::Workspaces;

/// Answers `media://localhost/<digest>?size=thumb|full`, with `&crop=x,y,width,height` for a cut-out.
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

fn refused(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}
