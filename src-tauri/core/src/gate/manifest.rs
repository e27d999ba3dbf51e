//! Manifests: the bytes that a doctor signs.
//!
//! Invariant: a manifest's bytes are written once and stored verbatim. What is sent is read from the signed bytes, never
//! from the draft; the draft only says which bytes it would be.

use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::check::{self, Answers, DocumentFacts, MediaFacts, MovingFacts, PictureFacts, Report, Severity};
use crate::clinic;
use crate::draft::document::PDF;
use crate::draft::{self, Head, MediaRow, Target};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{
    AnswerWay, ChannelId, Content, Digest, Millis, PartRole, Platform, PlatformOptions, PostId, RevisionId, WorkspaceId,
};
use crate::schedule;
use crate::store::{StoreError, Tx, args};

/// A signature covers this much time on either side of the planned one.
pub const WINDOW: i64 = 14 * Millis::DAY;

/// What every signature is made over, before the manifest's bytes, so that it can never be taken for another's.
const SIGNED_AS: &[u8] = b"countersign manifest 1\n";

/// The first version of what is signed. Its fields' order is the order of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestV1 {
    /// Always 1.
    pub version: u32,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The post.
    pub post: PostId,
    /// The revision it was made from.
    pub revision: RevisionId,
    /// Where it goes.
    pub platform: Platform,
    /// The platform's own id of the account.
    pub account_id: String,
    /// The parts, in order.
    pub parts: Vec<ManifestPart>,
    /// The platform's options.
    pub options: PlatformOptions,
    /// What it answers, and the digest of that text. Nothing, for a post of the channel's own.
    pub target: Option<ManifestTarget>,
    /// What the checks had found.
    pub findings: Vec<ManifestFinding>,
    /// The doctor's note.
    pub note: String,
    /// Not to be sent before.
    pub not_before: Millis,
    /// Not to be sent after.
    pub not_after: Millis,
}

/// A part as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestPart {
    /// What it is to the post.
    pub role: PartRole,
    /// The logical text, before wire escaping.
    pub text: String,
    /// The pictures.
    pub media: Vec<ManifestMedia>,
}

/// A picture or a video as it is signed: the very bytes to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestMedia {
    /// The digest of the bytes to send.
    pub digest: Digest,
    /// Their MIME type.
    pub mime: String,
    /// How many they are.
    pub bytes: u64,
    /// What is told to people who can't see it.
    pub alt: String,
}

/// What a reply answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestTarget {
    /// The platform's id of what the answer hangs on.
    pub id: String,
    /// The digest of the text that is answered, as it was read.
    pub text: Digest,
    /// The platform's id of the post that it stands under; nothing is written down where it is a post itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
}

/// A finding as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFinding {
    /// Its code.
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// Which part.
    pub part: Option<u32>,
}

/// A stored manifest.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The digest of its bytes.
    pub digest: Digest,
    /// What they say.
    pub body: ManifestV1,
    bytes: Vec<u8>,
}

impl Manifest {
    /// What a key signs for this manifest.
    pub(super) fn signed_message(&self) -> Vec<u8> {
        [SIGNED_AS, &self.bytes].concat()
    }

    /// Whether `signature` is `key`'s over this manifest.
    pub fn is_signed_by(&self, key: &[u8; 32], signature: &[u8; 64]) -> bool {
        signed_by(key, &self.signed_message(), signature)
    }

    fn seal(body: ManifestV1) -> Result<Self> {
        let bytes = serde_json::to_vec(&body).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self { digest: Digest::of(&bytes), body, bytes })
    }
}

/// Whether `signature` is `key`'s over a message.
pub(super) fn signed_by(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// Why a post can't be made into a manifest yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotYet {
    /// It has no time.
    NoTime,
    /// The checks found what the platform would refuse.
    Blocked(String),
    /// These pictures have not been rendered for the platform.
    Render(Vec<Digest>),
    /// Its platform takes no message any more by then.
    TooLate(Platform),
}

impl NotYet {
    /// A sentence for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoTime => "Give this post a time first; a signature counts for two weeks around it.".to_owned(),
            Self::Blocked(why) => format!("This has to be mended before it can be signed: {why}"),
            Self::Render(_) => {
                "A picture of this post can't be made ready for the platform. Add the picture again, or take it out."
                    .to_owned()
            }
            Self::TooLate(platform) => format!(
                "{} takes a message only for some time after the person wrote. Choose an earlier time, or answer in another way.",
                platform.name()
            ),
        }
    }
}

/// What the checks say of a post as it stands, and of what it answers.
///
/// # Errors
/// When the store refuses.
pub fn report_of(tx: &Tx<'_>, head: &Head) -> Result<Report> {
    report_to(tx, head.channel, &head.content, draft::target(tx, head.id)?.as_ref())
}

/// What the checks say of a content meant for a channel, the channel's own limits included.
///
/// # Errors
/// When the store refuses.
pub fn report(tx: &Tx<'_>, channel: ChannelId, content: &Content) -> Result<Report> {
    report_to(tx, channel, content, None)
}

/// The same for a content that may answer something.
///
/// # Errors
/// When the store refuses.
pub fn report_to(tx: &Tx<'_>, channel: ChannelId, content: &Content, target: Option<&Target>) -> Result<Report> {
    let channel = clinic::channel(tx, channel)?;
    let platform = channel.platform;
    let mut known = std::collections::BTreeMap::new();
    for media in content.media() {
        if let Some(row) = draft::video(tx, media.digest)? {
            known.insert((media.digest, media.crop), MediaFacts::Video(row.facts));
        } else if let Some(row) = draft::document(tx, media.digest)? {
            known.insert(
                (media.digest, media.crop),
                MediaFacts::Document(DocumentFacts { pages: row.facts.pages, bytes: row.bytes, tells: row.tells() }),
            );
        } else if let Some(row) = draft::media(tx, media.digest)?.filter(MediaRow::moves) {
            let facts =
                MovingFacts { width: row.width, height: row.height, bytes: u64::from(row.bytes), frames: row.frames };
            known.insert((media.digest, media.crop), MediaFacts::Moving(facts));
        } else if let Some(row) = draft::media(tx, media.digest)? {
            let (width, height) = media.crop.map_or((row.width, row.height), |crop| {
                let part = crop.of(row.width, row.height);
                (part.width, part.height)
            });
            let facts = PictureFacts { width, height, bytes: u64::from(row.bytes), format: row.format };
            // What is checked is what would be sent, as soon as that exists.
            let facts = draft::derived(tx, media, platform)?.map_or(facts, |sent| PictureFacts {
                width: sent.width,
                height: sent.height,
                bytes: u64::from(sent.bytes),
                format: sent.format,
            });
            known.insert((media.digest, media.crop), MediaFacts::Picture(facts));
        }
    }
    // Where a person posts, the person brings the picture.
    let by_hand = channel.way == clinic::ChannelWay::ByHand;
    let lends = by_hand || clinic::lends_files(tx)?;
    let creator = draft::creator(tx, channel.id)?.map(|(seen, _)| seen);
    let token = if by_hand { None } else { clinic::token(tx, channel.id)? };
    // An answer that is not to be is refused in its own words.
    let way = target.map(|target| target.way);
    let comments_not = token.and_then(|token| match way {
        None | Some(AnswerWay::Public) => token.comments_not(platform),
        Some(AnswerWay::Message | AnswerWay::Privately) => token.messages_not(platform),
    });
    let comments_not = match way {
        Some(way) => comments_not.map(|_| check::no_right(platform.name(), way)),
        None => comments_not,
    };
    let mut report = check::check(
        platform,
        content,
        &|used| known.get(&(used.digest, used.crop)).cloned(),
        check::Given {
            lends,
            tier: channel.tier,
            creator: creator.as_ref(),
            charged: !by_hand,
            read_back: channel.read_back,
            comments_not: comments_not.as_deref(),
            answers: target.map(|target| Answers {
                words: &target.words,
                gone: target.gone_at.is_some(),
                to_another_account: target.account_id != channel.account_id,
                way: target.way,
            }),
        },
    );
    if let Some(most) = channel.max_hashtags {
        check::limit_hashtags(&mut report, content, most);
    }
    check::forbid(&mut report, content, &clinic::word_rules(tx)?);
    if let Some(using) = content.options.template() {
        let text = content.parts.first().map_or("", |part| part.text.as_str());
        if let Some(why) = draft::unsendable(tx, channel.id, using, text)? {
            check::template_changed(&mut report, why);
        }
        if let Some(audience) = &using.audience
            && !clinic::is_audience(tx, audience)?
        {
            check::audience_unknown(&mut report);
        }
    }
    Ok(report)
}

/// The manifest of a post as it stands: the stored one if it still fits, or a new one.
///
/// # Errors
/// When the store refuses.
pub fn prepare(tx: &Tx<'_>, env: &Env, post: PostId) -> Result<Result<Manifest, NotYet>> {
    let head = draft::head(tx, post)?;
    let target = draft::target(tx, post)?;
    if let Some(current) = current(tx, post)? {
        // What its platform takes for some time only is signed for the time that it has now.
        let is_over =
            target.as_ref().is_some_and(|target| target.until.is_some()) && current.body.not_after <= env.now();
        if !is_over || draft::frozen_because(tx, post)?.is_some() {
            return Ok(Ok(current));
        }
    }
    let Some(plan) = schedule::plan(tx, post)? else { return Ok(Err(NotYet::NoTime)) };
    let (parts, missing) = parts(tx, &head)?;
    if !missing.is_empty() {
        return Ok(Err(NotYet::Render(missing)));
    }
    let report = report_of(tx, &head)?;
    if let Some(block) = report.findings.iter().find(|finding| finding.severity == Severity::Block) {
        return Ok(Err(NotYet::Blocked(block.message.clone())));
    }
    // No signature lets a message out once its platform takes none any more.
    let not_after = target
        .as_ref()
        .and_then(|target| target.until)
        .map_or(plan.due.plus(WINDOW), |until| until.min(plan.due.plus(WINDOW)));
    if not_after <= plan.due.max(env.now()) {
        return Ok(Err(NotYet::TooLate(head.platform)));
    }
    let channel = clinic::channel(tx, head.channel)?;
    let manifest = Manifest::seal(ManifestV1 {
        version: 1,
        workspace: clinic::profile(tx)?.id,
        post,
        revision: head.revision,
        platform: head.platform,
        account_id: channel.account_id,
        parts,
        options: head.content.options.clone(),
        target: target.as_ref().map(signed_target),
        findings: report
            .findings
            .iter()
            .map(|finding| ManifestFinding {
                code: finding.code.word().to_owned(),
                severity: finding.severity,
                part: finding.part,
            })
            .collect(),
        note: head.note.clone(),
        not_before: plan.due.plus(-WINDOW),
        not_after,
    })?;
    tx.run(
        "INSERT INTO manifest (digest, post_id, revision_id, bytes, not_before, not_after, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (digest) DO NOTHING",
        args![
            manifest.digest,
            post,
            head.revision,
            manifest.bytes.clone(),
            manifest.body.not_before,
            manifest.body.not_after,
            env.now()
        ],
    )?;
    tx.run("UPDATE post SET head_manifest = $1 WHERE id = $2", args![manifest.digest, post])?;
    Ok(Ok(manifest))
}

/// The stored manifest of a post's head, while the planned time lies in its window and it goes to the same account.
fn current(tx: &Tx<'_>, post: PostId) -> Result<Option<Manifest>> {
    let digest: Option<Digest> = tx
        .one(
            "SELECT post.head_manifest FROM post
             JOIN manifest ON manifest.digest = post.head_manifest AND manifest.revision_id = post.head_revision
             JOIN plan ON plan.post_id = post.id AND plan.due_at BETWEEN manifest.not_before AND manifest.not_after
             WHERE post.id = $1",
            args![post],
            |row| row.get::<Option<Digest>>("head_manifest"),
        )?
        .flatten();
    let Some(digest) = digest else { return Ok(None) };
    let manifest = load(tx, digest)?;
    let account = clinic::channel(tx, draft::head(tx, post)?.channel)?.account_id;
    let same = manifest.body.account_id == account && answers_the_same(tx, &manifest.body)?;
    Ok(Some(manifest).filter(|_| same))
}

/// Whether what a post answers is there, was written to the account that answers, and says what it said when this was made.
/// True of what stands for itself.
///
/// # Errors
/// When the store refuses.
pub(super) fn answers_the_same(tx: &Tx<'_>, body: &ManifestV1) -> Result<bool> {
    let now = draft::target(tx, body.post)?;
    let is_there = now.as_ref().is_none_or(|now| now.gone_at.is_none() && now.account_id == body.account_id);
    Ok(is_there && now.as_ref().map(signed_target) == body.target)
}

fn signed_target(target: &Target) -> ManifestTarget {
    ManifestTarget { id: target.goes_to.clone(), text: target.digest(), under: target.under.clone() }
}

fn parts(tx: &Tx<'_>, head: &Head) -> Result<(Vec<ManifestPart>, Vec<Digest>)> {
    let mut missing = Vec::new();
    let mut parts = Vec::new();
    for part in &head.content.parts {
        let mut media = Vec::new();
        for picture in &part.media {
            // A document is sent as it is kept, and so is a video.
            if let Some(document) = draft::document(tx, picture.digest)? {
                media.push(ManifestMedia {
                    digest: document.digest,
                    mime: PDF.to_owned(),
                    bytes: document.bytes,
                    alt: picture.alt.0.clone(),
                });
                continue;
            }
            if let Some(video) = draft::video(tx, picture.digest)? {
                media.push(ManifestMedia {
                    digest: video.digest,
                    mime: video.facts.container.mime().to_owned(),
                    bytes: video.facts.bytes,
                    alt: picture.alt.0.clone(),
                });
                continue;
            }
            match draft::derived(tx, picture, head.platform)? {
                Some(sent) => media.push(ManifestMedia {
                    digest: sent.digest,
                    mime: sent.format.mime().to_owned(),
                    bytes: u64::from(sent.bytes),
                    alt: picture.alt.0.clone(),
                }),
                None => missing.push(picture.digest),
            }
        }
        parts.push(ManifestPart { role: part.role, text: part.text.clone(), media });
    }
    Ok((parts, missing))
}

/// A stored manifest, checked against its digest.
///
/// # Errors
/// When it is not there, or is not what it was.
pub fn load(tx: &Tx<'_>, digest: Digest) -> Result<Manifest> {
    let bytes: Vec<u8> = tx
        .one("SELECT bytes FROM manifest WHERE digest = $1", args![digest], |row| row.get("bytes"))?
        .ok_or_else(|| Error::not_found("manifest"))?;
    let damaged = |why: &str| Error::Store(StoreError::Damaged(format!("manifest {digest}: {why}")));
    if Digest::of(&bytes) != digest {
        return Err(damaged("it is not what it was"));
    }
    let body = serde_json::from_slice(&bytes).map_err(|error| damaged(&error.to_string()))?;
    Ok(Manifest { digest, body, bytes })
}
