//! Pictures for the main window, over a scheme of their own, while somebody is signed in.

use countersign_core::model::Digest;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::commands::MAIN_WINDOW;
use crate::workspaces::Workspaces;

/// Answers `media://localhost/<digest>?size=thumb|full`.
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
    let thumbnail = request.uri().query().is_some_and(|query| query.contains("size=thumb"));
    let Ok(api) = workspaces.api() else { return refused(StatusCode::FORBIDDEN) };
    match api.picture(digest, thumbnail) {
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
