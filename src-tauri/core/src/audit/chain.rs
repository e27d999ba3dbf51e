//! Writing the chain, and checking that it is whole.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

use super::{Action, Actor};
use crate::env::Env;
use crate::model::{CorrelationId, Digest, Millis, PostId};
use crate::store::{StoreError, Tag, Tx, args};

/// What the first entry follows.
const BEGINNING: &str = "countersign-record-1";

/// An entry to write.
#[derive(Debug, Clone)]
pub struct Entry {
    actor: Actor,
    action: Action,
    reason: Option<&'static str>,
    post: Option<PostId>,
    correlation: Option<CorrelationId>,
    facts: Vec<(&'static str, String)>,
    words: Option<String>,
}

impl Entry {
    /// Something that was done.
    pub const fn done(actor: Actor, action: Action) -> Self {
        Self { actor, action, reason: None, post: None, correlation: None, facts: Vec::new(), words: None }
    }

    /// Something that was refused, and the stable word for why.
    pub fn denied(actor: Actor, action: Action, reason: &'static str) -> Self {
        Self { reason: Some(reason), ..Self::done(actor, action) }
    }

    /// The post it is about.
    #[must_use]
    pub const fn about(mut self, post: PostId, correlation: CorrelationId) -> Self {
        self.post = Some(post);
        self.correlation = Some(correlation);
        self
    }

    /// The number that a person is told, where it is about no post.
    #[must_use]
    pub const fn under(mut self, correlation: CorrelationId) -> Self {
        self.correlation = Some(correlation);
        self
    }

    /// A code, an id or a digest. Never personal text, never a secret.
    #[must_use]
    pub fn fact(mut self, name: &'static str, value: impl ToString) -> Self {
        self.facts.push((name, value.to_string()));
        self
    }

    /// Personal words that belong to it.
    #[must_use]
    pub fn words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }
}

/// An entry on record.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its place, from 1.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

struct Row {
    installation: String,
    at: Millis,
    actor: String,
    action: String,
    allowed: bool,
    reason: Option<String>,
    post: Option<String>,
    correlation: Option<String>,
    facts: String,
    words_digest: Option<String>,
    previous: String,
}

impl Row {
    fn hash(&self) -> String {
        let optional =
            |text: &Option<String>| text.as_deref().map_or_else(Vec::new, |text| [b"=", text.as_bytes()].concat());
        Digest::of_fields(&[
            self.previous.as_bytes(),
            self.installation.as_bytes(),
            &self.at.0.to_be_bytes(),
            self.actor.as_bytes(),
            self.action.as_bytes(),
            &[u8::from(self.allowed)],
            &optional(&self.reason),
            &optional(&self.post),
            &optional(&self.correlation),
            self.facts.as_bytes(),
            &optional(&self.words_digest),
        ])
        .to_string()
    }
}

/// Appends an entry in the transaction of what it tells of.
///
/// # Errors
/// When the store refuses.
pub fn record(tx: &Tx<'_>, env: &Env, entry: &Entry) -> Result<Recorded, StoreError> {
    let installation: String = tx
        .one("SELECT installation_id FROM clinic", &[], |row| row.get("installation_id"))?
        .ok_or_else(|| StoreError::Unexpected("a record before the clinic".into()))?;
    let last: Option<String> =
        tx.one("SELECT hash FROM audit_entry ORDER BY seq DESC LIMIT 1", &[], |row| row.get("hash"))?;
    let salt: [u8; 16] = env.bytes();
    let facts =
        serde_json::Map::from_iter(entry.facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())));
    let row = Row {
        installation,
        at: env.now(),
        actor: entry.actor.to_string(),
        action: entry.action.word().to_owned(),
        allowed: entry.reason.is_none(),
        reason: entry.reason.map(str::to_owned),
        post: entry.post.map(|post| post.to_string()),
        correlation: entry.correlation.map(|id| id.to_string()),
        facts: serde_json::Value::Object(facts).to_string(),
        words_digest: entry.words.as_ref().map(|words| Digest::of_fields(&[&salt, words.as_bytes()]).to_string()),
        previous: last.unwrap_or_else(|| BEGINNING.to_owned()),
    };
    let hash = row.hash();
    let seq: i64 = tx
        .one(
            "INSERT INTO audit_entry (installation_id, at, actor, action, allowed, reason, post_id, correlation_id, facts,
                                      words_digest, previous, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING seq",
            args![
                row.installation, row.at, row.actor, row.action, row.allowed, row.reason, row.post, row.correlation,
                row.facts, row.words_digest, row.previous, hash.as_str()
            ],
            |row| row.get("seq"),
        )?
        .ok_or_else(|| StoreError::Unexpected("an entry without a number".into()))?;
    if let Some(words) = &entry.words {
        seal_words(tx, env, seq, &salt, words)?;
    }
    tx.changed(Tag::Activity);
    Ok(Recorded { seq, hash })
}

fn seal_words(tx: &Tx<'_>, env: &Env, seq: i64, salt: &[u8; 16], words: &str) -> Result<(), StoreError> {
    let (key, nonce): ([u8; 32], [u8; 24]) = (env.bytes(), env.bytes());
    let sealed = XChaCha20Poly1305::new(&Key::from(key))
        .encrypt(&XNonce::from(nonce), words.as_bytes())
        .map_err(|_| StoreError::Unexpected("words that can't be sealed".into()))?;
    tx.run(
        "INSERT INTO audit_words (seq, salt, nonce, sealed) VALUES ($1, $2, $3, $4)",
        args![seq, salt.to_vec(), nonce.to_vec(), sealed],
    )?;
    tx.run("INSERT INTO audit_words_key (seq, key) VALUES ($1, $2)", args![seq, key.to_vec()])?;
    Ok(())
}

/// The personal words of an entry, unless it has none or they were forgotten.
///
/// # Errors
/// When the store refuses.
pub fn words_of(tx: &Tx<'_>, seq: i64) -> Result<Option<String>, StoreError> {
    let parts = tx.one(
        "SELECT nonce, sealed, key FROM audit_words JOIN audit_words_key USING (seq) WHERE seq = $1",
        args![seq],
        |row| {
            Ok::<_, StoreError>((
                row.get::<Vec<u8>>("nonce")?,
                row.get::<Vec<u8>>("sealed")?,
                row.get::<Vec<u8>>("key")?,
            ))
        },
    )?;
    let Some((nonce, sealed, key)) = parts else { return Ok(None) };
    let (Ok(nonce), Ok(key)) = (<[u8; 24]>::try_from(nonce), <[u8; 32]>::try_from(key)) else {
        return Err(StoreError::Damaged("a key of the record has the wrong length".into()));
    };
    let words = XChaCha20Poly1305::new(&Key::from(key))
        .decrypt(&XNonce::from(nonce), sealed.as_slice())
        .map_err(|_| StoreError::Damaged("words of the record do not open".into()))?;
    Ok(Some(String::from_utf8_lossy(&words).into_owned()))
}

/// Forgets the personal words of an entry. The chain still verifies.
///
/// # Errors
/// When the store refuses.
pub fn forget_words(tx: &Tx<'_>, seq: i64) -> Result<(), StoreError> {
    tx.run("DELETE FROM audit_words_key WHERE seq = $1", args![seq])?;
    tx.changed(Tag::Activity);
    Ok(())
}

/// What reading the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries were read.
    pub entries: i64,
    /// The first that does not follow from the one before it, or is not what it was.
    pub broken_at: Option<i64>,
    /// The hash of the newest entry.
    pub head: String,
}

/// Reads the whole chain and checks every link, every hash and the words that are still there.
///
/// # Errors
/// When the store refuses.
pub fn verify(tx: &Tx<'_>) -> Result<Verified, StoreError> {
    let rows = tx.all(
        "SELECT seq, installation_id, at, actor, action, allowed, reason, post_id, correlation_id, facts, words_digest,
                previous, hash, salt
         FROM audit_entry LEFT JOIN audit_words USING (seq) ORDER BY seq",
        &[],
        |row| {
            let stored = Row {
                installation: row.get("installation_id")?,
                at: row.get("at")?,
                actor: row.get("actor")?,
                action: row.get("action")?,
                allowed: row.get("allowed")?,
                reason: row.get("reason")?,
                post: row.get("post_id")?,
                correlation: row.get("correlation_id")?,
                facts: row.get("facts")?,
                words_digest: row.get("words_digest")?,
                previous: row.get("previous")?,
            };
            Ok::<_, StoreError>((
                row.get::<i64>("seq")?,
                row.get::<String>("hash")?,
                row.get::<Option<Vec<u8>>>("salt")?,
                stored,
            ))
        },
    )?;
    let mut head = BEGINNING.to_owned();
    let mut broken_at = None;
    for (index, (seq, hash, salt, row)) in (1i64..).zip(&rows) {
        let in_order = *seq == index && row.previous == head && row.hash() == *hash;
        if broken_at.is_none() && !(in_order && words_fit(tx, *seq, salt.as_deref(), row)?) {
            broken_at = Some(*seq);
        }
        head.clone_from(hash);
    }
    Ok(Verified { entries: i64::try_from(rows.len()).unwrap_or(i64::MAX), broken_at, head })
}

fn words_fit(tx: &Tx<'_>, seq: i64, salt: Option<&[u8]>, row: &Row) -> Result<bool, StoreError> {
    let (Some(expected), Some(salt)) = (&row.words_digest, salt) else {
        return Ok(row.words_digest.is_none() && salt.is_none());
    };
    match words_of(tx, seq) {
        Ok(Some(words)) => Ok(Digest::of_fields(&[salt, words.as_bytes()]).to_string() == *expected),
        Ok(None) => Ok(true),
        Err(StoreError::Damaged(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
