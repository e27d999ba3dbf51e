//! Calls and allowances on disk: written in batches, trimmed, and read for a channel's page.
//!
//! Invariant: whatever waits in the book is on disk before it is shown, and before a workspace is closed.

use std::sync::{Arc, PoisonError};

use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis};
use crate::store::{Db, Row, Tag, Tx, args};

use super::calls::{ApiCall, Batch, Book, Standing};

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
    for call in &batch.calls {
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
