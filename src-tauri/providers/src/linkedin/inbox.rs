//! Reads what people write to a Page: comments with their answers, and posts that name it.
//!
//! Invariant: changes nothing on LinkedIn, and asks as seldom as it can, since a day has few calls: one list tells who commented
//! and who named the Page, and only a post of which it tells is read. LinkedIn names nobody who writes; nobody is made up.
//! (organizationalEntityNotifications, 60 days back; socialActions/{urn}/comments, by offset, in no order that is promised; read
//! 2026-11-20. That `end` may be left out of a time range is unverified.)

use countersign_core::engage::{
    Ask, AuthorSeen, ConversationKind, FeedKind, FeedName, Lead, Page, PostSeen, Reader, Seen,
};
use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, FailureClass};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::refusals::{is_denied, is_gone, judge};
use super::wire::{COMMENTS, CommentName, Item, NOTIFICATIONS, POST, is_person, is_post, organization_number};
use super::{Linkedin, comment_permalink, is_member, little, post_permalink};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller};

/// Of comments.
const A_PAGE: usize = 100;
/// Of notices.
const NOTICES: usize = 50;
/// How many posts that name the Page are taken from one page: each is a call more, and a day has few.
const MOST_MENTIONS: usize = 5;
const MENTION: &str = "SHARE_MENTION";
/// Between how far a list was read and what stood there.
const LAST: char = ' ';

#[async_trait::async_trait]
impl Reader for Linkedin {
    fn platform(&self) -> Platform {
        Platform::Linkedin
    }

    async fn page(&self, ask: &Ask<'_>) -> Result<Page, Failure> {
        if is_member(&ask.account.id) {
            return Err(failure(
                FailureClass::SetUp,
                "LinkedIn tells programs what people write to Pages alone. What they write to a person has to be read on LinkedIn.",
                "a member",
            ));
        }
        let caller = Caller::of(ask.account, None);
        match ask.feed.kind {
            FeedKind::Mentions => self.notices(caller, ask).await,
            FeedKind::Comments => self.comments_under(caller, ask, true).await,
            FeedKind::Answers => self.comments_under(caller, ask, false).await,
            FeedKind::Posts | FeedKind::Reels | FeedKind::Conversations | FeedKind::Messages => {
                Err(Verdict::Refused(failure(
                    FailureClass::SetUp,
                    "LinkedIn tells of comments and of who names a Page alone.",
                    ask.feed.kind.word(),
                )))
            }
        }
        .map_err(Verdict::failure)
    }
}

impl Linkedin {
    /// Who commented on which post, and who named the Page.
    async fn notices(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let (start, last) = place(ask.older);
        let mut call = self
            .call(&NOTIFICATIONS, caller, &[])
            .header("x-restli-method", "FINDER")
            .ask("q", "criteria")
            .ask("organizationalEntity", &ask.account.id)
            .ask("start", start)
            .ask("count", NOTICES)
            .shaped("actions", "List(COMMENT,SHARE_MENTION)".to_owned());
        // A page that goes on asks as its first one did, which says so in its place.
        let since: Option<i64> = match last.split_once('@') {
            Some((_, since)) => since.parse().ok(),
            None => ask.newest.and_then(|newest| newest.parse().ok()),
        };
        if let Some(since) = since {
            call = call.shaped("timeRange", format!("(start:{since})"));
        }
        let mut list: List<Notice> = self.told(call).await?;
        // What is left of them stands on the next page, as if LinkedIn had told no more.
        let mentions = list.elements.iter().enumerate().filter(|(_, notice)| notice.action == MENTION);
        let one_too_many = mentions.map(|(place, _)| place).nth(MOST_MENTIONS);
        if let Some(place) = one_too_many {
            list.elements.truncate(place);
            list.paging.links.push(Link { rel: "next".to_owned() });
        }
        let stands = last.split_once('@').map_or(last, |(last, _)| last);
        let read = Slice::of(list, start, stands, |notice| notice.notification_id.to_string());
        let mut page = Page { doubtful: read.doubtful, ..Page::default() };
        page.older = read.older.map(|older| format!("{older}@{}", since.unwrap_or_default()));
        let mut newest = since.unwrap_or_default();
        for notice in read.elements {
            let (Some(at), true) = (notice.at(), is_post(&notice.source_post)) else {
                page.doubtful = true;
                continue;
            };
            newest = newest.max(at.0.saturating_add(1));
            match notice.action.as_str() {
                "COMMENT" => {
                    let feed = FeedName::of(FeedKind::Comments, notice.source_post);
                    page.leads.push(Lead::to(feed, format!("@{}", at.0)));
                }
                MENTION => page.items.extend(self.mention(caller, &notice.source_post, at, &ask.account.id).await?),
                // What was not asked for.
                _ => {}
            }
        }
        // The newest come first, and each post is led to once.
        let mut led: Vec<FeedName> = Vec::new();
        page.leads.sort_by(|a, b| (b.mark.len(), &b.mark).cmp(&(a.mark.len(), &a.mark)));
        page.leads.retain(|lead| {
            !led.contains(&lead.feed) && {
                led.push(lead.feed.clone());
                true
            }
        });
        if !page.doubtful && ask.older.is_none() && newest > 0 {
            page.newest = Some(newest.to_string());
        }
        Ok(page)
    }

    /// Somebody's post that names the Page; none where it is gone.
    async fn mention(&self, caller: Caller<'_>, urn: &str, at: Millis, own: &str) -> Result<Option<Seen>, Verdict> {
        let answer = self.http.send(self.call(&POST, caller, &[urn])).await?;
        if is_gone(&answer) {
            return Ok(None);
        }
        // That somebody named the Page is known, although LinkedIn does not show how.
        let post: Option<Item> = match answer.succeeded() {
            true => answer.json().and_then(|body| serde_json::from_value(body).ok()),
            false if is_denied(&answer) => None,
            false => return Err(judge(&answer)),
        };
        let words = post.as_ref().map(|post| little::read(&post.commentary)).filter(|words| !words.is_empty());
        let author = post.as_ref().map(|post| post.author.clone()).unwrap_or_default();
        let written = post.as_ref().and_then(|post| post.published_at.or(post.created_at)).filter(|at| is_instant(*at));
        Ok(Some(Seen {
            platform_id: urn.to_owned(),
            kind: ConversationKind::Mention,
            root: urn.to_owned(),
            answers: None,
            post: None,
            ours: author == own,
            author: somebody(&author),
            words: words.unwrap_or_else(|| "[a post that LinkedIn does not show to programs]".to_owned()),
            written_at: written.map_or(at, Millis),
            permalink: Some(post_permalink(urn)),
            hidden: false,
        }))
    }

    /// The comments under a post, or the answers to a comment.
    async fn comments_under(&self, caller: Caller<'_>, ask: &Ask<'_>, of_post: bool) -> Result<Page, Verdict> {
        let scope = ask.feed.scope.as_str();
        let names = [scope];
        let (start, last) = place(ask.older);
        let call = self.call(&COMMENTS, caller, &names).ask("start", start).ask("count", A_PAGE);
        let read = Slice::of(self.told::<Comment>(call).await?, start, last, |comment| comment.urn.clone());
        let mut page = Page { older: read.older, doubtful: read.doubtful, unordered: true, ..Page::default() };
        if of_post && ask.older.is_none() {
            // Its words are asked for once, and again with everything else.
            let post = if ask.newest.is_none() { self.post(caller, scope).await } else { None };
            page.posts.extend(post);
            page.newest = Some("known".to_owned());
        }
        for comment in read.elements {
            let Some((name, at)) = comment.told() else {
                page.doubtful = true;
                continue;
            };
            let urn = name.urn();
            if of_post {
                // What had answers and has none any more is told as well.
                let answers = comment.comments_summary.map_or(0, |summary| summary.count());
                let feed = FeedName::of(FeedKind::Answers, urn.clone());
                page.leads.push(Lead { along: answers == 0, ..Lead::to(feed, answers) });
            }
            page.items.push(Seen {
                kind: ConversationKind::Comment,
                root: if of_post { urn.clone() } else { scope.to_owned() },
                answers: (!of_post).then(|| scope.to_owned()),
                post: of_post.then(|| scope.to_owned()),
                ours: comment.actor == ask.account.id,
                author: somebody(&comment.actor),
                words: match comment.message.text.is_empty() {
                    true => "[something that is no text]".to_owned(),
                    false => comment.message.text,
                },
                written_at: at,
                permalink: Some(comment_permalink(&name)),
                hidden: false,
                platform_id: urn,
            });
        }
        Ok(page)
    }

    /// What a post says. Without it its comments are read all the same.
    async fn post(&self, caller: Caller<'_>, urn: &str) -> Option<PostSeen> {
        let answer = self.http.send(self.call(&POST, caller, &[urn])).await.ok().filter(|answer| answer.succeeded())?;
        let post: Item = serde_json::from_value(answer.json()?).ok()?;
        let published = post.published_at.or(post.created_at).filter(|at| is_instant(*at));
        Some(PostSeen {
            platform_id: urn.to_owned(),
            permalink: Some(post_permalink(urn)),
            words: little::read(&post.commentary).chars().take(200).collect(),
            published_at: published.map(Millis),
        })
    }

    async fn told<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<List<T>, Verdict> {
        let answer = self.http.send(call).await?;
        if is_denied(&answer) {
            return Err(Verdict::Refused(failure(
                FailureClass::SetUp,
                "LinkedIn does not tell this channel what people write. Connect it again as somebody who administers the page, and allow that comments are read.",
                "403",
            )));
        }
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let list: Option<List<T>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        list.ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without a list", answer.status)))
    }
}

/// Where a page begins, and what stood last on the one before it.
fn place(older: Option<&str>) -> (usize, &str) {
    let (start, last) = older.and_then(|older| older.split_once(LAST)).unwrap_or_default();
    (start.parse().unwrap_or_default(), last)
}

/// A part of a list that is counted by places: what goes meanwhile moves the rest. So a page begins with what stood last on the
/// one before it, and where that is not there something was passed over.
struct Slice<T> {
    elements: Vec<T>,
    older: Option<String>,
    doubtful: bool,
}

impl<T> Slice<T> {
    fn of(list: List<T>, start: usize, last: &str, name: impl Fn(&T) -> String) -> Self {
        let goes_on = list.paging.links.iter().any(|link| link.rel == "next");
        let total = list.paging.total;
        let read = start.saturating_add(list.elements.len());
        let mut elements = list.elements;
        let moved = !last.is_empty() && elements.first().is_none_or(|first| name(first) != last);
        if !last.is_empty() && !moved {
            elements.remove(0);
        }
        let more = goes_on || total.is_some_and(|total| read < total);
        let older = elements.last().filter(|_| more).map(name).filter(|last| !last.contains(LAST));
        // LinkedIn may leave things out of a page: one that ends before it says so is no proof.
        let cut = older.is_none() && more;
        let older = older.map(|last| format!("{}{LAST}{last}", read.saturating_sub(1)));
        Self { elements, older, doubtful: moved || cut }
    }
}

/// Who writes, by the number that LinkedIn tells; it tells no names to programs.
fn somebody(urn: &str) -> Option<AuthorSeen> {
    let name = match (is_person(urn), organization_number(urn)) {
        (true, _) => "Somebody on LinkedIn",
        (false, Some(_)) => "A page on LinkedIn",
        (false, None) => return None,
    };
    Some(AuthorSeen { platform_id: urn.to_owned(), name: name.to_owned(), handle: None })
}

/// Milliseconds of a year that people live in.
fn is_instant(at: i64) -> bool {
    (0..4_102_444_800_000).contains(&at)
}

#[derive(Debug, Deserialize)]
struct List<T> {
    elements: Vec<T>,
    #[serde(default)]
    paging: Paging,
}

#[derive(Debug, Default, Deserialize)]
struct Paging {
    total: Option<usize>,
    #[serde(default)]
    links: Vec<Link>,
}

#[derive(Debug, Deserialize)]
struct Link {
    #[serde(default)]
    rel: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notice {
    notification_id: i64,
    #[serde(default)]
    action: String,
    #[serde(default)]
    source_post: String,
    last_modified_at: Option<i64>,
}

impl Notice {
    fn at(&self) -> Option<Millis> {
        self.last_modified_at.filter(|at| is_instant(*at)).map(Millis)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    #[serde(rename = "$URN", default)]
    urn: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    message: super::wire::Message,
    #[serde(default)]
    created: super::wire::Created,
    comments_summary: Option<Summary>,
}

impl Comment {
    fn told(&self) -> Option<(CommentName, Millis)> {
        let at = self.created.time.filter(|at| is_instant(*at))?;
        Some((CommentName::read(&self.urn)?, Millis(at)))
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    aggregated_total_comments: Option<u64>,
    total_first_level_comments: Option<u64>,
}

impl Summary {
    fn count(self) -> u64 {
        self.aggregated_total_comments.or(self.total_first_level_comments).unwrap_or_default()
    }
}
