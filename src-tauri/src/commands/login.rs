//! Signing in at a platform in the browser: what only a person in front of the window may begin, choose and end.
//!
//! Invariant: the address of a sign-in goes to the system's browser and to nothing else; the main window never has it.

use std::sync::Arc;

use countersign_core::api::types::{Channel, SecretTask};
use countersign_core::error::Error;
use countersign_core::model::{ChannelId, Login, Secret};
use tauri::{AppHandle, Manager};
use tauri_plugin_opener::OpenerExt;

use super::{Answer, with_api};
use crate::secret::{SecretDesk, value};
use crate::workspaces::Workspaces;

#[tauri::command(rename_all = "snake_case")]
pub async fn login_app_set(app: AppHandle, login: Login) -> Answer<()> {
    let (name, fields) = with_api(&app, move |api| api.login_app_fields(login)).await?;
    let inner = app.clone();
    app.state::<SecretDesk>()
        .ask(&app, SecretTask::App { login, name, fields }, move |values| {
            let app = inner.clone();
            Box::pin(async move {
                let id = value(&values, "app_id").to_owned();
                let secret = Secret::new(value(&values, "app_secret").to_owned());
                with_api(&app, move |api| api.set_login_app(login, &id, Some(&secret))).await
            })
        })
        .await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn login_app_forget(app: AppHandle, login: Login) -> Answer<()> {
    with_api(&app, move |api| api.forget_login_app(login)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn login_begin(app: AppHandle, login: Login, channel_id: Option<ChannelId>) -> Answer<()> {
    let api = app.state::<Workspaces>().api()?;
    let address = api.begin_login(login, channel_id).await?;
    browse(&app, &address)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn login_again(app: AppHandle) -> Answer<()> {
    let address = with_api(&app, |api| api.login_address()).await?;
    browse(&app, &address)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn login_end(app: AppHandle) -> Answer<()> {
    let api = with_api(&app, |api| Ok(Arc::clone(api))).await?;
    Ok(api.end_login().await?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn login_choose(app: AppHandle, account_id: String) -> Answer<Channel> {
    with_api(&app, move |api| api.choose_login(&account_id)).await
}

fn browse(app: &AppHandle, address: &str) -> Answer<()> {
    app.opener()
        .open_url(address, None::<&str>)
        .map_err(|error| Error::internal(format!("the browser did not open: {error}")).into())
}
