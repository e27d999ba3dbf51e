//! Connecting an account in the real window: the browser that it opens is played by the test, and what comes of it goes out
//! on the account, dies, and is mended.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use countersign_core::api::types::DisplayState;
use countersign_core::model::{Content, Login, Platform, Secret};
use countersign_practice::cast;
use countersign_tests::browser::allow_but;
use countersign_tests::http::get;
use countersign_tests::stage::with_pictures;
use countersign_tests::window::{Window, WindowError};
use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::prepared::{WORDS, again, clinic_with, in_the_window_with, platforms, reaches, unlock};

/// A browser in place of the system's, which tells where it is sent.
struct Browser {
    told: TcpListener,
    folder: TempDir,
}

impl Browser {
    async fn put_up() -> Self {
        let (told, folder) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), tempfile::tempdir().unwrap());
        let port = told.local_addr().unwrap().port();
        let program = folder.path().join("xdg-open");
        std::fs::write(&program, format!("#!/bin/bash\nprintf '%s' \"$1\" > /dev/tcp/127.0.0.1/{port}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { told, folder }
    }

    /// Where the application finds it.
    fn environment(&self) -> Vec<(OsString, OsString)> {
        let mut path = self.folder.path().as_os_str().to_owned();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        vec![("PATH".into(), path)]
    }

    /// Signs in where it is sent, and allows everything.
    async fn sign_in(&self) {
        let sent = async {
            let (mut stream, _) = self.told.accept().await.unwrap();
            let mut address = String::new();
            stream.read_to_string(&mut address).await.unwrap();
            address
        };
        let address = tokio::time::timeout(Duration::from_secs(30), sent).await.expect("no browser was opened");
        let back = allow_but(&address, &[]).await;
        assert_eq!(get(&back).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_connected_in_the_browser_posts_a_carousel_and_is_mended_when_its_sign_in_dies() {
    let (home, platforms, browser) = (tempfile::tempdir().unwrap(), platforms().await, Browser::put_up().await);
    clinic_with(home.path(), &platforms, 0, async |clinic| {
        let secret = Secret::new(cast::INSTAGRAM_APP_SECRET.to_owned());
        clinic.as_doctor();
        clinic.api().set_login_app(Login::Instagram, cast::INSTAGRAM_APP_ID, Some(&secret)).unwrap();
    })
    .await;
    in_the_window_with(home.path(), &platforms, browser.environment(), async |window| {
        window.press("Practice clinic").await?;
        to_the_channels(window).await?;
        window.press("Connect a channel").await?;
        window.press("Instagram").await?;
        window.sees("What has to be set up first").await?;
        window.picture("connect-instagram").await?;
        window.press("Sign in at Instagram").await?;
        browser.sign_in().await;
        choose(window, &format!("@{} is connected", cast::INSTAGRAM_USERNAME)).await
    })
    .await;
    let post = again(home.path(), &platforms, async |clinic| {
        let content = Content::of_text(Platform::Instagram, WORDS);
        let content = with_pictures(clinic, content, &[(1, "The waiting room"), (2, "The garden")]);
        let id = clinic.compose(Platform::Instagram, &content).summary.id;
        clinic.plan_in(id, 1);
        clinic.sign(id).unwrap();
        reaches(clinic, id, DisplayState::Posted).await;
        id
    })
    .await;
    let public = platforms.control().ledger();
    assert_eq!(public.len(), 1, "{public:#?}");
    assert_eq!(public[0].alt_texts.len(), 2, "both pictures of {post} are public");

    let account = platforms.control().accounts().into_iter().find(|it| it.id == cast::INSTAGRAM_ID).unwrap();
    platforms.control().revoke_token(&account).unwrap();
    in_the_window_with(home.path(), &platforms, browser.environment(), async |window| {
        to_the_channels(window).await?;
        window.press(&format!("Instagram @{}", cast::INSTAGRAM_USERNAME)).await?;
        window.press("Test connection").await?;
        window.sees("does not accept this channel's sign-in any more").await?;
        window.press("Today").await?;
        window.sees("Channels that need you").await?;
        window.picture("a-dead-sign-in").await?;
        window.press(&format!("Instagram @{}", cast::INSTAGRAM_USERNAME)).await?;
        window.press("Sign in again").await?;
        browser.sign_in().await;
        choose(window, "is connected").await?;
        window.press("Today").await?;
        window.no_longer_sees("Channels that need you").await
    })
    .await;
    platforms.shutdown().await;
}

/// As the doctor, who administrates.
async fn to_the_channels(window: &Window) -> Result<(), WindowError> {
    unlock(window, "Dr. Meera Rao").await?;
    window.press("Settings").await?;
    window.press("Channels").await
}

async fn choose(window: &Window, done: &str) -> Result<(), WindowError> {
    window.sees("Choose the account").await?;
    window.press("Connect").await?;
    window.sees(done).await
}
