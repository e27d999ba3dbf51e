//! The media host against a server that is not ours: moto, from its registry, on loopback. And our signatures against
//! those of Amazon's own library.
//!
//! `cargo xtask test` installs it and says where (`COUNTERSIGN_TEST_MOTO`, the Python that has it); a plain `cargo test`
//! leaves this target out.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::api::types::{DisplayState, MediaHost, MediaHostSet};
use countersign_core::env::{Clock, DrivenClock};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Platform, Secret};
use countersign_core::ports::MediaPlace;
use countersign_providers::{Route, Timeouts, media_host};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, done, platforms};
use countersign_tests::http;
use countersign_tests::lending::{self, Given, lent};
use countersign_tests::stage::{says, with_pictures};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const BUCKET: &str = "lakeside-media";

fn python() -> Command {
    let python = std::env::var("COUNTERSIGN_TEST_MOTO")
        .expect("COUNTERSIGN_TEST_MOTO names the Python that has moto; `cargo xtask test` sets it");
    Command::new(python)
}

/// The server; it ends when dropped.
struct Moto {
    base: String,
    _process: Child,
    _said: Lines<BufReader<ChildStderr>>,
}

impl Moto {
    async fn start() -> Self {
        let mut process = python()
            .args(["-u", "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stderr.take().unwrap()).lines();
        let base = tokio::time::timeout(Duration::from_secs(60), async {
            while let Some(line) = said.next_line().await.unwrap() {
                if let Some((_, address)) = line.split_once("Running on ") {
                    return address.trim().to_owned();
                }
            }
            panic!("moto ended before it listened");
        });
        let base = base.await.expect("moto does not start");
        let moto = Self { base, _process: process, _said: said };
        let made = http::plainly("PUT", &format!("{}/{BUCKET}", moto.base), &someone()).await;
        assert_eq!(made.status, 200, "{}", made.body);
        moto
    }

    async fn listed(&self) -> String {
        http::plainly("GET", &format!("{}/{BUCKET}?list-type=2", self.base), &someone()).await.body
    }
}

/// Enough of a signature for what the test itself asks.
fn someone() -> String {
    format!(
        "Authorization: AWS4-HMAC-SHA256 Credential={KEY_ID}/20261121/us-east-1/s3/aws4_request, \
         SignedHeaders=host, Signature=0\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_lent_through_a_server_that_is_not_ours_and_nothing_stays_there() {
    let moto = Moto::start().await;
    let (clock, folder, given) = (SharedClock::at(MORNING), tempfile::tempdir().unwrap(), Given::default());
    let running = platforms(&clock).await;
    let instead = Instead { clients: Some(lending::clients(&given)), ..Instead::default() };
    let clinic = Clinic::make_on(folder.path(), &With::usual(&clock, &running), &instead);
    clinic.as_doctor();
    let settings = |bucket: &str| MediaHostSet {
        endpoint: moto.base.clone(),
        region: "us-east-1".into(),
        bucket: bucket.into(),
        folder: "countersign".into(),
        access_key_id: KEY_ID.into(),
    };
    let _: MediaHost = clinic.call("media_host_set", settings("riverside-media"));
    let secret = Secret::new(SECRET.into());
    let refused = clinic.api().connect_media_host(&secret).await.unwrap_err();
    says(&refused.into(), ErrorCode::Invalid, Some("bucket"), &["no bucket of this name"]);
    let _: MediaHost = clinic.call("media_host_set", settings(BUCKET));
    done(clinic.api().connect_media_host(&secret).await);
    let tested: MediaHost = clinic.call("media_host_test", Value::Null);
    assert!(tested.proven_at.is_some() && tested.lent == 0, "{tested:?}");

    clinic.as_receptionist();
    let content = Content::of_text(Platform::Facebook, "Two views of the lake.");
    let content = with_pictures(&clinic, content, &[(10, "The lake"), (20, "The hills")]);
    let post = clinic.compose(Platform::Facebook, &content).summary.id;
    clinic.plan_in(post, 5);
    clinic.sign(post).unwrap();
    clinic.until_within(post, &[DisplayState::Posted], 30).await;
    while lent(&clinic) > 0 {
        let changed = clinic.changed();
        if lent(&clinic) > 0 {
            tokio::time::timeout(Duration::from_secs(30), changed).await.expect("nothing is taken back");
        }
    }
    let listed = moto.listed().await;
    assert!(listed.contains("<KeyCount>0</KeyCount>"), "{listed}");
    let given = given.lock().unwrap().clone();
    assert_eq!(given.len(), 2, "the platform fetched both");
    for address in given {
        assert!(address.starts_with(&moto.base));
        assert_eq!(http::fetch(&address).await.0, 404);
    }
    clinic.close().await;
}

/// Amazon's library, told the same time.
const THEIRS: &str = r"
import datetime, sys, botocore.auth, botocore.awsrequest, botocore.credentials
at, key_id, secret, region, url = sys.argv[1:]
now = datetime.datetime.fromtimestamp(int(at), datetime.timezone.utc)
botocore.auth.get_current_datetime = lambda *_: now
request = botocore.awsrequest.AWSRequest(method='GET', url=url)
credentials = botocore.credentials.Credentials(key_id, secret)
botocore.auth.S3SigV4QueryAuth(credentials, 's3', region, expires=3600).add_auth(request)
print(request.url)
";

#[tokio::test]
async fn an_address_is_signed_as_amazon_s_own_library_signs_it() {
    let clock: Arc<dyn Clock> = Arc::new(DrivenClock::at(MORNING));
    let host = media_host(Route::Real, clock, Timeouts::default());
    let place = MediaPlace {
        endpoint: "https://s3.eu-central-1.amazonaws.com".into(),
        region: "eu-central-1".into(),
        bucket: BUCKET.into(),
        access_key_id: KEY_ID.into(),
        secret: Secret::new(SECRET.into()),
    };
    let key = "countersign/0123456789abcdef0123456789abcdef.jpg";
    let ours = host.address(&place, key, Duration::from_secs(3600)).unwrap();
    let (url, _) = ours.expose().split_once('?').unwrap();
    let at = (MORNING.0 / 1_000).to_string();
    let told = python().args(["-c", THEIRS, &at, KEY_ID, SECRET, &place.region, url]).output().await.unwrap();
    let theirs = String::from_utf8(told.stdout).unwrap();
    let parts = |address: &str| {
        let mut parts: Vec<String> = address.trim().split(['?', '&']).map(str::to_owned).collect();
        parts.sort();
        parts
    };
    assert_eq!(parts(ours.expose()), parts(&theirs), "{}", String::from_utf8_lossy(&told.stderr));
}
