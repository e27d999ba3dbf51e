//! Reads what people write to a Page: comments, posts that name it, and messages.
//!
//! Invariant: changes nothing on Facebook, marks nothing as read there, and makes up nobody: whom Facebook does not name is nobody.
//! (Graph API v25.0: comments of a post with `filter=stream`, `/{page}/tagged`, `/{page}/conversations`; reels are in no list of posts,
//! `/{page}/video_reels` tells them; read 2026-11-20. That a reel tells its comments' number in that list is unverified.)

use async_trait::async_trait;
use countersign_core::engage::{
    Ask, AuthorSeen, ConversationKind, FeedKind, FeedName, Lead, Page, PostSeen, Reader, Seen,
};
use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, FailureClass};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Facebook;
use super::film::{Becomes, sighting};
use super::refusals::{GraphError, judge};
use super::wire::{COMMENTS, CONVERSATIONS, List, MESSAGES, POSTS, Paging, REELS, TAGGED, is_id};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Endpoint};
use crate::instants::written;

/// How many posts, comments and messages a page has at most.
const A_PAGE: u32 = 50;
const POST_FIELDS: &str = "id,message,created_time,permalink_url,comments.filter(stream).summary(true).limit(0)";
const REEL_FIELDS: &str = "id,description,created_time,permalink_url,comments.filter(stream).summary(true).limit(0)";
const COMMENT_FIELDS: &str =
    "id,message,created_time,permalink_url,is_hidden,from{id,name},parent{id},attachment{type}";
const TAGGED_FIELDS: &str = "id,message,created_time,permalink_url,from{id,name}";
const THREAD_FIELDS: &str = "id,updated_time,message_count";
const MESSAGE_FIELDS: &str = "id,created_time,message,from,attachments";

#[async_trait]
impl Reader for Facebook {
    fn platform(&self) -> Platform {
        Platform::Facebook
    }

    async fn page(&self, ask: &Ask<'_>) -> Result<Page, Failure> {
        self.read_page(ask).await.map_err(Verdict::failure)
    }
}

impl Facebook {
    async fn read_page(&self, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let scope = &ask.feed.scope;
        match ask.feed.kind {
            FeedKind::Posts => {
                let list: List<Post> = self.listed(&POSTS, ask, &ask.account.id, POST_FIELDS, &[]).await?;
                Ok(of_posts(list, Post::seen))
            }
            FeedKind::Reels => {
                let list: List<Post> = self.listed(&REELS, ask, &ask.account.id, REEL_FIELDS, &[]).await?;
                Ok(of_posts(list, |reel| reel.seen_as_reel(&ask.account.id)))
            }
            FeedKind::Comments => {
                let stream = [("filter", "stream"), ("order", "reverse_chronological")];
                let list: List<Comment> = self.listed(&COMMENTS, ask, scope, COMMENT_FIELDS, &stream).await?;
                let page = page_of(&list);
                Ok(of_all(page, list.data, |comment| comment.seen(scope, &ask.account.id)))
            }
            FeedKind::Mentions => {
                let list: List<Comment> = self.listed(&TAGGED, ask, &ask.account.id, TAGGED_FIELDS, &[]).await?;
                let page = page_of(&list);
                Ok(of_all(page, list.data, |mention| mention.mentioned(&ask.account.id)))
            }
            FeedKind::Conversations => {
                let of = [("platform", "MESSENGER")];
                let list: List<Thread> = self.listed(&CONVERSATIONS, ask, &ask.account.id, THREAD_FIELDS, &of).await?;
                let mut page = page_of(&list);
                page.doubtful |= list.data.iter().any(|thread| !is_name(&thread.id));
                let named = list.data.into_iter().filter(|thread| is_name(&thread.id));
                let leads = named.map(|thread| Lead {
                    along: false,
                    mark: format!("{} {}", thread.updated_time, thread.message_count.unwrap_or_default()),
                    feed: FeedName::of(FeedKind::Messages, thread.id),
                });
                page.leads = leads.collect();
                Ok(page)
            }
            FeedKind::Messages => {
                let list: List<Message> = self.listed(&MESSAGES, ask, scope, MESSAGE_FIELDS, &[]).await?;
                let page = page_of(&list);
                Ok(of_all(page, list.data, |message| message.seen(scope, &ask.account.id)))
            }
            FeedKind::Answers => Err(Verdict::Refused(failure(
                FailureClass::SetUp,
                "Facebook tells answers along with the comments.",
                "a feed of answers",
            ))),
        }
    }

    async fn listed<T: DeserializeOwned>(
        &self,
        endpoint: &'static Endpoint,
        ask: &Ask<'_>,
        node: &str,
        fields: &'static str,
        more: &[(&'static str, &'static str)],
    ) -> Result<List<T>, Verdict> {
        let names = [self.version.as_str(), node];
        let mut call = Call::new(endpoint, Caller::of(ask.account, None), &names).ask("fields", fields);
        for (name, value) in more {
            call = call.ask(name, *value);
        }
        call = call.ask("limit", A_PAGE);
        if let Some(after) = ask.older {
            call = call.ask("after", after);
        }
        let answer = self.http.send(call).await?;
        if let Some(error) = GraphError::read(&answer).filter(|error| matches!(error.code, 3 | 10 | 200..=299)) {
            return Err(Verdict::refused(
                FailureClass::SetUp,
                "Facebook does not tell this channel what people write. Connect the Page again, and allow that comments and messages are read; whoever manages the Page may have to give that right.",
                &error.detail(answer.status),
            ));
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let list: Option<List<T>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        list.ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without a list", answer.status)))
    }
}

/// Where the next page begins. A list that says that it goes on, and not where, or that tells things without their place, is damaged.
fn page_of<T>(list: &List<T>) -> Page {
    let Paging { cursors, next } = &list.paging;
    let older = cursors.after.clone().filter(|_| next.is_some());
    let lost = !list.data.is_empty() && cursors.after.is_none();
    Page { doubtful: lost || (next.is_some() && older.is_none()), older, ..Page::default() }
}

/// Posts, and the comments that they lead to.
fn of_posts(list: List<Post>, seen: impl Fn(Post) -> PostSeen) -> Page {
    let mut page = page_of(&list);
    for post in list.data {
        if !is_id(&post.id) {
            page.doubtful = true;
            continue;
        }
        let feed = FeedName::of(FeedKind::Comments, post.id.clone());
        page.leads.push(match &post.comments {
            Some(comments) => Lead::to(feed, comments.summary.total_count),
            // Without a number they are read once, and each day that the post is young.
            None => Lead::to(feed, "unsaid"),
        });
        page.posts.push(seen(post));
    }
    page
}

/// With all that can be understood of these.
fn of_all<T>(mut page: Page, told: Vec<T>, seen: impl Fn(T) -> Option<Seen>) -> Page {
    for one in told {
        let seen = seen(one);
        page.doubtful |= seen.is_none();
        page.items.extend(seen);
    }
    page
}

/// What conversations and messages are called: letters, digits and a few signs.
pub(super) fn is_name(text: &str) -> bool {
    (1..=512).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'=' | b':' | b'.'))
}

#[derive(Debug, Deserialize)]
struct Post {
    id: String,
    /// Of a reel, `description`.
    #[serde(default, alias = "description")]
    message: Option<String>,
    created_time: Option<String>,
    permalink_url: Option<String>,
    comments: Option<Summed>,
}

#[derive(Debug, Deserialize)]
struct Summed {
    summary: Total,
}

#[derive(Debug, Deserialize)]
struct Total {
    total_count: u64,
}

impl Post {
    fn seen(self) -> PostSeen {
        PostSeen {
            platform_id: self.id,
            permalink: self.permalink_url,
            words: self.message.unwrap_or_default().chars().take(200).collect(),
            published_at: self.created_time.as_deref().and_then(written),
        }
    }

    /// A film's address is told without its host.
    fn seen_as_reel(mut self, page: &str) -> PostSeen {
        self.permalink_url = sighting(page, &self.id, Becomes::Reel, self.permalink_url.as_deref()).permalink;
        self.seen()
    }
}

#[derive(Debug, Deserialize)]
struct Named {
    id: String,
    #[serde(default)]
    name: String,
}

impl Named {
    fn seen(self) -> AuthorSeen {
        let name = if self.name.is_empty() { "Somebody on Facebook".to_owned() } else { self.name };
        AuthorSeen { platform_id: self.id, name, handle: None }
    }
}

#[derive(Debug, Deserialize)]
struct Id {
    id: String,
}

#[derive(Debug, Deserialize)]
struct Attached {
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// A comment, or a post that names the Page: both have the same fields.
#[derive(Debug, Deserialize)]
struct Comment {
    id: String,
    #[serde(default)]
    message: String,
    created_time: Option<String>,
    permalink_url: Option<String>,
    #[serde(default)]
    is_hidden: bool,
    from: Option<Named>,
    parent: Option<Id>,
    attachment: Option<Attached>,
}

impl Comment {
    /// Without an id or an instant nothing can be made of it.
    fn seen(self, post: &str, page: &str) -> Option<Seen> {
        let written_at = self.written_at()?;
        let parent = self.parent.map(|parent| parent.id);
        Some(Seen {
            root: parent.clone().unwrap_or_else(|| self.id.clone()),
            platform_id: self.id,
            kind: ConversationKind::Comment,
            answers: parent,
            post: Some(post.to_owned()),
            ours: self.from.as_ref().is_some_and(|from| from.id == page),
            author: self.from.map(Named::seen),
            words: with_attachment(self.message, self.attachment.and_then(|it| it.kind).as_deref()),
            written_at,
            permalink: self.permalink_url,
            hidden: self.is_hidden,
        })
    }

    fn mentioned(self, page: &str) -> Option<Seen> {
        let written_at = self.written_at()?;
        Some(Seen {
            root: self.id.clone(),
            platform_id: self.id,
            kind: ConversationKind::Mention,
            answers: None,
            post: None,
            ours: self.from.as_ref().is_some_and(|from| from.id == page),
            author: self.from.map(Named::seen),
            words: self.message,
            written_at,
            permalink: self.permalink_url,
            hidden: false,
        })
    }

    fn written_at(&self) -> Option<Millis> {
        self.created_time.as_deref().and_then(written).filter(|_| is_id(&self.id))
    }
}

/// What is no text is named, so that nobody takes it for nothing.
fn with_attachment(words: String, kind: Option<&str>) -> String {
    let named = match kind {
        None => return words,
        Some(kind) if kind.contains("photo") => "[a picture]",
        Some(kind) if kind.contains("video") => "[a video]",
        Some(kind) if kind.contains("sticker") => "[a sticker]",
        Some(_) => "[something attached]",
    };
    if words.is_empty() { named.to_owned() } else { format!("{words} {named}") }
}

#[derive(Debug, Deserialize)]
struct Thread {
    id: String,
    #[serde(default)]
    updated_time: String,
    message_count: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Message {
    id: String,
    #[serde(default)]
    message: String,
    created_time: Option<String>,
    from: Option<Named>,
    attachments: Option<Attachments>,
}

#[derive(Debug, Deserialize)]
struct Attachments {
    #[serde(default)]
    data: Vec<serde::de::IgnoredAny>,
}

impl Message {
    fn seen(self, thread: &str, page: &str) -> Option<Seen> {
        let written_at = self.created_time.as_deref().and_then(written).filter(|_| is_name(&self.id))?;
        let attached = self.attachments.is_some_and(|all| !all.data.is_empty());
        Some(Seen {
            platform_id: self.id,
            kind: ConversationKind::Message,
            root: thread.to_owned(),
            answers: None,
            post: None,
            ours: self.from.as_ref().is_some_and(|from| from.id == page),
            author: self.from.map(Named::seen),
            words: with_attachment(self.message, attached.then_some("file")),
            written_at,
            permalink: None,
            hidden: false,
        })
    }
}
