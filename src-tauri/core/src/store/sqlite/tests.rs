//! The store's promises, held against a real file.

use std::sync::mpsc;

use super::{DataKey, Db, StoreOptions, migrate};
use crate::store::{StoreError, Tag, args};

struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("countersign-store-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn options(&self) -> StoreOptions {
        StoreOptions { path: self.0.join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn open(options: &StoreOptions) -> Result<Db, StoreError> {
    Db::open(options.clone(), |_| {})
}

fn add_media(db: &Db, digest: String) -> Result<(), StoreError> {
    db.write(move |tx| {
        tx.run(
            "INSERT INTO delivery_edges (from_state, to_state) VALUES ($1, $2)",
            args![digest.as_str(), "x".repeat(3000)],
        )?;
        Ok(())
    })
}

#[test]
fn a_wrong_key_opens_nothing_and_leaves_the_file_as_it_was() {
    let folder = Folder::new("wrong-key");
    drop(open(&folder.options()).unwrap());
    let before = std::fs::read(folder.options().path).unwrap();
    let wrong = StoreOptions { key: DataKey::from_bytes([8; 32]), ..folder.options() };
    assert!(matches!(open(&wrong), Err(StoreError::NotADatabase)));
    assert_eq!(std::fs::read(folder.options().path).unwrap(), before);
}

/// How many bytes SQLCipher puts into a page where nobody says otherwise.
const PAGE: usize = 4096;

#[test]
fn a_damaged_page_is_noticed_and_left_alone() {
    let folder = Folder::new("damaged");
    drop(open(&folder.options()).unwrap());
    let mut bytes = std::fs::read(folder.options().path).unwrap();
    // The root of the first table; a page that no table has any more may say what it wants.
    bytes[PAGE + PAGE / 2] ^= 0xff;
    std::fs::write(folder.options().path, &bytes).unwrap();
    let error = open(&folder.options()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_) | StoreError::NotADatabase), "{error:?}");
    assert_eq!(std::fs::read(folder.options().path).unwrap(), bytes);
}

#[test]
fn the_file_holds_nothing_readable() {
    let folder = Folder::new("sealed");
    let db = open(&folder.options()).unwrap();
    add_media(&db, "canary-in-the-database".into()).unwrap();
    drop(db);
    for entry in std::fs::read_dir(&folder.0).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"canary" || window == b"SQLite"));
    }
}

#[test]
fn a_newer_schema_is_refused() {
    let folder = Folder::new("newer");
    drop(open(&folder.options()).unwrap());
    let mut connection = super::connection::open_writer(&folder.options()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(
        migrate::to_latest(&mut connection, &folder.options()),
        Err(StoreError::NewerSchema { found: 99, .. })
    ));
}

#[test]
fn a_migration_runs_whole_or_not_at_all_after_a_backup() {
    let folder = Folder::new("migrate");
    drop(open(&folder.options()).unwrap());
    let mut connection = super::connection::open_writer(&folder.options()).unwrap();
    let broken = "CREATE TABLE half (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);";
    assert!(migrate::apply(&mut connection, &folder.options(), &[migrate::FILES, &[broken]].concat()).is_err());
    let half: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_master WHERE name = 'half'", [], |row| row.get(0)).unwrap();
    assert_eq!(half, 0, "a failed migration leaves nothing of itself");
    assert!(migrate::backup_path(&folder.options(), migrate::FILES.len()).exists(), "the copy was made first");
    let good = "CREATE TABLE whole (id TEXT) STRICT;";
    migrate::apply(&mut connection, &folder.options(), &[migrate::FILES, &[good]].concat()).unwrap();
}

#[test]
fn every_landed_schema_goes_up_to_the_newest() {
    for landed in 1..migrate::FILES.len() {
        let folder = Folder::new(&format!("up-from-{landed}"));
        let mut connection = super::connection::open_writer(&folder.options()).unwrap();
        migrate::apply(&mut connection, &folder.options(), &migrate::FILES[..landed]).unwrap();
        migrate::to_latest(&mut connection, &folder.options()).unwrap();
        let faults: i64 =
            connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
        assert_eq!(faults, 0);
        drop(connection);
        drop(open(&folder.options()).unwrap());
    }
}

#[test]
fn a_changed_migration_is_refused() {
    let folder = Folder::new("foreign");
    drop(open(&folder.options()).unwrap());
    let mut connection = super::connection::open_writer(&folder.options()).unwrap();
    let edited = format!("{} -- edited after it landed", migrate::FILES[0]);
    let files = [&[edited.as_str()], &migrate::FILES[1..]].concat();
    assert!(matches!(migrate::apply(&mut connection, &folder.options(), &files), Err(StoreError::ForeignSchema(1))));
}

#[test]
fn a_full_disk_refuses_the_write_and_keeps_what_was_there() {
    let folder = Folder::new("full");
    drop(open(&folder.options()).unwrap());
    let pages = std::fs::metadata(folder.options().path).unwrap().len() / 4096;
    let tight = StoreOptions { max_pages: Some(u32::try_from(pages).unwrap() + 2), ..folder.options() };
    let db = open(&tight).unwrap();
    let mut kept = 0;
    let error = loop {
        match add_media(&db, format!("media-{kept}")) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    drop(db);
    let count: i64 = open(&folder.options())
        .unwrap()
        .read(|tx| {
            tx.one("SELECT count(*) AS n FROM delivery_edges WHERE from_state LIKE 'media-%'", &[], |row| row.get("n"))
        })
        .unwrap()
        .unwrap();
    assert_eq!(count, kept, "what was accepted is there, what was refused is not");
}

#[test]
fn a_refused_write_takes_nothing_of_its_neighbours_with_it() {
    let folder = Folder::new("neighbours");
    let db = open(&folder.options()).unwrap();
    let threads: Vec<_> = (0..40)
        .map(|n| {
            let db = db.clone();
            std::thread::spawn(move || {
                db.write(move |tx| {
                    tx.run("INSERT INTO delivery_edges VALUES ($1, 'there')", args![format!("n{n}")])?;
                    if n % 2 == 0 { Err(StoreError::Unexpected("refused on purpose".into())) } else { Ok(()) }
                })
            })
        })
        .collect();
    for (n, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().unwrap().is_ok(), n % 2 == 1);
    }
    let kept: i64 = db
        .read(|tx| tx.one("SELECT count(*) AS n FROM delivery_edges WHERE to_state = 'there'", &[], |row| row.get("n")))
        .unwrap()
        .unwrap();
    assert_eq!(kept, 20);
    assert!(db.durable_commits() <= 40);
}

#[test]
fn tags_are_told_after_the_commit_and_never_for_a_refused_write() {
    let folder = Folder::new("tags");
    let (told, heard) = mpsc::channel();
    let db = Db::open(folder.options(), move |tags| told.send(tags.to_vec()).unwrap()).unwrap();
    let refused: Result<(), StoreError> = db.write(|tx| {
        tx.changed(Tag::Posts);
        Err(StoreError::Unexpected("on purpose".into()))
    });
    assert!(refused.is_err());
    db.write::<(), StoreError>(|tx| {
        tx.changed(Tag::Clinic);
        Ok(())
    })
    .unwrap();
    assert_eq!(heard.try_recv().unwrap(), vec![Tag::Clinic]);
    assert!(heard.try_recv().is_err());
}

#[test]
fn a_reader_can_not_write() {
    let folder = Folder::new("reader");
    let db = open(&folder.options()).unwrap();
    let refused: Result<usize, StoreError> = db.read(|tx| tx.run("DELETE FROM delivery_edges", &[]));
    assert!(refused.is_err());
}

#[test]
fn landed_migrations_never_change() {
    let digests: Vec<String> =
        migrate::FILES.iter().map(|sql| crate::model::Digest::of(sql.as_bytes()).to_string()).collect();
    assert_eq!(digests, include_str!("../../../migrations/landed.sha256").lines().collect::<Vec<_>>());
}

#[test]
fn the_database_and_the_code_hold_the_same_moves() {
    use crate::model::ExecutionState;
    let folder = Folder::new("edges");
    let db = open(&folder.options()).unwrap();
    let mut stored: Vec<(String, String)> = db
        .read(|tx| {
            tx.all::<_, StoreError>("SELECT from_state, to_state FROM delivery_edges", &[], |row| {
                Ok((row.get("from_state")?, row.get("to_state")?))
            })
        })
        .unwrap();
    let mut coded: Vec<(String, String)> = ExecutionState::ALL
        .iter()
        .flat_map(|from| from.next().iter().map(|to| (from.word().to_owned(), to.word().to_owned())))
        .collect();
    stored.sort();
    coded.sort();
    assert_eq!(stored, coded);
}

/// What was written before anybody kept whose words a version holds: `a` began a post, `b` changed it; `c` copied it; `c` began a
/// batch and `a` wrote the text that its post follows.
const BEFORE_WORDS_HAD_AUTHORS: &str = r#"
INSERT INTO person (id, name, pin_hash, created_at) VALUES ('a', 'A', '', 0), ('b', 'B', '', 0), ('c', 'C', '', 0);
INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
VALUES ('x', 'x', '1', '', '', '', 'connected', 0);
INSERT INTO batch (id, theme, canonical, brief, origin, created_at, created_by, canonical_by, canonical_at)
VALUES ('copy', '', 'Said.', '{}', 'copy', 0, 'c', NULL, NULL), ('shared', '', 'Shared.', '{}', 'blank', 0, 'c', 'c', 0);
INSERT INTO post (id, kind, batch_id, channel_id, correlation_id, review, head_revision, created_at, created_by, linked) VALUES
('1', 'post', NULL, 'x', '1', 'draft', '13', 0, 'a', 0), ('2', 'post', 'copy', 'x', '2', 'draft', '22', 0, 'c', 0),
('3', 'post', 'shared', 'x', '3', 'draft', '31', 0, 'c', 1);
INSERT INTO revision (id, post_id, number, content, author, created_at) VALUES
('11', '1', 1, '{}', 'a', 0), ('12', '1', 2, '{}', 'b', 0), ('13', '1', 3, '{}', 'b', 0),
('21', '2', 1, '{}', 'c', 0), ('22', '2', 2, '{}', 'c', 0), ('31', '3', 1, '{}', 'c', 0);
INSERT INTO fingerprint (revision_id, same) VALUES ('11', 'one'), ('12', 'two'), ('21', 'two'), ('22', 'three');
INSERT INTO audit_entry (installation_id, at, actor, action, allowed, facts, previous, hash)
VALUES ('i', 0, 'person:a', 'batch.shared_text_changed', 1, '{"batch":"shared"}', '', '1');
"#;

#[test]
fn words_that_were_there_before_have_the_authors_that_are_known_of_them() {
    let folder = Folder::new("authors");
    let mut connection = super::connection::open_writer(&folder.options()).unwrap();
    migrate::apply(&mut connection, &folder.options(), &migrate::FILES[..16]).unwrap();
    connection.execute_batch(&format!("BEGIN; {BEFORE_WORDS_HAD_AUTHORS} COMMIT;")).unwrap();
    migrate::to_latest(&mut connection, &folder.options()).unwrap();
    let told = |sql: &str| -> Vec<String> {
        let mut asked = connection.prepare(sql).unwrap();
        asked.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let words = "SELECT revision_id || ' ' || group_concat(person_id, '') FROM
                 (SELECT * FROM words_of ORDER BY revision_id, person_id) GROUP BY revision_id ORDER BY revision_id";
    assert_eq!(told(words), ["11 a", "12 ab", "13 ab", "21 abc", "22 abc", "31 ac"]);
    let shared = "SELECT batch_id || ' ' || person_id FROM shared_words_of ORDER BY batch_id, person_id";
    assert_eq!(told(shared), ["copy a", "copy b", "copy c", "shared a", "shared c"]);
}
