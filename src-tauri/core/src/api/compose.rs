//! Use cases of composing: shared texts and the posts that follow them, copies, threads, sets of hashtags.

use std::sync::Arc;

use super::context::Api;
use super::draft::get_batch;
use super::types::{
    Batch, BatchBegin, BatchCopy, BatchCreate, BatchRef, HashtagSet, HashtagSetRef, HashtagSetSave, Post, PostFind,
    PostFollow, PostSummary, SharedCheck, SharedFit, SharedSave, ThreadSplit,
};
use super::views;
use crate::check::PlatformMeasure;
use crate::check::capability::capability;
use crate::clinic::{self, Caller, ChannelRow};
use crate::draft::split::{Thread, without_number};
use crate::draft::writer::Measure as _;
use crate::draft::{self, Authors, BatchOrigin};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{
    ChannelId, ChannelTier, Content, ExecutionState, Millis, Part, PartRole, PersonId, Platform, PostId, ReviewStatus,
    RevisionId,
};
use crate::store::{Tx, args};

/// What a thread on `channel` takes, with what its account subscribed to, for as long as `use_it` runs.
fn with_thread<T>(channel: &ChannelRow, use_it: impl FnOnce(&Thread<'_>) -> T) -> T {
    let (platform, row) = (channel.platform, capability(channel.platform));
    let premium = row.premium.as_ref().filter(|_| channel.tier == ChannelTier::Premium);
    let limit = premium.map_or_else(|| PlatformMeasure.limit(platform), |premium| premium.text.value);
    let fits = |text: &str| PlatformMeasure.length(platform, text) <= limit;
    let most = usize::try_from(row.thread.value).unwrap_or(usize::MAX);
    use_it(&Thread { fits: &fits, most })
}

fn channels(tx: &Tx<'_>, asked: &[ChannelId]) -> Result<Vec<ChannelRow>> {
    let mut channels: Vec<ChannelRow> = Vec::new();
    for id in asked {
        if channels.iter().all(|channel| channel.id != *id) {
            channels.push(clinic::channel(tx, *id)?);
        }
    }
    if channels.is_empty() {
        return Err(Error::invalid("channels", "Choose at least one channel."));
    }
    Ok(channels)
}

/// What a batch that no writer drafted says it was drafted from.
fn no_brief(channels: &[ChannelRow]) -> Result<serde_json::Value> {
    let brief = BatchCreate {
        theme: String::new(),
        brand: String::new(),
        offer: String::new(),
        location: String::new(),
        audience: String::new(),
        tone: String::new(),
        language: String::new(),
        channels: channels.iter().map(|channel| channel.id).collect(),
    };
    serde_json::to_value(brief).map_err(|error| Error::internal(error.to_string()))
}

pub(super) fn begin(api: &Api, caller: &Caller, asked: BatchBegin) -> Result<Batch> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let id = api.db.write(move |tx| {
        let (channels, nobody) = (channels(tx, &asked.channels)?, Authors::nobody());
        let batch = draft::create_batch(tx, &env, by, "", ("", &nobody), &no_brief(&channels)?, BatchOrigin::Blank)?;
        for channel in &channels {
            let blank = Content::of_text(channel.platform, "");
            let said = (&blank, &nobody);
            let post = draft::create_post(tx, &env, by, channel.id, Some(batch), ReviewStatus::Draft, said)?;
            draft::link(tx, &env, by, post, !channel.platform.has_recipients())?;
        }
        Ok::<_, Error>(batch)
    })?;
    get_batch(api, caller, BatchRef { id })
}

pub(super) fn copy(api: &Api, caller: &Caller, asked: BatchCopy) -> Result<Batch> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let id = api.db.write(move |tx| {
        let source = draft::head(tx, asked.post_id)?;
        let channels = channels(tx, &asked.channels)?;
        let (shared, authors) = (shared_text(&source.content), draft::authors(tx, source.revision)?);
        let (brief, nobody) = (no_brief(&channels)?, Authors::nobody());
        let batch = draft::create_batch(tx, &env, by, "", (&shared, &authors), &brief, BatchOrigin::Copy)?;
        for channel in &channels {
            let (content, words_of) = if channel.platform == source.platform {
                (source.content.clone(), &authors)
            } else if channel.platform.has_recipients() {
                // A message says what its template says, and a person chooses that.
                (Content::of_text(channel.platform, ""), &nobody)
            } else {
                (carried(&source.content, &shared, channel.platform), &authors)
            };
            let said = (&content, words_of);
            let post = draft::create_post(tx, &env, by, channel.id, Some(batch), ReviewStatus::Draft, said)?;
            let follows = with_thread(channel, |thread| draft::follows(&shared, &content, thread));
            draft::link(tx, &env, by, post, follows && !channel.platform.has_recipients())?;
        }
        Ok::<_, Error>(batch)
    })?;
    get_batch(api, caller, BatchRef { id })
}

/// What a post says, its thread read as one text.
fn shared_text(content: &Content) -> String {
    let posts: Vec<&str> = content
        .parts
        .iter()
        .filter(|part| part.role != PartRole::FirstComment)
        .map(|part| if content.parts.len() > 1 { without_number(&part.text).0 } else { part.text.as_str() })
        .filter(|text| !text.trim().is_empty())
        .collect();
    posts.join("\n\n")
}

/// A content carried over to another platform: a thread only where there are threads, a first comment only where there is one.
fn carried(from: &Content, shared: &str, platform: Platform) -> Content {
    let row = capability(platform);
    let posts = from.parts.iter().filter(|part| part.role != PartRole::FirstComment);
    let mut to = Content::of_text(platform, shared);
    if posts.clone().count() <= row.thread.value as usize {
        to.parts = posts.cloned().collect();
    } else if let Some(main) = to.parts.first_mut() {
        main.media = posts.flat_map(|part| part.media.clone()).collect();
    }
    let comment = from.parts.iter().find(|part| part.role == PartRole::FirstComment);
    if let Some(comment) = comment.filter(|_| row.first_comment.is_some()) {
        let media = if row.first_comment_pictures.value { comment.media.clone() } else { Vec::new() };
        to.parts.push(Part { media, ..comment.clone() });
    }
    to
}

pub(super) fn check_shared(api: &Api, _: &Caller, asked: SharedCheck) -> Result<Vec<SharedFit>> {
    api.db.read(|tx| {
        let mut fits = Vec::new();
        for post in draft::followers(tx, asked.batch_id)? {
            let head = draft::head(tx, post)?;
            let content = with_thread(&clinic::channel(tx, head.channel)?, |thread| {
                draft::fitted(&asked.text, &head.content, thread)
            });
            fits.push(SharedFit { post_id: post, report: gate::report(tx, head.channel, &content)?, content });
        }
        Ok(fits)
    })
}

/// Keeps a batch's shared text, and gives every post that follows it a new version, all of it or nothing.
pub(super) fn save_shared(api: &Api, caller: &Caller, save: SharedSave) -> Result<Batch> {
    let (env, by, id) = (Arc::clone(&api.env), caller.person, save.batch_id);
    api.db.write(move |tx| {
        draft::save_shared(tx, &env, by, save.batch_id, &save.base, &save.text)?;
        let authors = draft::shared_authors(tx, save.batch_id)?;
        for post in draft::followers(tx, save.batch_id)? {
            let head = draft::head(tx, post)?;
            if draft::frozen_because(tx, post)?.is_some() {
                // What is public keeps its words, and so does not say any more what the shared text says.
                draft::link(tx, &env, by, post, false)?;
                continue;
            }
            let content = with_thread(&clinic::channel(tx, head.channel)?, |thread| {
                draft::fitted(&save.text, &head.content, thread)
            });
            draft::save_from(tx, &env, by, post, head.revision, (&content, &authors))?;
            gate::reconsider(tx, &env, post)?;
        }
        Ok::<_, Error>(())
    })?;
    get_batch(api, caller, BatchRef { id })
}

pub(super) fn follow(api: &Api, caller: &Caller, asked: PostFollow) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let head = draft::head(tx, asked.id)?;
        let Some(batch) = head.batch else { return Err(Error::not_found("shared text")) };
        if head.platform.has_recipients() {
            let says = "A message says what its template says, so it can't follow the shared text.";
            return Err(Error::invalid("content", says));
        }
        let shared = draft::batch(tx, batch)?.canonical;
        let content =
            with_thread(&clinic::channel(tx, head.channel)?, |thread| draft::fitted(&shared, &head.content, thread));
        let authors = draft::shared_authors(tx, batch)?;
        draft::save_from(tx, &env, by, asked.id, asked.base_revision, (&content, &authors))?;
        draft::link(tx, &env, by, asked.id, true)?;
        gate::reconsider(tx, &env, asked.id)?;
        views::post(tx, &env, asked.id)
    })
}

/// Takes a post off its batch's shared text as soon as it says something else.
pub(super) fn unlink_what_differs(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let head = draft::head(tx, post)?;
    let (true, Some(batch)) = (head.linked, head.batch) else { return Ok(()) };
    let shared = draft::batch(tx, batch)?.canonical;
    let follows =
        with_thread(&clinic::channel(tx, head.channel)?, |thread| draft::follows(&shared, &head.content, thread));
    if follows { Ok(()) } else { draft::link(tx, env, by, post, false) }
}

pub(super) fn split_thread(api: &Api, _: &Caller, asked: ThreadSplit) -> Result<Content> {
    let channel = api.db.read(|tx| clinic::channel(tx, asked.channel_id))?;
    let platform = channel.platform;
    with_thread(&channel, |thread| {
        draft::threaded(&asked.content, thread, asked.numbered).ok_or_else(|| {
            let message = if thread.most == 1 {
                format!("{} has no threads. Shorten the text.", platform.name())
            } else {
                format!("This is too long for a thread: it may have {} posts. Shorten the text.", thread.most)
            };
            Error::invalid("content", message)
        })
    })
}

/// Posts that went out, the newest first, whose text holds every word.
pub(super) fn find(api: &Api, _: &Caller, asked: PostFind) -> Result<Vec<PostSummary>> {
    // As many as a person looks through before typing another word.
    const MOST: usize = 30;
    let wanted: Vec<String> = asked.words.split_whitespace().map(str::to_lowercase).collect();
    api.db.read(|tx| {
        let mut found: Vec<PostId> = Vec::new();
        for (post, revision) in past(tx, api.env.now())? {
            if found.len() == MOST {
                break;
            }
            if wanted.is_empty() || says(&draft::revision(tx, revision)?.content, &wanted) {
                found.push(post);
            }
        }
        found.into_iter().map(|post| views::summary(tx, api.env.now(), post)).collect()
    })
}

/// What went out, the newest first, as far back as is read for a search. Times lead, so that nothing is sorted, and what a
/// post says is read only once it is its turn.
pub(super) fn past(tx: &Tx<'_>, now: Millis) -> Result<Vec<(PostId, RevisionId)>> {
    const FAR: u32 = 5_000;
    let out = [ExecutionState::Posted, ExecutionState::PartlyPosted, ExecutionState::Removed];
    tx.all(
        "SELECT post.id, post.head_revision FROM plan CROSS JOIN delivery ON delivery.post_id = plan.post_id
         CROSS JOIN post ON post.id = plan.post_id
         WHERE plan.due_at <= $1 AND delivery.state IN ($2, $3, $4) AND post.discarded_at IS NULL
         ORDER BY plan.due_at DESC, plan.post_id DESC LIMIT $5",
        args![now.plus(Millis::DAY), out[0], out[1], out[2], FAR],
        |row| Ok::<_, Error>((row.get("id")?, row.get("head_revision")?)),
    )
}

fn says(content: &Content, wanted: &[String]) -> bool {
    let said = content.parts.iter().map(|part| part.text.to_lowercase()).collect::<Vec<_>>().join("\n");
    wanted.iter().all(|word| said.contains(word))
}

pub(super) fn hashtag_sets(api: &Api, _: &Caller, (): ()) -> Result<Vec<HashtagSet>> {
    api.db.read(sets)
}

fn sets(tx: &Tx<'_>) -> Result<Vec<HashtagSet>> {
    let sets = draft::hashtag_sets(tx)?.into_iter();
    Ok(sets.map(|set| HashtagSet { id: set.id, name: set.name, tags: set.tags }).collect())
}

pub(super) fn save_hashtag_set(api: &Api, caller: &Caller, save: HashtagSetSave) -> Result<Vec<HashtagSet>> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        draft::save_hashtag_set(tx, &env, by, save.id, &save.name, &save.tags)?;
        sets(tx)
    })
}

pub(super) fn remove_hashtag_set(api: &Api, caller: &Caller, which: HashtagSetRef) -> Result<Vec<HashtagSet>> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        draft::remove_hashtag_set(tx, &env, by, which.id)?;
        sets(tx)
    })
}
