//! The record's promises, held against a real database: what is forgotten leaves no hole, what is changed is noticed.

use std::sync::Arc;

use rand::SeedableRng;

use super::{Action, Actor, Entry, forget_words, record, verify, words_of};
use crate::env::{DrivenClock, Env};
use crate::model::Millis;
use crate::store::{DataKey, Db, StoreError, StoreOptions, args};

const WORDS: &str = "Asha asked for another picture.";

fn recorded(folder: &std::path::Path) -> Db {
    let options = StoreOptions { path: folder.join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
    let db = Db::open(options, |_| {}).unwrap();
    let env =
        Env::new(Arc::new(DrivenClock::at(Millis(1_700_000_000_000))), Box::new(rand::rngs::StdRng::seed_from_u64(1)));
    db.write(move |tx| {
        tx.run(
            "INSERT INTO clinic (id, kind, installation_id, name, zone, language, countries, tone, zone_data, created_at)
             VALUES ('c', 'practice', 'i', 'Lakeside', 'UTC', 'en', '[]', 'warm', '1', 1)",
            args![],
        )?;
        for words in ["First.", WORDS, "Last."] {
            record(tx, &env, &Entry::done(Actor::Application, Action::ReviewRemarked).words(words))?;
        }
        Ok::<_, StoreError>(())
    })
    .unwrap();
    db
}

#[test]
fn forgotten_words_are_gone_and_the_chain_still_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let db = recorded(folder.path());
    assert_eq!(db.read(|tx| words_of(tx, 2)).unwrap().as_deref(), Some(WORDS));
    db.write(|tx| forget_words(tx, 2)).unwrap();
    assert_eq!(db.read(|tx| words_of(tx, 2)).unwrap(), None);
    assert_eq!(db.read(|tx| words_of(tx, 1)).unwrap().as_deref(), Some("First."), "the others are kept");
    let verified = db.read(verify).unwrap();
    assert_eq!((verified.entries, verified.broken_at), (3, None));
}

#[test]
fn words_that_were_changed_break_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let db = recorded(folder.path());
    db.write(|tx| {
        tx.run("UPDATE audit_words SET salt = $1 WHERE seq = 2", args![vec![0_u8; 16]])?;
        Ok::<_, StoreError>(())
    })
    .unwrap();
    assert_eq!(db.read(verify).unwrap().broken_at, Some(2));
}

#[test]
fn an_entry_can_be_neither_changed_nor_removed() {
    let folder = tempfile::tempdir().unwrap();
    let db = recorded(folder.path());
    for statement in ["UPDATE audit_entry SET at = 1 WHERE seq = 2", "DELETE FROM audit_entry WHERE seq = 3"] {
        let refused = db.write(move |tx| tx.run(statement, args![])).unwrap_err();
        assert!(matches!(refused, StoreError::Constraint(_)), "{statement}: {refused:?}");
    }
    assert_eq!(db.read(verify).unwrap().broken_at, None);
}
