//! What only a person in front of the window may do.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::api::types::{
    Channel, ChannelRef, ChannelTest, FixedAnswers, LockPerson, MailSettings, MediaHost, Person, PersonAdd, PostRef,
    PostSummary, SecretTask, Session, SignOutcome, SignRequest, SlackSettings, Status,
};
use countersign_core::model::{ChannelId, Digest, PersonId, PostId, Secret, typed_account};
use tauri::{AppHandle, Manager};

use super::app::{parse_pin, taken};
use super::{Answer, with_api};
use crate::opening::emit;
use crate::practice;
use crate::secret::{SecretDesk, value};
use crate::workspaces::Workspaces;

#[tauri::command(rename_all = "snake_case")]
pub async fn session_people(app: AppHandle) -> Answer<Vec<LockPerson>> {
    with_api(&app, |api| api.lock_people(Some(practice::PIN))).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn session_unlock(app: AppHandle, person_id: PersonId, pin: String) -> Answer<Session> {
    let pin = parse_pin(pin)?;
    told(&app, with_api(&app, move |api| api.unlock(person_id, &pin)).await?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn session_lock(app: AppHandle) -> Answer<Session> {
    told(&app, with_api(&app, |api| api.lock()).await?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn session_touch(app: AppHandle) -> Answer<()> {
    with_api(&app, |api| {
        api.touch();
        Ok(())
    })
    .await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn signing_open(app: AppHandle, pin: String) -> Answer<Session> {
    let pin = parse_pin(pin)?;
    told(&app, with_api(&app, move |api| api.open_signing(&pin)).await?)
}

/// Every part of the window learns of a session that changed.
fn told(app: &AppHandle, session: Session) -> Answer<Session> {
    emit(app, "session", session.clone());
    Ok(session)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn post_sign(app: AppHandle, requests: Vec<SignRequest>) -> Answer<Vec<SignOutcome>> {
    with_api(&app, move |api| api.sign_each(&requests)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn approval_revoke(app: AppHandle, post_id: PostId) -> Answer<PostSummary> {
    with_api(&app, move |api| api.revoke(&PostRef { id: post_id })).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn fixed_answers_sign(app: AppHandle, digest: Digest) -> Answer<FixedAnswers> {
    with_api(&app, move |api| api.sign_fixed_answers(digest)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn fixed_answers_revoke(app: AppHandle) -> Answer<FixedAnswers> {
    with_api(&app, |api| api.revoke_fixed_answers()).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn person_add(app: AppHandle, person: PersonAdd, pin: String) -> Answer<Person> {
    let pin = parse_pin(pin)?;
    with_api(&app, move |api| api.add_person(&person, &pin)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn person_pin_set(app: AppHandle, person_id: PersonId, own_pin: String, pin: String) -> Answer<Person> {
    let (own, pin) = (parse_pin(own_pin)?, parse_pin(pin)?);
    with_api(&app, move |api| api.set_pin(person_id, &own, &pin)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn publishing_resume(app: AppHandle, other_laptop_off: bool) -> Answer<Status> {
    with_api(&app, move |api| api.resume(other_laptop_off)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn channel_connect(app: AppHandle, platform: String, by_hand: Option<ChannelId>) -> Answer<Channel> {
    // A name that is none is refused by the core, where it is put on record.
    let platform = with_api(&app, move |api| api.platform_named(&platform, "channel_connect")).await?;
    let fields = with_api(&app, move |api| api.connect_fields(platform)).await?;
    let connected: Arc<Mutex<Option<Channel>>> = Arc::default();
    let (inner, slot) = (app.clone(), Arc::clone(&connected));
    app.state::<SecretDesk>()
        .ask(&app, SecretTask::Connect { platform, fields }, move |values| {
            let (app, slot) = (inner.clone(), Arc::clone(&slot));
            Box::pin(async move {
                let api = app.state::<Workspaces>().api()?;
                let credential = Secret::new(value(&values, "token").to_owned());
                let account = typed_account(value(&values, "account_id"), value(&values, "phone_id"));
                let channel = match by_hand {
                    Some(id) => api.connect_by_hand(id, &credential, account.as_deref()).await?,
                    None => api.connect(platform, &credential, account.as_deref()).await?,
                };
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
                Ok(())
            })
        })
        .await?;
    Ok(taken(&connected)?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn channel_disconnect(app: AppHandle, id: ChannelId) -> Answer<Channel> {
    with_api(&app, move |api| api.disconnect(&ChannelRef { id })).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn channel_test(app: AppHandle, id: ChannelId) -> Answer<ChannelTest> {
    let api = with_api(&app, |api| Ok(Arc::clone(api))).await?;
    Ok(api.test_channel(&ChannelRef { id }).await?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn media_host_connect(app: AppHandle) -> Answer<MediaHost> {
    let (bucket, fields) = with_api(&app, |api| api.media_host_fields()).await?;
    let connected: Arc<Mutex<Option<MediaHost>>> = Arc::default();
    let (inner, slot) = (app.clone(), Arc::clone(&connected));
    app.state::<SecretDesk>()
        .ask(&app, SecretTask::MediaHost { bucket, fields }, move |values| {
            let (app, slot) = (inner.clone(), Arc::clone(&slot));
            Box::pin(async move {
                let api = app.state::<Workspaces>().api()?;
                let secret = Secret::new(value(&values, "secret").to_owned());
                let host = api.connect_media_host(&secret).await?;
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(host);
                Ok(())
            })
        })
        .await?;
    Ok(taken(&connected)?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn mail_connect(app: AppHandle) -> Answer<MailSettings> {
    let (server, fields) = with_api(&app, |api| api.mail_fields()).await?;
    let connected: Arc<Mutex<Option<MailSettings>>> = Arc::default();
    let (inner, slot) = (app.clone(), Arc::clone(&connected));
    app.state::<SecretDesk>()
        .ask(&app, SecretTask::Mail { server, fields }, move |values| {
            let (app, slot) = (inner.clone(), Arc::clone(&slot));
            Box::pin(async move {
                let api = app.state::<Workspaces>().api()?;
                let password = Secret::new(value(&values, "password").to_owned());
                let mail = api.connect_mail(&password).await?;
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(mail);
                Ok(())
            })
        })
        .await?;
    Ok(taken(&connected)?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn slack_connect(app: AppHandle) -> Answer<SlackSettings> {
    let fields = with_api(&app, |api| api.slack_fields()).await?;
    let connected: Arc<Mutex<Option<SlackSettings>>> = Arc::default();
    let (inner, slot) = (app.clone(), Arc::clone(&connected));
    app.state::<SecretDesk>()
        .ask(&app, SecretTask::Slack { fields }, move |values| {
            let (app, slot) = (inner.clone(), Arc::clone(&slot));
            Box::pin(async move {
                let api = app.state::<Workspaces>().api()?;
                let webhook = Secret::new(value(&values, "webhook").to_owned());
                let slack = api.connect_slack(&webhook).await?;
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(slack);
                Ok(())
            })
        })
        .await?;
    Ok(taken(&connected)?)
}
