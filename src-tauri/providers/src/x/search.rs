//! Searches what others wrote on X in the last seven days.
//!
//! Invariant: changes nothing on X, and asks for one page, since each post is paid for. Every word of a topic is put between quotation
//! marks, so that nothing that somebody types is an order of X's search; a hashtag alone goes as it is. What X told is counted, also what
//! could not be understood.
//! (X API v2: GET /2/tweets/search/recent, 10 to 100 posts, `since_id` and `until_id` of the last seven days, 512 letters; read 2026-11-20.)

use countersign_core::check::capability::discovering::discovering;
use countersign_core::engage::AuthorSeen;
use countersign_core::engage::discovery::{Found, HitCounts, HitSeen, SearchAsk, Searcher, TopicLanguage};
use countersign_core::model::Platform;
use countersign_core::publish::{Failure, FailureClass};
use serde::Deserialize;
use serde_json::Value;

use super::inbox::{leave_doubt, next};
use super::refusals::judge;
use super::text::read_out;
use super::wire::{Includes, Meta, Post, SEARCH, is_id, json};
use super::{X, handle, is_username};
use crate::counted::number;
use crate::errors::{Verdict, failure};
use crate::http::{Answer, Call, Caller};
use crate::instants::written;
use crate::settings::XNames;

const USER_FIELDS: &str = "id,name,username";

#[async_trait::async_trait]
impl Searcher for X {
    fn platform(&self) -> Platform {
        Platform::X
    }

    async fn search(&self, ask: &SearchAsk<'_>) -> Result<Found, Failure> {
        self.search_recent(ask).await.map_err(|verdict| match verdict {
            // It may have been read, and so be paid for.
            Verdict::Unclear(..) => Failure { class: FailureClass::Unknown, ..verdict.failure() },
            Verdict::Refused(failure) | Verdict::Later(failure) => failure,
        })
    }
}

#[derive(Debug, Deserialize)]
struct FoundPage {
    #[serde(default)]
    data: Vec<Value>,
    meta: Option<Meta>,
    #[serde(default)]
    errors: Vec<Value>,
    #[serde(default)]
    includes: Includes,
}

impl X {
    async fn search_recent(&self, ask: &SearchAsk<'_>) -> Result<Found, Verdict> {
        let query = question(ask.words, ask.language, handle(ask.account))?;
        let (parameter, fields) = match self.settings.names {
            XNames::Post => ("post.fields", "created_at,entities,attachments,note_post,author_id,public_metrics"),
            XNames::Tweet => ("tweet.fields", "created_at,entities,attachments,note_tweet,author_id,public_metrics"),
        };
        let mut call = Call::new(&SEARCH, Caller::of(ask.account, None), &[])
            .ask("query", &query)
            .ask("max_results", ask.most)
            .ask("sort_order", "recency")
            .ask("expansions", "author_id")
            .ask("user.fields", USER_FIELDS)
            .ask(parameter, fields);
        // A place in a list is forgotten while people think; a post's id is none that X forgets within its seven days.
        for (name, id) in [("since_id", ask.newer_than), ("until_id", ask.older_than)] {
            if let Some(id) = id.filter(|id| is_id(id)) {
                call = call.ask(name, id);
            }
        }
        let answer = self.http.send(call).await?;
        if !answer.succeeded() {
            return Err(refused(&answer));
        }
        let page: Option<FoundPage> = json(&answer).and_then(|body| serde_json::from_value(body).ok());
        let unreadable = || Verdict::Unclear(Platform::X, format!("{} without a page", answer.status));
        let page = page.filter(|page| page.meta.is_some()).ok_or_else(unreadable)?;
        Ok(found(&page, ask))
    }
}

fn found(page: &FoundPage, ask: &SearchAsk<'_>) -> Found {
    let listed = page.data.len() as u64;
    let said = page.meta.as_ref().and_then(|meta| meta.result_count);
    let hits: Vec<HitSeen> = page.data.iter().filter_map(|post| hit(post, &page.includes)).collect();
    let whole = said.map_or(listed > 0, |count| count == listed);
    Found {
        doubtful: !whole || leave_doubt(&page.errors) || (hits.len() as u64) < listed,
        // More than was asked for is nobody's to pay.
        read: u32::try_from(said.unwrap_or_default().max(listed).min(u64::from(ask.most))).unwrap_or(ask.most),
        more: next(page.meta.as_ref()).is_some(),
        hits,
    }
}

/// Without an id or an instant nothing can be made of it.
fn hit(post: &Value, includes: &Includes) -> Option<HitSeen> {
    let metric = |name: &str| number(post.get("public_metrics").and_then(|metrics| metrics.get(name)));
    let counts = HitCounts {
        views: metric("impression_count"),
        likes: metric("like_count"),
        replies: metric("reply_count"),
        reposts: metric("repost_count"),
    };
    let post = Post::deserialize(post).ok().filter(|post| is_id(&post.id))?;
    let written_at = post.created_at.as_deref().and_then(written)?;
    let person = includes.users.iter().find(|person| person.id == post.author_id && is_id(&person.id));
    let author = person.map(|person| {
        let handle = Some(person.username.clone()).filter(|name| is_username(name));
        let name = Some(person.name.clone()).filter(|name| !name.is_empty()).or_else(|| handle.clone());
        AuthorSeen { platform_id: person.id.clone(), name: name.unwrap_or_else(|| "Somebody on X".to_owned()), handle }
    });
    let permalink = match author.as_ref().and_then(|author| author.handle.as_deref()) {
        Some(handle) => format!("https://x.com/{handle}/status/{}", post.id),
        None => format!("https://x.com/i/web/status/{}", post.id),
    };
    let words = read_out(&post);
    let words = if words.is_empty() { "[a picture or a video]".to_owned() } else { words };
    Some(HitSeen { platform_id: post.id, author, words, written_at, permalink, counts })
}

/// What X is asked: every word of a topic, what stands between quotation marks as it stands there, nothing that was posted on, and nothing
/// of the account's own.
pub(super) fn question(words: &str, language: TopicLanguage, own: &str) -> Result<String, Verdict> {
    let mut parts = sought(words);
    if parts.is_empty() {
        return Err(Verdict::refused(
            FailureClass::FixContent,
            "This topic has no word that X can search for. Change its words.",
            "no words",
        ));
    }
    parts.push("-is:retweet".to_owned());
    if is_username(own) {
        parts.push(format!("-from:{own}"));
    }
    if language != TopicLanguage::Any {
        parts.push(format!("lang:{}", language.word()));
    }
    let question = parts.join(" ");
    let longest = discovering(Platform::X).map_or(0, |it| it.question.value as usize);
    let letters = question.chars().count();
    if letters > longest {
        return Err(Verdict::refused(
            FailureClass::FixContent,
            "This topic is longer than X takes. Take some words out of it.",
            &format!("{letters} letters"),
        ));
    }
    Ok(question)
}

/// The words and the quoted phrases of a topic, each as X takes it. A mark that stands alone is looked for by nobody.
fn sought(words: &str) -> Vec<String> {
    let mut sought = Vec::new();
    // Every second piece stands between quotation marks, whichever somebody's keyboard makes.
    for (place, piece) in words.split(['"', '“', '”', '„', '«', '»']).enumerate() {
        let clean = |text: &str| {
            let kept: String =
                text.chars().map(|letter| if letter == '\\' || letter.is_control() { ' ' } else { letter }).collect();
            kept.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let pieces: Vec<String> =
            if place % 2 == 1 { vec![clean(piece)] } else { piece.split_whitespace().map(clean).collect() };
        for piece in pieces.into_iter().filter(|piece| piece.chars().any(char::is_alphanumeric)) {
            sought.push(if is_hashtag(&piece) { piece } else { format!("\"{piece}\"") });
        }
    }
    sought
}

fn is_hashtag(piece: &str) -> bool {
    piece
        .strip_prefix('#')
        .is_some_and(|tag| !tag.is_empty() && tag.chars().all(|it| it.is_alphanumeric() || it == '_'))
}

/// Of what is refused its words speak as of a post; here nothing is posted.
fn refused(answer: &Answer) -> Verdict {
    match judge(answer) {
        Verdict::Refused(refusal) if refusal.class != FailureClass::Reconnect => {
            let (class, message) = match answer.status {
                402 | 429 => (
                    FailureClass::SetUp,
                    "The clinic's X account for apps has used up what it paid for, so X answers no search. Add credits in X's developer console, then search again.",
                ),
                403 => (
                    FailureClass::SetUp,
                    "X does not let the clinic's app search. Open X's developer console and see that the app is on pay-per-use; X's own words are under Details.",
                ),
                _ => (
                    FailureClass::FixContent,
                    "X does not take this search. X's own words are under Details; please change the topic's words.",
                ),
            };
            Verdict::Refused(failure(class, message, &refusal.detail))
        }
        // X says that it did not do it: nothing was read.
        verdict @ Verdict::Unclear(..) if answer.status >= 500 => Verdict::Later(verdict.failure()),
        verdict @ (Verdict::Refused(_) | Verdict::Later(_) | Verdict::Unclear(..)) => verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn asks(words: &str, question: &str) {
        assert_eq!(sought(words).join(" "), question, "{words}");
    }

    #[test]
    fn each_word_is_a_word_and_a_phrase_is_one() {
        asks("flu shots", "\"flu\" \"shots\"");
        asks("\"flu shots\" children", "\"flu shots\" \"children\"");
        asks("“flu shots” #WorldCOPDDay", "\"flu shots\" #WorldCOPDDay");
        asks("\"never closed", "\"never closed\"");
        asks("हिन्दी बुखार", "\"हिन्दी\" \"बुखार\"");
    }

    #[test]
    fn nothing_that_is_typed_is_an_order_of_xs_search() {
        for (words, question) in [
            ("from:asha", "\"from:asha\""),
            ("-is:retweet flu", "\"-is:retweet\" \"flu\""),
            ("flu OR cold", "\"flu\" \"OR\" \"cold\""),
            ("(flu) lang:en", "\"(flu)\" \"lang:en\""),
            ("flu\\\" from:asha", "\"flu\" \"from:asha\""),
            ("#flu:now", "\"#flu:now\""),
            ("@asha $TSLA", "\"@asha\" \"$TSLA\""),
        ] {
            asks(words, question);
        }
        for none in ["", "\"\"", "- ( ) :", "\" - \""] {
            assert!(sought(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn the_longest_topic_that_can_be_kept_is_one_that_x_takes() {
        use countersign_core::engage::discovery::{LONGEST_TOPIC, MOST_WORDS};
        let word = "a".repeat(LONGEST_TOPIC / MOST_WORDS - 1);
        for longest in ["x".repeat(LONGEST_TOPIC), [word.as_str(); MOST_WORDS].join(" ")] {
            assert!(longest.chars().count() <= LONGEST_TOPIC);
            assert!(question(&longest, TopicLanguage::English, "fifteen_letters").is_ok(), "{longest}");
        }
        let refused = question(&"x".repeat(600), TopicLanguage::Any, "lakeside").unwrap_err().failure();
        assert!(refused.message.contains("longer than X takes"), "{refused:?}");
        assert_eq!(
            question("flu", TopicLanguage::Hindi, "lakeside").unwrap(),
            "\"flu\" -is:retweet -from:lakeside lang:hi"
        );
    }
}
