//! The control path over HTTP: the same hand as [`Control`], for a server in another process.
//!
//! Invariant: without this run's token every one of these paths, known or not, answers 401.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::account::{Platform, Standing};
use crate::alter::Alteration;
use crate::control::{Control, UnknownTarget};
use crate::control_audience;
use crate::exchange::Shared;
use crate::facebook::wire::FacebookWire;
use crate::fault::{Endpoint, Fault};
use crate::guard::refused;
use crate::instagram::wire::InstagramWire;
use crate::linkedin::wire::LinkedinWire;
use crate::tiktok::wire::TiktokWire;
use crate::whatsapp::wire::{WhatsappPerson, WhatsappWire};
use crate::x::wire::XWire;
use crate::youtube::wire::YoutubeWire;
use crate::{bucket, facebook, instagram, linkedin, tiktok, whatsapp, x, youtube};

impl FromRequestParts<Arc<Shared>> for Control {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Response> {
        let given = parts.headers.get(header::AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
        let wanted = format!("Bearer {}", shared.control_token);
        if !same(given, wanted.as_bytes()) {
            return Err(refused(StatusCode::UNAUTHORIZED, "The control path needs the token of this run."));
        }
        Ok(Self::new(Arc::clone(shared)))
    }
}

/// Compares without telling by its duration how much was right.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/control/ledger", get(ledger))
        .route("/control/requests", get(requests))
        .route("/control/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/control/release", post(release))
        .route("/control/clock", get(clock).post(move_clock))
        .route("/control/clock/after/{now_ms}", get(clock_after))
        .route("/control/accounts", get(accounts).post(add_account))
        .route("/control/accounts/{platform}/{id}/{standing}", post(set_standing))
        .route("/control/posts/{platform}/{id}", delete(remove_post).post(alter_post))
        .route("/control/x-wire", post(set_x_wire))
        .route("/control/linkedin-wire", post(set_linkedin_wire))
        .route("/control/facebook-wire", post(set_facebook_wire))
        .route("/control/instagram-wire", post(set_instagram_wire))
        .route("/control/youtube-wire", post(set_youtube_wire))
        .route("/control/tiktok-wire", post(set_tiktok_wire))
        .route("/control/whatsapp-wire", post(set_whatsapp_wire))
        .route("/control/whatsapp-people/{number}", post(set_whatsapp_person))
        .route("/control/audience", get(control_audience::population).post(control_audience::populate))
        .route("/control/audience/acts", post(control_audience::act))
        .route("/control/audience/held/{platform}", get(control_audience::held))
        .route("/control/{*rest}", any(unknown))
        .method_not_allowed_fallback(unknown)
}

async fn ledger(control: Control) -> Response {
    Json(control.ledger()).into_response()
}

async fn requests(control: Control) -> Response {
    Json(control.request_log()).into_response()
}

async fn faults(control: Control) -> Response {
    Json(control.faults()).into_response()
}

async fn add_fault(control: Control, Json(fault): Json<Fault>) -> Response {
    if !exists(&fault) {
        return refused(StatusCode::BAD_REQUEST, "There is no such endpoint on that platform.");
    }
    control.script(fault);
    StatusCode::NO_CONTENT.into_response()
}

fn exists(fault: &Fault) -> bool {
    match &fault.endpoint {
        Endpoint::Any => true,
        Endpoint::At { method, template } => match fault.platform {
            Platform::X => x::DESKS.iter().any(|desk| desk.method == method && desk.template == template),
            Platform::Facebook => facebook::DESKS.iter().any(|desk| desk.method == method && desk.template == template),
            Platform::Linkedin => linkedin::DESKS.iter().any(|desk| desk.method == method && desk.template == template),
            Platform::Instagram => {
                instagram::DESKS.iter().any(|desk| desk.method == method && desk.template == template)
            }
            Platform::Whatsapp => whatsapp::DESKS.iter().any(|desk| desk.method == method && desk.template == template),
            Platform::Tiktok => tiktok::DESKS.iter().any(|desk| desk.method == method && desk.template == template),
            Platform::Youtube => youtube::DESKS.iter().any(|desk| desk.method == method && desk.template == template),
            Platform::Bucket => bucket::DESKS.iter().any(|desk| desk.method == method && desk.template == template),
        },
    }
}

async fn clear_faults(control: Control) -> Response {
    control.clear_faults();
    StatusCode::NO_CONTENT.into_response()
}

async fn release(control: Control) -> Response {
    control.release_held();
    StatusCode::NO_CONTENT.into_response()
}

async fn clock(control: Control) -> Response {
    Json(json!({ "now_ms": control.clock().now_ms() })).into_response()
}

/// Answers once the clock shows another instant than the one named: how a program in another process follows it.
async fn clock_after(control: Control, Path(now_ms): Path<i64>) -> Response {
    Json(json!({ "now_ms": control.clock().moved_from(now_ms).await })).into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Move {
    NowMs(i64),
    AdvanceMs(i64),
}

async fn move_clock(control: Control, Json(change): Json<Move>) -> Response {
    match change {
        Move::NowMs(now) => control.set_now(now),
        Move::AdvanceMs(span) => control.advance(span),
    }
    clock(control).await
}

async fn accounts(control: Control) -> Response {
    Json(control.accounts()).into_response()
}

#[derive(Deserialize)]
struct NewAccount {
    platform: Platform,
    name: String,
}

async fn add_account(control: Control, Json(new): Json<NewAccount>) -> Response {
    (StatusCode::CREATED, Json(control.add_account(new.platform, &new.name))).into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Expire,
    Revoke,
    Restore,
}

async fn set_standing(control: Control, Path((platform, id, change)): Path<(Platform, String, Change)>) -> Response {
    let standing = match change {
        Change::Expire => Standing::Expired,
        Change::Revoke => Standing::Revoked,
        Change::Restore => Standing::Good,
    };
    done(control.set_standing(platform, &id, standing))
}

async fn remove_post(control: Control, Path((platform, id)): Path<(Platform, String)>) -> Response {
    done(control.remove_post(platform, &id))
}

async fn alter_post(
    control: Control,
    Path((platform, id)): Path<(Platform, String)>,
    Json(change): Json<Alteration>,
) -> Response {
    done(control.alter_post(platform, &id, &change))
}

async fn set_x_wire(control: Control, Json(wire): Json<XWire>) -> Response {
    control.set_x_wire(wire);
    StatusCode::NO_CONTENT.into_response()
}

async fn set_linkedin_wire(control: Control, Json(wire): Json<LinkedinWire>) -> Response {
    control.set_linkedin_wire(wire);
    StatusCode::NO_CONTENT.into_response()
}

async fn set_facebook_wire(control: Control, Json(wire): Json<FacebookWire>) -> Response {
    control.set_facebook_wire(wire);
    StatusCode::NO_CONTENT.into_response()
}

async fn set_tiktok_wire(control: Control, Json(wire): Json<TiktokWire>) -> Response {
    control.set_tiktok_wire(wire);
    StatusCode::NO_CONTENT.into_response()
}

async fn set_youtube_wire(control: Control, Json(wire): Json<YoutubeWire>) -> Response {
    control.set_youtube_wire(wire);
    StatusCode::NO_CONTENT.into_response()
}

async fn set_instagram_wire(control: Control, Json(wire): Json<InstagramWire>) -> Response {
    control.set_instagram_wire(wire);
    StatusCode::NO_CONTENT.into_response()
}

async fn set_whatsapp_wire(control: Control, Json(wire): Json<WhatsappWire>) -> Response {
    control.set_whatsapp_wire(wire);
    StatusCode::NO_CONTENT.into_response()
}

async fn set_whatsapp_person(
    control: Control,
    Path(number): Path<String>,
    Json(person): Json<WhatsappPerson>,
) -> Response {
    control.set_whatsapp_person(&number, person);
    StatusCode::NO_CONTENT.into_response()
}

async fn unknown(_: Control) -> Response {
    refused(StatusCode::NOT_FOUND, "There is no such control.")
}

pub(crate) fn done(outcome: Result<(), UnknownTarget>) -> Response {
    match outcome {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(unknown) => refused(StatusCode::NOT_FOUND, &unknown.to_string()),
    }
}
