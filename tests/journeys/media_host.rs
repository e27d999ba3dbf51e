//! The clinic's media host: setting it up, what is wrong with it, lending through it, and taking everything back.

use countersign_core::api::types::{ActivityPage, DisplayState, MediaHost, MediaHostSet};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform, PostId, Secret};
use countersign_practice::{
    Action, BucketManners, Control, Endpoint, Fault, Platform as Practised, Running, templates,
};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, bucket, done, platforms};
use countersign_tests::lending::{self, Given, all_taken_back, lent};
use countersign_tests::stage::{says, with_pictures};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A clinic whose platforms fetch their pictures by address.
struct Bench {
    clock: SharedClock,
    _folder: TempDir,
    _running: Running,
    control: Control,
    clinic: Clinic,
    given: Given,
}

async fn bench() -> Bench {
    let (clock, folder, given) = (SharedClock::at(MORNING), tempfile::tempdir().unwrap(), Given::default());
    let running = platforms(&clock).await;
    let instead = Instead { clients: Some(lending::clients(&given)), ..Instead::default() };
    let clinic = Clinic::make_on(folder.path(), &With::usual(&clock, &running), &instead);
    clinic.as_doctor();
    Bench { clock, control: running.control(), _folder: folder, _running: running, clinic, given }
}

impl Bench {
    fn shown(&self) -> MediaHost {
        self.clinic.call("media_host_get", Value::Null)
    }

    /// A signed post with two pictures, due in five minutes.
    fn signed(&self) -> PostId {
        self.clinic.as_receptionist();
        let content = Content::of_text(Platform::Facebook, "Two views of the lake.");
        let content = with_pictures(&self.clinic, content, &[(10, "The lake"), (20, "The hills")]);
        let post = self.clinic.compose(Platform::Facebook, &content).summary.id;
        self.clinic.plan_in(post, 5);
        self.clinic.sign(post).unwrap();
        post
    }

    fn fault(&self, platform: Practised, at: (&str, &str), times: u32, action: Action) {
        let endpoint = Endpoint::at(at.0, at.1);
        self.control.script(Fault { platform, endpoint, skip: 0, times, action });
    }

    fn recorded(&self) -> Vec<String> {
        let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" });
        let page: ActivityPage = self.clinic.call("activity_list", asked);
        page.entries.into_iter().rev().map(|entry| entry.action).collect()
    }
}

fn typed() -> MediaHostSet {
    let settings = bucket();
    MediaHostSet {
        endpoint: settings.endpoint,
        region: settings.region,
        bucket: settings.bucket,
        folder: settings.folder,
        access_key_id: settings.access_key_id,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_practice_clinic_comes_with_a_host_that_really_works() {
    let bench = bench().await;
    let host = bench.shown();
    assert!(host.has_secret && host.proven_at.is_some() && host.problem.is_none() && host.lent == 0, "{host:?}");
    bench.clock.advance(Millis::MINUTE);
    let tested: MediaHost = bench.clinic.call("media_host_test", Value::Null);
    assert!(tested.proven_at.unwrap().at > host.proven_at.unwrap().at);
    assert_eq!(bench.control.bucket_files(), [], "a test leaves nothing");
    let asked: Vec<String> = bench.control.request_log().into_iter().map(|request| request.method).collect();
    assert_eq!(asked, ["PUT", "GET", "DELETE"]);
    bench.clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_checked_and_what_changes_has_to_be_proven_again() {
    let bench = bench().await;
    type Change = fn(&mut MediaHostSet);
    let cases: [(Change, &str, &str); 6] = [
        (|set| set.endpoint = "http://s3.example.com".into(), "endpoint", "practice clinic reaches nothing outside"),
        (|set| set.endpoint = "nonsense".into(), "endpoint", "whole address"),
        (|set| set.region = "EU!".into(), "region", "as the host names it"),
        (|set| set.bucket = "Lakeside_Media".into(), "bucket", "small letters"),
        (|set| set.folder = "../elsewhere".into(), "folder", "a folder of its own"),
        (|set| set.access_key_id = "two words".into(), "access_key_id", "private window"),
    ];
    for (change, field, words) in cases {
        let mut wrong = typed();
        change(&mut wrong);
        says(&bench.clinic.refused("media_host_set", wrong), ErrorCode::Invalid, Some(field), &[words]);
    }
    assert!(bench.shown().proven_at.is_some(), "what is refused changes nothing");
    let _: MediaHost = bench.clinic.call("media_host_set", typed());
    assert!(bench.shown().proven_at.is_some(), "nor does what is the same");

    let wrong = MediaHostSet { bucket: "riverside-media".into(), ..typed() };
    let changed: MediaHost = bench.clinic.call("media_host_set", wrong);
    assert!(changed.has_secret && changed.proven_at.is_none());
    let refused = bench.clinic.refused("media_host_test", Value::Null);
    says(&refused, ErrorCode::Invalid, Some("bucket"), &["no bucket of this name"]);
    assert!(refused.detail.unwrap().contains("NoSuchBucket"));
    assert!(bench.shown().problem.unwrap().contains("no bucket of this name"));

    let _: MediaHost = bench.clinic.call("media_host_set", typed());
    let tested: MediaHost = bench.clinic.call("media_host_test", Value::Null);
    assert!(tested.proven_at.is_some() && tested.problem.is_none());
    let _: MediaHost = bench.clinic.call("media_host_forget", Value::Null);
    let forgotten = bench.shown();
    assert!(forgotten.settings.is_none() && !forgotten.has_secret, "{forgotten:?}");
    says(&bench.clinic.refused("media_host_test", Value::Null), ErrorCode::Stale, None, &["no media host"]);
    let record = bench.recorded();
    for action in ["media_host.set", "media_host.tested", "media_host.forgotten"] {
        assert!(record.iter().any(|recorded| recorded == action), "{action} is not on record: {record:?}");
    }

    bench.clinic.as_receptionist();
    for (command, request) in
        [("media_host_set", json!(typed())), ("media_host_test", Value::Null), ("media_host_forget", Value::Null)]
    {
        assert_eq!(bench.clinic.refused(command, request).code, ErrorCode::NotAllowed, "{command}");
    }
    bench.clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_kept_once_it_worked_and_not_before() {
    let bench = bench().await;
    let api = bench.clinic.api();
    let wrong = Secret::new("not-the-secret-of-this-key".into());
    let (_, detail) = api.connect_media_host(&wrong).await.unwrap_err().words();
    assert!(detail.unwrap().contains("SignatureDoesNotMatch"));
    assert!(api.connect_media_host(&Secret::new("two words".into())).await.is_err());
    let host = bench.shown();
    assert!(host.proven_at.is_some() && host.problem.is_none(), "a key that is not kept says nothing of the kept one");

    let another = bench.control.add_account(Practised::Bucket, "Lakeside again");
    let set = MediaHostSet { access_key_id: another.id.clone(), ..typed() };
    let _: MediaHost = bench.clinic.call("media_host_set", set);
    let refused = bench.clinic.refused("media_host_test", Value::Null);
    says(&refused, ErrorCode::Invalid, Some("secret"), &["does not belong to this access key id"]);
    done(api.connect_media_host(&Secret::new(another.token.clone())).await);
    assert!(bench.shown().proven_at.is_some());
    bench.control.revoke_token(&another).unwrap();
    let refused = bench.clinic.refused("media_host_test", Value::Null);
    says(&refused, ErrorCode::Invalid, Some("access_key_id"), &["withdrawn"]);
    assert!(bench.shown().proven_at.is_none());
    assert_eq!(bench.control.bucket_files(), []);
    bench.clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_key_may_not_do_is_found_by_the_test_and_nothing_stays() {
    let bench = bench().await;
    let all = BucketManners::default();
    for (manners, words) in [
        (BucketManners { may_put: false, ..all }, "may not put"),
        (BucketManners { may_get: false, ..all }, "may not read"),
        (BucketManners { may_delete: false, ..all }, "may not delete"),
    ] {
        bench.control.set_bucket_manners(manners);
        says(&bench.clinic.refused("media_host_test", Value::Null), ErrorCode::Invalid, None, &[words]);
        bench.control.set_bucket_manners(all);
        all_taken_back(&bench.clinic, &bench.control).await;
        let _: MediaHost = bench.clinic.call("media_host_test", Value::Null);
    }
    bench.fault(Practised::Bucket, ("GET", templates::bucket::FILE), 1, Action::ErrorIn200);
    says(&bench.clinic.refused("media_host_test", Value::Null), ErrorCode::Invalid, None, &["something else"]);
    bench.clock.advance_laptop(20 * Millis::MINUTE);
    bench.clinic.as_doctor();
    let refused = bench.clinic.refused("media_host_test", Value::Null);
    says(&refused, ErrorCode::Invalid, None, &["clock is 20 minutes ahead"]);
    bench.clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_lent_until_its_post_is_out() {
    let bench = bench().await;
    let post = bench.signed();
    // What lies there is looked at while the platform is about to answer.
    bench.fault(Practised::Facebook, ("POST", templates::facebook::FEED), 1, Action::Hold { after_accept: true });
    let running = tokio::spawn({
        let control = bench.control.clone();
        async move {
            control.until_held(1).await;
            let files = control.bucket_files();
            control.release_held();
            files
        }
    });
    bench.clinic.until_within(post, &[DisplayState::Posted], 30).await;
    let files = running.await.unwrap();
    assert_eq!(files.len(), 2, "{files:?}");
    for file in &files {
        let name = file.key.strip_prefix("countersign/").unwrap();
        assert!(name.len() == 36 && file.mime.starts_with("image/"), "{file:?}");
    }
    all_taken_back(&bench.clinic, &bench.control).await;
    let given = bench.given.lock().unwrap().clone();
    assert_eq!(given.len(), 2);
    for address in given {
        assert_eq!(countersign_tests::http::fetch(&address).await.0, 404, "its address opens nothing any more");
    }
    let record = bench.recorded();
    for action in ["lent.put", "lent.taken_back"] {
        assert_eq!(record.iter().filter(|recorded| *recorded == action).count(), 2, "{action}: {record:?}");
    }
    bench.clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_taken_back_when_its_post_failed_also_while_everything_is_stopped() {
    let bench = bench().await;
    let post = bench.signed();
    bench.fault(Practised::Facebook, ("POST", templates::facebook::FEED), 1, Action::TokenExpired);
    bench.fault(Practised::Bucket, ("DELETE", templates::bucket::FILE), 3, Action::RefuseBefore);
    let failed = bench.clinic.until_within(post, &[DisplayState::Failed], 30).await;
    assert!(failed.delivery.is_some());
    let _: Value = bench.clinic.call("publishing_stop", Value::Null);
    assert!(lent(&bench.clinic) > 0, "the host did not let go of it yet");
    all_taken_back(&bench.clinic, &bench.control).await;
    assert!(bench.shown().proven_at.is_some(), "trouble that passes says nothing of the host");
    bench.clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_refuses_is_said_to_and_nothing_is_lent_through_it() {
    let bench = bench().await;
    bench.control.set_bucket_manners(BucketManners { may_put: false, ..BucketManners::default() });
    for words in ["may not put files", "no media host that works"] {
        let post = bench.signed();
        let failed = bench.clinic.until_within(post, &[DisplayState::Failed], 30).await;
        let message = failed.delivery.unwrap().message.unwrap();
        assert!(message.contains(words), "{message}");
    }
    let host = bench.shown();
    assert!(
        host.proven_at.is_none() && host.lent == 0 && host.problem.as_ref().unwrap().contains("may not put"),
        "{host:?}"
    );
    assert!(bench.given.lock().unwrap().is_empty() && bench.control.ledger().is_empty());
    bench.clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_lent_is_taken_back_from_a_host_that_was_forgotten() {
    let bench = bench().await;
    let post = bench.signed();
    bench.fault(Practised::Bucket, ("DELETE", templates::bucket::FILE), 4, Action::RefuseBefore);
    bench.clinic.until_within(post, &[DisplayState::Posted], 30).await;
    bench.clinic.as_doctor();
    let forgotten: MediaHost = bench.clinic.call("media_host_forget", Value::Null);
    assert!(forgotten.settings.is_none() && forgotten.lent > 0, "{forgotten:?}");
    all_taken_back(&bench.clinic, &bench.control).await;
    bench.clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_host_never_lets_go_of_is_given_up_by_name() {
    let bench = bench().await;
    let post = bench.signed();
    bench.control.set_bucket_manners(BucketManners { may_delete: false, ..BucketManners::default() });
    bench.clinic.until_within(post, &[DisplayState::Posted], 30).await;
    bench.clinic.once(|| bench.shown().problem).await;
    assert_eq!(lent(&bench.clinic), 2);
    // Each file has its own week: it begins with the first time that the host refused to let go of it.
    for _ in 0..30 {
        if bench.clinic.or_quiet(|| (lent(&bench.clinic) == 0).then_some(())).await.is_some() {
            break;
        }
        bench.clock.advance(Millis::DAY);
        bench.clinic.as_doctor();
    }
    assert_eq!(lent(&bench.clinic), 0, "given up after a week of refusals");
    let files = bench.control.bucket_files();
    let asked = json!({ "before": null, "correlation_id": null, "denied_only": true, "text": "" });
    let page: ActivityPage = bench.clinic.call("activity_list", asked);
    for file in files {
        let told = page.entries.iter().any(|entry| entry.action == "lent.left" && entry.sentence.contains(&file.key));
        assert!(told, "{} is not told of: {:#?}", file.key, page.entries);
    }
    bench.clinic.close().await;
}
