//! How X shows posts, users and pictures.
//!
//! Invariant: a text on the wire is never the text that was sent if it held an address: the address is shortened and
//! the original is found in the entities, as on the real wire.

use serde_json::{Map, Value, json};

use super::problem::{Problem, invalid};
use super::state::{XMedia, XPost};
use super::wire::{XNames, XWire};
use super::{links, metrics};
use crate::account::{Account, Platform};
use crate::chance::code_of;
use crate::clock::x_time;
use crate::world::World;

/// A field by its current name and its former one.
const POST_FIELDS: &[(&str, &str)] = &[
    ("id", "id"),
    ("text", "text"),
    ("edit_history_post_ids", "edit_history_tweet_ids"),
    ("author_id", "author_id"),
    ("created_at", "created_at"),
    ("conversation_id", "conversation_id"),
    ("in_reply_to_user_id", "in_reply_to_user_id"),
    ("referenced_posts", "referenced_tweets"),
    ("attachments", "attachments"),
    ("entities", "entities"),
    ("public_metrics", "public_metrics"),
    ("reply_settings", "reply_settings"),
    ("possibly_sensitive", "possibly_sensitive"),
    ("note_post", "note_tweet"),
    ("non_public_metrics", "non_public_metrics"),
    ("organic_metrics", "organic_metrics"),
    ("promoted_metrics", "promoted_metrics"),
];

/// Fields that only an author may see, and not always.
const WITHHELD: &[&str] = &["non_public_metrics", "organic_metrics", "promoted_metrics"];

const USER_FIELDS: &[&str] = &[
    "id",
    "name",
    "username",
    "profile_image_url",
    "verified",
    "verified_type",
    "subscription_type",
    "public_metrics",
    "created_at",
    "description",
    "protected",
];

const MEDIA_FIELDS: &[&str] = &["media_key", "type", "url", "width", "height", "alt_text"];

/// The fields somebody asked for, by their current names.
#[derive(Debug, Default)]
pub(super) struct Wanted(Vec<&'static str>);

impl Wanted {
    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    /// The asked-for fields that are withheld.
    pub(super) fn withheld(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied().filter(|name| WITHHELD.contains(name))
    }
}

/// Reads a list of fields of posts, in either vocabulary.
pub(super) fn post_fields(parameter: &str, list: &str) -> Result<Wanted, Problem> {
    let find = |name: &str| {
        POST_FIELDS.iter().find_map(|(new, old)| (*new == name || *old == name).then_some(*new)).ok_or_else(|| {
            let known: Vec<&str> = POST_FIELDS.iter().map(|(new, _)| *new).collect();
            unknown_value(parameter, name, &known)
        })
    };
    list.split(',').filter(|name| !name.is_empty()).map(find).collect::<Result<_, _>>().map(Wanted)
}

pub(super) fn user_fields(list: &str) -> Result<Wanted, Problem> {
    plain_fields("user.fields", list, USER_FIELDS)
}

pub(super) fn media_fields(list: &str) -> Result<Wanted, Problem> {
    plain_fields("media.fields", list, MEDIA_FIELDS)
}

fn plain_fields(parameter: &str, list: &str, known: &'static [&'static str]) -> Result<Wanted, Problem> {
    let find =
        |name: &str| known.iter().copied().find(|it| *it == name).ok_or_else(|| unknown_value(parameter, name, known));
    list.split(',').filter(|name| !name.is_empty()).map(find).collect::<Result<_, _>>().map(Wanted)
}

pub(super) fn unknown_value(parameter: &str, value: &str, known: &[&str]) -> Problem {
    let message = format!("The `{parameter}` query parameter value [{value}] is not one of [{}]", known.join(","));
    invalid(parameter, value, &message)
}

pub(super) fn bad_id(parameter: &str, value: &str) -> Problem {
    let message = format!("The `{parameter}` query parameter value [{value}] is not valid");
    invalid(parameter, value, &message)
}

/// The text as the wire has it, and the entities of its addresses.
fn wire_text(world: &World, wire: XWire, post: &XPost) -> (String, Vec<Value>) {
    let escape = |text: &str| match wire.escaped {
        true => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        false => text.to_owned(),
    };
    let short = |place: usize| format!("https://t.co/{}", code_of(&[&post.id.to_string(), &place.to_string()], 10));
    let mut text = String::new();
    let mut entities = Vec::new();
    let mut from = 0;
    for (place, link) in links::find(&post.text).into_iter().enumerate() {
        text.push_str(&escape(post.text.get(from..link.start).unwrap_or_default()));
        let address = post.text.get(link.start..link.end).unwrap_or_default();
        let (expanded, display) = match (link.has_scheme, address.split_once("://")) {
            (true, Some((_, rest))) => (address.to_owned(), rest),
            (true, None) | (false, _) => (format!("http://{address}"), address),
        };
        let start = text.chars().count();
        text.push_str(&short(place));
        entities.push(json!({
            "start": start,
            "end": text.chars().count(),
            "url": short(place),
            "expanded_url": expanded,
            "display_url": shortened(display.trim_start_matches("www.")),
        }));
        from = link.end;
    }
    text.push_str(&escape(post.text.get(from..).unwrap_or_default()));
    if wire.picture_link && !post.media.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        let (start, address) = (text.chars().count(), short(usize::MAX));
        text.push_str(&address);
        let username = world.account(Platform::X, &post.author).map(|it| it.username.as_str()).unwrap_or_default();
        for media in post.media.iter().filter_map(|id| world.x.media.get(id)) {
            entities.push(json!({
                "start": start,
                "end": text.chars().count(),
                "url": address,
                "expanded_url": format!("https://x.com/{username}/status/{}/photo/1", post.id),
                "display_url": address.replace("https://t.co/", "pic.x.com/"),
                "media_key": media.key(),
            }));
        }
    }
    (text, entities)
}

fn shortened(address: &str) -> String {
    const SHOWN: usize = 26;
    if address.chars().count() > SHOWN {
        address.chars().take(SHOWN).chain(['…']).collect()
    } else {
        address.to_owned()
    }
}

/// What the creation of a post answers.
pub(super) fn created(world: &World, wire: XWire, post: &XPost) -> Value {
    let history = match wire.names {
        XNames::New | XNames::Old => post.id.to_string(),
        XNames::Mixed => String::new(),
    };
    json!({
        "id": post.id.to_string(),
        "text": wire_text(world, wire, post).0,
        wire.lagging_name("edit_history_post_ids", "edit_history_tweet_ids"): [history],
    })
}

pub(super) fn post(world: &World, wire: XWire, post: &XPost, wanted: &Wanted, own: bool) -> Value {
    let (text, entities) = wire_text(world, wire, post);
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(post.id.to_string()));
    shown.insert("text".to_owned(), json!(text));
    let history = wire.name("edit_history_post_ids", "edit_history_tweet_ids");
    shown.insert(history.to_owned(), json!([post.id.to_string()]));
    let parent = post.reply_to.and_then(|id| world.x.posts.get(&id));
    let mut show = |name: &'static str, shown_name: &'static str, value: Option<Value>| {
        if let Some(value) = value.filter(|_| wanted.has(name)) {
            shown.insert(shown_name.to_owned(), value);
        }
    };
    show("author_id", "author_id", Some(json!(post.author)));
    show("created_at", "created_at", Some(json!(x_time(post.created_ms))));
    show("conversation_id", "conversation_id", Some(json!(post.conversation.to_string())));
    show("in_reply_to_user_id", "in_reply_to_user_id", parent.map(|parent| json!(parent.author)));
    show(
        "referenced_posts",
        wire.name("referenced_posts", "referenced_tweets"),
        post.reply_to.map(|id| json!([{ "type": "replied_to", "id": id.to_string() }])),
    );
    let keys: Vec<String> = post.media.iter().filter_map(|id| world.x.media.get(id)).map(XMedia::key).collect();
    show("attachments", "attachments", (!keys.is_empty()).then(|| json!({ "media_keys": keys })));
    show("entities", "entities", (!entities.is_empty()).then(|| json!({ "urls": entities })));
    show("public_metrics", "public_metrics", Some(metrics::public(world, wire, post)));
    for name in ["non_public_metrics", "organic_metrics"] {
        show(name, name, Some(name).filter(|_| own).and_then(|name| metrics::for_author(world, wire, post, name)));
    }
    show("reply_settings", "reply_settings", Some(json!(post.reply_settings)));
    show("possibly_sensitive", "possibly_sensitive", Some(json!(false)));
    Value::Object(shown)
}

pub(super) fn user(world: &World, wire: XWire, account: &Account, wanted: &Wanted) -> Value {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(account.id));
    shown.insert("name".to_owned(), json!(account.name));
    shown.insert("username".to_owned(), json!(account.username));
    let posts: Vec<&XPost> = world.x.posts.values().filter(|post| !post.removed && post.author == account.id).collect();
    let pictures: usize = posts.iter().map(|post| post.media.len()).sum();
    for name in &wanted.0 {
        let value = match *name {
            "verified" | "protected" => json!(false),
            "verified_type" => json!("none"),
            "subscription_type" => json!("None"),
            "description" => json!("An account of the practice platforms."),
            "profile_image_url" => {
                json!("https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png")
            }
            "created_at" => json!("2022-02-03T12:00:00.000Z"),
            "public_metrics" => json!({
                "followers_count": world.followers(Platform::X, &account.id),
                "following_count": 0,
                wire.lagging_name("post_count", "tweet_count"): posts.len(),
                "listed_count": 0,
                "like_count": 0,
                "media_count": pictures,
            }),
            _ => continue,
        };
        shown.insert((*name).to_owned(), value);
    }
    Value::Object(shown)
}

pub(super) fn media(media: &XMedia, wanted: &Wanted) -> Value {
    let kind = match (media.is_film(), media.is_animated()) {
        (true, _) => "video",
        (false, true) => "animated_gif",
        (false, false) => "photo",
    };
    let mut shown = Map::new();
    shown.insert("media_key".to_owned(), json!(media.key()));
    shown.insert("type".to_owned(), json!(kind));
    if wanted.has("url") {
        shown.insert("url".to_owned(), json!(format!("https://pbs.twimg.com/media/{}", media.id)));
    }
    if let Some(ready) = &media.ready {
        for (name, size) in [("width", ready.width), ("height", ready.height)] {
            if wanted.has(name) {
                shown.insert(name.to_owned(), json!(size));
            }
        }
    }
    if let Some(alt_text) = media.alt_text.as_ref().filter(|_| wanted.has("alt_text")) {
        shown.insert("alt_text".to_owned(), json!(alt_text));
    }
    Value::Object(shown)
}
