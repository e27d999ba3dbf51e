//! The hand on the audience: makes people do one thing at a time, and tells what the platforms hold of it.
//!
//! Invariant: people write only where the platform lets them, by the same way that the population takes; what an account did in
//! answer is read from the ledger and from what the platform shows.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::account::{Account, Platform};
use crate::audience::act::Remark;
use crate::audience::numbers::{Counts, Numbers};
use crate::audience::{Person, Population, Said, Tongue};
use crate::control::{Control, UnknownTarget};
use crate::control_http::done;
use crate::guard::refused;
use crate::world::World;

/// What a platform holds of a comment, or on X of a post under another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarked {
    /// The platform's id of it.
    pub id: String,
    /// What it hangs under: a post, or a comment.
    pub under: String,
    /// The handle of the person who wrote it; none where an account did.
    pub by: Option<String>,
    /// Its words by now.
    pub text: String,
    /// When it was written.
    pub at_ms: i64,
    /// When its words were last changed.
    pub edited_ms: Option<i64>,
    /// Whether the account hid it.
    pub hidden: bool,
    /// Whether the account likes it.
    pub liked: bool,
    /// Whether it is gone.
    pub removed: bool,
}

/// What a platform holds of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messaged {
    /// The platform's id of it.
    pub id: String,
    /// The platform's id of the person.
    pub person: String,
    /// Whether the account wrote it.
    pub ours: bool,
    /// Its words.
    pub text: String,
    /// When it was written.
    pub at_ms: i64,
}

fn remark(said: &Said, now: i64) -> Remark {
    Remark { by: Person::called(&said.by, Tongue::English), text: said.text.clone(), at_ms: now, salt: None }
}

impl Control {
    /// Sets how many people there are from now on; they react to every post, each by its age.
    pub fn populate(&self, population: Population) {
        self.shared().alter(|scene| scene.world.audience.populate(population, scene.now));
    }

    /// How many people there are.
    pub fn population(&self) -> Population {
        self.shared().look(|world| world.audience.population)
    }

    /// Somebody comments under a post, or answers a comment; returns the platform's id of what they wrote.
    pub fn comment(&self, platform: Platform, under: &str, said: &Said) -> Result<String, UnknownTarget> {
        let made = self.shared().alter(|scene| scene.world.comment(platform, under, &remark(said, scene.now)));
        made.ok_or(UnknownTarget)
    }

    /// So many people comment under a post at once, each with other words; returns the platform's ids, oldest first.
    pub fn comments(&self, platform: Platform, post: &str, count: u32) -> Result<Vec<String>, UnknownTarget> {
        self.shared().alter(|scene| {
            let one = |number: u32| {
                let said = Said::new(&format!("crowd_{}", number % 1_000), &format!("Comment {number} of many"));
                scene.world.comment(platform, post, &remark(&said, scene.now)).ok_or(UnknownTarget)
            };
            (0..count).map(one).collect()
        })
    }

    /// Somebody writes to an account alone; returns the platform's id of the message.
    pub fn message(&self, account: &Account, said: &Said) -> Result<String, UnknownTarget> {
        let made =
            self.shared().alter(|scene| scene.world.message(account.platform, &account.id, &remark(said, scene.now)));
        made.ok_or(UnknownTarget)
    }

    /// Somebody names an account in a post of their own; returns the platform's id of that post.
    pub fn mention(&self, account: &Account, said: &Said) -> Result<String, UnknownTarget> {
        let made =
            self.shared().alter(|scene| scene.world.mention(account.platform, &account.id, &remark(said, scene.now)));
        made.ok_or(UnknownTarget)
    }

    /// Somebody posts on X, and names nobody: what only a search finds; returns the id.
    pub fn post_on_x(&self, said: &Said) -> String {
        self.shared().alter(|scene| scene.world.wander(&remark(said, scene.now)))
    }

    /// Somebody says what they wrote in other words, in time for the platform to tell that it was edited.
    pub fn edit_remark(&self, platform: Platform, id: &str, text: &str) -> Result<(), UnknownTarget> {
        match self.shared().alter(|scene| scene.world.edit(platform, id, text, scene.now)) {
            true => Ok(()),
            false => Err(UnknownTarget),
        }
    }

    /// Somebody takes back a comment, a message or a mention.
    pub fn delete_remark(&self, platform: Platform, id: &str) -> Result<(), UnknownTarget> {
        self.remove_post(platform, id)
    }

    /// So many more people like a comment.
    pub fn like(&self, platform: Platform, id: &str, times: u64) -> Result<(), UnknownTarget> {
        match self.shared().alter(|scene| scene.world.like(platform, id, times)) {
            true => Ok(()),
            false => Err(UnknownTarget),
        }
    }

    /// Sets what is counted of a post from now on: by the id that its platform reads it by (TikTok's own, not the publishing's).
    pub fn set_numbers(&self, platform: Platform, post: &str, numbers: Numbers) -> Result<(), UnknownTarget> {
        self.shared().alter(|scene| {
            let known = scene.world.public_posts().iter().any(|it| it.platform == platform && it.id == post);
            let known = known.then(|| crate::audience::key(platform, post)).ok_or(UnknownTarget)?;
            scene.world.audience.set_numbers(known, numbers, scene.now);
            Ok(())
        })
    }

    /// What is counted of a post by now.
    pub fn numbers(&self, platform: Platform, post: &str) -> Result<Counts, UnknownTarget> {
        self.shared().look(|world| {
            let posts = world.public_posts();
            let seen = posts.iter().find(|it| it.platform == platform && it.id == post).ok_or(UnknownTarget)?;
            Ok(world.counts(platform, post, seen.at_ms))
        })
    }

    /// Sets how many follow an account from now on.
    pub fn set_followers(&self, account: &Account, followers: u64) {
        self.shared().alter(|scene| {
            let key = crate::audience::key(account.platform, &account.id);
            scene.world.audience.set_followers(key, followers, scene.now);
        });
    }

    /// Every comment that a platform ever held, oldest first; on X every post of somebody else, and every one under another.
    pub fn remarks(&self, platform: Platform) -> Vec<Remarked> {
        self.shared().look(|world| remarks(world, platform))
    }

    /// Every message between an account and people, oldest first.
    pub fn messages(&self, account: &Account) -> Vec<Messaged> {
        self.shared().look(|world| {
            let letters = world.audience.inbox.letters(account.platform, &account.id);
            letters
                .into_iter()
                .map(|(letter, of)| Messaged {
                    id: crate::audience::held::letter_id(account.platform, letter.number),
                    person: of.person.clone(),
                    ours: letter.ours,
                    text: letter.text.clone(),
                    at_ms: letter.at_ms,
                })
                .collect()
        })
    }
}

fn remarks(world: &World, platform: Platform) -> Vec<Remarked> {
    let handle = |by: &Option<String>| by.as_ref().map(|id| world.audience.handle_of(platform, id).to_owned());
    let one =
        |id: String, under: String, text: &str, at_ms, removed, social: &crate::audience::social::Social| Remarked {
            id,
            under,
            by: handle(&social.by),
            text: text.to_owned(),
            at_ms,
            edited_ms: social.edited_ms,
            hidden: social.hidden,
            liked: social.liked,
            removed,
        };
    match platform {
        Platform::X => {
            let all = world.x.posts.values().filter(|it| it.social.by.is_some() || it.reply_to.is_some());
            let under = |it: Option<u64>| it.map(|id| id.to_string()).unwrap_or_default();
            all.map(|it| {
                let id = it.id.to_string();
                one(id, under(it.reply_to), &it.text, it.created_ms, it.removed, &it.social)
            })
            .collect()
        }
        Platform::Facebook => {
            let under = |it: &crate::facebook::state::FbComment| match it.parent {
                Some(parent) => format!("{}_{parent}", it.post),
                None => world.facebook.posts.get(&it.post).map_or(it.post.to_string(), |post| post.id()),
            };
            let all = world.facebook.comments.values();
            all.map(|it| one(it.id(), under(it), &it.message, it.created_ms, it.removed, &it.social)).collect()
        }
        Platform::Linkedin => {
            let state = &world.linkedin;
            let under = |it: &crate::linkedin::state::LiComment| match it.parent.and_then(|it| state.comments.get(&it))
            {
                Some(parent) => state.comment_urn(parent),
                None => state.posts.get(&it.post).map(|post| post.urn()).unwrap_or_default(),
            };
            let all = state.comments.values();
            all.map(|it| one(state.comment_urn(it), under(it), &it.text, it.created_ms, it.removed, &it.social))
                .collect()
        }
        Platform::Instagram => {
            let all = world.instagram.comments.values();
            all.map(|it| {
                let under = it.parent.unwrap_or(it.media).to_string();
                one(it.number.to_string(), under, &it.text, it.created_ms, it.removed, &it.social)
            })
            .collect()
        }
        Platform::Youtube => {
            let all = world.youtube.comments.values();
            all.map(|it| {
                let under = it.parent.clone().unwrap_or_else(|| it.video.clone());
                let mut held = one(it.id.clone(), under, &it.text, it.created_ms, it.removed, &it.social);
                held.hidden = it.moderation != "published";
                held
            })
            .collect()
        }
        Platform::Tiktok | Platform::Whatsapp | Platform::Bucket => Vec::new(),
    }
}

pub(crate) async fn populate(control: Control, Json(population): Json<Population>) -> Response {
    control.populate(population);
    StatusCode::NO_CONTENT.into_response()
}

pub(crate) async fn population(control: Control) -> Response {
    Json(control.population()).into_response()
}

/// One thing that somebody does.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Hand {
    /// Somebody comments under a post, or answers a comment.
    Comment { platform: Platform, under: String, said: Said },
    /// Many comment at once.
    Comments { platform: Platform, under: String, count: u32 },
    /// Somebody writes to an account.
    Message { platform: Platform, account: String, said: Said },
    /// Somebody names an account.
    Mention { platform: Platform, account: String, said: Said },
    /// Somebody posts on X, and names nobody.
    Post { said: Said },
    /// Somebody says it in other words.
    Edit { platform: Platform, id: String, text: String },
    /// Somebody takes it back.
    Delete { platform: Platform, id: String },
    /// So many more like it.
    Like { platform: Platform, id: String, times: u64 },
    /// What is counted of a post from now on.
    Numbers { platform: Platform, id: String, numbers: Numbers },
    /// How many follow an account from now on.
    Followers { platform: Platform, account: String, followers: u64 },
}

fn named(control: &Control, platform: Platform, id: &str) -> Result<Account, UnknownTarget> {
    let mut accounts = control.accounts().into_iter();
    accounts.find(|it| it.platform == platform && it.id == id).ok_or(UnknownTarget)
}

fn made(outcome: Result<String, UnknownTarget>) -> Response {
    match outcome {
        Ok(id) => (StatusCode::CREATED, Json(json!({ "id": id }))).into_response(),
        Err(unknown) => refused(StatusCode::NOT_FOUND, &unknown.to_string()),
    }
}

pub(crate) async fn act(control: Control, Json(hand): Json<Hand>) -> Response {
    match hand {
        Hand::Comment { platform, under, said } => made(control.comment(platform, &under, &said)),
        Hand::Comments { platform, under, count } => match control.comments(platform, &under, count) {
            Ok(ids) => (StatusCode::CREATED, Json(json!({ "ids": ids }))).into_response(),
            Err(unknown) => refused(StatusCode::NOT_FOUND, &unknown.to_string()),
        },
        Hand::Message { platform, account, said } => {
            made(named(&control, platform, &account).and_then(|account| control.message(&account, &said)))
        }
        Hand::Mention { platform, account, said } => {
            made(named(&control, platform, &account).and_then(|account| control.mention(&account, &said)))
        }
        Hand::Post { said } => made(Ok(control.post_on_x(&said))),
        Hand::Edit { platform, id, text } => done(control.edit_remark(platform, &id, &text)),
        Hand::Delete { platform, id } => done(control.delete_remark(platform, &id)),
        Hand::Like { platform, id, times } => done(control.like(platform, &id, times)),
        Hand::Numbers { platform, id, numbers } => done(control.set_numbers(platform, &id, numbers)),
        Hand::Followers { platform, account, followers } => {
            done(named(&control, platform, &account).map(|account| control.set_followers(&account, followers)))
        }
    }
}

pub(crate) async fn held(control: Control, Path(platform): Path<Platform>) -> Response {
    let accounts = control.accounts().into_iter().filter(|account| account.platform == platform);
    let messages: Vec<Messaged> = accounts.flat_map(|account| control.messages(&account)).collect();
    Json(json!({ "remarks": control.remarks(platform), "messages": messages })).into_response()
}
