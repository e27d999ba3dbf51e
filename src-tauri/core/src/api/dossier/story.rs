//! What there is to tell of a post, gathered from where it lies: the signed bytes, the signatures, what was sent, the record.

use std::ops::ControlFlow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::context::Api;
use super::super::record::walk;
use super::super::types::{ActivityRequest, DeliveryPart, DisplayState, ReadBack, When};
use super::super::views::{self, here, name_of, names};
use super::super::when::when;
use super::page::{self, Facts, File, Named, Part, Remark, Signature, SignedPart, Told, Version};
use crate::audit::format::hex;
use crate::clinic::{self, fingerprint};
use crate::draft;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::zone::Zone;
use crate::model::{Digest, Millis, PartRole, PartState, PersonId, PostId, WorkspaceKind};
use crate::publish::RemovalState;
use crate::review::{self, RemarkKind};
use crate::store::{Tx, args};

/// How many entries of its story a page holds: of a message to very many, the first of them.
const ENTRIES: usize = 1_000;
/// How many bytes of pictures a page holds; what comes after is told by its digest.
const PICTURES: usize = 32 << 20;

struct Signed {
    manifest: Digest,
    by: PersonId,
    public_key: Vec<u8>,
    signature: Vec<u8>,
    at: Millis,
    revoked: Option<Millis>,
    /// What it is over, where it was given beforehand.
    beforehand: Option<Digest>,
    /// When that was.
    given_at: Option<Millis>,
}

/// Everything that the page says.
pub(super) fn told(api: &Api, tx: &Tx<'_>, id: PostId) -> Result<Facts> {
    let (profile, zone) = here(tx)?;
    let post = views::post(tx, &api.env, id)?;
    let people = clinic::people(tx)?;
    let clock = |at: Millis| clock(&when(at, &zone));
    let story = story(tx, &post.correlation_id)?;
    let mut room = PICTURES;
    let mut versions: Vec<Version> = Vec::new();
    for signed in signatures(tx, id)? {
        let manifest = gate::load_manifest(tx, signed.manifest)?;
        let known = versions.iter_mut().find(|version| version.digest == signed.manifest.to_string());
        let version = match known {
            Some(known) => known,
            None => {
                versions.push(version(api, tx, (&story.let_out, &manifest), &zone, &mut room)?);
                let Some(last) = versions.last_mut() else { continue };
                last
            }
        };
        let by = people.iter().find(|person| person.id == signed.by);
        let key: Option<[u8; 32]> = signed.public_key.as_slice().try_into().ok();
        let bytes: Option<[u8; 64]> = signed.signature.as_slice().try_into().ok();
        version.signatures.push(Signature {
            by: by.map_or_else(|| "Somebody".to_owned(), |person| person.name.clone()),
            registration: by.and_then(|person| person.registration.clone()),
            at: clock(signed.at),
            revoked: signed.revoked.map(clock),
            valid: match key.as_ref().zip(bytes.as_ref()) {
                Some(made) => gate::counts_until(tx, &manifest, signed.beforehand, made)?.is_some(),
                None => false,
            },
            beforehand: signed.given_at.map(clock),
            fingerprint: key.as_ref().map(fingerprint).unwrap_or_default(),
            public_key: hex(&signed.public_key),
            signature: hex(&signed.signature),
        });
    }
    let names = names(tx)?;
    let talk = review::talk(tx, id)?.into_iter().map(|remark| Remark {
        by: name_of(&names, remark.person),
        at: clock(remark.at),
        kind: match remark.kind {
            RemarkKind::Remark => "wrote",
            RemarkKind::ChangeRequest => "asked for changes",
            RemarkKind::Rejection => "rejected it",
        },
        text: remark.text,
    });
    let parts = post.delivery.iter().flat_map(|delivery| &delivery.parts);
    let evidence = |part: &DeliveryPart| evidence(&story.evidence, part);
    Ok(Facts {
        clinic: profile.name,
        practice: profile.kind == WorkspaceKind::Practice,
        made: clock(api.env.now()),
        title: post.summary.title.clone(),
        platform: post.summary.platform.name().to_owned(),
        account: post.summary.channel_name.clone(),
        state: state_word(post.summary.state)?,
        planned: post.summary.plan.as_ref().map(|plan| self::clock(&plan.due)),
        post: id.to_string(),
        correlation: post.correlation_id.to_string(),
        signed: versions,
        recipients: recipients(tx, id)?,
        parts: parts.map(|part| sent(part, evidence(part))).collect(),
        message: post.delivery.as_ref().and_then(|delivery| delivery.message.clone()),
        talk: talk.collect(),
        more: story.more,
        story: story.told,
    })
}

fn clock(at: &When) -> String {
    format!("{} at {} ({}, {})", at.date, at.time, at.zone, at.offset)
}

/// A word of the record as people read it.
fn words(word: &str) -> String {
    let spaced = word.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How far it has come, as the interface's own word for it begins.
fn state_word(state: DisplayState) -> Result<String> {
    let word = serde_json::to_value(state).map_err(|error| Error::internal(error.to_string()))?;
    Ok(words(word.as_str().unwrap_or_default()))
}

fn signatures(tx: &Tx<'_>, post: PostId) -> Result<Vec<Signed>> {
    tx.all(
        "SELECT approval.*, person_key.public_key, given.signed_at AS given_at
         FROM approval JOIN person_key ON person_key.id = approval.key_id
         LEFT JOIN beforehand_approval AS given
           ON given.beforehand = approval.beforehand AND given.key_id = approval.key_id
          AND given.signature = approval.signature
         WHERE approval.post_id = $1 ORDER BY approval.signed_at, approval.id",
        args![post],
        |row| {
            Ok(Signed {
                manifest: row.get("manifest")?,
                by: row.get("person_id")?,
                public_key: row.get("public_key")?,
                signature: row.get("signature")?,
                at: row.get("signed_at")?,
                revoked: row.get("revoked_at")?,
                beforehand: row.get("beforehand")?,
                given_at: row.get("given_at")?,
            })
        },
    )
}

fn version(
    api: &Api,
    tx: &Tx<'_>,
    (let_out, manifest): (&[LetOut], &gate::Manifest),
    zone: &Zone,
    room: &mut usize,
) -> Result<Version> {
    let body = &manifest.body;
    // A claim names a manifest as well, and may end before anything is sent: only what the gate let out was.
    let digest = manifest.digest.to_string();
    let ways: Vec<Option<u32>> = let_out.iter().filter(|out| out.manifest == digest).map(|out| out.part).collect();
    let mut parts = Vec::new();
    for (place, part) in (0u32..).zip(&body.parts) {
        let mut files = Vec::new();
        for media in &part.media {
            files.push(file(api, tx, media.digest, &media.mime, (media.bytes, &media.alt), room)?);
        }
        // To recipients the same text goes to each of them, and their numbers are no parts of it.
        let to_recipients = body.platform.has_recipients() && !ways.is_empty();
        let sent = to_recipients || ways.iter().any(|part| part.is_none_or(|part| part == place));
        parts.push(SignedPart { name: part_name(place, part.role), text: part.text.clone(), files, sent });
    }
    let options = serde_json::to_value(&body.options).map_err(|error| Error::internal(error.to_string()))?;
    let findings = body.findings.iter().map(|finding| {
        let of = finding.part.map_or_else(String::new, |part| format!(", part {}", part + 1));
        format!("{} ({}{of})", words(&finding.code), finding.severity.word())
    });
    Ok(Version {
        sent: !ways.is_empty(),
        parts,
        options: named("", &options),
        findings: findings.collect(),
        note: body.note.clone(),
        signatures: Vec::new(),
        from: clock(&when(body.not_before, zone)),
        until: clock(&when(body.not_after, zone)),
        digest: manifest.digest.to_string(),
    })
}

/// Options by their names; those that are empty say nothing.
fn named(name: &str, value: &serde_json::Value) -> Vec<Named> {
    use serde_json::Value as V;
    let told = |value: String| vec![Named { name: words(name), value }];
    match value {
        V::Null => Vec::new(),
        V::String(text) if text.is_empty() => Vec::new(),
        V::Bool(yes) => told(if *yes { "yes" } else { "no" }.to_owned()),
        V::Number(number) => told(number.to_string()),
        V::String(text) => told(text.clone()),
        V::Array(all) => all.iter().flat_map(|each| named(name, each)).collect(),
        V::Object(all) => all.iter().flat_map(|(name, each)| named(name, each)).collect(),
    }
}

fn part_name(place: u32, role: PartRole) -> String {
    match role {
        PartRole::Main => "The post".to_owned(),
        PartRole::Thread => format!("Post {} of the thread", place + 1),
        PartRole::FirstComment => "First comment".to_owned(),
        PartRole::Reply => "The answer".to_owned(),
        PartRole::Message => "The message".to_owned(),
        PartRole::PrivateReply => "The private answer".to_owned(),
    }
}

/// A file of a part: a picture is in the page itself, of a video its still picture.
fn file(
    api: &Api,
    tx: &Tx<'_>,
    digest: Digest,
    mime: &str,
    (bytes, alt): (u64, &str),
    room: &mut usize,
) -> Result<File> {
    let video = draft::video(tx, digest)?;
    let what = match mime.split('/').next() {
        Some("image") => "Picture".to_owned(),
        Some("video") => video.as_ref().map_or_else(|| "Video".to_owned(), |row| format!("Video, {}", row.length())),
        _ => "Document".to_owned(),
    };
    let what = format!("{what} ({mime}, {bytes} bytes)");
    let (shown, mime) = match video {
        Some(row) => (row.poster, "image/jpeg"),
        None => (mime.starts_with("image/").then_some(digest), mime),
    };
    let (mut picture, mut missing) = (None, None);
    if let Some(shown) = shown {
        match api.files.get(&shown) {
            Ok(content) if content.len() <= *room => {
                *room -= content.len();
                let mime = sniffed(&content).unwrap_or(mime);
                picture = Some(format!("data:{mime};base64,{}", STANDARD.encode(&content)));
            }
            Ok(_) => missing = Some("It is not in this page, which would be too large."),
            Err(_) => missing = Some("The file is not there any more, or is not what it was."),
        }
    }
    let missing = missing.map(str::to_owned);
    Ok(File { picture, what, alt: alt.to_owned(), missing, digest: digest.to_string() })
}

/// What a picture is, by how it begins.
fn sniffed(content: &[u8]) -> Option<&'static str> {
    [(&b"\x89PNG"[..], "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif"), (b"RIFF", "image/webp")]
        .into_iter()
        .find_map(|(begins, mime)| content.starts_with(begins).then_some(mime))
}

struct Story {
    told: Vec<Told>,
    more: bool,
    /// What a part is known by, by what the platform called it.
    evidence: Vec<(String, String)>,
    /// What the gate let out.
    let_out: Vec<LetOut>,
}

/// An entry that lets something out.
struct LetOut {
    manifest: String,
    /// Which part; nothing where it was the whole post.
    part: Option<u32>,
}

fn story(tx: &Tx<'_>, correlation: &crate::model::CorrelationId) -> Result<Story> {
    let asked = ActivityRequest {
        before: None,
        correlation_id: Some(*correlation),
        denied_only: false,
        text: String::new(),
        person_id: None,
        kind: None,
        channel_id: None,
        from: None,
        until: None,
    };
    let (mut told, mut evidence, mut let_out) = (Vec::new(), Vec::new(), Vec::new());
    let mut before = None;
    loop {
        let next = walk(tx, ActivityRequest { before, ..asked.clone() }, |entry| {
            let fact = |name: &str| entry.detail.iter().find(|fact| fact.name == name).map(|fact| fact.value.clone());
            if entry.action == "part.posted" {
                let by = fact("evidence").unwrap_or_else(|| "answer".to_owned());
                evidence.push((fact("platform_id").unwrap_or_default(), by));
            }
            if let Some(manifest) = fact("manifest").filter(|_| entry.allowed) {
                match entry.action.as_str() {
                    "gate.commit_started" => {
                        let_out.extend(
                            fact("part")
                                .and_then(|part| part.parse().ok())
                                .map(|part| LetOut { manifest, part: Some(part) }),
                        );
                    }
                    "gate.keep_started" | "delivery.handed_over" => let_out.push(LetOut { manifest, part: None }),
                    _ => {}
                }
            }
            told.push(Told {
                seq: entry.seq,
                at: clock(&entry.at),
                by: entry.by,
                sentence: entry.sentence,
                words: entry.words,
                hash: entry.hash,
            });
            Ok(ControlFlow::Continue(()))
        })?;
        match next {
            // The oldest are wanted first, so all are read; a story of very many recipients is told by its beginning.
            Some(next) => before = Some(next),
            None => break,
        }
    }
    told.reverse();
    let more = told.len() > ENTRIES;
    told.truncate(ENTRIES);
    Ok(Story { told, more, evidence, let_out })
}

fn evidence(known: &[(String, String)], part: &DeliveryPart) -> Option<String> {
    let id = part.platform_id.as_deref()?;
    let by = known.iter().find(|(of, _)| of == id).map(|(_, by)| by.as_str())?;
    Some(
        match by {
            "answer" => "the platform’s own answer to the sending",
            "read_back" => "reading the platform back",
            "kept_and_read_back" => "reading the platform, which had kept it until its time",
            "a_person_posted_it" => "the address that the person who posted it by hand gave",
            _ => "the record",
        }
        .to_owned(),
    )
}

fn sent(part: &DeliveryPart, evidence: Option<String>) -> Part {
    let state = match part.state {
        PartState::Waiting => "waits",
        PartState::Committing => "on its way",
        PartState::Posted => "public",
        PartState::Rejected => "refused by the platform",
        PartState::Unknown => "not known whether it is public",
        PartState::Removed => "taken down",
    };
    Part {
        name: format!("Part {}", part.ordinal + 1),
        state: state.to_owned(),
        posted: part.posted.as_ref().map(clock),
        // What is no web address is no link.
        link: part
            .permalink
            .clone()
            .filter(|address| address.starts_with("https://") || address.starts_with("http://127.0.0.1")),
        platform_id: part.platform_id.clone(),
        evidence,
        read_back: part.read_back.as_ref().map(read_back),
        removal: part.removal.as_ref().map(|removal| {
            let how = match removal.state {
                RemovalState::Asked => "asked for, and tried",
                RemovalState::Removed => "done",
                RemovalState::Refused => "refused by the platform",
                RemovalState::ByHand => "left to a person, on the platform",
            };
            format!("{how}; {} asked, {}", removal.asked_by, clock(&removal.asked))
        }),
    }
}

/// What came of reading a part back, with both sides of what differs.
fn read_back(of: &ReadBack) -> page::ReadBack {
    page::ReadBack {
        sentence: of.sentence.clone(),
        looked: of.looked.as_ref().map(clock),
        compared: of.compared.join(", "),
        differences: of
            .differences
            .iter()
            .map(|one| page::Difference {
                what: one.what.clone(),
                signed: one.signed.clone(),
                shown: one.shown.clone(),
            })
            .collect(),
        seen: of.seen_by.as_ref().map(|by| match &of.seen {
            Some(at) => format!("{by}, {}", clock(at)),
            None => by.clone(),
        }),
    }
}

/// How many recipients a message had; none where it goes to nobody in particular.
fn recipients(tx: &Tx<'_>, post: PostId) -> Result<Option<String>> {
    let counts = tx.all(
        "SELECT part.state, count(*) AS n FROM recipient_part JOIN part ON part.id = recipient_part.part_id
         JOIN delivery ON delivery.id = recipient_part.delivery_id WHERE delivery.post_id = $1 GROUP BY part.state ORDER BY part.state",
        args![post],
        |row| Ok::<_, Error>((row.get::<PartState>("state")?, row.get::<i64>("n")?)),
    )?;
    let told = counts.iter().map(|(state, count)| {
        let what = match state {
            PartState::Posted => "sent",
            PartState::Rejected => "not sent",
            PartState::Unknown | PartState::Committing => "not known whether sent",
            PartState::Waiting => "waiting",
            PartState::Removed => "taken down",
        };
        format!("{count} {what}")
    });
    let told: Vec<String> = told.collect();
    Ok((!told.is_empty()).then(|| format!("To recipients, who are not named here: {}.", told.join(", "))))
}
