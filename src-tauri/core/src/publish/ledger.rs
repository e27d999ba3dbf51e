//! Calls and allowances on disk: written in batches, counted by day, trimmed, and read for a channel's page.
//!
//! Invariant: whatever waits in the book is on disk before it is shown, and before a workspace is closed.

use std::sync::{Arc, PoisonError};

use crate::clinic;
use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis};
use crate::store::{Db, Row, Tag, Tx, args};

use super::calls::{ApiCall, Batch, Book, Standing};
use super::tally;

/// How many calls are kept. A busy clinic makes some hundred a day: enough to look back over a month.
const MOST_KEPT: i64 = 20_000;
/// For how long they are kept: whoever asks about a failure asks within days, and nobody needs more.
const LONGEST_KEPT: i64 = 30 * Millis::DAY;
/// How many calls are written in one transaction, so that it stays short.
const AT_ONCE: usize = 500;

/// Writes down what waits in the book.
///
/// # Errors
/// When the store refuses; what could not be written stays in the book.
pub fn keep_calls(db: &Db, book: &Book) -> Result<()> {
    let _turn = book.writing.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let batch = book.take(AT_ONCE);
        if batch.is_empty() {
            return Ok(());
        }
        if batch.lost > 0 {
            tracing::warn!(lost = batch.lost, "calls were made that could not be kept on record");
        }
        let batch = Arc::new(batch);
        let written = Arc::clone(&batch);
        if let Err(error) = db.write(move |tx| write(tx, &written)) {
            book.put_back(Arc::unwrap_or_clone(batch));
            return Err(error);
        }
    }
}

fn write(tx: &Tx<'_>, batch: &Batch) -> Result<()> {
    let zone = clinic::zone(tx)?;
    for call in &batch.calls {
        tally::count(tx, &zone, call)?;
        tx.run(
            "INSERT INTO api_call (at, platform, method, template, status, ms, channel_id, correlation_id, why)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            args![
                call.at,
                call.platform,
                &call.method,
                &call.template,
                call.status,
                call.ms,
                call.channel,
                call.correlation,
                call.why.clone()
            ],
        )?;
    }
    for (channel, name, standing) in &batch.quotas {
        // A channel may have been removed meanwhile, or never been kept.
        tx.run(
            "INSERT INTO quota (channel_id, name, used, allowed, opens_at, seen_at)
             SELECT $1, $2, $3, $4, $5, $6 WHERE EXISTS (SELECT 1 FROM channel WHERE id = $1)
             ON CONFLICT (channel_id, name) DO UPDATE SET used = excluded.used, allowed = excluded.allowed,
                 opens_at = excluded.opens_at, seen_at = excluded.seen_at",
            args![*channel, name, standing.used, standing.allowed, standing.opens_at, standing.seen_at],
        )?;
    }
    if let Some(newest) = batch.calls.iter().map(|call| call.at).max() {
        trim(tx, newest)?;
        tally::trim(tx, &zone, newest)?;
    }
    tx.changed(Tag::Calls);
    Ok(())
}

/// Lets go of what is too much or too old. What was there before is in the order of its time, so the first that is
/// young enough ends it.
fn trim(tx: &Tx<'_>, now: Millis) -> Result<()> {
    tx.run("DELETE FROM api_call WHERE id <= (SELECT max(id) FROM api_call) - $1", args![MOST_KEPT])?;
    tx.run(
        "DELETE FROM api_call WHERE id < (SELECT id FROM api_call WHERE at >= $1 ORDER BY id LIMIT 1)",
        args![now.plus(-LONGEST_KEPT)],
    )?;
    Ok(())
}

/// Has the book know what is on disk.
///
/// # Errors
/// When the store refuses.
pub fn open_book(tx: &Tx<'_>, book: &Book) -> Result<()> {
    let quotas = tx.all("SELECT * FROM quota", &[], |row| {
        Ok::<_, Error>((row.get("channel_id")?, row.get("name")?, standing(row)?))
    })?;
    book.remember(quotas);
    Ok(())
}

fn standing(row: &Row<'_>) -> Result<Standing> {
    Ok(Standing {
        used: row.get("used")?,
        allowed: row.get("allowed")?,
        opens_at: row.get("opens_at")?,
        seen_at: row.get("seen_at")?,
    })
}

/// What is known of a channel's allowances, by name.
///
/// # Errors
/// When the store refuses.
pub fn allowances(tx: &Tx<'_>, channel: ChannelId) -> Result<Vec<(String, Standing)>> {
    tx.all("SELECT * FROM quota WHERE channel_id = $1 ORDER BY name", args![channel], |row| {
        Ok((row.get("name")?, standing(row)?))
    })
}

/// Forgets what is known of a channel's allowances: another credential has its own.
///
/// # Errors
/// When the store refuses.
pub fn forget_allowances(tx: &Tx<'_>, channel: ChannelId) -> Result<()> {
    tx.run("DELETE FROM quota WHERE channel_id = $1", args![channel])?;
    tx.changed(Tag::Calls);
    Ok(())
}

/// A channel's last calls, the newest first.
///
/// # Errors
/// When the store refuses.
pub fn last_calls(tx: &Tx<'_>, channel: ChannelId, most: u32) -> Result<Vec<ApiCall>> {
    tx.all("SELECT * FROM api_call WHERE channel_id = $1 ORDER BY id DESC LIMIT $2", args![channel, most], |row| {
        Ok(ApiCall {
            at: row.get("at")?,
            platform: row.get("platform")?,
            method: row.get("method")?,
            template: row.get("template")?,
            status: row.get("status")?,
            ms: row.get("ms")?,
            channel: row.get("channel_id")?,
            correlation: row.get("correlation_id")?,
            why: row.get("why")?,
        })
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::calls::Allowance;
    use super::*;
    use crate::model::Platform;
    use crate::store::{DataKey, StoreOptions};

    const NOW: Millis = Millis(1_795_228_200_000);

    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn id() -> ChannelId {
        "01931c2e-5b00-7000-8000-000000000001".parse().unwrap()
    }

    /// A database with one channel.
    fn database(name: &str) -> (Folder, Db) {
        let folder = std::env::temp_dir().join(format!("countersign-ledger-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let options =
            StoreOptions { path: folder.join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
        let db = Db::open(options, |_| {}).unwrap();
        db.write(|tx| {
            tx.run(
                "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
                 VALUES ($1, 'x', 'a', 'Lakeside', 'Lakeside', '', 'connected', 0)",
                args![id()],
            )
            .map_err(Error::from)
        })
        .unwrap();
        (Folder(folder), db)
    }

    fn call(at: Millis, what: &str) -> ApiCall {
        ApiCall {
            at,
            platform: Platform::X,
            method: "GET".into(),
            template: what.into(),
            status: None,
            ms: 3,
            channel: Some(id()),
            correlation: None,
            why: Some("no answer in time".into()),
        }
    }

    fn kept(db: &Db) -> Vec<String> {
        let calls = db.read(|tx| last_calls(tx, id(), 50)).unwrap();
        calls.into_iter().map(|call| call.template).collect()
    }

    #[test]
    fn what_waits_is_written_in_order_and_once() {
        let (_folder, db) = database("order");
        let book = Book::default();
        keep_calls(&db, &book).unwrap();
        let commits = db.durable_commits();
        for n in 0..3 {
            book.note(call(NOW.plus(n), &format!("/{n}")));
        }
        keep_calls(&db, &book).unwrap();
        keep_calls(&db, &book).unwrap();
        assert_eq!(kept(&db), ["/2", "/1", "/0"]);
        assert_eq!(db.durable_commits(), commits + 1, "a batch is one commit, and nothing is none");
        assert_eq!(db.read(|tx| last_calls(tx, id(), 1)).unwrap(), [call(NOW.plus(2), "/2")]);
    }

    #[test]
    fn what_is_too_old_or_too_much_is_let_go_of() {
        let (_folder, db) = database("trim");
        let insert = |id: i64, at: Millis| {
            db.write(move |tx| {
                tx.run(
                    "INSERT INTO api_call (id, at, platform, method, template, ms, channel_id)
                     VALUES ($1, $2, 'x', 'GET', $3, 1, $4)",
                    args![id, at, format!("/{id}"), super::tests::id()],
                )
                .map_err(Error::from)
            })
            .unwrap();
        };
        let trim_now = || db.write(|tx| trim(tx, NOW)).unwrap();
        insert(1, NOW.plus(-LONGEST_KEPT - 2));
        insert(2, NOW.plus(-LONGEST_KEPT - 1));
        insert(3, NOW.plus(-LONGEST_KEPT));
        insert(4, NOW);
        trim_now();
        assert_eq!(kept(&db), ["/4", "/3"]);
        insert(3 + MOST_KEPT, NOW);
        trim_now();
        assert_eq!(kept(&db), [format!("/{}", 3 + MOST_KEPT), "/4".to_owned()]);
    }

    #[test]
    fn an_allowance_is_remembered_and_one_of_nobody_s_is_not_kept() {
        let (_folder, db) = database("quota");
        let (book, stranger) = (Book::default(), "01931c2e-5b00-7000-8000-000000000002".parse().unwrap());
        let said =
            || vec![Allowance { name: "posts".into(), used: Some(100), allowed: 100, opens_at: Some(NOW.plus(900)) }];
        book.note_allowances(id(), NOW, said());
        book.note_allowances(stranger, NOW, said());
        keep_calls(&db, &book).unwrap();
        let again = Book::default();
        db.read(|tx| open_book(tx, &again)).unwrap();
        let names = ["posts".to_owned()];
        assert_eq!(again.closed_until(id(), &names, NOW), Some(NOW.plus(900)));
        assert_eq!(again.closed_until(stranger, &names, NOW), None);
        db.write(|tx| forget_allowances(tx, id())).unwrap();
        assert_eq!(db.read(|tx| allowances(tx, id())).unwrap(), []);
    }

    #[test]
    fn a_pause_is_never_shortened_and_troubles_end_with_a_good_answer() {
        let (_folder, db) = database("rest");
        let rests = || {
            let row = db.read(|tx| clinic::channel(tx, id())).unwrap();
            (row.rests_until.map(|until| until.since(NOW)), row.troubles)
        };
        let trouble = |at: Millis| db.write(move |tx| clinic::trouble(tx, id(), at, 7)).unwrap();
        let pause = |ms: i64| db.write(move |tx| clinic::rest_until(tx, id(), NOW, NOW.plus(ms))).unwrap();
        let well = || db.write(|tx| clinic::recovered(tx, id())).unwrap();
        for (troubles, wait) in (1..).zip([15_007, 30_007, 60_007, 120_007, 240_007, 480_000, 480_000]) {
            trouble(NOW);
            assert_eq!(rests(), (Some(wait), troubles), "it doubles up to its bound");
        }
        well();
        assert_eq!(rests(), (None, 0));
        trouble(NOW);
        pause(600_000);
        assert_eq!(rests(), (Some(600_000), 0), "what the platform says counts more than our guess");
        pause(60_000);
        trouble(NOW);
        well();
        assert_eq!(rests(), (Some(600_000), 0), "nothing shortens a pause");
        trouble(NOW.plus(600_001));
        assert_eq!(rests(), (Some(600_001 + 15_007), 1), "a new trouble after it");
        well();
        let next_year = 365 * Millis::DAY;
        db.write(move |tx| clinic::rest_until(tx, id(), NOW.plus(next_year), NOW.plus(next_year + 60_000))).unwrap();
        let row = db.read(|tx| clinic::channel(tx, id())).unwrap();
        assert_eq!(clinic::resting_until(row.rests_until, NOW), None, "set by a clock that was a year ahead");
        pause(60_000);
        assert_eq!(rests(), (Some(60_000), 0), "it keeps no pause from being believed either");
    }
}
