//! Reads the comments of everything that a channel published.
//!
//! Invariant: changes nothing there. Who wrote is told by their channel alone, and answers that do not come along with their comment
//! are read by themselves.
//! (YouTube Data API v3, commentThreads.list with `allThreadsRelatedToChannelId`, comments.list; one unit a page; read 2026-11-20.)

use async_trait::async_trait;
use countersign_core::engage::{
    Ask, AuthorSeen, ConversationKind, FeedKind, FeedName, Lead, Page, PostSeen, Reader, Seen,
};
use countersign_core::model::Platform;
use countersign_core::publish::{Failure, FailureClass};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::refusals::judge;
use super::wire::{ANSWERS, COMMENTS, is_comment, is_video};
use super::{Youtube, comment_permalink, permalink};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Endpoint};
use crate::instants::written;

/// How many comments a page has: the most that YouTube gives for one unit.
const A_PAGE: u32 = 100;

#[async_trait]
impl Reader for Youtube {
    fn platform(&self) -> Platform {
        Platform::Youtube
    }

    async fn page(&self, ask: &Ask<'_>) -> Result<Page, Failure> {
        match ask.feed.kind {
            FeedKind::Comments => self.threads(ask).await,
            FeedKind::Answers => self.answers(ask).await,
            FeedKind::Posts | FeedKind::Reels | FeedKind::Mentions | FeedKind::Conversations | FeedKind::Messages => {
                Err(Verdict::Refused(failure(
                    FailureClass::SetUp,
                    "YouTube tells of comments alone.",
                    ask.feed.kind.word(),
                )))
            }
        }
        .map_err(Verdict::failure)
    }
}

impl Youtube {
    async fn threads(&self, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let asked = [
            ("part", "snippet,replies".to_owned()),
            ("allThreadsRelatedToChannelId", ask.account.id.clone()),
            ("order", "time".to_owned()),
        ];
        let list: List<Thread> = self.listed(&COMMENTS, ask, &asked).await?;
        let mut page = Page { older: list.next_page_token, ..Page::default() };
        for thread in list.items {
            let video = thread.snippet.video_id.clone();
            let along = thread.replies.comments;
            if is_comment(&thread.id) {
                let (feed, count) =
                    (FeedName::of(FeedKind::Answers, thread.id.clone()), thread.snippet.total_reply_count);
                page.leads.push(Lead { along: count <= along.len(), ..Lead::to(feed, count) });
            }
            if let Some(video) = video.as_deref().filter(|video| is_video(video)) {
                let known = page.posts.iter().any(|post: &PostSeen| post.platform_id == video);
                if !known {
                    page.posts.push(PostSeen {
                        platform_id: video.to_owned(),
                        permalink: Some(permalink(video)),
                        words: String::new(),
                        published_at: None,
                    });
                }
            }
            for comment in std::iter::once(thread.snippet.top_level_comment).chain(along) {
                let seen = comment.seen(&thread.id, video.as_deref(), &ask.account.id);
                page.doubtful |= seen.is_none();
                page.items.extend(seen);
            }
        }
        Ok(page)
    }

    async fn answers(&self, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let thread = &ask.feed.scope;
        let asked = [("part", "snippet".to_owned()), ("parentId", thread.clone())];
        let list: List<Comment> = self.listed(&ANSWERS, ask, &asked).await?;
        let mut page = Page { older: list.next_page_token, ..Page::default() };
        for comment in list.items {
            let video = comment.snippet.video_id.clone();
            let seen = comment.seen(thread, video.as_deref(), &ask.account.id);
            page.doubtful |= seen.is_none();
            page.items.extend(seen);
        }
        Ok(page)
    }

    async fn listed<T: DeserializeOwned>(
        &self,
        endpoint: &'static Endpoint,
        ask: &Ask<'_>,
        asked: &[(&'static str, String)],
    ) -> Result<List<T>, Verdict> {
        let mut call = Call::new(endpoint, Caller::of(ask.account, None), &[]);
        for (name, value) in asked {
            call = call.ask(name, value.clone());
        }
        call = call.ask("textFormat", "plainText").ask("maxResults", A_PAGE);
        if let Some(older) = ask.older {
            call = call.ask("pageToken", older);
        }
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let list: Option<List<T>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        list.ok_or_else(|| Verdict::Unclear(Platform::Youtube, format!("{} without a list", answer.status)))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct List<T> {
    items: Vec<T>,
    next_page_token: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Thread {
    id: String,
    snippet: ThreadSnippet,
    #[serde(default)]
    replies: Along,
}

#[derive(Debug, Default, Deserialize)]
struct Along {
    #[serde(default)]
    comments: Vec<Comment>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ThreadSnippet {
    video_id: Option<String>,
    top_level_comment: Comment,
    #[serde(default)]
    total_reply_count: usize,
}

#[derive(Debug, Deserialize)]
struct Comment {
    id: String,
    snippet: Snippet,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Snippet {
    video_id: Option<String>,
    text_original: Option<String>,
    #[serde(default)]
    text_display: String,
    #[serde(default)]
    author_display_name: String,
    author_channel_id: Option<ChannelIs>,
    published_at: Option<String>,
    moderation_status: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ChannelIs {
    value: String,
}

impl Comment {
    /// Without an id or an instant nothing can be made of it.
    fn seen(self, thread: &str, video: Option<&str>, channel: &str) -> Option<Seen> {
        let written_at = self.snippet.published_at.as_deref().and_then(written).filter(|_| is_comment(&self.id))?;
        let author = self.snippet.author_channel_id.map(|is| {
            let handle = self.snippet.author_display_name.strip_prefix('@').map(str::to_owned);
            AuthorSeen { platform_id: is.value, name: self.snippet.author_display_name.clone(), handle }
        });
        Some(Seen {
            root: thread.to_owned(),
            kind: ConversationKind::Comment,
            answers: (self.id != thread).then(|| thread.to_owned()),
            post: video.map(str::to_owned),
            ours: author.as_ref().is_some_and(|author| author.platform_id == channel),
            author,
            words: self.snippet.text_original.unwrap_or(self.snippet.text_display),
            written_at,
            permalink: video.map(|video| comment_permalink(video, &self.id)),
            hidden: self.snippet.moderation_status.is_some_and(|status| status != "published"),
            platform_id: self.id,
        })
    }
}
