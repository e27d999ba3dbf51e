//! Creating and deleting posts on X.
//!
//! Invariant: a post and its ledger entry come into being together, after every reason to refuse was looked at.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::found::names;
use super::problem::{self, Problem, conflict, forbidden, invalid};
use super::state::{XPost, read_id};
use super::{credits, present, weigh};
use crate::account::{Account, Platform};
use crate::audience::social::Social;
use crate::call::{Call, Payload};
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::Scene;

/// The window is not published; a day is what those who post report.
const DUPLICATE_WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;
const MOST_PICTURES: usize = 4;
/// For whoever signed up by themselves.
const MOST_CASHTAGS: usize = 1;
/// A film's, in a post; and what a subscription allows.
const LONGEST_MS: u64 = 20 * 60 * 1_000;
const LONGEST_BY_SUBSCRIPTION_MS: u64 = 125 * 60 * 1_000;
const MEDIA_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;

/// In the specification, and accepted here.
const FIELDS: &[&str] = &["text", "reply", "media", "reply_settings", "made_with_ai", "paid_partnership"];

/// In the specification, and not practised here.
const OTHER_FIELDS: &[&str] = &[
    "quote_tweet_id",
    "poll",
    "geo",
    "community_id",
    "share_with_followers",
    "edit_options",
    "for_super_followers_only",
    "nullcast",
    "card_uri",
    "direct_message_deep_link",
];

struct Draft {
    text: String,
    media: Vec<u64>,
    reply_to: Option<u64>,
    reply_settings: String,
    made_with_ai: bool,
    paid_partnership: bool,
}

pub(super) fn create(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let draft = Draft::read(body(call)?)?;
    draft.check_text(scene.wire.premium)?;
    draft.check_media(scene, account)?;
    let conversation = draft.check_parent(scene, account)?;
    draft.check_duplicate(scene, account)?;
    let price = credits::of_post(&draft.text);
    credits::last_for(scene, account, price)?;
    scene.world.x.spent += price;

    let id = scene.world.chance.x_id(scene.now);
    let post = XPost {
        id,
        author: account.id.clone(),
        text: draft.text,
        created_ms: scene.now,
        conversation: conversation.unwrap_or(id),
        reply_to: draft.reply_to,
        media: draft.media,
        reply_settings: draft.reply_settings,
        made_with_ai: draft.made_with_ai,
        paid_partnership: draft.paid_partnership,
        hidden_reads: 0,
        removed: false,
        social: Social::default(),
    };
    enter(scene, &post);
    let answer = present::created(scene.world, scene.wire, &post);
    scene.world.x.posts.insert(id, post);
    Ok(Reply::json(StatusCode::CREATED, json!({ "data": answer })).created(id))
}

fn enter(scene: &mut Scene<'_>, post: &XPost) {
    let pictures: Vec<_> = post.media.iter().filter_map(|id| scene.world.x.media.get(id)).collect();
    let entry = LedgerEntry {
        at_ms: scene.now,
        platform: Platform::X,
        account: post.author.clone(),
        id: post.id.to_string(),
        kind: if post.reply_to.is_some() { LedgerKind::Reply } else { LedgerKind::Post },
        text: post.text.clone(),
        link: None,
        media_sha256: pictures
            .iter()
            .filter_map(|media| media.ready.as_ref().map(|ready| ready.sha256.clone()))
            .collect(),
        alt_texts: pictures.iter().map(|media| media.alt_text.clone()).collect(),
        parent: post.reply_to.map(|id| id.to_string()),
        recipient: None,
        removed_at: None,
    };
    scene.world.ledger.push(entry);
}

pub(super) fn delete(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let id = call.segment("id");
    let number = read_id(id).ok_or_else(|| present::bad_id("id", id))?;
    let post = scene.world.x.live(number).ok_or_else(problem::not_found)?;
    if post.author != account.id {
        return Err(forbidden("You are not authorized to delete this Tweet."));
    }
    credits::last_for(scene, account, credits::DELETION)?;
    scene.world.x.spent += credits::DELETION;
    scene.world.remove(Platform::X, id, scene.now);
    Ok(Reply::ok(json!({ "data": { "deleted": true } })))
}

/// The body as an object; everything else is refused.
pub(super) fn body(call: &Call) -> Result<&Map<String, Value>, Problem> {
    match &call.body {
        Payload::Json(Value::Object(fields)) => Ok(fields),
        Payload::TooLarge => Err(problem::too_large("The request is too large.")),
        Payload::Empty
        | Payload::Json(_)
        | Payload::Form(_)
        | Payload::Multipart(_)
        | Payload::Bytes(_)
        | Payload::Unreadable => Err(invalid("", "", "The request body must be a JSON object.")),
    }
}

/// Refuses fields that the schema does not name.
pub(super) fn strict(fields: &Map<String, Value>, path: &str, allowed: &[&str]) -> Result<(), Problem> {
    match fields.keys().find(|name| !allowed.contains(&name.as_str())) {
        Some(name) => Err(invalid(
            "",
            "",
            &format!("{path}.{name}: is not defined in the schema and the schema does not allow additional properties"),
        )),
        None => Ok(()),
    }
}

fn wrong_type(path: &str, found: &Value, wanted: &str) -> Problem {
    let kind = match found {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    invalid("", "", &format!("{path}: {kind} found, {wanted} expected"))
}

fn flag(fields: &Map<String, Value>, name: &str) -> Result<bool, Problem> {
    fields
        .get(name)
        .map_or(Ok(false), |value| value.as_bool().ok_or_else(|| wrong_type(&format!("$.{name}"), value, "boolean")))
}

fn object<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<Option<&'a Map<String, Value>>, Problem> {
    fields
        .get(name)
        .map(|value| value.as_object().ok_or_else(|| wrong_type(&format!("$.{name}"), value, "object")))
        .transpose()
}

impl Draft {
    fn read(fields: &Map<String, Value>) -> Result<Self, Problem> {
        if let Some(name) = OTHER_FIELDS.iter().find(|name| fields.contains_key(**name)) {
            return Err(forbidden(&format!("You are not permitted to use {name}.")));
        }
        strict(fields, "$", FIELDS)?;
        let text = match fields.get("text") {
            None => String::new(),
            Some(value) => value.as_str().ok_or_else(|| wrong_type("$.text", value, "string"))?.to_owned(),
        };
        let reply_settings = match fields.get("reply_settings").map(|value| (value, value.as_str())) {
            None => "everyone".to_owned(),
            Some((_, Some(known @ ("following" | "mentionedUsers" | "subscribers" | "verified")))) => known.to_owned(),
            Some((value, _)) => {
                return Err(invalid(
                    "reply_settings",
                    &value.to_string(),
                    "$.reply_settings: does not have a value in the enumeration \
                     [following, mentionedUsers, subscribers, verified]",
                ));
            }
        };
        Ok(Self {
            text,
            media: media_ids(fields)?,
            reply_to: reply_target(fields)?,
            reply_settings,
            made_with_ai: flag(fields, "made_with_ai")?,
            paid_partnership: flag(fields, "paid_partnership")?,
        })
    }

    fn check_text(&self, premium: bool) -> Result<(), Problem> {
        if self.text.trim().is_empty() && self.media.is_empty() {
            return Err(invalid("text", &self.text, "One of text or media.media_ids must be given."));
        }
        if weigh::has_forbidden(&self.text) {
            return Err(invalid("text", &self.text, "The text has characters that are not allowed."));
        }
        if weigh::weigh(&self.text) > if premium { weigh::MOST_BY_SUBSCRIPTION } else { weigh::MOST } {
            return Err(forbidden(
                "Your Tweet text is too long. For more information on how Twitter determines text length see \
                 https://github.com/twitter/twitter-text.",
            ));
        }
        if weigh::cashtags(&self.text) > MOST_CASHTAGS {
            return Err(forbidden("You are not permitted to create a Post with more than one cashtag."));
        }
        Ok(())
    }

    fn check_media(&self, scene: &Scene<'_>, account: &Account) -> Result<(), Problem> {
        let bad = |id: &u64| invalid("media.media_ids", &id.to_string(), "Your media IDs are invalid.");
        let mut animated = 0;
        for id in &self.media {
            let media = scene.world.x.media.get(id).filter(|media| media.owner == account.id).ok_or_else(|| bad(id))?;
            let ready = media.ready.as_ref().ok_or_else(|| bad(id))?;
            if scene.now >= media.created_ms + MEDIA_LIFE_MS || self.media.iter().filter(|it| *it == id).count() > 1 {
                return Err(bad(id));
            }
            if !ready.is_usable(scene.now) {
                return Err(conflict("The media is still being processed."));
            }
            let longest = if scene.wire.premium { LONGEST_BY_SUBSCRIPTION_MS } else { LONGEST_MS };
            if ready.duration_ms > longest {
                return Err(forbidden("User video duration exceeded"));
            }
            animated += usize::from(media.is_animated() || media.is_film());
        }
        if animated > 0 && self.media.len() > 1 {
            return Err(invalid(
                "media.media_ids",
                &self.media.len().to_string(),
                "A post has up to 4 photos or 1 animated GIF or 1 video.",
            ));
        }
        Ok(())
    }

    /// The conversation that the post joins.
    fn check_parent(&self, scene: &Scene<'_>, account: &Account) -> Result<Option<u64>, Problem> {
        let world = &*scene.world;
        let Some(id) = self.reply_to else { return Ok(None) };
        let gone = || forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.");
        let parent = world.x.live(id).ok_or_else(gone)?;
        let answered_me =
            parent.reply_to.and_then(|id| world.x.posts.get(&id)).is_some_and(|before| before.author == account.id);
        let engaged = parent.author == account.id || answered_me || names(&parent.text, &account.username);
        if scene.wire.replies_need_engagement && !engaged {
            return Err(forbidden(
                "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged \
                 by the author of the post you are replying to.",
            ));
        }
        Ok(Some(parent.conversation))
    }

    fn check_duplicate(&self, scene: &Scene<'_>, account: &Account) -> Result<(), Problem> {
        let said_before = scene.world.x.posts.values().any(|post| {
            !post.removed
                && post.author == account.id
                && post.text == self.text
                && scene.now < post.created_ms + DUPLICATE_WINDOW_MS
        });
        if said_before && !self.text.is_empty() {
            return Err(forbidden("You are not allowed to create a Tweet with duplicate content."));
        }
        Ok(())
    }
}

fn reply_target(fields: &Map<String, Value>) -> Result<Option<u64>, Problem> {
    let Some(reply) = object(fields, "reply")? else { return Ok(None) };
    strict(reply, "$.reply", &["in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"])?;
    let id = reply.get("in_reply_to_tweet_id").and_then(Value::as_str).unwrap_or_default();
    read_id(id).map(Some).ok_or_else(|| present::bad_id("reply.in_reply_to_tweet_id", id))
}

fn media_ids(fields: &Map<String, Value>) -> Result<Vec<u64>, Problem> {
    let Some(media) = object(fields, "media")? else { return Ok(Vec::new()) };
    if let Some(tags) = media.get("tagged_user_ids") {
        return Err(invalid("media.tagged_user_ids", &tags.to_string(), "You are not permitted to tag these users."));
    }
    strict(media, "$.media", &["media_ids"])?;
    let given = media.get("media_ids").unwrap_or(&Value::Null);
    let list = given.as_array().ok_or_else(|| wrong_type("$.media.media_ids", given, "array"))?;
    if list.is_empty() || list.len() > MOST_PICTURES {
        return Err(invalid(
            "media.media_ids",
            &list.len().to_string(),
            "$.media.media_ids: there must be at least 1 and at most 4 items in the array",
        ));
    }
    list.iter()
        .map(|id| {
            id.as_str().and_then(read_id).ok_or_else(|| {
                invalid("media.media_ids", id.as_str().unwrap_or_default(), "Your media IDs are invalid.")
            })
        })
        .collect()
}
