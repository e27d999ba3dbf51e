//! Reads what people write to an account: comments with their answers, posts that name it, and messages.
//!
//! Invariant: changes nothing on Instagram, marks nothing as read there, and makes up nobody. What can't be understood makes a page
//! doubtful, so that nothing is taken for deleted because of it.
//! (Graph API v25.0: `/{ig}/media`, `/{media}/comments`, `/{comment}/replies`, `/{ig}/tags` with Facebook Login alone,
//! `/conversations?platform=instagram` of the account, or of the Page that it is linked with; read 2026-11-20.)

use std::sync::PoisonError;

use countersign_core::engage::{
    Ask, AuthorSeen, ConversationKind, FeedKind, FeedName, Lead, Page, PostSeen, Reader, Seen,
};
use countersign_core::gate::Account;
use countersign_core::model::Platform;
use countersign_core::publish::{Failure, FailureClass};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::wire::{
    self, ACCOUNTS, Both, COMMENTS, CONVERSATIONS, Door, LinkedPage, List, MEDIA, MESSAGES, Media, Paging, REPLIES,
    TAGS, is_id,
};
use super::{Instagram, comment_permalink, handle, is_username, set_up};
use crate::errors::{Verdict, failure};
use crate::http::Caller;
use crate::instants::written;
use crate::route::is_page;

/// How many things a page has at most: what Meta gives of comments.
const A_PAGE: usize = 50;
const POST_FIELDS: &str = "id,caption,timestamp,permalink,comments_count";
const REPLY_FIELDS: &str = "id,text,timestamp,username,from,hidden,parent_id";
const TAGGED_FIELDS: &str = "id,caption,timestamp,permalink,username";
const THREAD_FIELDS: &str = "id,updated_time,message_count";
const MESSAGE_FIELDS: &str = "id,created_time,from,message,attachments";

#[async_trait::async_trait]
impl Reader for Instagram {
    fn platform(&self) -> Platform {
        Platform::Instagram
    }

    async fn page(&self, ask: &Ask<'_>) -> Result<Page, Failure> {
        let caller = Caller::of(ask.account, None);
        match ask.feed.kind {
            FeedKind::Posts => self.posts(caller, ask).await,
            FeedKind::Comments => self.comments_of(caller, ask).await,
            FeedKind::Answers => self.answers_to(caller, ask).await,
            FeedKind::Mentions => self.tags(caller, ask).await,
            FeedKind::Conversations => self.threads(caller, ask).await,
            FeedKind::Messages => self.messages(caller, ask).await,
            FeedKind::Reels => Err(Verdict::Refused(failure(
                FailureClass::SetUp,
                "Instagram tells reels along with the posts.",
                ask.feed.kind.word(),
            ))),
        }
        .map_err(Verdict::failure)
    }
}

impl Instagram {
    async fn posts(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let list: List<Post> = self.listed(&MEDIA, caller, ask, &ask.account.id, POST_FIELDS, &[]).await?;
        let mut page = page_of(&list);
        for post in list.data {
            if !is_id(&post.media.id) {
                page.doubtful = true;
                continue;
            }
            if let Some(count) = post.comments_count {
                page.leads.push(Lead::to(FeedName::of(FeedKind::Comments, post.media.id.clone()), count));
            }
            page.posts.push(PostSeen {
                permalink: post.media.permalink.filter(|address| is_page(Platform::Instagram, address)),
                words: post.media.caption.chars().take(200).collect(),
                published_at: post.media.timestamp.as_deref().and_then(written),
                platform_id: post.media.id,
            });
        }
        Ok(page)
    }

    async fn comments_of(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let fields = format!("{REPLY_FIELDS},media{{permalink}},replies.limit({A_PAGE}){{{REPLY_FIELDS}}}");
        let media = &ask.feed.scope;
        let list: List<Comment> = self.listed(&COMMENTS, caller, ask, media, &fields, &[]).await?;
        let mut page = page_of(&list);
        for mut comment in list.data {
            let address = comment.media.take().and_then(|media| media.permalink);
            let of = Under { account: ask, media: Some(media), root: &comment.id.clone(), address: address.as_deref() };
            // The newest of the answers come along; where there are more, they are read by themselves.
            let answers = comment.replies.take().unwrap_or_default();
            let newest = answers.data.iter().map(|it| it.id.as_str()).max_by_key(|id| (id.len(), *id));
            if let Some(newest) = newest.filter(|newest| is_id(newest) && is_id(&comment.id)) {
                page.leads.push(Lead {
                    feed: FeedName::of(FeedKind::Answers, comment.id.clone()),
                    mark: newest.to_owned(),
                    along: answers.data.len() < A_PAGE && answers.paging.next.is_none(),
                });
            }
            for one in std::iter::once(comment).chain(answers.data) {
                of.put(one, &mut page);
            }
        }
        Ok(page)
    }

    async fn answers_to(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let root = &ask.feed.scope;
        let list: List<Comment> = self.listed(&REPLIES, caller, ask, root, REPLY_FIELDS, &[]).await?;
        let mut page = page_of(&list);
        let of = Under { account: ask, media: None, root, address: None };
        for one in list.data {
            of.put(one, &mut page);
        }
        Ok(page)
    }

    async fn tags(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Page, Verdict> {
        if self.door(caller, ask.account).await? == Door::Instagram {
            return Err(Verdict::Refused(failure(
                FailureClass::SetUp,
                "Instagram tells who names this account only where it is connected with Facebook Login. Comments and messages are read all the same.",
                "tags of an Instagram login",
            )));
        }
        let list: List<Media> = self.listed(&TAGS, caller, ask, &ask.account.id, TAGGED_FIELDS, &[]).await?;
        let mut page = page_of(&list);
        for tagged in list.data {
            let Some(written_at) = tagged.timestamp.as_deref().and_then(written).filter(|_| is_id(&tagged.id)) else {
                page.doubtful = true;
                continue;
            };
            let author = tagged.username.and_then(|name| by_name(&name));
            page.items.push(Seen {
                root: tagged.id.clone(),
                platform_id: tagged.id,
                kind: ConversationKind::Mention,
                answers: None,
                post: None,
                ours: author.as_ref().is_some_and(|author| is_own_name(ask, &author.name)),
                author,
                words: if tagged.caption.is_empty() { "[a picture or a video]".to_owned() } else { tagged.caption },
                written_at,
                permalink: tagged.permalink.filter(|address| is_page(Platform::Instagram, address)),
                hidden: false,
            });
        }
        Ok(page)
    }

    async fn threads(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let (_, node) = self.inbox_of(caller, ask.account).await?;
        let known = (ask.account.credential.clone(), ask.account.id.clone());
        let sign_in = ask.account.sign_in;
        let of = [("platform", "instagram".to_owned())];
        let listed = self.listed(&CONVERSATIONS, caller, ask, &node, THREAD_FIELDS, &of).await;
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        // An account may be linked with another Page meanwhile.
        match &listed {
            Ok(_) => pages.insert(known, (sign_in, node)),
            Err(_) => pages.remove(&known),
        };
        drop(pages);
        let list: List<Thread> = listed?;
        let mut page = page_of(&list);
        for thread in list.data {
            if !is_name(&thread.id) {
                page.doubtful = true;
                continue;
            }
            let mark = format!("{} {}", thread.updated_time, thread.message_count.unwrap_or_default());
            page.leads.push(Lead::to(FeedName::of(FeedKind::Messages, thread.id), mark));
        }
        Ok(page)
    }

    /// Whose inbox an account's messages are in: its own, or with a Facebook login that of the Page that it is linked with.
    pub(super) async fn inbox_of(&self, caller: Caller<'_>, account: &Account) -> Result<(Door, String), Verdict> {
        let known = (account.credential.clone(), account.id.clone());
        let remembered = self.pages.lock().unwrap_or_else(PoisonError::into_inner).get(&known).cloned();
        let remembered = remembered.filter(|(at, _)| *at == account.sign_in).map(|(_, page)| page);
        let door = self.door(caller, account).await?;
        let node = match (door, remembered) {
            (Door::Instagram, _) => account.id.clone(),
            (Door::Facebook, Some(page)) => page,
            (Door::Facebook, None) => self.page_linked_with(caller, &account.id).await?,
        };
        Ok((door, node))
    }

    /// The Page that an account is linked with: a Facebook login's messages are the Page's.
    async fn page_linked_with(&self, caller: Caller<'_>, account: &str) -> Result<String, Verdict> {
        let query = [("fields", "id,instagram_business_account{id}".to_owned()), ("limit", "100".to_owned())];
        let answer = self.ask_at(Door::Facebook, &ACCOUNTS, caller, "me", &query).await?;
        let list: List<LinkedPage> = wire::read(&answer)
            .ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without a list", answer.status)))?;
        let linked = |page: &LinkedPage| page.instagram_business_account.as_ref().is_some_and(|it| it.id == account);
        let page = list.data.into_iter().find(linked).map(|page| page.id).filter(|id| is_id(id));
        page.ok_or_else(|| {
            set_up(
                "Instagram tells no messages to this channel: whoever connected it manages no Page that the account is linked with.",
                "no linked Page",
            )
        })
    }

    async fn messages(&self, caller: Caller<'_>, ask: &Ask<'_>) -> Result<Page, Verdict> {
        let thread = &ask.feed.scope;
        let list: List<Message> = self.listed(&MESSAGES, caller, ask, thread, MESSAGE_FIELDS, &[]).await?;
        let mut page = page_of(&list);
        for message in list.data {
            let Some(written_at) = message.created_time.as_deref().and_then(written).filter(|_| is_name(&message.id))
            else {
                page.doubtful = true;
                continue;
            };
            let attached = message.attachments.is_some_and(|all| !all.data.is_empty());
            page.items.push(Seen {
                platform_id: message.id,
                kind: ConversationKind::Message,
                root: thread.clone(),
                answers: None,
                post: None,
                ours: message.from.as_ref().is_some_and(|from| from.is_own(ask)),
                author: message.from.and_then(Named::seen),
                words: with_attachment(message.message, attached),
                written_at,
                permalink: None,
                hidden: false,
            });
        }
        Ok(page)
    }

    async fn listed<T: DeserializeOwned>(
        &self,
        edge: &'static Both,
        caller: Caller<'_>,
        ask: &Ask<'_>,
        node: &str,
        fields: &str,
        more: &[(&'static str, String)],
    ) -> Result<List<T>, Verdict> {
        let mut query = vec![("fields", fields.to_owned()), ("limit", A_PAGE.to_string())];
        query.extend(more.iter().cloned());
        query.extend(ask.older.map(|after| ("after", after.to_owned())));
        let (_, answer) = self.ask(edge, caller, node, &query).await?;
        wire::read(&answer)
            .ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without a list", answer.status)))
    }
}

/// Where the next page begins. A list that says that it goes on, and not where, or that tells things without their place, is damaged.
fn page_of<T>(list: &List<T>) -> Page {
    let Paging { cursors, next } = &list.paging;
    let older = cursors.after.clone().filter(|_| next.is_some());
    let lost = !list.data.is_empty() && cursors.after.is_none();
    Page { doubtful: lost || (next.is_some() && older.is_none()), older, ..Page::default() }
}

/// What conversations and messages are called: letters, digits and a few signs.
fn is_name(text: &str) -> bool {
    (1..=512).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'=' | b':' | b'.'))
}

/// Whom Instagram tells by name alone is known by it: no id looks like one.
fn by_name(name: &str) -> Option<AuthorSeen> {
    let name = is_username(name).then(|| name.to_owned())?;
    Some(AuthorSeen { platform_id: format!("@{name}"), handle: Some(name.clone()), name })
}

fn is_own_name(ask: &Ask<'_>, name: &str) -> bool {
    name.eq_ignore_ascii_case(handle(ask.account))
}

/// What is not text is named, so that nobody takes it for nothing.
fn with_attachment(words: String, attached: bool) -> String {
    match (attached, words.is_empty()) {
        (false, true) => "[something that is no text]".to_owned(),
        (false, false) => words,
        (true, true) => "[something attached]".to_owned(),
        (true, false) => format!("{words} [something attached]"),
    }
}

/// Where comments stand.
struct Under<'a> {
    account: &'a Ask<'a>,
    media: Option<&'a str>,
    root: &'a str,
    address: Option<&'a str>,
}

impl Under<'_> {
    /// Without an id or an instant nothing can be made of one.
    fn put(&self, comment: Comment, page: &mut Page) {
        let at = comment.timestamp.as_deref().and_then(written);
        let Some(written_at) = at.filter(|_| is_id(&comment.id) && is_id(self.root)) else {
            page.doubtful = true;
            return;
        };
        let named = comment.from.is_some();
        let own_name = comment.username.as_deref().is_some_and(|name| is_own_name(self.account, name));
        let ours = comment.from.as_ref().map_or(own_name, |from| from.is_own(self.account));
        let by = comment.from.and_then(Named::seen);
        let address = self.address.filter(|address| is_page(Platform::Instagram, address));
        page.items.push(Seen {
            kind: ConversationKind::Comment,
            root: self.root.to_owned(),
            answers: (comment.id != self.root).then(|| self.root.to_owned()),
            post: self.media.map(str::to_owned),
            author: if named { by } else { comment.username.as_deref().and_then(by_name) },
            ours,
            words: if comment.text.is_empty() { "[something that is no text]".to_owned() } else { comment.text },
            written_at,
            permalink: address.map(|post| comment_permalink(post, &comment.id)),
            hidden: comment.hidden.unwrap_or(false),
            platform_id: comment.id,
        });
    }
}

#[derive(Debug, Deserialize)]
struct Post {
    #[serde(flatten)]
    media: Media,
    comments_count: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Comment {
    id: String,
    #[serde(default)]
    text: String,
    timestamp: Option<String>,
    username: Option<String>,
    from: Option<Named>,
    hidden: Option<bool>,
    media: Option<Shown>,
    replies: Option<Replies>,
}

/// The post that a comment stands under.
#[derive(Debug, Deserialize)]
struct Shown {
    permalink: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Replies {
    data: Vec<Comment>,
    #[serde(default)]
    paging: Paging,
}

#[derive(Debug, Deserialize)]
struct Named {
    id: String,
    #[serde(default)]
    username: String,
}

impl Named {
    fn is_own(&self, ask: &Ask<'_>) -> bool {
        self.id == ask.account.id
    }

    fn seen(self) -> Option<AuthorSeen> {
        let handle = is_username(&self.username).then(|| self.username.clone());
        let name = handle.clone().unwrap_or_else(|| "Somebody on Instagram".to_owned());
        is_id(&self.id).then_some(AuthorSeen { platform_id: self.id, name, handle })
    }
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
