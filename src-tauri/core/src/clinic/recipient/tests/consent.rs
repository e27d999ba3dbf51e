//! A new consent of somebody who is known: the earlier ones are kept, an opt-out wins, and each change is on record.

use super::*;
use crate::clinic::Consent;

fn says(to: ConsentTo, on: &str, how: &str) -> Consent {
    Consent { to, on: on.into(), how: how.into(), proof: String::new() }
}

impl Clinic {
    fn renew(&self, id: RecipientId, consent: Consent) -> Result<()> {
        self.write(move |tx, env, by| renew_consent(tx, env, by, id, &consent))
    }

    fn row(&self, id: RecipientId) -> RecipientRow {
        self.db.read(|tx| recipient(tx, id)).unwrap()
    }

    fn before(&self, id: RecipientId) -> Vec<Consent> {
        let before = self.db.read(|tx| consents_before(tx, id)).unwrap();
        before.into_iter().map(|record| record.says).collect()
    }
}

#[test]
fn a_new_consent_counts_at_once_and_the_earlier_ones_are_kept_in_their_order() {
    let clinic = clinic();
    let id = clinic.add("079 123 45 67").unwrap();
    let first = clinic.row(id).consent;
    clinic.renew(id, says(ConsentTo::Service, "2026-06-01", "Told us by phone")).unwrap();
    clinic.renew(id, says(ConsentTo::Marketing, "2026-11-02", "Signed the new form")).unwrap();
    let now = clinic.row(id);
    assert_eq!(now.consent.says, says(ConsentTo::Marketing, "2026-11-02", "Signed the new form"));
    assert_eq!(clinic.before(id), [says(ConsentTo::Service, "2026-06-01", "Told us by phone"), first.says]);
    assert_eq!(now.number, Some(PhoneNumber::parse("079 123 45 67", Some("CH")).unwrap()));
    let record = clinic.words("SELECT facts AS word FROM audit_entry WHERE action = 'recipient.consent_renewed'");
    assert_eq!(record.len(), 2, "once for each change");
    assert!(record.iter().all(|facts| !facts.contains("phone") && !facts.contains("form")), "{record:?}");
}

#[test]
fn no_consent_is_taken_of_who_said_stop() {
    let clinic = clinic();
    let id = clinic.add_for("079 123 45 67", ConsentTo::Service).unwrap();
    clinic.write(move |tx, env, by| opt_out(tx, env, Actor::Person(by), id, OptOutSource::Person)).unwrap();
    let error = clinic.renew(id, says(ConsentTo::Marketing, "2026-11-02", "Signed the form")).unwrap_err();
    assert!(refusal(&error).contains("said stop"), "{}", refusal(&error));
    assert_eq!((clinic.before(id).len(), clinic.row(id).consent.says.to), (0, ConsentTo::Service));
    // Nor by any other way in.
    let by = clinic.by;
    let behind = clinic.write(move |tx, env, _| {
        let now = recipient(tx, id)?;
        super::super::consent::put(tx, env, by, &now, &says(ConsentTo::Marketing, "2026-11-02", "Form"), "person")
    });
    assert!(format!("{:?}", behind.unwrap_err()).contains("never reversed"));
}

#[test]
fn a_record_that_says_nothing_new_or_older_of_more_is_refused() {
    let clinic = clinic();
    let id = clinic.add_for("079 123 45 67", ConsentTo::Service).unwrap();
    let kept = clinic.row(id).consent.says;
    for (consent, said) in [
        (kept, "kept already"),
        (says(ConsentTo::Marketing, "2026-02-28", "Form"), "newer record"),
        (says(ConsentTo::Marketing, "", ""), "no record of consent"),
        (says(ConsentTo::Marketing, "2026-11-02", "yes"), "not how"),
        (says(ConsentTo::Marketing, "2027-01-01", "Form"), "in the future"),
    ] {
        let error = clinic.renew(id, consent).unwrap_err();
        assert!(refusal(&error).contains(said), "{said}: {}", refusal(&error));
    }
    assert_eq!(clinic.before(id).len(), 0);
    // A wrong day is mended, and less may be said of an earlier day.
    clinic.renew(id, says(ConsentTo::Service, "2026-02-27", "Form")).unwrap();
    clinic.renew(id, says(ConsentTo::Marketing, "2026-02-27", "Form")).unwrap();
}

#[test]
fn earlier_consents_never_change_and_go_with_the_person() {
    let clinic = clinic();
    let id = clinic.add("079 123 45 67").unwrap();
    clinic.renew(id, says(ConsentTo::Service, "2026-06-01", "Told us by phone")).unwrap();
    for sql in [
        "UPDATE recipient_consent_before SET consent_to = 'service'",
        "DELETE FROM recipient_consent_before",
        "UPDATE recipient SET consent_how = 'something else'",
        "UPDATE recipient SET number = '41791234568'",
    ] {
        assert!(clinic.write(move |tx, _, _| Ok(tx.run(sql, &[])?)).is_err(), "{sql}");
    }
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, id)).unwrap();
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient_consent_before"), 0);
    for error in [
        clinic.renew(id, says(ConsentTo::Marketing, "2026-11-02", "Form")).unwrap_err(),
        clinic.write(move |tx, env, by| rename_recipient(tx, env, by, id, "Ada")).unwrap_err(),
    ] {
        assert!(refusal(&error).contains("erased already"), "{}", refusal(&error));
    }
}

#[test]
fn a_name_is_mended_and_that_is_on_record_without_it() {
    let clinic = clinic();
    let id = clinic.add("079 123 45 67").unwrap();
    for name in [" Ada Lovelace ", "Ada Lovelace"] {
        clinic.write(move |tx, env, by| rename_recipient(tx, env, by, id, name)).unwrap();
    }
    assert_eq!(clinic.row(id).name, "Ada Lovelace");
    let long = "x".repeat(81);
    let error = clinic.write(move |tx, env, by| rename_recipient(tx, env, by, id, &long)).unwrap_err();
    assert!(refusal(&error).contains("80 characters"));
    let record = clinic.words("SELECT facts AS word FROM audit_entry WHERE action = 'recipient.renamed'");
    assert!(record.len() == 1 && !record[0].contains("Ada"), "{record:?}");
    // It stands in no way of a message that was signed for them.
    let list = clinic.list("News");
    clinic.put(list, id, true);
    let signed = clinic.taken(list).unwrap().audience;
    clinic.write(move |tx, env, by| rename_recipient(tx, env, by, id, "")).unwrap();
    clinic.renew(id, says(ConsentTo::Marketing, "2026-11-02", "Signed the form")).unwrap();
    let reached = clinic.db.read(|tx| audience_recipients(tx, &signed)).unwrap();
    assert!(matches!(reached.as_slice(), [(_, Some(_))]));
}

#[test]
fn a_lowered_consent_keeps_marketing_away_that_was_signed_before() {
    let clinic = clinic();
    let list = clinic.list("News");
    let id = clinic.add("079 123 45 67").unwrap();
    clinic.put(list, id, true);
    let signed = clinic.taken(list).unwrap().audience;
    let number = PhoneNumber::parse("079 123 45 67", Some("CH")).unwrap();
    let excluded = |category| clinic.db.read(|tx| is_excluded(tx, id, &number, category)).unwrap();
    assert_eq!(excluded(TemplateCategory::Marketing), None);
    clinic.renew(id, says(ConsentTo::Service, "2026-11-02", "Told us by phone")).unwrap();
    assert_eq!(excluded(TemplateCategory::Marketing), Some("not_agreed"));
    assert_eq!(excluded(TemplateCategory::Utility), None);
    let lost = clinic.db.read(|tx| audience_stops(tx, &signed, TemplateCategory::Marketing)).unwrap();
    assert!(lost.contains(&id), "whoever signs is told");
}
