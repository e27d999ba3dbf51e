//! Recipients, their consent, their opt-outs, their lists and their files.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

use std::fmt::Write as _;
use std::sync::Arc;

use rand::SeedableRng;

use super::*;
use crate::env::DrivenClock;
use crate::model::Digest;
use crate::store::{DataKey, Db, StoreOptions};

struct Clinic {
    db: Db,
    env: Arc<Env>,
    by: PersonId,
    _folder: tempfile::TempDir,
}

/// A Friday in November 2026.
const NOW: Millis = Millis(1_795_168_800_000);

fn clinic() -> Clinic {
    let folder = tempfile::tempdir().unwrap();
    let options =
        StoreOptions { path: folder.path().join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
    let db = Db::open(options, |_| {}).unwrap();
    let env = Env::new(Arc::new(DrivenClock::at(NOW)), Box::new(rand::rngs::StdRng::seed_from_u64(1)));
    let by: PersonId = env.id();
    db.write(move |tx| {
        tx.run(
            "INSERT INTO clinic (id, kind, installation_id, name, zone, language, countries, tone, zone_data, created_at)
             VALUES ('01931c2e-5b00-7000-8000-0000000000aa', 'practice', '01931c2e-5b00-7000-8000-0000000000bb', 'Lakeside',
                     'Europe/Zurich', 'en', '[\"CH\"]', 'warm', 'x', 0)",
            &[],
        )?;
        tx.run("INSERT INTO person (id, name, pin_hash, created_at) VALUES ($1, 'Rita', '', 0)", args![by])?;
        Ok::<_, Error>(())
    })
    .unwrap();
    Clinic { db, env, by, _folder: folder }
}

impl Clinic {
    fn write<T: Send + 'static>(
        &self,
        what: impl Fn(&Tx<'_>, &Env, PersonId) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (env, by) = (Arc::clone(&self.env), self.by);
        self.db.write(move |tx| what(tx, &env, by))
    }

    fn add(&self, number: &str) -> Result<RecipientId> {
        let new = NewRecipient {
            number: PhoneNumber::parse(number, Some("CH")).unwrap(),
            name: "Ada".into(),
            consent: Consent { on: "2026-03-01".into(), how: "signed the form".into(), proof: "folder 3".into() },
        };
        self.write(move |tx, env, by| add_recipient(tx, env, by, &new))
    }

    fn list(&self, name: &'static str) -> RecipientListId {
        self.write(move |tx, env, by| save_recipient_list(tx, env, by, None, name)).unwrap()
    }

    fn check(&self, file: &[u8]) -> Result<ImportReport> {
        let file = file.to_vec();
        self.write(move |tx, env, _| check_import(tx, env, &file))
    }

    fn take(&self, file: &[u8], list: RecipientListId, seen: Digest) -> Result<ImportReport> {
        let file = file.to_vec();
        self.write(move |tx, env, by| take_import(tx, env, by, &file, list, seen))
    }

    fn count(&self, sql: &'static str) -> u32 {
        self.db.read(|tx| tx.one(sql, &[], |row| row.get::<u32>("n").map_err(Error::from))).unwrap().unwrap()
    }

    fn taken(&self, list: RecipientListId) -> Result<AudienceTaken> {
        self.write(move |tx, env, by| take_audience(tx, env, by, list))
    }
}

const HEAD: &str = "Number,Name,Consent date,Consent how,Proof\n";

fn refusal(error: &Error) -> String {
    error.words().0
}

#[test]
fn a_file_of_ten_thousand_is_answered_row_by_row() {
    let clinic = clinic();
    let list = clinic.list("Everybody");
    let mut file = HEAD.to_owned();
    let (mut without, mut twice, mut malformed) = (0, 0, 0);
    for row in 0..10_000u32 {
        let number = format!("+4179{row:07}");
        if row % 250 == 7 {
            without += 1;
            writeln!(file, "{number},Row {row},,,").unwrap();
        } else if row == 500 || row == 1500 || row == 2500 {
            twice += 1;
            writeln!(file, "0041 79 {:07},Again,2026-01-05,Form,", row - 100).unwrap();
        } else if row % 2000 == 11 {
            malformed += 1;
            writeln!(file, "+41 79 12x,Row {row},2026-01-05,Form,").unwrap();
        } else {
            writeln!(file, "{number},Row {row},2026-01-05,Form,").unwrap();
        }
    }
    assert_eq!((without, twice, malformed), (40, 3, 5));
    let report = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((report.rows, report.new, report.known), (10_000, 9_952, 0));
    let of = |words: &str| report.problems.iter().filter(|problem| problem.why.contains(words)).count();
    assert_eq!((of("no record of consent"), of("again"), of("digits only")), (40, 3, 5));
    assert_eq!(report.problems.len(), 48);
    // Line 1 names the columns.
    assert_eq!(report.problems[0], ImportProblem { line: 9, why: report.problems[0].why.clone() });
    assert!(report.problems.iter().any(|problem| problem.line == 502 && problem.why.contains("line 402")));
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient"), 0, "looking takes nothing");
    clinic.take(file.as_bytes(), list, report.digest()).unwrap();
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient"), 9_952);
    assert_eq!(clinic.taken(list).unwrap().audience.count, 9_952);
    let again = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((again.new, again.known), (0, 9_952), "a second time they are known");
}

#[test]
fn columns_stand_in_any_order_and_what_is_no_csv_is_said() {
    let clinic = clinic();
    let file = "\u{feff}consent_how;Proof;PHONE;Consent date;opt-out\r\n\"Form; at reception\";;079 123 45 67;2026-02-01;\r\n;;079 123 45 68;;yes\r\n";
    let report = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((report.rows, report.new, report.opt_outs, report.problems.len()), (2, 1, 1, 0));
    for (file, said) in [
        (&b"PK\x03\x04rest"[..], "spreadsheet"),
        (&b"\xff\xfeN\0u\0"[..], "UTF-16"),
        (&b"Number,Consent date,Consent how\n0791234567,2026-01-01,M\xfcndlich\n"[..], "not written as UTF-8"),
        (&b"\x89PNG\0\0"[..], "no CSV file"),
        (&b"Dear colleague, here is the list you asked for"[..], "names no column Number"),
        (HEAD.as_bytes(), "no rows"),
        (&b""[..], "names no column"),
    ] {
        let error = clinic.check(file).unwrap_err();
        assert!(refusal(&error).contains(said), "{said}: {}", refusal(&error));
    }
}

#[test]
fn a_file_is_taken_only_as_it_was_seen() {
    let clinic = clinic();
    let list = clinic.list("News");
    let file = format!("{HEAD}079 123 45 67,Ada,2026-01-05,Form,\n");
    let seen = clinic.check(file.as_bytes()).unwrap().digest();
    clinic.add("079 123 45 67").unwrap();
    let error = clinic.take(file.as_bytes(), list, seen).unwrap_err();
    assert!(refusal(&error).contains("look at it again"));
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient_list_member"), 0);
}

#[test]
fn an_opt_out_wins_over_everything_and_is_never_reversed() {
    let clinic = clinic();
    let list = clinic.list("News");
    let (stays, stops) = (clinic.add("079 123 45 67").unwrap(), clinic.add("079 123 45 68").unwrap());
    for id in [stays, stops] {
        clinic.write(move |tx, _, _| set_recipient_list(tx, list, id, true)).unwrap();
    }
    let before = clinic.taken(list).unwrap().audience;
    assert_eq!(before.count, 2);
    clinic.write(move |tx, env, by| opt_out(tx, env, Actor::Person(by), stops, OptOutSource::Person)).unwrap();
    let number = PhoneNumber::parse("079 123 45 68", Some("CH")).unwrap();
    let excluded = clinic.db.read(|tx| is_excluded(tx, stops, &number)).unwrap();
    assert_eq!(excluded, Some("opted_out"));
    let now = clinic.taken(list).unwrap();
    assert_eq!((now.audience.count, now.view.left_out.first().map(|left| left.count)), (1, Some(1)));
    // What was signed before is what it was; the gate asks each of them again.
    assert_eq!(clinic.db.read(|tx| audience_recipients(tx, &before)).unwrap().len(), 2);
    let file = format!("{HEAD}079 123 45 68,Bo,2026-01-05,Form,\n");
    let report = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((report.new, report.known, report.problems.len()), (0, 0, 1), "at import as well");
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, stops)).unwrap();
    assert!(refusal(&clinic.add("079 123 45 68").unwrap_err()).contains("said stop"), "it outlives the recipient");
    for sql in ["DELETE FROM opt_out", "UPDATE opt_out SET number_hash = 'x'"] {
        assert!(clinic.write(move |tx, _, _| Ok(tx.run(sql, &[])?)).is_err(), "{sql}");
    }
    let kept = clinic.db.read(|tx| {
        tx.all("SELECT number_hash, entered_by FROM opt_out", &[], |row| {
            row.get::<String>("number_hash").map_err(Error::from)
        })
    });
    assert!(!kept.unwrap()[0].contains("79123"), "no number is kept with it");
}

#[test]
fn who_was_forgotten_leaves_no_number_and_no_name() {
    let clinic = clinic();
    let list = clinic.list("News");
    let id = clinic.add("079 123 45 67").unwrap();
    clinic.write(move |tx, _, _| set_recipient_list(tx, list, id, true)).unwrap();
    let signed = clinic.taken(list).unwrap().audience;
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, id)).unwrap();
    let row = clinic.db.read(|tx| recipient(tx, id)).unwrap();
    assert!(row.number.is_none() && row.name.is_empty() && row.consent.how.is_empty() && row.lists.is_empty());
    let left = clinic.db.read(|tx| audience_recipients(tx, &signed)).unwrap();
    assert!(matches!(left.as_slice(), [(_, None)]), "the audience is who it was, and reaches nobody");
    let record = clinic
        .db
        .read(|tx| tx.all("SELECT facts FROM audit_entry", &[], |row| row.get::<String>("facts").map_err(Error::from)));
    assert!(record.unwrap().iter().all(|facts| !facts.contains("79123")), "the record holds no number");
}

#[test]
fn consent_has_a_day_and_a_way() {
    let clinic = clinic();
    for (on, how, said) in [
        ("", "", "no record of consent"),
        ("", "Form", "day of the consent is missing"),
        ("5.1.2026", "Form", "written like"),
        ("2027-01-01", "Form", "lies in the future"),
        ("2026-01-01", " ", "How the person agreed"),
    ] {
        let new = NewRecipient {
            number: PhoneNumber::parse("079 123 45 67", Some("CH")).unwrap(),
            name: String::new(),
            consent: Consent { on: on.into(), how: how.into(), proof: String::new() },
        };
        let error = clinic.write(move |tx, env, by| add_recipient(tx, env, by, &new)).unwrap_err();
        assert!(refusal(&error).contains(said), "{said}: {}", refusal(&error));
    }
}

#[test]
fn a_stop_counts_for_every_number_that_whatsapp_knows_the_same_person_by() {
    let clinic = clinic();
    let add = |number: &str| clinic.add(number).unwrap();
    let stopped = |id| clinic.db.read(|tx| recipient(tx, id)).unwrap().opted_out.is_some();
    let known = |id, digits: &'static str| clinic.write(move |tx, env, _| known_as(tx, env, id, digits)).unwrap();
    let stop = |id| {
        clinic.write(move |tx, env, by| opt_out(tx, env, Actor::Person(by), id, OptOutSource::Person)).unwrap();
    };
    // Two spellings of one line: WhatsApp knows both by a third number.
    let (old, new, third, other) =
        (add("+525512345678"), add("+5215512345679"), add("+5215512345678"), add("+41791234567"));
    known(old, "5215512345678");
    known(new, "5215512345678");
    known(other, "41791234567");
    stop(old);
    assert_eq!([old, new, third, other].map(stopped), [true, true, true, false]);
    // Known only after the stop was said.
    let late = add("+525512345600");
    assert!(!stopped(late));
    known(late, "5215512345678");
    assert!(stopped(late));
    // Who was erased is tied to nobody any more, and the stop stays.
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, old)).unwrap();
    known(old, "41791234567");
    assert!(!stopped(other) && stopped(new));
    let even_later = add("+525512345601");
    known(even_later, "no number");
    assert!(!stopped(even_later));
}
