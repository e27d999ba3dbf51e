//! One request and its answer: the fault script around the work of an endpoint.
//!
//! Invariant: the work happens under one lock, in one step, and is saved before any answer can leave; a fault decides
//! only whether it happens and what the client gets to hear of it. The bytes of a film alone are taken in as they come.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;

use crate::account::Platform;
use crate::blobs::Blobs;
use crate::bucket;
use crate::call::Call;
use crate::clock::PracticeClock;
use crate::facebook;
use crate::fault::{Action, Script};
use crate::hold::Holds;
use crate::instagram;
use crate::intake::{self, Ended, Intake};
use crate::linkedin;
use crate::reply::Reply;
use crate::requests::{RequestLog, RequestRecord};
use crate::sent;
use crate::state_file::StateFile;
use crate::tiktok;
use crate::uploads::Uploads;
use crate::whatsapp;
use crate::world::{Scene, World};
use crate::x;
use crate::x::wire::XWire;
use crate::youtube;

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: PracticeClock,
    pub(crate) port: u16,
    pub(crate) control_token: String,
    pub(crate) holds: Holds,
    script: Mutex<Script>,
    log: Mutex<RequestLog>,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    world: World,
    blobs: Blobs,
    uploads: Uploads,
    wire: XWire,
    file: Option<StateFile>,
}

/// Marks a response that must never be written: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Severed;

impl Shared {
    pub(crate) fn new(
        clock: PracticeClock,
        port: u16,
        control_token: String,
        world: World,
        file: Option<StateFile>,
    ) -> Self {
        let blobs = Blobs::new(file.as_ref().map(StateFile::uploads));
        Self {
            clock,
            port,
            control_token,
            holds: Holds::new(),
            script: Mutex::default(),
            log: Mutex::default(),
            kept: Mutex::new(Kept { world, blobs, uploads: Uploads::default(), wire: XWire::default(), file }),
        }
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, RequestLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the world, as far as time has brought it.
    pub(crate) fn look<T>(&self, work: impl FnOnce(&World) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.world.ripen(self.clock.now_ms());
        work(&kept.world)
    }

    /// Takes bytes of a film in. What has not come in whole is no part of what is saved.
    pub(crate) fn take_bytes(&self, number: u64, offset: u64, bytes: &[u8]) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).uploads.take(number, offset, bytes)
    }

    /// Changes the world, and saves it.
    pub(crate) fn alter<T>(&self, work: impl FnOnce(&mut Scene<'_>) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { world, blobs, uploads, wire, file } = &mut *kept;
        let now = self.clock.now_ms();
        world.ripen(now);
        let outcome = work(&mut Scene { world, blobs, uploads, now, wire: *wire });
        if let Some(file) = file
            && let Err(error) = file.save(world)
        {
            tracing::error!(%error, "the state of the practice platforms could not be saved");
        }
        outcome
    }

    pub(crate) fn set_wire(&self, wire: XWire) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).wire = wire;
    }

    fn open(&self, platform: Platform, method: &str, endpoint: &str) -> u64 {
        self.log().open(RequestRecord {
            platform,
            method: method.to_owned(),
            endpoint: endpoint.to_owned(),
            status: None,
            answer_bytes: None,
            at_ms: self.clock.now_ms(),
            account: None,
            sent: Vec::new(),
        })
    }

    fn send(&self, number: u64, reply: Reply) -> Response {
        let status = reply.status.as_u16();
        let response = reply.into_response();
        self.log().answered(number, status, response.body().size_hint().exact());
        response
    }

    /// A request for something that is not built here, put on the record and refused in the platform's own shape.
    pub(crate) fn unsupported(&self, platform: Platform, method: &str) -> Response {
        let number = self.open(platform, method, "unsupported");
        let reply = match platform {
            Platform::X => x::unsupported(),
            Platform::Facebook => self.alter(facebook::unsupported),
            Platform::Linkedin => linkedin::unsupported(),
            Platform::Instagram => self.alter(instagram::unsupported),
            Platform::Whatsapp => self.alter(whatsapp::unsupported),
            Platform::Youtube => youtube::unsupported(),
            Platform::Tiktok => tiktok::unsupported(),
            Platform::Bucket => bucket::unsupported(),
        };
        self.send(number, reply)
    }
}

/// An endpoint of a platform.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Desk {
    X(&'static x::Desk),
    Facebook(&'static facebook::Desk),
    Linkedin(&'static linkedin::Desk),
    Instagram(&'static instagram::Desk),
    Whatsapp(&'static whatsapp::Desk),
    Youtube(&'static youtube::Desk),
    Tiktok(&'static tiktok::Desk),
    Bucket(&'static bucket::Desk),
}

impl Desk {
    fn platform(self) -> Platform {
        match self {
            Self::X(_) => Platform::X,
            Self::Facebook(_) => Platform::Facebook,
            Self::Linkedin(_) => Platform::Linkedin,
            Self::Instagram(_) => Platform::Instagram,
            Self::Whatsapp(_) => Platform::Whatsapp,
            Self::Youtube(_) => Platform::Youtube,
            Self::Tiktok(_) => Platform::Tiktok,
            Self::Bucket(_) => Platform::Bucket,
        }
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::X(desk) => (desk.method, desk.template),
            Self::Facebook(desk) => (desk.method, desk.template),
            Self::Linkedin(desk) => (desk.method, desk.template),
            Self::Instagram(desk) => (desk.method, desk.template),
            Self::Whatsapp(desk) => (desk.method, desk.template),
            Self::Youtube(desk) => (desk.method, desk.template),
            Self::Tiktok(desk) => (desk.method, desk.template),
            Self::Bucket(desk) => (desk.method, desk.template),
        }
    }

    /// What the platform does before it looks at a call: Instagram and TikTok fetch the pictures that are named.
    async fn foresee(self, call: &mut Call) {
        match self {
            Self::Instagram(desk) if desk.fetches() => call.fetched = instagram::fetch(call).await,
            Self::Tiktok(desk) if desk.fetches() => call.pictures = instagram::fetch_all(call).await,
            Self::Instagram(_)
            | Self::Tiktok(_)
            | Self::X(_)
            | Self::Facebook(_)
            | Self::Linkedin(_)
            | Self::Whatsapp(_)
            | Self::Youtube(_)
            | Self::Bucket(_) => {}
        }
    }

    /// Whether bytes come to it that are taken in one by one.
    fn takes_bytes(self) -> bool {
        match self {
            Self::Facebook(desk) => desk.takes_bytes(),
            Self::Instagram(desk) => desk.takes_bytes(),
            Self::Youtube(desk) => desk.takes_bytes(),
            Self::Tiktok(desk) => desk.takes_bytes(),
            Self::X(_) | Self::Linkedin(_) | Self::Whatsapp(_) | Self::Bucket(_) => false,
        }
    }

    /// Whether the bytes of a call may come in.
    fn intake(self, scene: &mut Scene<'_>, call: &Call) -> Result<Intake, Box<Reply>> {
        match self {
            Self::Facebook(_) => facebook::reel_bytes::intake(scene, call),
            Self::Instagram(_) => instagram::film_bytes::intake(scene, call),
            Self::X(_) => Err(Box::new(x::unsupported())),
            Self::Linkedin(_) => Err(Box::new(linkedin::unsupported())),
            Self::Whatsapp(_) => Err(Box::new(whatsapp::unsupported(scene))),
            Self::Youtube(_) => youtube::upload::intake(scene, call),
            Self::Tiktok(_) => tiktok::upload::intake(scene, call),
            Self::Bucket(_) => Err(Box::new(bucket::unsupported())),
        }
    }

    /// What is answered once the bytes of a call have come in.
    fn taken(self, scene: &mut Scene<'_>, intake: &Intake) -> Reply {
        match self {
            Self::Facebook(_) => facebook::reel_bytes::taken(scene, intake),
            Self::Instagram(_) => instagram::film_bytes::taken(scene, intake),
            Self::X(_) => x::unsupported(),
            Self::Linkedin(_) => linkedin::unsupported(),
            Self::Whatsapp(_) => whatsapp::unsupported(scene),
            Self::Youtube(_) => youtube::upload::taken(scene, intake),
            Self::Tiktok(_) => tiktok::upload::taken(scene, intake),
            Self::Bucket(_) => bucket::unsupported(),
        }
    }

    fn perform(self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        match self {
            Self::X(desk) => desk.perform(scene, call),
            Self::Facebook(desk) => desk.perform(scene, call),
            Self::Linkedin(desk) => desk.perform(scene, call),
            Self::Instagram(desk) => desk.perform(scene, call),
            Self::Whatsapp(desk) => desk.perform(scene, call),
            Self::Youtube(desk) => desk.perform(scene, call),
            Self::Tiktok(desk) => desk.perform(scene, call),
            Self::Bucket(desk) => desk.perform(scene, call),
        }
    }

    fn too_many(self, scene: &mut Scene<'_>, call: &Call, reset_after_ms: i64) -> Reply {
        match self {
            Self::X(desk) => desk.too_many(scene.now + reset_after_ms),
            Self::Facebook(_) => facebook::too_many(scene, call, reset_after_ms),
            Self::Linkedin(_) => linkedin::too_many(),
            Self::Instagram(_) => instagram::too_many(scene, call, reset_after_ms),
            Self::Whatsapp(_) => whatsapp::too_many(scene, call, reset_after_ms),
            Self::Youtube(_) => youtube::too_many(reset_after_ms),
            Self::Tiktok(_) => tiktok::too_many(),
            Self::Bucket(_) => bucket::too_many(),
        }
    }

    fn server_error(self, scene: &mut Scene<'_>, status: u16) -> Reply {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match self {
            Self::X(_) => x::server_error(status),
            Self::Facebook(_) => facebook::server_error(scene, status),
            Self::Linkedin(_) => linkedin::server_error(status),
            Self::Instagram(_) => instagram::server_error(scene, status),
            Self::Whatsapp(_) => whatsapp::server_error(scene, status),
            Self::Youtube(_) => youtube::server_error(status),
            Self::Tiktok(_) => tiktok::server_error(status),
            Self::Bucket(_) => bucket::server_error(status),
        }
    }

    fn token_expired(self, scene: &mut Scene<'_>) -> Reply {
        match self {
            Self::X(_) => x::unauthorized(),
            Self::Facebook(_) => facebook::token_expired(scene),
            Self::Linkedin(_) => linkedin::token_expired(),
            Self::Instagram(_) => instagram::token_expired(scene),
            Self::Whatsapp(_) => whatsapp::token_expired(scene),
            Self::Youtube(_) => youtube::token_expired(),
            Self::Tiktok(_) => tiktok::token_expired(),
            Self::Bucket(_) => bucket::token_expired(),
        }
    }

    fn error_in_200(self, scene: &mut Scene<'_>) -> Reply {
        match self {
            Self::X(_) => x::error_in_200(),
            Self::Facebook(_) => facebook::error_in_200(scene),
            Self::Linkedin(_) => linkedin::error_in_200(),
            Self::Instagram(_) => instagram::error_in_200(scene),
            Self::Whatsapp(_) => whatsapp::error_in_200(scene),
            Self::Youtube(_) => youtube::error_in_200(),
            Self::Tiktok(_) => tiktok::error_in_200(),
            Self::Bucket(_) => bucket::error_in_200(),
        }
    }
}

/// Answers a request at an endpoint, or has its connection closed.
pub(crate) async fn answer(shared: Arc<Shared>, desk: Desk, path: Vec<(String, String)>, request: Request) -> Response {
    let (method, template) = desk.name();
    let number = shared.open(desk.platform(), method, template);
    let orders = shared.script().orders(desk.platform(), method, template);
    if orders.action == Some(Action::RefuseBefore) {
        return severed();
    }
    let (mut call, body) = Call::begun(path, request);
    let identify = |call: &Call| {
        let account = call.credential().and_then(|token| {
            shared.look(|world| world.grant(desk.platform(), &token).map(|grant| grant.account.clone()))
        });
        shared.log().identify(number, account);
        shared.log().carried(number, sent::lines(call));
    };
    if desk.takes_bytes() {
        identify(&call);
        if orders.action == Some(Action::Hold { after_accept: false }) {
            shared.holds.wait().await;
        }
        let Some((reply, scripted)) = take(&shared, desk, &call, body, orders.action).await else { return severed() };
        if let (Some(id), Some(hiding)) = (reply.created, orders.hiding) {
            shared.alter(|scene| scene.world.hide(desk.platform(), id, hiding, scene.now));
        }
        return respond(&shared, desk, number, reply, orders.action.filter(|_| !scripted)).await;
    }
    if let Some(Action::CutBody { after }) = orders.action {
        intake::forget(body, Some(after)).await;
        return severed();
    }
    call.read_body(body).await;
    desk.foresee(&mut call).await;
    identify(&call);
    if orders.action == Some(Action::Hold { after_accept: false }) {
        shared.holds.wait().await;
    }
    let (reply, scripted) = shared.alter(|scene| {
        if let Some(reply) = orders.action.and_then(|action| instead(desk, scene, &call, action)) {
            return (reply, true);
        }
        let reply = desk.perform(scene, &call);
        if let (Some(id), Some(hiding)) = (reply.created, orders.hiding) {
            scene.world.hide(desk.platform(), id, hiding, scene.now);
        }
        (reply, false)
    });
    respond(&shared, desk, number, reply, orders.action.filter(|_| !scripted)).await
}

/// Takes the bytes of a film in, unless they are refused; nothing if the connection is to be closed. Tells whether a fault
/// spoke in place of the endpoint.
async fn take(shared: &Shared, desk: Desk, call: &Call, body: Body, action: Option<Action>) -> Option<(Reply, bool)> {
    let scripted = shared.alter(|scene| action.and_then(|action| instead(desk, scene, call, action)));
    if let Some(reply) = scripted {
        intake::forget(body, None).await;
        return Some((reply, true));
    }
    let until = match action {
        Some(Action::CutBody { after }) => Some(after),
        Some(_) | None => None,
    };
    match shared.alter(|scene| desk.intake(scene, call)) {
        Err(refusal) => {
            intake::forget(body, until).await;
            until.is_none().then_some((*refusal, false))
        }
        Ok(intake) => match intake::take_in(shared, &intake, body, until).await {
            Ended::CutOff => None,
            Ended::Whole => Some((shared.alter(|scene| desk.taken(scene, &intake)), false)),
        },
    }
}

/// Sends an answer, as far as a fault lets it.
async fn respond(shared: &Shared, desk: Desk, number: u64, reply: Reply, action: Option<Action>) -> Response {
    match action {
        Some(Action::DropAfterAccept) => severed(),
        Some(Action::ServerError { after_accept: true, status }) => {
            let error = shared.alter(|scene| desk.server_error(scene, status));
            shared.send(number, error)
        }
        Some(Action::Hold { after_accept: true }) => {
            shared.holds.wait().await;
            shared.send(number, reply)
        }
        Some(Action::Slow { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            shared.send(number, reply)
        }
        Some(
            Action::ServerError { after_accept: false, .. }
            | Action::Hold { after_accept: false }
            | Action::TooMany { .. }
            | Action::TokenExpired
            | Action::ErrorIn200
            | Action::RefuseBefore
            | Action::CutBody { .. }
            | Action::HideFromRead { .. },
        )
        | None => shared.send(number, reply),
    }
}

/// What a fault answers in place of the work.
fn instead(desk: Desk, scene: &mut Scene<'_>, call: &Call, action: Action) -> Option<Reply> {
    match action {
        Action::TooMany { reset_after_ms } => Some(desk.too_many(scene, call, reset_after_ms)),
        Action::TokenExpired => Some(desk.token_expired(scene)),
        Action::ErrorIn200 => Some(desk.error_in_200(scene)),
        Action::ServerError { after_accept: false, status } => Some(desk.server_error(scene, status)),
        Action::ServerError { after_accept: true, .. }
        | Action::DropAfterAccept
        | Action::RefuseBefore
        | Action::CutBody { .. }
        | Action::Hold { .. }
        | Action::Slow { .. }
        | Action::HideFromRead { .. } => None,
    }
}

fn severed() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Severed);
    response
}
