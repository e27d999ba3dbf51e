//! Backups: a laptop is lost while posts go out, and the clinic goes on from its backup on another one. What went out since is
//! found once and never sent again, nothing goes out before a person resumes and a doctor signs anew, and no stop is lost.

use std::path::{Path, PathBuf};

use countersign_core::api::types::{
    ActivityPage, Backups, Channel, DisplayState, Post, PostRef, Status, Today, Verification,
};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, PartRole, Platform, PostId, Role};
use countersign_practice::{Action, Platform as Practised, templates};
use countersign_tests::broadcast::{self, ANA};
use countersign_tests::clinic::{Clinic, Instead, SharedClock, With, done, pin, platforms, vault_options};
use countersign_tests::kinds::{Kind, content};
use countersign_tests::stage::{Stage, and, says};
use countersign_vault::{RecoveryKey, Vault};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The longest wait for a commit before looking again.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// The platform answers with an error and does nothing.
const NEVER: Action = Action::ServerError { after_accept: false, status: 500 };

/// The recovery key of the stage's clinic, made anew.
fn recovery_key(folder: &Path, with: &With) -> RecoveryKey {
    let vault = Vault::open(&vault_options(folder, with, &Instead::default())).unwrap();
    vault.renew_recovery().unwrap()
}

/// Chooses a folder off the laptop, and waits for the backup that is made there next.
async fn backed_up_to(clinic: &Clinic, place: &Path) -> Backups {
    clinic.as_doctor();
    done(clinic.api().choose_backup_place(Some(place)));
    made(clinic, 1).await
}

/// Waits until there are so many backups and none is being made.
async fn made(clinic: &Clinic, count: usize) -> Backups {
    for _ in 0..2_000 {
        let changed = clinic.changed();
        let state: Backups = clinic.call("backup_get", Value::Null);
        if !state.running && state.kept.len() >= count {
            assert_eq!(state.problem, None);
            return state;
        }
        // A commit, or the end of the making, tells.
        let _ = tokio::time::timeout(PATIENCE, changed).await;
    }
    panic!("no backup was made");
}

fn place() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

fn stopped(clinic: &Clinic) -> bool {
    let status: Status = clinic.call("status_get", Value::Null);
    status.stopped.is_some()
}

/// One post of each kind that its platform shows again, in the order of their times.
fn one_on_each(stage: &Stage, first: i64) -> Vec<PostId> {
    let kinds = [
        (Platform::X, Kind::Text),
        (Platform::X, Kind::Thread),
        (Platform::Facebook, Kind::Pictures(2)),
        (Platform::Facebook, Kind::FirstComment),
        (Platform::Linkedin, Kind::Text),
        (Platform::Instagram, Kind::Pictures(1)),
        (Platform::Youtube, Kind::Video),
    ];
    (0i64..)
        .zip(kinds)
        .map(|(number, (platform, kind))| {
            let number_of_kind = usize::try_from(number).unwrap() + usize::try_from(first).unwrap();
            let content = match platform {
                // A photo that Instagram takes as it is, so that what is public can be held against what was taken in.
                Platform::Instagram => Content::of_text(platform, "Walk in on Saturday"),
                Platform::X
                | Platform::Facebook
                | Platform::Linkedin
                | Platform::Youtube
                | Platform::Tiktok
                | Platform::Whatsapp => content(stage.clinic(), platform, kind, number_of_kind),
            };
            stage.signed(&content, first + 2 * number)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_out_since_the_backup_is_found_once_and_never_sent_again() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    let sent = one_on_each(&stage, 10);
    let later = stage.signed(&Content::of_text(Platform::X, "We are open on Sunday as well."), 600);
    let recovery = recovery_key(&stage.data(), &stage.with());
    backed_up_to(stage.clinic(), &place).await;
    stage.clinic().as_receptionist();
    for post in &sent {
        stage.posted(*post).await;
    }
    let public = stage.control().ledger().len();
    stage.clock.advance(20 * Millis::MINUTE);

    stage.lose_and_restore(&place, &recovery).await;

    assert!(stopped(stage.clinic()), "nothing goes out before a person says so");
    for post in sent.iter().chain([&later]) {
        assert_eq!(stage.clinic().post(*post).summary.state, DisplayState::Doubt, "it may be public by now");
    }
    let refused = stage.clinic().api().resume(false).unwrap_err();
    says(&refused.into(), ErrorCode::Invalid, None, &["8 posts are still looked for", "another laptop"]);
    for post in &sent {
        stage.until(*post, &[DisplayState::Posted], 400).await;
    }
    let waiting = stage.until(later, &[DisplayState::Waiting], 400).await;
    assert!(waiting.delivery.unwrap().parts.iter().all(|part| part.platform_id.is_none()));
    assert_eq!(stage.control().ledger().len(), public, "looking sends nothing");

    // Nothing here can tell whether the other laptop runs: whoever resumes first says that it does not, and is on record.
    let asks = |clinic: &Clinic| clinic.call::<Status>("status_get", Value::Null).stopped.unwrap().other_laptop;
    assert!(asks(stage.clinic()));
    let refused = stage.clinic().api().resume(false).unwrap_err();
    says(&refused.into(), ErrorCode::Invalid, Some("other_laptop_off"), &["does not run on the other laptop"]);
    assert!(stopped(stage.clinic()));
    done(stage.clinic().api().resume(true));
    let acts: ActivityPage = stage.clinic().call("activity_list", json!({ "denied_only": false, "text": "" }));
    let said = acts.entries.iter().find(|entry| entry.action == "workspace.other_laptop_off").unwrap();
    assert_ne!(said.by, "Countersign", "a person said it");
    // It is asked once: a later stop is like any other.
    let _: Status = stage.clinic().call("publishing_stop", Value::Null);
    assert!(!asks(stage.clinic()));
    done(stage.clinic().api().resume(false));
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    let doctor = stage.clinic().person(Role::Doctor);
    stage.clinic().as_doctor();
    assert!(stage.clinic().api().open_signing(&pin()).is_err(), "the key of the lost laptop signs nothing");
    done(stage.clinic().api().set_pin(doctor, &pin(), &pin()));
    stage.clinic().as_receptionist();
    stage.sign(later);
    stage.until(later, &[DisplayState::Posted], 700).await;
    let mut all = sent.clone();
    all.push(later);
    stage.holds_exactly(&all);
    let record: Verification = stage.clinic().call("activity_verify", Value::Null);
    assert_eq!(record.broken_at, None, "one chain, across both laptops");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_can_look_up_asks_a_person() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    let post = message(&stage);
    stage.clinic().sign(post).unwrap();
    let recovery = recovery_key(&stage.data(), &stage.with());
    backed_up_to(stage.clinic(), &place).await;
    stage.clinic().as_receptionist();
    stage.posted(post).await;
    let sent = stage.control().ledger().len();
    stage.clock.advance(Millis::MINUTE);
    stage.lose_and_restore(&place, &recovery).await;
    let now = stage.clinic().post(post);
    assert_eq!(now.summary.state, DisplayState::Missed);
    assert!(now.delivery.unwrap().message.unwrap().contains("nobody can look up"));
    done(stage.clinic().api().resume(true));
    stage.clinic().advance_awake(60 * Millis::MINUTE);
    stage.clinic().settle(60).await;
    assert_eq!(stage.control().ledger().len(), sent, "it is not sent by itself");
}

/// What the lost laptop sent after its backup is found in the restored clinic, and nothing is sent by looking.
async fn is_found_after_a_restore(stage: &mut Stage, place: &Path, recovery: &RecoveryKey, post: PostId) {
    let public = stage.control().ledger().len();
    stage.clock.advance(20 * Millis::MINUTE);
    stage.lose_and_restore(place, recovery).await;
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Doubt, "it may be public by now");
    assert!(stage.clinic().api().resume(false).is_err(), "it is looked for first");
    stage.until(post, &[DisplayState::Posted], 400).await;
    assert_eq!(stage.control().ledger().len(), public);
    done(stage.clinic().api().resume(true));
    stage.clinic().advance_awake(60 * Millis::MINUTE);
    stage.clinic().settle(60).await;
    assert_eq!(stage.control().ledger().len(), public, "nothing goes out twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_only_after_the_backup_is_looked_for_as_well() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    // Nobody has opened it for reading yet: there is nothing to sign in the backup.
    let post = stage.planned(&Content::of_text(Platform::X, "Flu shots from Thursday."), 10);
    let recovery = recovery_key(&stage.data(), &stage.with());
    backed_up_to(stage.clinic(), &place).await;
    stage.sign(post);
    stage.posted(post).await;
    is_found_after_a_restore(&mut stage, &place, &recovery, post).await;
    // The record that knew of the signature is lost with the laptop: what was found is told apart, and no breach.
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_what_was_in_doubt_at_the_backup_is_looked_for_too() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    let thread = and(Content::of_text(Platform::X, "One."), PartRole::Thread, "Two.");
    let post = stage.signed(&thread, 5);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 10).await;
    let recovery = recovery_key(&stage.data(), &stage.with());
    backed_up_to(stage.clinic(), &place).await;
    stage.clinic().as_receptionist();
    stage.posted(post).await;
    is_found_after_a_restore(&mut stage, &place, &recovery, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_what_was_half_public_at_the_backup_is_looked_for_too() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    let thread = and(Content::of_text(Platform::X, "One."), PartRole::Thread, "Two.");
    let post = stage.signed(&thread, 5);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 1, 6, NEVER);
    stage.until(post, &[DisplayState::PartlyPosted], 400).await;
    let recovery = recovery_key(&stage.data(), &stage.with());
    backed_up_to(stage.clinic(), &place).await;
    stage.clinic().as_receptionist();
    let _: Post = stage.clinic().call("delivery_retry", PostRef { id: post });
    stage.posted(post).await;
    is_found_after_a_restore(&mut stage, &place, &recovery, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_looked_up_asks_a_person_whatever_its_time() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    let told = message(&stage);
    stage.clinic().plan_in(told, 600);
    let off = stage.signed(&Content::of_text(Platform::X, "We are closed on Monday."), 600);
    let _: Post = stage.clinic().as_receptionist().call("delivery_cancel", PostRef { id: off });
    stage.clinic().as_doctor();
    let page = "https://x.com/lakeside_kids";
    let new = json!({ "platform": Platform::X, "name": "", "account_name": "", "address": page });
    let channel: Channel = stage.clinic().call("channel_add_by_hand", new);
    let brought: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
    let content = Content::of_text(Platform::X, "We are open.");
    let id = brought.summary.id;
    let save = json!({ "id": id, "base_revision": brought.revision_id, "content": content });
    let _: Post = stage.clinic().call("post_save", save);
    stage.clinic().plan_in(id, 600);
    let recovery = recovery_key(&stage.data(), &stage.with());
    backed_up_to(stage.clinic(), &place).await;
    stage.lose_and_restore(&place, &recovery).await;
    for (post, state, words) in [
        (told, DisplayState::Missed, "Choose a new time only if you know that it did not"),
        (id, DisplayState::Missed, "Look at the account"),
        (off, DisplayState::Cancelled, "Look at the account"),
    ] {
        let now = stage.clinic().post(post);
        assert_eq!(now.summary.state, state);
        let said = now.delivery.unwrap().message.unwrap_or_default();
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_out_is_found_though_the_clock_was_fast_at_the_backup() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    let post = stage.signed(&Content::of_text(Platform::X, "Flu shots from Thursday."), 180);
    let recovery = recovery_key(&stage.data(), &stage.with());
    stage.clock.advance_laptop(120 * Millis::MINUTE);
    backed_up_to(stage.clinic(), &place).await;
    stage.clock.advance_laptop(-120 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    stage.clinic().plan_in(post, 10);
    stage.clinic().as_receptionist();
    stage.posted(post).await;
    is_found_after_a_restore(&mut stage, &place, &recovery, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_posts_with_the_same_words_the_earlier_one_is_found() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    let words = Content::of_text(Platform::Facebook, "Walk in on Saturday.");
    // The later one is older, so that no order but that of their times puts the earlier one first.
    let later = stage.signed(&words, 600);
    let earlier = stage.signed(&words, 10);
    let recovery = recovery_key(&stage.data(), &stage.with());
    backed_up_to(stage.clinic(), &place).await;
    stage.clinic().as_receptionist();
    stage.posted(earlier).await;
    stage.clock.advance(20 * Millis::MINUTE);
    stage.lose_and_restore(&place, &recovery).await;
    stage.until(earlier, &[DisplayState::Posted], 400).await;
    stage.until(later, &[DisplayState::Waiting], 400).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_each_day_and_two_weeks_are_kept() {
    let (clock, folder) = (SharedClock::at(countersign_tests::clinic::MORNING), TempDir::new().unwrap());
    let running = platforms(&clock).await;
    let with = With::usual(&clock, &running);
    let clinic = Clinic::set_up(folder.path(), &with, &[Role::Doctor, Role::Administrator]);
    clinic.as_doctor();
    let first = made(&clinic, 1).await.kept.remove(0).name;
    for day in 2..=20 {
        clock.advance(24 * 60 * Millis::MINUTE);
        clinic.as_doctor();
        let wanted = if day > 14 { 14 } else { day };
        let state = loop {
            let state = made(&clinic, wanted).await;
            if state.last.as_ref().is_some_and(|last| last.at == clock.now()) {
                break state;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!((state.kept.len(), state.old), (wanted, false));
    }
    let state: Backups = clinic.call("backup_get", Value::Null);
    assert!(state.kept.iter().all(|kept| kept.name != first && kept.problem.is_none()));
    assert!(state.automatic && state.on_laptop);
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stick_that_was_pulled_out_is_said_until_it_is_back() {
    let (clock, folder) = (SharedClock::at(countersign_tests::clinic::MORNING), TempDir::new().unwrap());
    let (kept, stick) = place();
    let running = platforms(&clock).await;
    let with = With::usual(&clock, &running);
    let clinic = Clinic::set_up(folder.path(), &with, &[Role::Doctor, Role::Administrator]);
    backed_up_to(&clinic, &stick).await;
    let away = kept.path().with_extension("away");
    std::fs::rename(&stick, &away).unwrap();
    clock.advance(25 * 60 * Millis::MINUTE);
    clinic.as_doctor();
    let said = loop {
        let changed = clinic.changed();
        let today: Today = clinic.call("today_get", Value::Null);
        if let Some(said) = today.backup_problem {
            break said;
        }
        let _ = tokio::time::timeout(PATIENCE, changed).await;
    };
    assert!(said.contains("The last backup was made on") && said.contains("not there"), "{said}");
    let state: Backups = clinic.call("backup_get", Value::Null);
    assert!(state.problem.unwrap().contains("not there"));
    assert!(!stick.exists(), "no folder is made in the stick's name");
    std::fs::rename(&away, &stick).unwrap();
    clock.advance(31 * Millis::MINUTE);
    clinic.as_doctor();
    made(&clinic, 2).await;
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_inside_the_clinics_own_data_is_no_place_for_backups() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let inside = stage.data().join("media");
    let refused = stage.clinic().api().choose_backup_place(Some(&inside)).unwrap_err();
    says(&refused.into(), ErrorCode::Invalid, Some("place"), &["inside Countersign's own data"]);
    let gone = stage.data().join("nowhere");
    let refused = stage.clinic().api().choose_backup_place(Some(&gone)).unwrap_err();
    says(&refused.into(), ErrorCode::Invalid, Some("place"), &["not there"]);
    stage.clinic().as_receptionist();
    let elsewhere = TempDir::new().unwrap();
    let refused = stage.clinic().api().choose_backup_place(Some(elsewhere.path())).unwrap_err();
    says(&refused.into(), ErrorCode::NotAllowed, None, &["administrator"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_said_stop_after_the_backup_has_said_so_in_the_restored_clinic() {
    let (mut stage, (_kept, place)) = (Stage::set().await, place());
    let recovery = recovery_key(&stage.data(), &stage.with());
    backed_up_to(stage.clinic(), &place).await;
    let first = countersign_vault::backup::find(&place).unwrap();
    stage.clinic().as_receptionist();
    let number = "+91 80471 22334";
    let () = stage.clinic().call("recipient_stop_number", json!({ "number": number }));
    // The next backup holds it; the one that is restored does not.
    let _: Backups = stage.clinic().call("backup_make", Value::Null);
    made(stage.clinic(), 2).await;
    let on_laptop = walk(&stage.data().join("backups"));
    assert!(on_laptop.iter().any(|path| path.ends_with("newer.sealed")), "for the time that the place is away");
    let later = countersign_vault::backup::find(&place).unwrap();
    let newest = later.iter().find(|found| first.iter().all(|before| before.name != found.name)).unwrap();
    // Of the later backup only its list is left.
    let snapshots: Vec<_> = walk(&place).into_iter().filter(|path| path.ends_with(&newest.name)).collect();
    std::fs::remove_dir_all(&snapshots[0]).unwrap();
    stage.lose_and_restore(&place, &recovery).await;
    let refused = stage.clinic().refused("recipient_add", broadcast::recipient(number, "", None));
    assert!(refused.message.contains("said stop"), "{refused:?}");
}

/// A message to one recipient, five minutes from now.
fn message(stage: &Stage) -> PostId {
    let clinic = stage.clinic();
    let audience = broadcast::audience(clinic, "News", &[ANA]);
    let content = broadcast::message(clinic, "open_day", &[], audience, Vec::new());
    let post = clinic.compose(Platform::Whatsapp, &content).summary.id;
    clinic.plan_in(post, 5);
    post
}

/// Every folder and file below a folder.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(walk(&path));
        }
        all.push(path);
    }
    all.sort();
    all
}

/// Turns a byte of a file around.
fn damage(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_backup_that_was_damaged_is_told_after_the_next_was_made() {
    let (clock, folder) = (SharedClock::at(countersign_tests::clinic::MORNING), TempDir::new().unwrap());
    let (_kept, stick) = place();
    let running = platforms(&clock).await;
    let with = With::usual(&clock, &running);
    let clinic = Clinic::set_up(folder.path(), &with, &[Role::Doctor, Role::Administrator]);
    let older = backed_up_to(&clinic, &stick).await.kept.remove(0);
    assert!(older.read_again.is_none() && older.problem.is_none(), "only its making looked at it");

    // A day later it is read again, and is whole.
    clock.advance(24 * 60 * Millis::MINUTE);
    clinic.as_doctor();
    let read = until(&clinic, |state| kept(state, &older.name).read_again.is_some()).await;
    assert_eq!(kept(&read, &older.name).problem, None);
    assert_eq!(kept(&read, &older.name).read_again.as_ref().unwrap().at, clock.now());
    let second = read.kept.iter().find(|kept| kept.name != older.name).unwrap().name.clone();

    // The one that was never read again comes first, and is found damaged.
    let database = walk(&stick).into_iter().find(|path| path.ends_with(format!("{second}/countersign.db"))).unwrap();
    damage(&database);
    clock.advance(24 * 60 * Millis::MINUTE);
    clinic.as_doctor();
    let read = until(&clinic, |state| kept(state, &second).problem.is_some()).await;
    assert!(kept(&read, &second).problem.as_ref().unwrap().contains("damaged"));
    assert_eq!(kept(&read, &older.name).problem, None);
    let today: Today = clinic.call("today_get", Value::Null);
    let said = today.backup_problem.unwrap();
    assert!(said.contains("was read again on") && said.contains("can't be restored"), "{said}");
    let acts: ActivityPage = clinic.call("activity_list", json!({ "denied_only": false, "text": "" }));
    let told = acts.entries.iter().filter(|entry| entry.action == "backup.damaged").count();
    assert_eq!(told, 1);
    clinic.close().await;
}

fn kept<'b>(state: &'b Backups, name: &str) -> &'b countersign_core::api::types::Backup {
    state.kept.iter().find(|kept| kept.name == name).unwrap()
}

async fn until(clinic: &Clinic, is_so: impl Fn(&Backups) -> bool) -> Backups {
    for _ in 0..2_000 {
        let changed = clinic.changed();
        let state: Backups = clinic.call("backup_get", Value::Null);
        if is_so(&state) {
            return state;
        }
        let _ = tokio::time::timeout(PATIENCE, changed).await;
    }
    panic!("it never came to be so");
}
