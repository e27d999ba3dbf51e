//! Use cases of drafting: batches, posts, versions, checks, pictures.

use std::sync::Arc;

use super::compose;
use super::context::Api;
use super::document;
use super::film;
use super::types::{
    Batch, BatchCreate, BatchRef, Choice, ContentCheck, Picture, Post, PostCreate, PostFilter, PostRef, PostSave,
    PostSummary, Version, WriterChoices,
};
use super::views::{self, Which, here, name_of, names};
use super::when::when;
use crate::check::{self, Report};
use crate::clinic::{self, Caller};
use crate::draft::picture::{self, Bounds, PictureRefused, Target};
use crate::draft::writer::{Brief, Language, Tone};
use crate::draft::{self, Authors, BatchOrigin, DerivedRow, MediaRow};
use crate::engage;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::{self, Manifest, NotYet};
use crate::model::{BatchId, Content, Crop, Digest, Millis, Platform, PostId, ReviewStatus};
use crate::store::{Db, Tx};

pub(super) fn writer_choices(_: &Api, _: &Caller, (): ()) -> Result<WriterChoices> {
    let tones = Tone::ALL.iter().map(|tone| Choice { value: tone.word().into(), label: tone_label(*tone).into() });
    let languages = Language::ALL
        .iter()
        .map(|language| Choice { value: language.word().into(), label: language_label(*language).into() });
    Ok(WriterChoices { tones: tones.collect(), languages: languages.collect() })
}

const fn tone_label(tone: Tone) -> &'static str {
    match tone {
        Tone::Warm => "Warm",
        Tone::Plain => "Plain",
        Tone::Professional => "Professional",
        Tone::Upbeat => "Upbeat",
    }
}

/// A language's name in that language.
const fn language_label(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Spanish => "Español",
        Language::German => "Deutsch",
    }
}

pub(super) fn create_batch(api: &Api, caller: &Caller, asked: BatchCreate) -> Result<Batch> {
    create_batch_with(api, caller, asked, |_, _, _| Ok(()))
}

/// Drafts a batch, and does `also` with it and its posts in the same transaction.
pub(super) fn create_batch_with(
    api: &Api,
    caller: &Caller,
    asked: BatchCreate,
    also: impl Fn(&Tx<'_>, BatchId, &[PostId]) -> Result<()> + Send + 'static,
) -> Result<Batch> {
    let (brief, channels, seed) = api.db.read(|tx| {
        let profile = clinic::profile(tx)?;
        let mut channels = Vec::new();
        for id in &asked.channels {
            channels.push(clinic::channel(tx, *id)?);
        }
        if channels.is_empty() {
            return Err(Error::invalid("channels", "Choose at least one channel to draft for."));
        }
        let or = |asked: &str, otherwise: &str| {
            let text = if asked.trim().is_empty() { otherwise } else { asked };
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let tone = or(&asked.tone, &profile.tone).and_then(|word| Tone::from_word(&word));
        let language = or(&asked.language, &profile.language).and_then(|word| Language::from_word(&word));
        let seed = tx.one("SELECT count(*) AS n FROM batch", &[], |row| row.get::<i64>("n").map_err(Error::from))?;
        let seed = u64::try_from(seed.unwrap_or(0)).unwrap_or(0);
        let brief = Brief {
            theme: asked.theme.clone(),
            brand: or(&asked.brand, &profile.name).unwrap_or_default(),
            offer: or(&asked.offer, &profile.offer),
            location: or(&asked.location, &profile.location),
            audience: or(&asked.audience, &profile.audience),
            tone: tone.ok_or_else(|| Error::invalid("tone", "Choose a tone from the list."))?,
            language: language.ok_or_else(|| Error::invalid("language", "Choose a language from the list."))?,
            contact: or(&profile.contact, ""),
            seed,
        };
        Ok((brief, channels, seed))
    })?;
    let mut platforms: Vec<Platform> = channels.iter().map(|channel| channel.platform).collect();
    platforms.sort_unstable();
    platforms.dedup();
    let drafted =
        api.writer.write(&brief, &platforms).map_err(|refused| Error::invalid("theme", refused.to_string()))?;
    tracing::debug!(seed, platforms = platforms.len(), "drafted a batch");
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let id = api.db.write(move |tx| {
        let told = serde_json::to_value(&asked).map_err(|error| Error::internal(error.to_string()))?;
        let nobody = Authors::nobody();
        let shared = (drafted.canonical.as_str(), &nobody);
        let batch = draft::create_batch(tx, &env, by, asked.theme.trim(), shared, &told, BatchOrigin::Theme)?;
        let mut posts = Vec::new();
        for channel in &channels {
            let Some((_, content)) = drafted.variants.iter().find(|(platform, _)| *platform == channel.platform) else {
                return Err(Error::internal("the writer left a platform out"));
            };
            // What nobody could sign yet, such as a post that wants a picture, is no work for the doctor.
            let unfinished = gate::report(tx, channel.id, content)?.blocks();
            let review = if unfinished { ReviewStatus::Draft } else { ReviewStatus::PendingReview };
            posts.push(draft::create_post(tx, &env, by, channel.id, Some(batch), review, (content, &nobody))?);
        }
        also(tx, batch, &posts)?;
        Ok(batch)
    })?;
    get_batch(api, caller, BatchRef { id })
}

pub(super) fn get_batch(api: &Api, _: &Caller, which: BatchRef) -> Result<Batch> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let names = names(tx)?;
        let batch = draft::batch(tx, which.id)?;
        let mut posts = Vec::new();
        for summary in views::summaries(tx, api.env.now(), &Which::Batch(which.id))? {
            posts.push(views::post(tx, &api.env, summary.id)?);
        }
        posts.sort_by_key(|post| (post.summary.platform, post.summary.id));
        let brief = serde_json::from_value(batch.brief).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Batch {
            id: batch.id,
            theme: batch.theme,
            origin: batch.origin,
            canonical: batch.canonical,
            canonical_by: batch.shared.map(|(person, _)| name_of(&names, person)),
            brief,
            created: when(batch.created_at, &zone),
            posts,
        })
    })
}

pub(super) fn create_post(api: &Api, caller: &Caller, new: PostCreate) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let platform = clinic::channel(tx, new.channel_id)?.platform;
        let blank = Content::of_text(platform, "");
        let said = (&blank, &Authors::nobody());
        let id = draft::create_post(tx, &env, by, new.channel_id, None, ReviewStatus::Draft, said)?;
        views::post(tx, &env, id)
    })
}

pub(super) fn list_posts(api: &Api, _: &Caller, filter: PostFilter) -> Result<Vec<PostSummary>> {
    let which = filter.batch_id.map_or(Which::All, Which::Batch);
    let mut posts = api.db.read(|tx| views::summaries(tx, api.env.now(), &which))?;
    posts.retain(|post| filter.states.is_empty() || filter.states.contains(&post.state));
    Ok(posts)
}

pub(super) fn get_post(api: &Api, _: &Caller, which: PostRef) -> Result<Post> {
    api.db.read(|tx| views::post(tx, &api.env, which.id))
}

pub(super) fn save_post(api: &Api, caller: &Caller, save: PostSave) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let content = draft::with_template(tx, draft::head(tx, save.id)?.channel, save.content.clone())?;
        // An answer may hold words that a colleague typed.
        let authors = engage::typed_into(tx, by, save.id)?;
        draft::save_from(tx, &env, by, save.id, save.base_revision, (&content, &authors))?;
        compose::unlink_what_differs(tx, &env, by, save.id)?;
        gate::reconsider(tx, &env, save.id)?;
        views::post(tx, &env, save.id)
    })
}

pub(super) fn submit_post(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let head = api.db.read(|tx| draft::head(tx, which.id))?;
    render_pictures(api, head.platform, &head.content)?;
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let head = draft::head(tx, which.id)?;
        let report = gate::report_of(tx, &head)?;
        if let Some(block) = report.findings.iter().find(|finding| finding.severity == check::Severity::Block) {
            return Err(Error::invalid("content", block.message.clone()));
        }
        draft::submit(tx, &env, by, which.id)?;
        // What the platform refused was mended: it waits for the doctor like any other.
        gate::reopen_refused(tx, &env, which.id)?;
        views::post(tx, &env, which.id)
    })
}

pub(super) fn discard_post(api: &Api, caller: &Caller, which: PostRef) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        draft::discard(tx, &env, by, which.id)?;
        gate::reconsider(tx, &env, which.id)
    })
}

pub(super) fn versions(api: &Api, _: &Caller, which: PostRef) -> Result<Vec<Version>> {
    const SITTING: i64 = 10 * Millis::MINUTE;
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let names = names(tx)?;
        let signed = signed_revisions(tx, which.id)?;
        let mut versions: Vec<Version> = Vec::new();
        let mut last: Option<(crate::model::PersonId, Millis)> = None;
        for revision in draft::revisions(tx, which.id)? {
            let version = Version {
                revision_id: revision.id,
                number: revision.number,
                by: name_of(&names, revision.author),
                at: when(revision.created_at, &zone),
                signed: signed.contains(&revision.id),
                content: revision.content,
            };
            let same_sitting =
                last.is_some_and(|(author, at)| author == revision.author && revision.created_at.since(at) <= SITTING);
            match versions.last_mut() {
                Some(before) if same_sitting && !before.signed => *before = version,
                Some(_) | None => versions.push(version),
            }
            last = Some((revision.author, revision.created_at));
        }
        Ok(versions)
    })
}

fn signed_revisions(tx: &Tx<'_>, post: PostId) -> Result<Vec<crate::model::RevisionId>> {
    tx.all(
        "SELECT DISTINCT revision_id FROM manifest JOIN approval ON approval.manifest = manifest.digest
         WHERE manifest.post_id = $1 AND approval.revoked_at IS NULL",
        crate::store::args![post],
        |row| row.get("revision_id").map_err(Error::from),
    )
}

pub(super) fn check_content(api: &Api, _: &Caller, asked: ContentCheck) -> Result<Report> {
    api.db.read(|tx| {
        let content = draft::with_template(tx, asked.channel_id, asked.content.clone())?;
        let target = asked.post_id.map(|post| draft::target(tx, post)).transpose()?.flatten();
        gate::report_to(tx, asked.channel_id, &content, target.as_ref())
    })
}

/// Takes a picture in: decoded with limits, turned upright, stripped of what it tells beside what it shows.
pub(super) fn import_picture(api: &Api, caller: &Caller, file_name: &str, bytes: &[u8]) -> Result<Picture> {
    let imported = picture::import(bytes, file_name).map_err(|refused| refused_picture(&refused))?;
    let digest = api.files.put(&imported.bytes)?;
    let row = MediaRow {
        digest,
        file_name: file_name.to_owned(),
        format: imported.format,
        width: imported.width,
        height: imported.height,
        bytes: u32::try_from(imported.bytes.len()).unwrap_or(u32::MAX),
        metadata_removed: imported.metadata_removed,
        frames: imported.frames,
    };
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let shown = views::picture(row.clone());
    api.db.write(move |tx| draft::add_media(tx, &env, by, &row))?;
    Ok(shown)
}

fn refused_picture(refused: &PictureRefused) -> Error {
    Error::invalid("media", refused.to_string())
}

/// Renders every picture of a content for its platform, as far as that was not done before.
pub(super) fn render_pictures(api: &Api, platform: Platform, content: &Content) -> Result<()> {
    let rendition = &check::capability::capability(platform).rendition;
    let moving = check::capability::capability(platform).moving;
    let shape = check::capability::capability(platform).pictures.shape.map(|shape| shape.value);
    let target = Target {
        max_bytes: rendition.bytes.value,
        max_edge: rendition.edge.value,
        formats: rendition.formats.value,
        bounds: shape.map(|shape| Bounds { tallest: shape.tallest, widest: shape.widest }),
    };
    for media in content.media() {
        let master = media.digest;
        // A video is sent as it is kept, and so is a document.
        if api
            .db
            .read(|tx| Ok::<_, Error>(draft::video(tx, master)?.is_some() || draft::document(tx, master)?.is_some()))?
        {
            continue;
        }
        // A file that was lost or damaged meanwhile is made again from the master; its digest will be the same.
        let known = api.db.read(|tx| draft::derived(tx, media, platform))?;
        if known.is_some_and(|row| api.files.get(&row.digest).is_ok()) {
            continue;
        }
        // A GIF that moves is sent as it is kept, where one is taken at all.
        let kept = api.db.read(|tx| draft::media(tx, master))?;
        if let Some(kept) = kept.filter(|kept| kept.moves() && moving.is_some()) {
            let row = DerivedRow {
                master,
                platform,
                crop: media.crop,
                digest: kept.digest,
                format: kept.format,
                width: kept.width,
                height: kept.height,
                bytes: kept.bytes,
            };
            api.db.write(move |tx| draft::derive(tx, &row))?;
            continue;
        }
        let rendered = picture::render(&api.files.get(&master)?, media.crop, &target)
            .map_err(|refused| refused_picture(&refused))?;
        let row = DerivedRow {
            master,
            platform,
            crop: media.crop,
            digest: api.files.put(&rendered.bytes)?,
            format: rendered.format,
            width: rendered.width,
            height: rendered.height,
            bytes: u32::try_from(rendered.bytes.len()).unwrap_or(u32::MAX),
        };
        api.db.write(move |tx| draft::derive(tx, &row))?;
    }
    Ok(())
}

/// The manifest of a post as it stands, its pictures rendered.
pub(super) fn manifest(api: &Api, post: PostId) -> Result<Result<Manifest, NotYet>> {
    let head = api.db.read(|tx| draft::head(tx, post))?;
    match render_pictures(api, head.platform, &head.content) {
        Ok(()) => {}
        // A picture that can't be made ready stands in the way of a signature, not of reading the post.
        Err(Error::Refused(_)) => {
            return Ok(Err(NotYet::Render(head.content.media().map(|media| media.digest).collect())));
        }
        Err(error @ Error::Store(_)) => return Err(error),
    }
    prepare(&api.db, &api.env, post)
}

fn prepare(db: &Db, env: &Arc<Env>, post: PostId) -> Result<Result<Manifest, NotYet>> {
    let env = Arc::clone(env);
    db.write(move |tx| {
        let manifest = gate::prepare_manifest(tx, &env, post)?;
        gate::reconsider(tx, &env, post)?;
        Ok(manifest)
    })
}

/// A picture's bytes for the window: the master, a cut-out of it, or a thumbnail of either.
pub(super) fn picture_bytes(
    api: &Api,
    digest: Digest,
    crop: Option<Crop>,
    thumbnail: bool,
) -> Result<(Vec<u8>, &'static str)> {
    const SMALL: u32 = 320;
    // As large as a preview is drawn on a fine screen.
    const CUT: u32 = 1600;
    let Some(row) = api.db.read(|tx| draft::media(tx, digest))? else {
        if let Some(row) = api.db.read(|tx| draft::document(tx, digest))? {
            return Ok((document::placeholder(&row).into_bytes(), "image/svg+xml"));
        }
        let video = api.db.read(|tx| draft::video(tx, digest))?.ok_or_else(|| Error::not_found("picture"))?;
        return film::poster(api, &video, if thumbnail { SMALL } else { CUT });
    };
    let bytes = api.files.get(&digest)?;
    if thumbnail || crop.is_some() {
        let edge = if thumbnail { SMALL } else { CUT };
        let small = picture::thumbnail(&bytes, crop, edge).map_err(|refused| refused_picture(&refused))?;
        let mime = if small.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
        return Ok((small, mime));
    }
    Ok((bytes, row.format.mime()))
}
