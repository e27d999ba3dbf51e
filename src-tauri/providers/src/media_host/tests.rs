//! Tests of the media host's client: against the practice bucket, and against servers that answer anything else.

use std::io::Write;
use std::sync::{Arc, Mutex};

use countersign_core::env::{Clock, DrivenClock};
use countersign_practice::{
    Action, BucketManners, Control, Endpoint, Fault, Options, PracticeClock, PracticePlatforms, Running, cast,
    templates,
};

use super::*;
use crate::testing::{Scripted, Then, scripted, timeouts};
use countersign_core::ports::HostRemedy;

const NOW: Millis = Millis(1_795_228_200_000);
const KEY: &str = "countersign/0123456789abcdef.jpg";
const PICTURE: &[u8] = b"\xff\xd8\xff not quite a picture";

struct Stage {
    running: Running,
    control: Control,
    clock: DrivenClock,
    host: Arc<dyn MediaHost>,
}

async fn stage() -> Stage {
    let options = Options { port: 0, state_file: None, clock: PracticeClock::driven(NOW.0), seed: 3 };
    let running = PracticePlatforms::start(options).await.unwrap();
    let clock = DrivenClock::at(NOW);
    let host = client(running.base_url(), &clock);
    Stage { control: running.control(), running, clock, host }
}

fn client(base: &str, clock: &DrivenClock) -> Arc<dyn MediaHost> {
    let clock: Arc<dyn Clock> = Arc::new(clock.clone());
    media_host(Route::practice(base).unwrap(), clock, timeouts())
}

fn place() -> MediaPlace {
    MediaPlace {
        endpoint: cast::BUCKET_ENDPOINT.to_owned(),
        region: cast::BUCKET_REGION.to_owned(),
        bucket: cast::BUCKET.to_owned(),
        access_key_id: cast::BUCKET_KEY_ID.to_owned(),
        secret: Secret::new(cast::BUCKET_SECRET.to_owned()),
    }
}

async fn put(host: &Arc<dyn MediaHost>, place: &MediaPlace) -> Result<(), HostFault> {
    host.put(place, KEY, PICTURE.to_vec(), "image/jpeg").await
}

impl Stage {
    fn fault(&self, method: &str, action: Action) {
        let (platform, endpoint) =
            (countersign_practice::Platform::Bucket, Endpoint::at(method, templates::bucket::FILE));
        self.control.script(Fault { platform, endpoint, skip: 0, times: 1, action });
    }
}

#[tokio::test]
async fn a_file_lies_there_from_put_to_remove_and_is_fetched_by_its_address_alone() {
    let stage = stage().await;
    put(&stage.host, &place()).await.unwrap();
    let [file] = &stage.control.bucket_files()[..] else { panic!("{:?}", stage.control.bucket_files()) };
    assert_eq!((file.key.as_str(), file.mime.as_str()), (KEY, "image/jpeg"));
    let address = stage.host.address(&place(), KEY, Duration::from_secs(3600)).unwrap();
    assert_eq!(stage.host.fetch(&address).await.unwrap(), PICTURE);

    let (bare, _) = address.expose().split_once('?').unwrap();
    let refused = stage.host.fetch(&Secret::new(bare.to_owned())).await.unwrap_err();
    assert_eq!(refused.remedy, HostRemedy::Person, "without a signature nothing is shown");
    let another = address.expose().replace("0123456789", "9876543210");
    assert!(stage.host.fetch(&Secret::new(another)).await.is_err(), "an address is good for one file");

    stage.host.remove(&place(), KEY).await.unwrap();
    assert_eq!(stage.control.bucket_files(), []);
    stage.host.remove(&place(), KEY).await.unwrap();
    let gone = stage.host.fetch(&address).await.unwrap_err();
    assert!(gone.message.contains("can't be fetched"), "{gone}");
}

#[tokio::test]
async fn an_address_is_good_for_its_time_and_no_longer() {
    let stage = stage().await;
    put(&stage.host, &place()).await.unwrap();
    let address = stage.host.address(&place(), KEY, Duration::from_secs(3600)).unwrap();
    stage.control.advance(3_599_000);
    assert_eq!(stage.host.fetch(&address).await.unwrap(), PICTURE);
    stage.control.advance(2_000);
    assert!(stage.host.fetch(&address).await.is_err());
}

#[tokio::test]
async fn what_is_wrong_is_named_with_its_field() {
    let stage = stage().await;
    type Change = fn(&mut MediaPlace);
    let cases: [(Change, &str, &str); 4] = [
        (|place| place.access_key_id = "SOMEBODYELSE".into(), "access_key_id", "does not know this access key id"),
        (
            |place| place.secret = Secret::new("not-the-secret".into()),
            "secret",
            "does not belong to this access key id",
        ),
        (|place| place.bucket = "riverside-media".into(), "bucket", "no bucket of this name"),
        (|place| place.region = "eu-central-1".into(), "region", "region practice-1"),
    ];
    for (change, field, words) in cases {
        let mut wrong = place();
        change(&mut wrong);
        let fault = put(&stage.host, &wrong).await.unwrap_err();
        assert_eq!((fault.remedy, fault.field), (HostRemedy::Person, Some(field)), "{fault}");
        assert!(fault.message.contains(words), "{fault}");
    }
    assert_eq!(stage.control.bucket_files(), []);
    let mut gone = place();
    gone.bucket = "riverside-media".into();
    stage.host.remove(&gone, KEY).await.expect("nothing lies in a bucket that is not there");
}

#[tokio::test]
async fn what_the_key_may_not_do_is_named() {
    let stage = stage().await;
    put(&stage.host, &place()).await.unwrap();
    let address = stage.host.address(&place(), KEY, Duration::from_secs(60)).unwrap();
    stage.control.set_bucket_manners(BucketManners { may_put: false, may_get: false, may_delete: false });
    let faults = [
        (put(&stage.host, &place()).await.unwrap_err(), "may not put"),
        (stage.host.fetch(&address).await.unwrap_err(), "may not read"),
        (stage.host.remove(&place(), KEY).await.unwrap_err(), "may not delete"),
    ];
    for (fault, words) in faults {
        assert_eq!((fault.remedy, fault.field), (HostRemedy::Person, None), "{fault}");
        assert!(fault.message.contains(words), "{fault}");
    }
    stage.control.set_bucket_manners(BucketManners::default());
    stage.control.revoke_token(&cast::bucket_key()).unwrap();
    assert_eq!(put(&stage.host, &place()).await.unwrap_err().field, Some("access_key_id"));
}

#[tokio::test]
async fn a_wrong_clock_is_told_from_a_wrong_key() {
    for (ahead, words) in [(20, "20 minutes ahead"), (-20, "20 minutes behind")] {
        let stage = stage().await;
        stage.clock.advance(ahead * Millis::MINUTE);
        let fault = put(&stage.host, &place()).await.unwrap_err();
        assert!(fault.remedy == HostRemedy::Passing && fault.message.contains(words), "{fault}");
    }
}

#[tokio::test]
async fn trouble_passes_by_itself_and_silence_is_not_a_refusal() {
    let stage = stage().await;
    for action in [
        Action::TooMany { reset_after_ms: 1_000 },
        Action::ServerError { after_accept: false, status: 500 },
        Action::DropAfterAccept,
        Action::RefuseBefore,
    ] {
        stage.fault("PUT", action);
        assert_eq!(put(&stage.host, &place()).await.unwrap_err().remedy, HostRemedy::Time, "{action:?}");
        stage.fault("DELETE", action);
        assert_eq!(stage.host.remove(&place(), KEY).await.unwrap_err().remedy, HostRemedy::Time, "{action:?}");
    }
    let base = stage.running.base_url().to_owned();
    stage.running.shutdown().await;
    let fault = put(&client(&base, &stage.clock), &place()).await.unwrap_err();
    assert_eq!(fault.remedy, HostRemedy::Network, "{fault}");
}

/// What a server that answers `then` makes of a put.
async fn put_at(then: Then) -> (HostFault, Scripted) {
    let server = scripted(then).await;
    let host = client("http://127.0.0.1:9", &DrivenClock::at(NOW));
    let place = MediaPlace { endpoint: server.base.clone(), ..place() };
    (put(&host, &place).await.unwrap_err(), server)
}

fn whole(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn what_is_no_media_host_is_said_to_be_none() {
    let (fault, _) = put_at(Then::Answer(whole("404 Not Found", "<html>Nothing here</html>"))).await;
    assert_eq!((fault.remedy, fault.field), (HostRemedy::Passing, Some("endpoint")), "{fault}");
    let (fault, _) = put_at(Then::Answer(whole("403 Forbidden", "<html>Sign in to this network</html>"))).await;
    assert_eq!(fault.remedy, HostRemedy::Passing, "a host names its reason: {fault}");
    let (fault, _) = put_at(Then::Answer(whole("400 Bad Request", &"x".repeat(LARGEST + 1)))).await;
    assert!(fault.remedy == HostRemedy::Time && fault.detail.contains("not whole"), "{fault}");
    let (fault, _) = put_at(Then::AnswerAndClose("not http\r\n\r\n".into())).await;
    assert_eq!(fault.remedy, HostRemedy::Time, "{fault}");
    let (fault, _) = put_at(Then::Silence).await;
    assert!(fault.detail.contains("no answer in time"), "{fault}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = scripted(Then::Answer(whole("200 OK", ""))).await;
    let moved =
        format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {}/x\r\ncontent-length: 0\r\n\r\n", elsewhere.base);
    let (fault, _) = put_at(Then::Answer(moved)).await;
    assert_eq!(fault.field, Some("region"), "{fault}");
    assert_eq!(*elsewhere.connections.lock().unwrap(), 0);
}

#[test]
fn a_real_clinic_s_host_is_one_that_platforms_reach() {
    let real = media_host(Route::Real, Arc::new(DrivenClock::at(NOW)), timeouts());
    for fine in ["https://s3.eu-central-1.amazonaws.com", "https://minio.lakeside.example:9000", "https://a.example/s3"]
    {
        real.admits(fine).unwrap();
    }
    for wrong in [
        "",
        "s3.eu-central-1.amazonaws.com",
        "http://s3.eu-central-1.amazonaws.com",
        "http://127.0.0.1:9000",
        "https://127.0.0.1:9000",
        "https://192.168.1.20",
        "https://[fd00::1]",
        "https://localhost",
        "https://nas",
        "https://nas.local",
        "https://nas.lan.",
        "https://user:word@s3.example.com",
        "https://s3.example.com/?x=1",
        "https://s3.example.com/#x",
        "ftp://s3.example.com",
    ] {
        assert_eq!(real.admits(wrong).unwrap_err().field, Some("endpoint"), "{wrong:?} must be refused");
    }
}

#[test]
fn practice_reaches_loopback_only() {
    let route = Route::practice("http://127.0.0.1:4000").unwrap();
    assert_eq!(
        route.media_host("https://media.practice.example/x").unwrap().as_str(),
        "http://127.0.0.1:4000/bucket/media.practice.example/x"
    );
    assert_eq!(route.media_host("http://127.0.0.1:5000").unwrap().as_str(), "http://127.0.0.1:5000/");
    for wrong in ["http://s3.example.com", "http://localhost:5000", "http://10.0.0.1", "https://127.0.0.1:5000"] {
        assert!(route.media_host(wrong).is_err(), "{wrong:?} must be refused");
    }
}

#[test]
fn a_name_that_leads_inside_is_known() {
    for inside in ["10.1.2.3", "192.168.0.9", "172.16.0.1", "127.0.0.1", "169.254.1.1", "::1", "fd12::1", "fe80::1"] {
        assert!(faults::is_inside(inside.parse().unwrap()), "{inside}");
    }
    for outside in ["52.219.1.1", "2a05:d014::1"] {
        assert!(!faults::is_inside(outside.parse().unwrap()), "{outside}");
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn neither_the_secret_nor_an_address_is_in_the_log_or_in_an_error() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let stage = stage().await;
    put(&stage.host, &place()).await.unwrap();
    let address = stage.host.address(&place(), KEY, Duration::from_secs(60)).unwrap();
    stage.host.fetch(&address).await.unwrap();
    let mut wrong = place();
    wrong.secret = Secret::new("CANARY-not-the-secret".to_owned());
    let mut said = format!("{:?}", put(&stage.host, &wrong).await.unwrap_err());
    stage.fault("DELETE", Action::RefuseBefore);
    said.push_str(&format!("{:?}", stage.host.remove(&place(), KEY).await.unwrap_err()));
    stage.host.remove(&place(), KEY).await.unwrap();
    drop(guard);
    said.push_str(&String::from_utf8(log.0.lock().unwrap().clone()).unwrap());
    assert!(said.contains("media host answered"), "the log is there");
    let signature = address.expose().split("X-Amz-Signature=").nth(1).unwrap().to_owned();
    for secret in [cast::BUCKET_SECRET, "CANARY-not-the-secret", "X-Amz-Signature", &signature, "StringToSign"] {
        assert!(!said.contains(secret), "{secret} is in the log or an error:\n{said}");
    }
}
