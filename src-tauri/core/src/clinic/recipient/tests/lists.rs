//! Lists: renamed, removed, and what that leaves as it was.

use super::*;

impl Clinic {
    fn remove_list(&self, id: RecipientListId) -> Result<()> {
        self.write(move |tx, env, by| remove_recipient_list(tx, env, by, id))
    }

    fn rename_list(&self, id: RecipientListId, name: &'static str) -> Result<RecipientListId> {
        self.write(move |tx, env, by| save_recipient_list(tx, env, by, Some(id), name))
    }

    fn lists(&self) -> Vec<ListRow> {
        self.db.read(recipient_lists).unwrap()
    }
}

#[test]
fn a_removed_list_takes_nobody_off_the_recipients_and_leaves_what_was_signed_for_it() {
    let clinic = clinic();
    let (list, other) = (clinic.list("News"), clinic.list("Flu"));
    let id = clinic.add("079 123 45 67").unwrap();
    for on in [list, other] {
        clinic.put(on, id, true);
    }
    let signed = clinic.taken(list).unwrap().audience;
    clinic.remove_list(list).unwrap();
    assert_eq!(clinic.lists().into_iter().map(|list| list.id).collect::<Vec<_>>(), [other]);
    let row = clinic.db.read(|tx| recipient(tx, id)).unwrap();
    assert!(row.number.is_some() && row.lists == [other]);
    assert!(clinic.db.read(|tx| is_audience(tx, &signed)).unwrap());
    let reached = clinic.db.read(|tx| audience_recipients(tx, &signed)).unwrap();
    assert!(matches!(reached.as_slice(), [(one, Some(_))] if *one == id));
    let name = clinic.db.read(|tx| recipient_list_name(tx, list)).unwrap();
    assert_eq!(name.as_deref(), Some("News"), "the message still says for whom it was chosen");
    assert_eq!(clinic.count("SELECT count(*) AS n FROM audit_entry WHERE action = 'recipient.list_removed'"), 1);
}

#[test]
fn a_removed_list_is_good_for_nothing_more() {
    let clinic = clinic();
    let list = clinic.list("News");
    let id = clinic.add("079 123 45 67").unwrap();
    clinic.remove_list(list).unwrap();
    let file = format!("{HEAD}079 123 45 68,Bo,2026-01-05,Form,\n");
    let seen = clinic.check(file.as_bytes()).unwrap().digest();
    for refused in [
        clinic.taken(list).map(|_| ()).unwrap_err(),
        clinic.take(file.as_bytes(), list, seen).map(|_| ()).unwrap_err(),
        clinic.write(move |tx, env, by| set_recipient_list(tx, env, by, list, id, true)).unwrap_err(),
    ] {
        assert!(refusal(&refused).contains("This list was removed"), "{}", refusal(&refused));
    }
    for refused in [clinic.remove_list(list).unwrap_err(), clinic.rename_list(list, "Letters").unwrap_err()] {
        assert!(refusal(&refused).contains("not there any more"), "{}", refusal(&refused));
    }
    let behind = "UPDATE recipient_list SET removed_at = NULL";
    assert!(clinic.write(move |tx, _, _| Ok(tx.run(behind, &[])?)).is_err());
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient"), 1, "nobody of the file was taken");
}

#[test]
fn two_lists_never_have_one_name_and_a_removed_one_gives_its_name_free() {
    let clinic = clinic();
    let (list, other) = (clinic.list("News"), clinic.list("Flu"));
    for name in ["news", " NEWS "] {
        let refused = clinic.rename_list(other, name).unwrap_err();
        assert!(refusal(&refused).contains("There is a list of this name already"), "{}", refusal(&refused));
    }
    let saved = "SELECT count(*) AS n FROM audit_entry WHERE action = 'recipient.list_saved'";
    clinic.rename_list(other, "Flu  ").unwrap();
    assert_eq!(clinic.count(saved), 2, "the same name is no change");
    clinic.rename_list(list, "NEWS").unwrap();
    clinic.remove_list(list).unwrap();
    clinic.rename_list(other, "News").unwrap();
    assert_eq!(clinic.lists()[0].name, "News");
}
