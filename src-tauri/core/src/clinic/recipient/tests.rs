//! Recipients, their consent, their opt-outs, their lists and their files.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod consent;
mod file;
mod lists;
mod spoilt;

use std::sync::Arc;

use rand::SeedableRng;

use super::*;
use crate::env::DrivenClock;
use crate::model::{Digest, TemplateCategory};
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
    let made = Arc::clone(&env);
    db.write(move |tx| make_number_key(tx, &made)).unwrap();
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
        self.add_for(number, ConsentTo::Marketing)
    }

    fn add_for(&self, number: &str, to: ConsentTo) -> Result<RecipientId> {
        let new = NewRecipient {
            number: PhoneNumber::parse(number, Some("CH")).unwrap(),
            name: "Ada".into(),
            consent: Consent { to, on: "2026-03-01".into(), how: "signed the form".into(), proof: "folder 3".into() },
        };
        self.write(move |tx, env, by| add_recipient(tx, env, by, &new))
    }

    fn list(&self, name: &'static str) -> RecipientListId {
        self.write(move |tx, env, by| save_recipient_list(tx, env, by, None, name)).unwrap()
    }

    fn check(&self, file: &[u8]) -> Result<ImportReport> {
        self.db.read(|tx| check_import(tx, &self.env, file))
    }

    fn take(&self, file: &[u8], list: RecipientListId, seen: Digest) -> Result<ImportReport> {
        let file = file.to_vec();
        self.write(move |tx, env, by| take_import(tx, env, by, &file, Some(list), seen))
    }

    fn count(&self, sql: &'static str) -> u32 {
        self.db.read(|tx| tx.one(sql, &[], |row| row.get::<u32>("n").map_err(Error::from))).unwrap().unwrap()
    }

    fn taken(&self, list: RecipientListId) -> Result<AudienceTaken> {
        self.taken_for(list, TemplateCategory::Marketing)
    }

    fn taken_for(&self, list: RecipientListId, category: TemplateCategory) -> Result<AudienceTaken> {
        self.write(move |tx, env, by| take_audience(tx, env, by, list, category))
    }

    fn search(&self, words: &str) -> Vec<String> {
        let found = self.db.read(|tx| recipients(tx, words, None, 0, 10)).unwrap();
        found.rows.into_iter().map(|row| row.name).collect()
    }

    fn put(&self, list: RecipientListId, id: RecipientId, on: bool) {
        self.write(move |tx, env, by| set_recipient_list(tx, env, by, list, id, on)).unwrap();
    }

    fn words(&self, sql: &'static str) -> Vec<String> {
        self.db.read(|tx| tx.all(sql, &[], |row| row.get::<String>("word").map_err(Error::from))).unwrap()
    }
}

const HEAD: &str = "Number,Name,Consent date,Consent how,Proof\n";

fn refusal(error: &Error) -> String {
    error.words().0
}

#[test]
fn an_opt_out_wins_over_everything_and_is_never_reversed() {
    let clinic = clinic();
    let list = clinic.list("News");
    let (stays, stops) = (clinic.add("079 123 45 67").unwrap(), clinic.add("079 123 45 68").unwrap());
    for id in [stays, stops] {
        clinic.put(list, id, true);
    }
    let before = clinic.taken(list).unwrap().audience;
    assert_eq!(before.count, 2);
    clinic.write(move |tx, env, by| opt_out(tx, env, Actor::Person(by), stops, OptOutSource::Person)).unwrap();
    let number = PhoneNumber::parse("079 123 45 68", Some("CH")).unwrap();
    let excluded = clinic.db.read(|tx| is_excluded(tx, stops, &number, TemplateCategory::Utility)).unwrap();
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
    clinic.put(list, id, true);
    let signed = clinic.taken(list).unwrap().audience;
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, id)).unwrap();
    let row = clinic.db.read(|tx| recipient(tx, id)).unwrap();
    assert!(row.number.is_none() && row.name.is_empty() && row.consent.says.how.is_empty() && row.lists.is_empty());
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
        ("2026-01-01", "Yes", "not how"),
        ("2026-01-01", "nein", "not how"),
    ] {
        let new = NewRecipient {
            number: PhoneNumber::parse("079 123 45 67", Some("CH")).unwrap(),
            name: String::new(),
            consent: Consent { to: ConsentTo::Marketing, on: on.into(), how: how.into(), proof: String::new() },
        };
        let error = clinic.write(move |tx, env, by| add_recipient(tx, env, by, &new)).unwrap_err();
        assert!(refusal(&error).contains(said), "{said}: {}", refusal(&error));
    }
}

#[test]
fn marketing_reaches_only_who_agreed_to_it() {
    let clinic = clinic();
    let list = clinic.list("News");
    let all = clinic.add_for("079 123 45 67", ConsentTo::Marketing).unwrap();
    let visits = clinic.add_for("079 123 45 68", ConsentTo::Service).unwrap();
    for id in [all, visits] {
        clinic.put(list, id, true);
    }
    let marketing = clinic.taken(list).unwrap();
    assert_eq!(marketing.audience.count, 1);
    let left: Vec<_> = marketing.view.left_out.iter().map(|left| (left.count, left.why)).collect();
    assert_eq!(left, [(1, "agreed to service messages only, and this is marketing")]);
    let service = clinic.taken_for(list, TemplateCategory::Utility).unwrap();
    assert_eq!((service.audience.count, service.view.left_out.len()), (2, 0));
    // The template of a message may be changed after its audience was taken: it is asked again for each of them.
    let number = PhoneNumber::parse("079 123 45 68", Some("CH")).unwrap();
    let excluded = |category| clinic.db.read(|tx| is_excluded(tx, visits, &number, category)).unwrap();
    assert_eq!(excluded(TemplateCategory::Marketing), Some("not_agreed"));
    assert_eq!(excluded(TemplateCategory::Utility), None);
    clinic.put(list, all, false);
    assert!(refusal(&clinic.taken(list).unwrap_err()).contains("agreed to marketing"));
}

#[test]
fn nothing_is_left_that_a_number_could_be_tried_against_once_its_owner_was_forgotten() {
    let clinic = clinic();
    let list = clinic.list("News");
    let id = clinic.add("079 123 45 67").unwrap();
    clinic.put(list, id, true);
    clinic.taken(list).unwrap();
    let number = PhoneNumber::parse("079 123 45 67", Some("CH")).unwrap();
    let fits = |blind: &str| {
        let key = clinic.db.read(NumberKey::known).unwrap().unwrap();
        clinic.words("SELECT mark AS word FROM audience_member") == [key.mark(id, &number, blind)]
    };
    let blind = clinic.words("SELECT blind AS word FROM recipient").remove(0);
    assert!(fits(&blind), "as long as they are known they are found");
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, id)).unwrap();
    assert!(!fits(""), "the key, the id and the number are not enough");
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient WHERE blind IS NOT NULL"), 0);
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient WHERE consent_to IS NOT NULL"), 0);
}

#[test]
fn a_stop_counts_for_a_number_of_nobody_here_and_for_one_who_was_erased() {
    let clinic = clinic();
    let number = PhoneNumber::parse("079 123 45 67", Some("CH")).unwrap();
    let gone = clinic.add("079 123 45 67").unwrap();
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, gone)).unwrap();
    clinic
        .write(move |tx, env, _| opt_out_number(tx, env, Actor::Application, &number, OptOutSource::Platform))
        .unwrap();
    let other = PhoneNumber::parse("079 123 45 68", Some("CH")).unwrap();
    clinic.write(move |tx, env, by| opt_out_number(tx, env, Actor::Person(by), &other, OptOutSource::Person)).unwrap();
    for written in ["+41 (0)79 123 45 67", "0041 (0)79 123 45 68"] {
        assert!(refusal(&clinic.add(written).unwrap_err()).contains("said stop"), "{written}");
    }
    let sources = clinic.words("SELECT source AS word FROM opt_out ORDER BY source");
    assert_eq!(sources, ["person", "platform"]);
    assert_eq!(clinic.count("SELECT count(*) AS n FROM audit_entry WHERE action = 'recipient.opted_out'"), 2);
}

#[test]
fn who_is_put_on_a_list_and_taken_off_it_is_on_record() {
    let clinic = clinic();
    let list = clinic.list("News");
    let id = clinic.add("079 123 45 67").unwrap();
    for on in [true, true, false, false] {
        clinic.put(list, id, on);
    }
    let put = "SELECT action AS word FROM audit_entry WHERE action IN ('recipient.listed', 'recipient.unlisted')";
    assert_eq!(clinic.words(put), ["recipient.listed", "recipient.unlisted"], "once for each change");
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
        (add("+551112345678"), add("+5511912345679"), add("+5511912345678"), add("+41791234567"));
    known(old, "5511912345678");
    known(new, "5511912345678");
    known(other, "41791234567");
    stop(old);
    assert_eq!([old, new, third, other].map(stopped), [true, true, true, false]);
    // Known only after the stop was said.
    let late = add("+551112345600");
    assert!(!stopped(late));
    known(late, "5511912345678");
    assert!(stopped(late));
    // Who was erased is tied to nobody any more, and the stop stays.
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, old)).unwrap();
    known(old, "41791234567");
    assert!(!stopped(other) && stopped(new));
    let even_later = add("+551112345601");
    known(even_later, "no number");
    assert!(!stopped(even_later));
}

#[test]
fn a_name_is_found_by_its_capital_letters_of_any_alphabet_and_a_digit_in_it_is_no_number() {
    let clinic = clinic();
    for (number, name) in [("+41791234561", "Özil"), ("+41791234562", "Ανδρέας"), ("+41791234563", "Anna 2")] {
        let consent =
            Consent { to: ConsentTo::Service, on: "2026-03-01".into(), how: "form".into(), proof: String::new() };
        let new = NewRecipient { number: PhoneNumber::parse(number, None).unwrap(), name: name.into(), consent };
        clinic.write(move |tx, env, by| add_recipient(tx, env, by, &new)).unwrap();
    }
    assert_eq!(clinic.search("Özil"), ["Özil"]);
    assert_eq!(clinic.search("ÖZ"), ["Özil"]);
    assert_eq!(clinic.search("ΑΝΔΡ"), ["Ανδρέας"]);
    assert_eq!(clinic.search("anna 2"), ["Anna 2"]);
    assert_eq!(clinic.search("079 123 45 61"), ["Özil"]);
}

#[test]
fn a_stop_that_somebody_wrote_down_who_is_not_in_this_copy_is_taken_over() {
    let clinic = clinic();
    let merged = clinic.write(|tx, env, _| {
        let somebody: PersonId = env.id();
        tx.run(
            "INSERT INTO opt_out (number_hash, at, source, entered_by) VALUES ('a hash', 1, 'person', $1)
             ON CONFLICT (number_hash) DO NOTHING",
            args![somebody],
        )
        .map_err(Error::from)
    });
    assert_eq!(merged.unwrap(), 1);
}
