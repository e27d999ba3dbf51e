//! Every path of the listener.
//!
//! Invariant: a platform's routes come from its table of endpoints; whatever else is asked under a platform's host
//! gets that platform's refusal.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawPathParams, RawQuery, Request, State};
use axum::http::{Method, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodFilter, get, on, post};

use crate::account::Platform;
use crate::call::pairs;
use crate::control_http;
use crate::dialog::{self, Dialog};
use crate::exchange::{Desk, Shared, answer};
use crate::guard::guard;
use crate::html;
use crate::templates::instagram as at_instagram;
use crate::{bucket, facebook, instagram, linkedin, mail, tiktok, whatsapp, x, youtube};

pub(crate) const X_API: &str = "/x/api.x.com";
pub(crate) const X_WEB: &str = "/x/x.com";
pub(crate) const X_PICTURES: &str = "/x/pbs.twimg.com/media";
pub(crate) const FACEBOOK_API: &str = "/facebook/graph.facebook.com";
/// The bytes of reels are sent here.
pub(crate) const FACEBOOK_UPLOADS: &str = "/facebook/rupload.facebook.com";
pub(crate) const FACEBOOK_WEB: &str = "/facebook/www.facebook.com";
pub(crate) const FACEBOOK_PICTURES: &str = "/facebook/scontent.xx.fbcdn.net/v";
pub(crate) const BUCKET_API: &str = "/bucket/media.practice.example";
pub(crate) const LINKEDIN_API: &str = "/linkedin/api.linkedin.com";
/// Posts are shown here, and the bytes of pictures are put here.
pub(crate) const LINKEDIN_WEB: &str = "/linkedin/www.linkedin.com";
pub(crate) const LINKEDIN_PICTURES: &str = "/linkedin/media.licdn.com/dms";
pub(crate) const INSTAGRAM_API: &str = "/instagram/graph.instagram.com";
/// Codes become tokens here.
pub(crate) const INSTAGRAM_LOGIN_API: &str = "/instagram/api.instagram.com";
/// The same account's other door, for tokens of a Facebook login.
pub(crate) const INSTAGRAM_OVER_FACEBOOK: &str = "/instagram/graph.facebook.com";
/// The bytes of films are sent here, whichever door the token belongs to.
pub(crate) const INSTAGRAM_UPLOADS: &str = "/instagram/rupload.facebook.com";
pub(crate) const INSTAGRAM_WEB: &str = "/instagram/www.instagram.com";
/// Where people sign in at Facebook for the accounts that they manage.
pub(crate) const INSTAGRAM_AT_FACEBOOK: &str = "/instagram/www.facebook.com";
pub(crate) const INSTAGRAM_PICTURES: &str = "/instagram/scontent.cdninstagram.com/v";

pub(crate) const WHATSAPP_API: &str = "/whatsapp/graph.facebook.com";
/// The phones of those who were written to.
pub(crate) const WHATSAPP_WEB: &str = "/whatsapp/wa.me";
pub(crate) const WHATSAPP_PICTURES: &str = "/whatsapp/mmg.whatsapp.net/v";

pub(crate) const TIKTOK_API: &str = "/tiktok/open.tiktokapis.com";
/// The bytes of videos are sent here.
pub(crate) const TIKTOK_UPLOADS: &str = "/tiktok/open-upload.tiktokapis.com";
pub(crate) const TIKTOK_WEB: &str = "/tiktok/www.tiktok.com";
/// Where the public finds them; the platform tells it so.
pub(crate) const TIKTOK_HOME: &str = "https://www.tiktok.com";
pub(crate) const TIKTOK_PICTURES: &str = "/tiktok/p16-sign.tiktokcdn.com/photos";
pub(crate) const YOUTUBE_API: &str = "/youtube/youtube.googleapis.com";
/// What videos came to by day is asked here.
pub(crate) const YOUTUBE_ANALYTICS: &str = "/youtube/youtubeanalytics.googleapis.com";
/// Videos and their pictures are sent here.
pub(crate) const YOUTUBE_UPLOADS: &str = "/youtube/www.googleapis.com";
/// Codes become tokens here.
pub(crate) const YOUTUBE_TOKENS: &str = "/youtube/oauth2.googleapis.com";
/// Where people sign in.
pub(crate) const YOUTUBE_LOGIN: &str = "/youtube/accounts.google.com";
pub(crate) const YOUTUBE_WEB: &str = "/youtube/www.youtube.com";
/// Addresses that were shortened.
pub(crate) const YOUTUBE_SHORT: &str = "/youtube/youtu.be";
pub(crate) const YOUTUBE_PICTURES: &str = "/youtube/i.ytimg.com/vi";

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for desk in x::DESKS {
        router = endpoint(router, X_API, desk.method, desk.template, Desk::X(desk));
    }
    for desk in facebook::DESKS {
        let host = if desk.takes_bytes() { FACEBOOK_UPLOADS } else { FACEBOOK_API };
        router = endpoint(router, host, desk.method, desk.template, Desk::Facebook(desk));
    }
    for desk in linkedin::DESKS {
        let host = if desk.is_at_the_web() { LINKEDIN_WEB } else { LINKEDIN_API };
        router = endpoint(router, host, desk.method, desk.template, Desk::Linkedin(desk));
    }
    for desk in instagram::DESKS {
        let hosts: &[&str] = match desk.template {
            at_instagram::TOKEN => &[INSTAGRAM_LOGIN_API],
            at_instagram::FILM_BYTES => &[INSTAGRAM_UPLOADS],
            at_instagram::FACEBOOK_TOKEN | at_instagram::PERMISSIONS => &[INSTAGRAM_OVER_FACEBOOK],
            _ if desk.gives_tokens() => &[INSTAGRAM_API],
            _ => &[INSTAGRAM_API, INSTAGRAM_OVER_FACEBOOK],
        };
        for host in hosts {
            router = endpoint(router, host, desk.method, desk.template, Desk::Instagram(desk));
        }
    }
    for desk in whatsapp::DESKS {
        router = endpoint(router, WHATSAPP_API, desk.method, desk.template, Desk::Whatsapp(desk));
    }
    for desk in tiktok::DESKS {
        let host = if desk.uploads { TIKTOK_UPLOADS } else { TIKTOK_API };
        router = endpoint(router, host, desk.method, desk.template, Desk::Tiktok(desk));
    }
    for desk in youtube::DESKS {
        let host = match desk.host {
            youtube::Host::Api => YOUTUBE_API,
            youtube::Host::Analytics => YOUTUBE_ANALYTICS,
            youtube::Host::Uploads => YOUTUBE_UPLOADS,
            youtube::Host::Tokens => YOUTUBE_TOKENS,
        };
        router = endpoint(router, host, desk.method, desk.template, Desk::Youtube(desk));
    }
    for desk in bucket::DESKS {
        router = endpoint(router, BUCKET_API, desk.method, desk.template, Desk::Bucket(desk));
    }
    router
        .merge(control_http::router())
        .route(mail::SLACK, post(mail::slack))
        .route(&format!("{X_WEB}/{{username}}/status/{{id}}"), get(x_page))
        .route(&format!("{X_WEB}/i/web/status/{{id}}"), get(x_bare_page))
        .route(&format!("{X_WEB}/i/oauth2/authorize"), get(x_dialog).post(x_decided))
        .route(&format!("{X_WEB}/{{username}}"), get(x_account))
        .route(&format!("{X_PICTURES}/{{id}}"), get(x_picture))
        .route(&format!("{FACEBOOK_WEB}/{{version}}/dialog/oauth"), get(facebook_dialog).post(facebook_decided))
        .route(&format!("{FACEBOOK_WEB}/{{id}}"), get(facebook_page))
        .route(&format!("{FACEBOOK_WEB}/reel/{{id}}/"), get(facebook_page))
        .route(&format!("{FACEBOOK_WEB}/{{page}}/videos/{{id}}/"), get(facebook_video))
        .route(&format!("{FACEBOOK_PICTURES}/{{id}}"), get(facebook_picture))
        .route(&format!("{LINKEDIN_WEB}/oauth/v2/authorization"), get(linkedin_dialog).post(linkedin_decided))
        .route(
            &format!("{LINKEDIN_WEB}/oauth/native-pkce/authorization"),
            get(linkedin_native_dialog).post(linkedin_native_decided),
        )
        .route(&format!("{LINKEDIN_WEB}/feed/update/{{urn}}"), get(linkedin_page))
        .route(&format!("{LINKEDIN_WEB}/feed/update/{{urn}}/"), get(linkedin_page))
        .route(&format!("{LINKEDIN_PICTURES}/{{id}}"), get(linkedin_picture))
        .route(&format!("{INSTAGRAM_WEB}/oauth/authorize"), get(instagram_dialog).post(instagram_decided))
        .route(
            &format!("{INSTAGRAM_AT_FACEBOOK}/{{version}}/dialog/oauth"),
            get(instagram_facebook_dialog).post(instagram_facebook_decided),
        )
        .route(&format!("{INSTAGRAM_WEB}/p/{{code}}/"), get(instagram_page))
        .route(&format!("{INSTAGRAM_WEB}/reel/{{code}}/"), get(instagram_page))
        .route(&format!("{INSTAGRAM_WEB}/stories/{{username}}/{{number}}/"), get(instagram_story))
        .route(&format!("{INSTAGRAM_WEB}/{{username}}"), get(instagram_account))
        .route(&format!("{INSTAGRAM_WEB}/{{username}}/"), get(instagram_account))
        .route(&format!("{INSTAGRAM_PICTURES}/{{id}}"), get(instagram_picture))
        .route(&format!("{WHATSAPP_WEB}/"), get(whatsapp_phones))
        .route(&format!("{WHATSAPP_WEB}/{{number}}"), get(whatsapp_phone))
        .route(&format!("{WHATSAPP_PICTURES}/{{id}}"), get(whatsapp_picture))
        .route(&format!("{TIKTOK_WEB}/v2/auth/authorize/"), get(tiktok_dialog).post(tiktok_decided))
        .route(&format!("{TIKTOK_WEB}/{{name}}/{{kind}}/{{id}}"), get(tiktok_page))
        .route(&format!("{TIKTOK_WEB}/{{name}}"), get(tiktok_account))
        .route(&format!("{TIKTOK_PICTURES}/{{id}}"), get(tiktok_picture))
        .route(&format!("{YOUTUBE_LOGIN}/o/oauth2/v2/auth"), get(youtube_dialog).post(youtube_decided))
        .route(&format!("{YOUTUBE_WEB}/watch"), get(youtube_watch))
        .route(&format!("{YOUTUBE_WEB}/shorts/{{id}}"), get(youtube_page))
        .route(&format!("{YOUTUBE_SHORT}/{{id}}"), get(youtube_page))
        .route(&format!("{YOUTUBE_WEB}/channel/{{id}}"), get(youtube_channel))
        .route(&format!("{YOUTUBE_WEB}/{{id}}"), get(youtube_channel))
        .route(&format!("{YOUTUBE_PICTURES}/{{id}}"), get(youtube_picture))
        .fallback(nothing_here)
        .method_not_allowed_fallback(nothing_here)
        .layer(from_fn_with_state(Arc::clone(&shared), guard))
        .with_state(shared)
}

fn endpoint(router: Router<Arc<Shared>>, host: &str, method: &str, template: &str, desk: Desk) -> Router<Arc<Shared>> {
    let filter = match method {
        "POST" => MethodFilter::POST,
        "DELETE" => MethodFilter::DELETE,
        "PUT" => MethodFilter::PUT,
        "HEAD" => MethodFilter::HEAD,
        _ => MethodFilter::GET,
    };
    let work = move |State(shared): State<Arc<Shared>>, segments: RawPathParams, request: Request| {
        let path = segments.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        answer(shared, desk, path, request)
    };
    router.route(&format!("{host}{template}"), on(filter, work))
}

async fn x_page(State(shared): State<Arc<Shared>>, Path((_, id)): Path<(String, String)>) -> Response {
    shared.look(|world| x::page::show(world, &id))
}

async fn x_bare_page(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.look(|world| x::page::show(world, &id))
}

async fn x_account(State(shared): State<Arc<Shared>>, Path(username): Path<String>) -> Response {
    shared.look(|world| x::page::account(world, &username))
}

async fn x_picture(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.alter(|scene| html::picture(x::page::picture(scene, &id)))
}

async fn facebook_page(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.look(|world| facebook::page::show(world, &id))
}

async fn facebook_video(State(shared): State<Arc<Shared>>, Path((_, id)): Path<(String, String)>) -> Response {
    shared.look(|world| facebook::page::show(world, &id))
}

async fn facebook_dialog(
    State(shared): State<Arc<Shared>>,
    Path(version): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if !facebook::VERSIONS.contains(&version.as_str()) {
        return html::not_found();
    }
    asks(&shared, &facebook::login::DIALOG, query)
}

async fn facebook_decided(State(shared): State<Arc<Shared>>, form: Bytes) -> Response {
    shared.alter(|scene| dialog::decided(scene, &facebook::login::DIALOG, &pairs(&form)))
}

async fn instagram_dialog(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    asks(&shared, &instagram::login::DIALOG, query)
}

async fn instagram_decided(State(shared): State<Arc<Shared>>, form: Bytes) -> Response {
    shared.alter(|scene| dialog::decided(scene, &instagram::login::DIALOG, &pairs(&form)))
}

async fn instagram_facebook_dialog(
    State(shared): State<Arc<Shared>>,
    Path(version): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if !facebook::VERSIONS.contains(&version.as_str()) {
        return html::not_found();
    }
    asks(&shared, &instagram::facebook_login::DIALOG, query)
}

async fn instagram_facebook_decided(State(shared): State<Arc<Shared>>, form: Bytes) -> Response {
    shared.alter(|scene| dialog::decided(scene, &instagram::facebook_login::DIALOG, &pairs(&form)))
}

async fn x_dialog(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    asks(&shared, &x::login::DIALOG, query)
}

async fn x_decided(State(shared): State<Arc<Shared>>, form: Bytes) -> Response {
    shared.alter(|scene| dialog::decided(scene, &x::login::DIALOG, &pairs(&form)))
}

async fn linkedin_dialog(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    asks(&shared, &linkedin::login::DIALOG, query)
}

async fn linkedin_decided(State(shared): State<Arc<Shared>>, form: Bytes) -> Response {
    shared.alter(|scene| dialog::decided(scene, &linkedin::login::DIALOG, &pairs(&form)))
}

async fn linkedin_native_dialog(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    asks(&shared, &linkedin::login::NATIVE_DIALOG, query)
}

async fn linkedin_native_decided(State(shared): State<Arc<Shared>>, form: Bytes) -> Response {
    shared.alter(|scene| dialog::decided(scene, &linkedin::login::NATIVE_DIALOG, &pairs(&form)))
}

fn asks(shared: &Shared, dialog: &Dialog, query: Option<String>) -> Response {
    let fields = pairs(query.unwrap_or_default().as_bytes());
    shared.look(|world| dialog::show(world, dialog, &fields))
}

async fn facebook_picture(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.alter(|scene| html::picture(facebook::page::picture(scene, &id)))
}

async fn linkedin_page(State(shared): State<Arc<Shared>>, Path(urn): Path<String>) -> Response {
    shared.look(|world| linkedin::page::show(world, &urn))
}

async fn linkedin_picture(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.alter(|scene| html::picture(linkedin::page::picture(scene, &id)))
}

async fn instagram_page(State(shared): State<Arc<Shared>>, Path(code): Path<String>) -> Response {
    let now = shared.clock.now_ms();
    shared.look(|world| instagram::page::show(world, now, &code))
}

async fn instagram_story(
    State(shared): State<Arc<Shared>>,
    Path((username, number)): Path<(String, String)>,
) -> Response {
    let now = shared.clock.now_ms();
    shared.look(|world| instagram::page::story(world, now, &username, &number))
}

async fn instagram_account(State(shared): State<Arc<Shared>>, Path(username): Path<String>) -> Response {
    let now = shared.clock.now_ms();
    shared.look(|world| instagram::page::wall(world, now, &username))
}

async fn instagram_picture(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.alter(|scene| html::picture(instagram::page::picture(scene, &id)))
}

async fn whatsapp_phones(State(shared): State<Arc<Shared>>) -> Response {
    let now = shared.clock.now_ms();
    shared.look(|world| whatsapp::page::phones(world, now))
}

async fn whatsapp_phone(State(shared): State<Arc<Shared>>, Path(number): Path<String>) -> Response {
    let now = shared.clock.now_ms();
    shared.look(|world| whatsapp::page::phone(world, now, &number))
}

async fn whatsapp_picture(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.alter(|scene| html::picture(whatsapp::page::picture(scene, &id)))
}

async fn tiktok_dialog(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let fields = pairs(query.unwrap_or_default().as_bytes());
    shared.look(|world| tiktok::login::show(world, &fields))
}

async fn tiktok_decided(State(shared): State<Arc<Shared>>, form: Bytes) -> Response {
    shared.alter(|scene| tiktok::login::decided(scene, &pairs(&form)))
}

async fn tiktok_page(State(shared): State<Arc<Shared>>, Path((_, _, id)): Path<(String, String, String)>) -> Response {
    shared.look(|world| tiktok::page::show(world, &id))
}

async fn tiktok_account(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    shared.look(|world| tiktok::page::wall(world, &name))
}

async fn tiktok_picture(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.alter(|scene| html::picture(tiktok::page::picture(scene, &id)))
}

async fn youtube_dialog(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let fields = pairs(query.unwrap_or_default().as_bytes());
    shared.look(|world| youtube::login::show(world, &fields))
}

async fn youtube_decided(State(shared): State<Arc<Shared>>, form: Bytes) -> Response {
    shared.alter(|scene| youtube::login::decided(scene, &pairs(&form)))
}

async fn youtube_watch(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let fields = pairs(query.unwrap_or_default().as_bytes());
    let id = fields.into_iter().find_map(|(name, value)| (name == "v").then_some(value)).unwrap_or_default();
    shared.look(|world| youtube::page::show(world, &id))
}

async fn youtube_page(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.look(|world| youtube::page::show(world, &id))
}

async fn youtube_channel(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.look(|world| youtube::page::wall(world, &id))
}

async fn youtube_picture(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    shared.alter(|scene| html::picture(youtube::page::picture(scene, &id)))
}

async fn nothing_here(State(shared): State<Arc<Shared>>, method: Method, uri: Uri) -> Response {
    let under = |host: &str| uri.path().strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if under(X_API) {
        shared.unsupported(Platform::X, method.as_str())
    } else if under(FACEBOOK_API) || under(FACEBOOK_UPLOADS) {
        shared.unsupported(Platform::Facebook, method.as_str())
    } else if under(LINKEDIN_API) {
        shared.unsupported(Platform::Linkedin, method.as_str())
    } else if under(INSTAGRAM_API) || under(INSTAGRAM_OVER_FACEBOOK) || under(INSTAGRAM_UPLOADS) {
        shared.unsupported(Platform::Instagram, method.as_str())
    } else if under(WHATSAPP_API) {
        shared.unsupported(Platform::Whatsapp, method.as_str())
    } else if under(TIKTOK_API) || under(TIKTOK_UPLOADS) {
        shared.unsupported(Platform::Tiktok, method.as_str())
    } else if under(YOUTUBE_API) || under(YOUTUBE_ANALYTICS) || under(YOUTUBE_UPLOADS) || under(YOUTUBE_TOKENS) {
        shared.unsupported(Platform::Youtube, method.as_str())
    } else if under(BUCKET_API) {
        shared.unsupported(Platform::Bucket, method.as_str())
    } else {
        html::not_found()
    }
}
