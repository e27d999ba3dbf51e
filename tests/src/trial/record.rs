//! Reads the evidence: from the clinic's database as it lies on disk, and from the platforms' ledger.
//!
//! Invariant: it goes past the product's own answers. What was signed is read from the signed bytes, and each signature is
//! checked against them anew.

use std::collections::{BTreeMap, BTreeSet};

use countersign_core::error::Error;
use countersign_core::gate::{self, ManifestV1};
use countersign_core::model::{Digest, ExecutionState, Gesture, Millis, PartRole, Platform, PlatformOptions, PostId};
use countersign_core::store::{Db, Tx, Value};
use countersign_practice::{LedgerEntry, LedgerKind, Platform as Practised};
use serde_json::Value as Json;

use super::evidence::{
    Ban, Commit, DraftSeen, Evidence, GestureSeen, PostSeen, Public, Seq, SignatureSeen, Span, Wording, Words,
};
use super::orders::FORBIDDEN;

/// How a post says which one it is.
const MARK: &str = "No ";

/// Everything there is to see.
///
/// # Errors
/// When the database can't be read.
pub fn read(db: &Db, ledger: &[LedgerEntry], posts: &BTreeMap<PostId, usize>) -> Result<Evidence, Error> {
    db.read(|tx| {
        let (wordless, said): (Vec<&LedgerEntry>, Vec<&LedgerEntry>) =
            ledger.iter().partition(|it| matches!(it.kind, LedgerKind::Like | LedgerKind::Hide | LedgerKind::Repost));
        let mut evidence = Evidence { public: said.into_iter().map(public).collect(), ..Evidence::default() };
        evidence.gestures = gestures(tx, &wordless)?;
        let wanted = |it: &&&LedgerEntry| evidence.gestures.iter().any(|seen| is_of(it, seen.kind, &seen.target));
        evidence.unasked = wordless.iter().filter(|it| !wanted(it)).map(|it| it.id.clone()).collect();
        for (id, number) in posts {
            let signatures = signatures(tx, *id)?;
            if signatures.is_empty() {
                continue;
            }
            match post(tx, *id, signatures)? {
                Some(post) => drop(evidence.posts.insert(*number, post)),
                None => evidence.lost.push(*number),
            }
        }
        evidence.spans = spans(tx, posts)?;
        Ok(evidence)
    })
}

/// Everything on record about a post, for whoever has to find out why.
///
/// # Errors
/// When the database can't be read.
pub fn story(db: &Db, post: PostId) -> Result<Vec<String>, Error> {
    let entries = db.read(|tx| entries(tx, "WHERE post_id = $1", &[Value::from(post)]))?;
    Ok(entries.into_iter().map(|it| format!("{} {} {} {}", it.seq, it.at.0, it.action, it.facts)).collect())
}

/// What a draft says now.
///
/// # Errors
/// When the database can't be read.
pub fn draft(db: &Db, post: PostId, may_say: Vec<String>) -> Result<DraftSeen, Error> {
    let text = db.read(|tx| {
        tx.one(
            "SELECT revision.content FROM post JOIN revision ON revision.id = post.head_revision WHERE post.id = $1",
            &[Value::from(post)],
            |row| {
                Ok::<_, Error>(row.json::<Json>("content")?["parts"][0]["text"].as_str().unwrap_or_default().to_owned())
            },
        )
    })?;
    Ok(DraftSeen { text: text.unwrap_or_default(), may_say })
}

/// A signed post; nothing where a row of it is not there any more.
fn post(tx: &Tx<'_>, id: PostId, signatures: Vec<SignatureSeen>) -> Result<Option<PostSeen>, Error> {
    let found = tx.one(
        "SELECT channel.platform, post.channel_id, EXISTS (SELECT 1 FROM post_target WHERE post_target.post_id = post.id) AS answers,
                plan.due_at, delivery.id AS delivery, delivery.state, delivery.message, delivery.take_down_at,
                delivery.state || ': ' || coalesce(delivery.message, '') || ' [' || coalesce(delivery.detail, '') || '], looked for '
                || delivery.lookups || ' times, ' || delivery.empty_readings || ' in vain, next at '
                || coalesce(delivery.next_try_at, 'never') AS told,
                post.held_at, EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id) AS approved,
                (SELECT count(*) FROM part WHERE part.delivery_id = delivery.id AND part.state IN ('posted', 'removed')) AS said,
                (SELECT count(*) FROM part WHERE part.delivery_id = delivery.id AND part.state IN ('unknown', 'committing')) AS unclear,
                (SELECT count(*) FROM part JOIN read_back ON read_back.part_id = part.id
                 WHERE part.delivery_id = delivery.id AND read_back.outcome IN ('differs', 'gone')) AS said_otherwise,
                (SELECT count(*) FROM recipient_part WHERE recipient_part.delivery_id = delivery.id) AS recipients
         FROM post JOIN channel ON channel.id = post.channel_id JOIN plan ON plan.post_id = post.id
         JOIN delivery ON delivery.post_id = post.id WHERE post.id = $1",
        &[Value::from(id)],
        |row| {
            let state: ExecutionState = row.get("state")?;
            let reason = reason(
                state,
                row.get::<Option<String>>("message")?,
                row.get::<Option<i64>>("take_down_at")?.is_some(),
                row.get::<Option<i64>>("held_at")?.is_some(),
                row.get::<bool>("approved")?,
            );
            let seen = PostSeen {
                platform: row.get::<Platform>("platform")?,
                channel: row.get("channel_id")?,
                answers: row.get("answers")?,
                due: row.get::<Millis>("due_at")?,
                state,
                reason,
                told: row.get("told")?,
                parts: usize::try_from(row.get::<i64>("recipients")?).unwrap_or(0),
                said_public: usize::try_from(row.get::<i64>("said")?).unwrap_or(0),
                unclear: usize::try_from(row.get::<i64>("unclear")?).unwrap_or(0),
                commits: Vec::new(),
                signatures: Vec::new(),
                revoked: Vec::new(),
                revised: Vec::new(),
                said_otherwise: usize::try_from(row.get::<i64>("said_otherwise")?).unwrap_or(0),
            };
            Ok::<_, Error>((row.get::<String>("delivery")?, seen))
        },
    )?;
    let Some((delivery, mut seen)) = found else { return Ok(None) };
    seen.signatures = signatures;
    let to_many = seen.parts > 0;
    for entry in entries(tx, "WHERE post_id = $1 AND allowed = 1", &[Value::from(id)])? {
        match entry.action.as_str() {
            "approval.revoked" => seen.revoked.push(entry.seq),
            // Saves of one sitting are on record once; which of them counts is told when it is sent to the doctor.
            "post.revised" | "post.submitted" => seen.revised.push((entry.seq, entry.fact("revision"))),
            "gate.commit_started" => {
                let (commit, parts) = commit(tx, &entry, &delivery)?;
                if !to_many {
                    seen.parts = parts;
                }
                seen.commits.push(commit);
            }
            _ => {}
        }
    }
    Ok(Some(seen))
}

/// What somebody wanted done without words, what became of it, and whether a doctor's signature covered it.
fn gestures(tx: &Tx<'_>, ledger: &[&LedgerEntry]) -> Result<Vec<GestureSeen>, Error> {
    let let_out = entries(tx, "WHERE allowed = 1 AND action = 'gesture.let'", &[])?;
    let rows = tx.all(
        "SELECT gesture.id, gesture.kind, gesture.account_id, gesture.state, gesture.message, item.platform_id, channel.platform
         FROM gesture JOIN item ON item.id = gesture.item_id JOIN channel ON channel.id = item.channel_id ORDER BY gesture.id",
        &[],
        |row| {
            let seen = GestureSeen {
                kind: row.get("kind")?,
                target: row.get("platform_id")?,
                state: row.get("state")?,
                reason: row.get("message")?,
                let_out: false,
                stands: 0,
            };
            Ok::<_, Error>((
                seen,
                row.get::<String>("id")?,
                (row.get::<Platform>("platform")?, row.get::<String>("account_id")?),
            ))
        },
    )?;
    let mut all = Vec::new();
    for (seen, id, (on, account)) in rows {
        let mut covered = false;
        for entry in let_out.iter().filter(|entry| entry.fact("gesture") == id) {
            covered |= is_let(tx, entry, seen.kind, (on, &account))?;
        }
        let stands = ledger.iter().filter(|it| is_of(it, seen.kind, &seen.target)).count();
        all.push(GestureSeen { let_out: covered, stands, ..seen });
    }
    Ok(all)
}

/// Whether what a platform shows is this, done to that.
fn is_of(entry: &LedgerEntry, kind: Gesture, target: &str) -> bool {
    let shown = match kind {
        Gesture::Hide => LedgerKind::Hide,
        Gesture::Like => LedgerKind::Like,
        Gesture::Repost => LedgerKind::Repost,
        // Taking one back, and deleting, leave nothing that could stand twice.
        Gesture::Show | Gesture::Unlike | Gesture::Unrepost | Gesture::Delete => return false,
    };
    entry.kind == shown && entry.parent.as_deref() == Some(target)
}

/// Whether what an entry says that it let out was signed beforehand for this account, by an enrolled key.
fn is_let(tx: &Tx<'_>, entry: &Entry, kind: Gesture, (on, account): (Platform, &str)) -> Result<bool, Error> {
    let digest: Digest = entry.fact("beforehand").parse().map_err(|_| Error::internal("no digest"))?;
    let signed = gate::load_beforehand(tx, digest)?;
    let keys = tx.all(
        "SELECT given.signature, person_key.public_key FROM beforehand_approval AS given
         JOIN person_key ON person_key.id = given.key_id WHERE given.beforehand = $1",
        &[Value::from(digest)],
        |row| Ok::<_, Error>((row.get::<Vec<u8>>("signature")?, row.get::<Vec<u8>>("public_key")?)),
    )?;
    let is_good = |(signature, key): (Vec<u8>, Vec<u8>)| {
        let bytes: (Option<[u8; 32]>, Option<[u8; 64]>) = (key.try_into().ok(), signature.try_into().ok());
        matches!(bytes, (Some(key), Some(signature)) if signed.is_signed_by(&key, &signature))
    };
    Ok(signed.lets(on, account, kind) && keys.into_iter().any(is_good))
}

/// Why a post is not public, where anything says so.
fn reason(
    state: ExecutionState,
    message: Option<String>,
    taken_down: bool,
    held_back: bool,
    approved: bool,
) -> Option<String> {
    use ExecutionState as S;
    let told = message.filter(|message| !message.trim().is_empty());
    match state {
        S::Cancelled | S::Removed => Some("somebody wanted it down").filter(|_| taken_down).map(str::to_owned).or(told),
        S::Held if held_back => Some("somebody held it back".to_owned()),
        S::Held if !approved => Some("its signature was taken back, or its words changed".to_owned()),
        S::Missed | S::Expired | S::Failed | S::PartlyPosted | S::HandedOver => told,
        S::Held | S::Scheduled | S::Running | S::Posted | S::Processing | S::AtPlatform | S::Retrying | S::InDoubt => {
            None
        }
    }
}

fn commit(tx: &Tx<'_>, entry: &Entry, delivery: &str) -> Result<(Commit, usize), Error> {
    let digest = entry.fact("manifest");
    let manifest = gate::load_manifest(tx, digest.parse::<Digest>().map_err(|_| Error::internal("no digest"))?)?.body;
    let part: usize = entry.fact("part").parse().unwrap_or(usize::MAX);
    let recipient = tx.one(
        "SELECT recipient.number FROM part JOIN recipient_part ON recipient_part.part_id = part.id
         JOIN recipient ON recipient.id = recipient_part.recipient_id WHERE part.delivery_id = $1 AND part.ordinal = $2",
        &[Value::from(delivery), Value::from(i64::try_from(part).unwrap_or(-1))],
        |row| row.get::<Option<String>>("number").map_err(Error::from),
    )?;
    let (alone, under) = goes_to(&manifest, part);
    let commit = Commit {
        seq: entry.seq,
        at: entry.at,
        part,
        words: words(&manifest, if recipient.is_some() { 0 } else { part }),
        recipient: recipient.flatten().or(alone),
        under,
        manifest: digest,
        revision: manifest.revision.to_string(),
    };
    Ok((commit, manifest.parts.len()))
}

/// What an answer goes to, as it was signed: a person alone, or what it stands under.
fn goes_to(manifest: &ManifestV1, part: usize) -> (Option<String>, Option<String>) {
    let target = manifest.target.as_ref().filter(|_| part == 0).map(|target| target.id.clone());
    match manifest.parts.get(part).map(|part| part.role) {
        Some(PartRole::Message) => (target, None),
        Some(PartRole::Main | PartRole::Thread | PartRole::FirstComment | PartRole::Reply | PartRole::PrivateReply)
        | None => (None, target),
    }
}

fn words(manifest: &ManifestV1, part: usize) -> Words {
    let signed = manifest.parts.get(part);
    let media = || signed.into_iter().flat_map(|part| &part.media);
    let text = match &manifest.options {
        PlatformOptions::Whatsapp { template } => Wording::Filled(
            template.iter().flat_map(|template| &template.parameters).map(|it| it.value.clone()).collect(),
        ),
        PlatformOptions::X { .. }
        | PlatformOptions::Facebook { .. }
        | PlatformOptions::Linkedin { .. }
        | PlatformOptions::Instagram { .. }
        | PlatformOptions::Youtube(_)
        | PlatformOptions::Tiktok(_) => Wording::Exactly(signed.map(|part| part.text.clone()).unwrap_or_default()),
    };
    Words {
        text,
        link: manifest.options.link().filter(|_| part == 0).map(str::to_owned),
        media: media().map(|media| media.digest.to_string()).collect(),
        alts: media().map(|media| media.alt.clone()).collect(),
    }
}

/// Each signature on record, with whether the stored one is the key's over the stored bytes.
fn signatures(tx: &Tx<'_>, post: PostId) -> Result<Vec<SignatureSeen>, Error> {
    let rows = tx.all(
        "SELECT approval.manifest, approval.key_id, approval.signature, person_key.public_key
         FROM approval JOIN person_key ON person_key.id = approval.key_id WHERE approval.post_id = $1",
        &[Value::from(post)],
        |row| {
            let key = (row.get::<Digest>("manifest")?, row.get::<String>("key_id")?);
            Ok::<_, Error>((key, (row.get::<Vec<u8>>("signature")?, row.get::<Vec<u8>>("public_key")?)))
        },
    )?;
    let mut good = BTreeSet::new();
    for ((manifest, key), (signature, public)) in rows {
        let bytes: (Option<[u8; 32]>, Option<[u8; 64]>) = (public.try_into().ok(), signature.try_into().ok());
        let stored = gate::load_manifest(tx, manifest)?;
        if matches!(bytes, (Some(public), Some(signature)) if stored.is_signed_by(&public, &signature)) {
            good.insert((manifest.to_string(), key));
        }
    }
    let given = entries(tx, "WHERE post_id = $1 AND allowed = 1 AND action = 'approval.signed'", &[Value::from(post)])?;
    let seen = given.iter().map(|entry| SignatureSeen {
        seq: entry.seq,
        manifest: entry.fact("manifest"),
        good: good.contains(&(entry.fact("manifest"), entry.fact("key"))),
    });
    Ok(seen.collect())
}

/// When everything was stopped, when somebody held one post back or wanted it down, and which rules the clinic had.
fn spans(tx: &Tx<'_>, posts: &BTreeMap<PostId, usize>) -> Result<Vec<Span>, Error> {
    let wanted =
        "WHERE allowed = 1 AND action IN ('publishing.stopped', 'publishing.resumed', 'post.held', 'post.released',
                                          'removal.asked', 'policy.pace_set', 'policy.words_set')";
    let mut spans: Vec<Span> = Vec::new();
    for entry in entries(tx, wanted, &[])? {
        let seq = entry.seq;
        let post = || entry.post.and_then(|post| posts.get(&post)).map_or(Ban::Everything, |post| Ban::Post(*post));
        match entry.action.as_str() {
            "publishing.stopped" => begins(&mut spans, seq, STOPPED, Ban::Everything),
            "publishing.resumed" => ends(&mut spans, seq, |span| span.why == STOPPED),
            "post.held" => begins(&mut spans, seq, HELD, post()),
            "post.released" => ends(&mut spans, seq, |span| span.why == HELD && span.ban == post()),
            "removal.asked" => begins(&mut spans, seq, "somebody wanted it down", post()),
            "policy.words_set" => {
                ends(&mut spans, seq, |span| matches!(span.ban, Ban::Words(_)));
                if entry.fact("denied") != "0" {
                    begins(&mut spans, seq, "its words were not to be let out", Ban::Words(FORBIDDEN.to_owned()));
                }
            }
            _ => {
                let channel = entry.fact("channel");
                ends(
                    &mut spans,
                    seq,
                    |span| matches!(&span.ban, Ban::Outside(of, _) | Ban::Nearer(of, _) if *of == channel),
                );
                let hours = hours(&entry.fact("windows"));
                if !hours.is_empty() {
                    let ban = Ban::Outside(channel.clone(), hours);
                    begins(&mut spans, seq, "it was outside of its channel's hours", ban);
                }
                if let Ok(minutes) = entry.fact("gap_minutes").parse::<i64>() {
                    let ban = Ban::Nearer(channel, minutes * Millis::MINUTE);
                    begins(&mut spans, seq, "its channel had another post just before", ban);
                }
            }
        }
    }
    Ok(spans)
}

const STOPPED: &str = "everything was stopped";
const HELD: &str = "somebody held it back";

fn begins(spans: &mut Vec<Span>, from: Seq, why: &'static str, ban: Ban) {
    spans.push(Span { why, ban, from, until: None });
}

fn ends(spans: &mut [Span], at: Seq, which: impl Fn(&Span) -> bool) {
    spans.iter_mut().filter(|span| span.until.is_none() && which(span)).for_each(|span| span.until = Some(at));
}

/// `1 09:00-17:00 2 09:00-17:00` as weekdays and minutes.
fn hours(told: &str) -> Vec<(i64, i64, i64)> {
    let minute = |clock: &str| {
        let (hours, minutes) = clock.split_once(':')?;
        Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?)
    };
    let words: Vec<&str> = told.split_whitespace().collect();
    let window = |pair: &[&str]| {
        let (from, until) = pair.get(1)?.split_once('-')?;
        Some((pair.first()?.parse().ok()?, minute(from)?, minute(until)?))
    };
    words.chunks(2).filter_map(window).collect()
}

/// An entry of the record.
struct Entry {
    seq: Seq,
    at: Millis,
    action: String,
    post: Option<PostId>,
    facts: Json,
}

impl Entry {
    fn fact(&self, name: &str) -> String {
        self.facts[name].as_str().unwrap_or_default().to_owned()
    }
}

fn entries(tx: &Tx<'_>, wanted: &str, values: &[Value]) -> Result<Vec<Entry>, Error> {
    tx.all(&format!("SELECT seq, at, action, post_id, facts FROM audit_entry {wanted} ORDER BY seq"), values, |row| {
        Ok(Entry {
            seq: row.get("seq")?,
            at: row.get("at")?,
            action: row.get("action")?,
            post: row.get("post_id")?,
            facts: row.json("facts")?,
        })
    })
}

fn public(entry: &LedgerEntry) -> Public {
    let number = |text: &str| -> Option<usize> {
        let rest = &text[text.find(MARK)? + MARK.len()..];
        rest[..rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
    };
    Public {
        platform: platform(entry.platform),
        id: entry.id.clone(),
        number: number(&entry.text),
        text: entry.text.clone(),
        link: entry.link.clone(),
        media: entry.media_sha256.clone(),
        alts: entry.alt_texts.clone(),
        under: entry.parent.clone(),
        recipient: entry.recipient.as_ref().filter(|_| entry.kind == LedgerKind::Message).map(|it| it.number.clone()),
        at: Millis(entry.at_ms),
    }
}

/// A practice platform by the product's name for it; the bucket publishes nothing.
fn platform(practised: Practised) -> Platform {
    match practised {
        Practised::X => Platform::X,
        Practised::Facebook => Platform::Facebook,
        Practised::Linkedin => Platform::Linkedin,
        Practised::Instagram => Platform::Instagram,
        Practised::Whatsapp => Platform::Whatsapp,
        Practised::Youtube => Platform::Youtube,
        Practised::Tiktok => Platform::Tiktok,
        Practised::Bucket => unreachable!("nothing in a bucket is public"),
    }
}
