//! The process that a trial ends: the real engine, vault and clients, on the clock of the practice platforms.
//!
//! Invariant: its time comes from the platforms' control path, and from nowhere else; it says what it waits for, and whoever
//! drives the clock decides.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::api::types::{ApiError, Post, PostRef};
use countersign_core::clinic::NewChannel;
use countersign_core::error::Error;
use countersign_core::model::{Millis, PostId, Secret};
use countersign_core::publish::{Step, StepWatch};
use countersign_core::store::{Db, StoreOptions};
use countersign_vault::{MemorySecretStore, Vault};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::orders::{Act, Orders, Said, Told};
use super::pace::{Next, next};
use crate::clinic::{Clinic, Instead, SharedClock, With, vault_options};
use crate::http::plainly;
use crate::lines::{say, told};

/// So long after the last change what seems at work counts as waiting for time to pass: a pause, a hold, a rest.
const QUIET: Duration = Duration::from_millis(40);
/// How much time passes then, at first and at most.
const NUDGE: (i64, i64) = (1_000, 16_000);

struct EachStep;

impl StepWatch for EachStep {
    fn reached(&self, _: Step) {
        say(&Said::Step);
    }
}

/// Follows the platforms' clock.
fn followed(orders: &Orders) -> mpsc::UnboundedReceiver<i64> {
    let (tell, heard) = mpsc::unbounded_channel();
    let (base, headers) = (orders.base.clone(), format!("Authorization: Bearer {}\r\n", orders.token));
    let mut now = orders.now;
    tokio::spawn(async move {
        loop {
            let answer = plainly("GET", &format!("{base}/control/clock/after/{now}"), &headers).await;
            let told = serde_json::from_str::<Value>(&answer.body).ok().and_then(|it| it["now_ms"].as_i64());
            let Some(told) = told else { break };
            now = told;
            if tell.send(now).is_err() {
                break;
            }
        }
    });
    heard
}

/// Is that process until it is told to close, or nobody is there to tell it anything.
pub async fn serve(orders: &Orders) -> ExitCode {
    let mut told = told::<Told>();
    let folder = PathBuf::from(&orders.folder);
    let with = With {
        clock: SharedClock::at(Millis(orders.now + orders.ahead)),
        base: orders.base.clone(),
        keychain: MemorySecretStore::new(),
        steps: Arc::new(EachStep),
        seed: orders.seed,
        login_port: 0,
        other_ports: [0, 0],
    };
    let instead = Instead::keys_in(&folder, &with);
    let opened =
        Clinic::open_on(&folder, &with, &instead).and_then(|clinic| Ok((clinic, look(&folder, &with, &instead)?)));
    let (clinic, db) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            say(&Said::Failed { why: format!("{error:?}") });
            return ExitCode::FAILURE;
        }
    };
    let mut clock = followed(orders);
    let (mut now, mut nudge, mut said) = (orders.now, NUDGE.0, None);
    say(&Said::Open);
    loop {
        let changed = clinic.changed();
        let laptop = clinic.clock().now();
        let waits = match next(&db, laptop) {
            Ok(Next::Working) => None,
            Ok(Next::At(at)) => Some(Some(at.since(laptop))),
            Ok(Next::Nothing) => Some(None),
            Err(error) => {
                say(&Said::Failed { why: format!("{error:?}") });
                return ExitCode::FAILURE;
            }
        };
        if let Some(ms) = waits
            && said != Some((now, ms))
        {
            say(&Said::Waits { seen: now, ms });
            said = Some((now, ms));
        }
        tokio::select! {
            () = changed => {}
            Some(later) = clock.recv() => {
                pass(&clinic, later - now);
                now = later;
            }
            order = told.recv() => match order {
                Some(Told::Do(act)) => {
                    let refused = act_on(&clinic, act).err();
                    say(&Said::Done { refused });
                    said = None;
                }
                Some(Told::SetClock { ms }) => {
                    clinic.clock().advance_laptop(ms);
                    say(&Said::Done { refused: None });
                    said = None;
                }
                Some(Told::Close) => break,
                None => return ExitCode::FAILURE,
            },
            () = tokio::time::sleep(QUIET), if waits.is_none() && said != Some((now, Some(nudge))) => {
                nudge = (nudge * 2).min(NUDGE.1);
                said = Some((now, Some(nudge)));
                say(&Said::Waits { seen: now, ms: Some(nudge) });
                continue;
            }
        }
        if waits.is_some() {
            nudge = NUDGE.0;
        }
    }
    clinic.close().await;
    ExitCode::SUCCESS
}

/// A second look into the database, beside the engine's own.
///
/// # Errors
/// When it can't be opened.
pub fn look(folder: &std::path::Path, with: &With, instead: &Instead) -> Result<Db, Error> {
    let vault =
        Vault::open(&vault_options(folder, with, instead)).map_err(|fault| Error::internal(fault.to_string()))?;
    let options = StoreOptions { path: folder.join("countersign.db"), key: vault.data_key().clone(), max_pages: None };
    Ok(Db::open(options, |_| {})?)
}

/// Lets time pass as it does for a machine that runs.
fn pass(clinic: &Clinic, ms: i64) {
    clinic.clock().advance(ms);
}

fn act_on(clinic: &Clinic, act: Act) -> Result<(), String> {
    // The doctor of this clinic is its administrator as well.
    let by_doctor = matches!(act, Act::Sign { .. } | Act::Revoke { .. } | Act::Pace { .. } | Act::Forbid { .. });
    if by_doctor {
        clinic.as_doctor()
    } else {
        clinic.as_receptionist()
    };
    match act {
        Act::Save { post, text } => change(clinic, post, |_| text),
        Act::Edit { post, words, sign } => {
            change(clinic, post, |before| format!("{before} {words}"))?;
            ask(clinic, "post_submit", PostRef { id: post })?;
            if sign { clinic.sign(post).map_err(words_of) } else { Ok(()) }
        }
        Act::Sign { post } => clinic.sign(post).map_err(words_of),
        Act::Revoke { post } => clinic.api().revoke(&PostRef { id: post }).map(|_| ()).map_err(|it| format!("{it:?}")),
        Act::Hold { post } => ask(clinic, "post_hold", json!({ "post_ids": [post] })),
        Act::Release { post } => ask(clinic, "post_release", json!({ "post_ids": [post] })),
        Act::Stop => ask(clinic, "publishing_stop", Value::Null),
        Act::Resume => clinic.api().resume(false).map(|_| ()).map_err(|it| format!("{it:?}")),
        Act::TakeDown { post } => ask(clinic, "post_take_down", json!({ "ids": [post] })),
        Act::Connect(seat) => {
            let new = NewChannel { platform: seat.platform, account_id: seat.account, account_name: seat.name };
            clinic.engine().seed_channel(&Secret::new(seat.token), new).map_err(|it| format!("{it:?}"))
        }
        Act::Pace { channel, hours, gap } => {
            let windows: Vec<Value> = hours.iter().flat_map(|(from, until)| every_day(from, until)).collect();
            let pace = json!({ "channel_id": channel, "windows": windows, "most_a_day": null, "gap_minutes": gap });
            ask(clinic, "policy_set_pace", pace)
        }
        Act::Forbid { words } => {
            let none: [String; 0] = [];
            let lists = json!({ "denied": words, "allowed": none, "denied_hosts": none, "allowed_hosts": none });
            ask(clinic, "policy_set_words", lists)
        }
    }
}

fn every_day<'a>(from: &'a str, until: &'a str) -> impl Iterator<Item = Value> + 'a {
    (1..=7).map(move |weekday| json!({ "weekday": weekday, "from": from, "until": until }))
}

fn change(clinic: &Clinic, post: PostId, words: impl FnOnce(&str) -> String) -> Result<(), String> {
    let before: Post = clinic.post(post);
    let mut content = before.content;
    if let Some(main) = content.parts.first_mut() {
        main.text = words(&main.text);
    }
    ask(clinic, "post_save", json!({ "id": post, "base_revision": before.revision_id, "content": content }))
}

fn ask(clinic: &Clinic, name: &str, request: impl Serialize) -> Result<(), String> {
    clinic.api().call(name, json!(request)).map(|_| ()).map_err(words_of)
}

fn words_of(error: ApiError) -> String {
    format!("{:?}: {}", error.code, error.message)
}
