//! Reads what people write to an account: posts that name it or answer it, and messages.
//!
//! Invariant: changes nothing on X. What is read there is paid for, so no reading asks again for what the one before it got:
//! it begins behind the newest post that was understood, and takes that along from page to page.
//! (X API v2: GET /2/users/{id}/mentions with `since_id` or `start_time`, the last 800, answers to own posts among them;
//! GET /2/dm_events, 30 days back; read 2026-11-20.)

use countersign_core::engage::{Ask, AuthorSeen, ConversationKind, FeedKind, Page as Told, Reader, Seen};
use countersign_core::model::Platform;
use countersign_core::publish::{Failure, FailureClass};
use serde::Deserialize;
use serde_json::Value;

use super::refusals::judge;
use super::text::{read_message, read_out};
use super::wire::{
    Entities, Includes, MENTIONS, MESSAGES, MESSAGES_WITH, Meta, Page, Person, Post, is_id, json, post_fields,
};
use super::{X, is_username};
use crate::errors::{Verdict, failure};
use crate::http::{Answer, Call, Caller};
use crate::instants::{for_x, written};

const A_PAGE: usize = 100;
/// Of messages, once some are known: X can't be asked for the new ones alone.
const A_FEW: usize = 10;
const USER_FIELDS: &str = "id,name,username";
const MESSAGE_FIELDS: &str = "id,text,event_type,created_at,dm_conversation_id,sender_id,attachments,entities";
/// Between where a page begins and from where on it is new.
const SINCE: char = ' ';

#[async_trait::async_trait]
impl Reader for X {
    fn platform(&self) -> Platform {
        Platform::X
    }

    async fn page(&self, ask: &Ask<'_>) -> Result<Told, Failure> {
        let caller = Caller::of(ask.account, None);
        match ask.feed.kind {
            FeedKind::Mentions => self.mentions(caller, ask).await,
            FeedKind::Messages => self.messages(caller, ask).await,
            FeedKind::Posts | FeedKind::Reels | FeedKind::Comments | FeedKind::Answers | FeedKind::Conversations => {
                Err(Verdict::Refused(failure(
                    FailureClass::SetUp,
                    "X tells answers along with what names the account, and messages in one list.",
                    ask.feed.kind.word(),
                )))
            }
        }
        .map_err(Verdict::failure)
    }
}

impl X {
    async fn mentions(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Told, Verdict> {
        let (parameter, fields) = post_fields(self.settings.names);
        let names = [ask.account.id.as_str()];
        let mut call = Call::new(&MENTIONS, caller, &names)
            .ask("max_results", A_PAGE)
            .ask("expansions", "author_id")
            .ask("user.fields", USER_FIELDS)
            .ask(parameter, format!("{fields},author_id,conversation_id,in_reply_to_user_id"));
        // A page goes on with the very question that its first one asked.
        let (token, since) = match ask.older.map(|older| older.split_once(SINCE).unwrap_or((older, ""))) {
            Some((token, since)) => (Some(token), since.to_owned()),
            None => {
                let newest = ask.newest.filter(|newest| is_id(newest)).map(str::to_owned);
                (None, newest.or_else(|| ask.since.map(for_x)).unwrap_or_default())
            }
        };
        if is_id(&since) {
            call = call.ask("since_id", &since);
        } else if !since.is_empty() {
            call = call.ask("start_time", &since);
        }
        if let Some(token) = token {
            call = call.ask("pagination_token", token);
        }
        let page: Page = self.read(call).await?;
        let mut told = Told { doubtful: leave_doubt(&page.errors) || !page.is_as_long_as_it_says(), ..Told::default() };
        told.older = next(page.meta.as_ref()).map(|token| format!("{token}{SINCE}{since}"));
        let mut newest: Option<&str> = None;
        for post in &page.data {
            match seen(post, &page.includes, &ask.account.id) {
                Some(seen) => told.items.push(seen),
                None => told.doubtful = true,
            }
            newest = newest.max_by_id(&post.id);
        }
        // What was not understood is asked for again.
        told.newest = newest.filter(|newest| is_id(newest) && !told.doubtful).map(str::to_owned);
        Ok(told)
    }

    async fn messages(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Told, Verdict> {
        let a_few = ask.older.is_none() && ask.newest.is_some();
        // Those with one person are told by themselves.
        let with = ask.feed.scope.as_str();
        let names = [with];
        let call = match with {
            "" => Call::new(&MESSAGES, caller, &[]),
            _ => Call::new(&MESSAGES_WITH, caller, &names),
        };
        let mut call = call
            .ask("max_results", if a_few { A_FEW } else { A_PAGE })
            .ask("event_types", "MessageCreate")
            .ask("dm_event.fields", MESSAGE_FIELDS)
            .ask("expansions", "sender_id")
            .ask("user.fields", USER_FIELDS);
        if let Some(token) = ask.older {
            call = call.ask("pagination_token", token);
        }
        let page: Events = self.read(call).await?;
        let said = page.meta.as_ref().and_then(|meta| meta.result_count);
        let whole = said.map_or(!page.data.is_empty(), |count| count == page.data.len() as u64);
        let mut told = Told { doubtful: leave_doubt(&page.errors) || !whole, ..Told::default() };
        told.older = next(page.meta.as_ref());
        let mut newest: Option<&str> = None;
        for event in &page.data {
            match event.seen(&page.includes, &ask.account.id) {
                Some(seen) => told.items.push(seen),
                None => {
                    told.doubtful |= event.event_type != "ParticipantsJoin" && event.event_type != "ParticipantsLeave"
                }
            }
            newest = newest.max_by_id(&event.id);
        }
        told.newest = newest.filter(|newest| is_id(newest)).map(str::to_owned);
        Ok(told)
    }

    /// Without `meta` there is no knowing whether this was all; an error in place of a page looks like that.
    async fn read<T: for<'de> Deserialize<'de> + HasMeta>(&self, call: Call<'_>) -> Result<T, Verdict> {
        let answer: Answer = self.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let page: Option<T> = json(&answer).and_then(|body| serde_json::from_value(body).ok());
        page.filter(HasMeta::has_meta)
            .ok_or_else(|| Verdict::Unclear(Platform::X, format!("{} without a page", answer.status)))
    }
}

trait HasMeta {
    fn has_meta(&self) -> bool;
}

impl HasMeta for Page {
    fn has_meta(&self) -> bool {
        self.meta.is_some()
    }
}

impl HasMeta for Events {
    fn has_meta(&self) -> bool {
        self.meta.is_some()
    }
}

/// Whether something of a page may be missing. X also tells of people who are suspended or gone: what they wrote is there all the
/// same, and to ask for it again would be paid for again.
pub(super) fn leave_doubt(errors: &[Value]) -> bool {
    errors.iter().any(|error| error.get("resource_type").and_then(Value::as_str) != Some("user"))
}

pub(super) fn next(meta: Option<&Meta>) -> Option<String> {
    meta?.next_token.clone().filter(|token| !token.is_empty() && !token.contains(SINCE))
}

/// Ids grow with time; as text the longer one is the greater.
trait ById<'a> {
    fn max_by_id(self, other: &'a str) -> Self;
}

impl<'a> ById<'a> for Option<&'a str> {
    fn max_by_id(self, other: &'a str) -> Self {
        let other = Some(other).filter(|id| is_id(id));
        self.into_iter().chain(other).max_by_key(|id| (id.len(), *id))
    }
}

fn author(includes: &Includes, id: &str) -> Option<AuthorSeen> {
    let person: Option<&Person> = includes.users.iter().find(|person| person.id == id);
    let handle = person.map(|person| person.username.clone()).filter(|name| is_username(name));
    let name = person.map(|person| person.name.clone()).filter(|name| !name.is_empty()).or_else(|| handle.clone());
    let name = name.unwrap_or_else(|| "Somebody on X".to_owned());
    is_id(id).then(|| AuthorSeen { platform_id: id.to_owned(), name, handle })
}

/// Without an id, an author or an instant nothing can be made of it. Under one post many people talk: each of them is one
/// conversation.
fn seen(post: &Post, includes: &Includes, account: &str) -> Option<Seen> {
    let written_at = post.created_at.as_deref().and_then(written).filter(|_| is_id(&post.id))?;
    let author = author(includes, &post.author_id)?;
    let answered = post.referenced_posts.iter().find(|it| it.kind == "replied_to").map(|it| it.id.clone());
    let conversation = post.conversation_id.clone().filter(|id| is_id(id)).unwrap_or_else(|| post.id.clone());
    let ours = author.platform_id == account;
    let to_us = !ours && post.in_reply_to_user_id.as_deref() == Some(account);
    let address = match &author.handle {
        Some(handle) => format!("https://x.com/{handle}/status/{}", post.id),
        None => format!("https://x.com/i/web/status/{}", post.id),
    };
    let words = read_out(post);
    Some(Seen {
        platform_id: post.id.clone(),
        kind: if to_us { ConversationKind::Comment } else { ConversationKind::Mention },
        root: format!("{conversation}:{}", author.platform_id),
        answers: answered.filter(|id| is_id(id)),
        post: to_us.then_some(conversation),
        author: Some(author),
        ours,
        words: if words.is_empty() { "[a picture or a video]".to_owned() } else { words },
        written_at,
        permalink: Some(address),
        hidden: false,
    })
}

#[derive(Debug, Deserialize)]
struct Events {
    #[serde(default)]
    data: Vec<Event>,
    meta: Option<Meta>,
    #[serde(default)]
    errors: Vec<Value>,
    #[serde(default)]
    includes: Includes,
}

#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(default)]
    event_type: String,
    #[serde(default)]
    text: String,
    created_at: Option<String>,
    dm_conversation_id: Option<String>,
    sender_id: Option<String>,
    attachments: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    entities: Entities,
}

impl Event {
    fn seen(&self, includes: &Includes, account: &str) -> Option<Seen> {
        let written_at = self.created_at.as_deref().and_then(written).filter(|_| is_id(&self.id))?;
        let of_messages = self.event_type.is_empty() || self.event_type == "MessageCreate";
        let root = self.dm_conversation_id.clone().filter(|id| of_messages && is_conversation(id))?;
        let author = author(includes, self.sender_id.as_deref()?)?;
        Some(Seen {
            platform_id: self.id.clone(),
            kind: ConversationKind::Message,
            root,
            answers: None,
            post: None,
            ours: author.platform_id == account,
            author: Some(author),
            words: match (self.attachments.is_some(), self.text.is_empty()) {
                (false, true) => "[something that is no text]".to_owned(),
                (true, true) => "[something attached]".to_owned(),
                (true, false) => format!("{} [something attached]", read_message(&self.text, &self.entities)),
                (false, false) => read_message(&self.text, &self.entities),
            },
            written_at,
            permalink: None,
            hidden: false,
        })
    }
}

/// `1-2` where two talk, a number where more do.
fn is_conversation(id: &str) -> bool {
    let mut parts = id.split('-');
    parts.by_ref().take(2).all(is_id) && parts.next().is_none()
}
