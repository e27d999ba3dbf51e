//! Reads an organization's posts and comments back, to see which of them could be a part that was signed.
//!
//! Invariant: changes nothing on LinkedIn. *Complete* is said only when everything since the asked instant was read and
//! whatever could be ours could be told from what is not; of a member nothing can be read, so nothing is complete. LinkedIn
//! cuts texts and rewrites cards without a word, so our own words with another card, other pictures or a missing end are
//! no proof that the part is not there: they leave it open.

use countersign_core::model::{Millis, PartRole, Platform};
use countersign_core::publish::{Failure, Search, Sighting, Sightings};
use serde::de::DeserializeOwned;

use super::publish::article;
use super::refusals::judge;
use super::wire::{COMMENTS, Comment, CommentName, Item, List, POSTS, is_post};
use super::{Linkedin, comment_permalink, is_member, little, post_permalink};
use crate::errors::Verdict;
use crate::http::{Call, Caller};
use crate::settings::LinkedinHashtags;
use crate::wording::plain;

const PAGES: usize = 10;
const A_PAGE: usize = 50;

/// Whether an item is the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Same,
    Different,
    CanNotTell,
}

/// What was read of one place.
#[derive(Debug, Default)]
struct Reading {
    matches: Vec<(Option<Millis>, Sighting)>,
    /// Something was there that might be ours and might not.
    doubtful: bool,
    ended: bool,
}

impl Linkedin {
    pub(super) async fn look(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Sightings, Failure> {
        if is_member(&search.account.id) {
            return Ok(Sightings { matches: Vec::new(), complete: false });
        }
        let reading = match search.parent {
            None => self.posts(caller, search).await,
            Some(post) => self.comments(caller, search, post).await,
        };
        let Reading { mut matches, doubtful, ended } = reading.map_err(Verdict::failure)?;
        matches.sort_by(|(a_time, a), (b_time, b)| {
            (a_time, a.platform_id.len(), &a.platform_id).cmp(&(b_time, b.platform_id.len(), &b.platform_id))
        });
        let matches = matches.into_iter().map(|(_, sighting)| sighting).collect();
        Ok(Sightings { matches, complete: ended && !doubtful })
    }

    /// The newest come first. LinkedIn may leave some out of a page, so only an empty page, or a post that is too old,
    /// is the end.
    async fn posts(&self, caller: Caller<'_>, search: &Search<'_>) -> Result<Reading, Verdict> {
        let mut reading = Reading::default();
        let mut start = 0;
        for _ in 0..PAGES {
            let call = self
                .call(&POSTS, caller, &[])
                .header("x-restli-method", "FINDER")
                .ask("q", "author")
                .ask("author", &search.account.id)
                .ask("sortBy", "CREATED")
                .ask("start", start)
                .ask("count", A_PAGE);
            let items: Vec<Item> = self.list(call).await?;
            reading.ended = items.is_empty();
            for item in &items {
                let at = item.created_at.or(item.published_at).map(Millis);
                if at.is_some_and(|at| at < search.since) {
                    reading.ended = true;
                    continue;
                }
                match likeness(item, search) {
                    Likeness::Same => {
                        let sighting =
                            Sighting { permalink: Some(post_permalink(&item.id)), platform_id: item.id.clone() };
                        reading.matches.push((at, sighting));
                    }
                    Likeness::CanNotTell => reading.doubtful = true,
                    Likeness::Different => {}
                }
            }
            if reading.ended {
                break;
            }
            start += items.len();
        }
        Ok(reading)
    }

    /// In no order that LinkedIn promises, so all of them are read.
    async fn comments(&self, caller: Caller<'_>, search: &Search<'_>, post: &str) -> Result<Reading, Verdict> {
        let mut reading = Reading::default();
        let names = [post];
        let mut start = 0;
        for _ in 0..PAGES {
            let call = self.call(&COMMENTS, caller, &names).ask("start", start).ask("count", A_PAGE);
            let comments: Vec<Comment> = self.list(call).await?;
            reading.ended = comments.is_empty();
            for comment in &comments {
                let (shown, signed) = (plain(&comment.message.text), plain(&search.part.text));
                if shown != signed && !begins(&shown, &signed) {
                    continue;
                }
                let at = comment.created.time.map(Millis);
                match CommentName::read(&comment.urn) {
                    Some(_) if at.is_some_and(|at| at < search.since) => {}
                    Some(name) if comment.actor == search.account.id && shown == signed => {
                        let sighting = Sighting { permalink: Some(comment_permalink(&name)), platform_id: name.urn() };
                        reading.matches.push((at, sighting));
                    }
                    Some(_) if !comment.actor.is_empty() && comment.actor != search.account.id => {}
                    // Who wrote it, what it is called, or how it ends is not said.
                    Some(_) | None => reading.doubtful = true,
                }
            }
            if reading.ended {
                break;
            }
            start += comments.len();
        }
        Ok(reading)
    }

    async fn list<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<Vec<T>, Verdict> {
        let answer = self.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let list: Option<List<T>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        list.map(|list| list.elements)
            .ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without a list", answer.status)))
    }
}

fn likeness(item: &Item, search: &Search<'_>) -> Likeness {
    let refused = ["PUBLISH_FAILED", "DRAFT"].contains(&item.lifecycle_state.as_str());
    let own = item.author.is_empty() || item.author == search.account.id;
    if !own || refused {
        return Likeness::Different;
    }
    let text = &search.part.text;
    if plain(&little::read(&item.commentary)) != plain(text) {
        return if is_cut(&item.commentary, text) { Likeness::CanNotTell } else { Likeness::Different };
    }
    let link = article(search.options).filter(|_| search.part.role == PartRole::Main);
    let same_card = item.article().map(bare) == link.map(|article| bare(&article.link));
    let films = search.part.media.iter().filter(|media| media.is_video()).count();
    let documents = search.part.media.iter().filter(|media| media.is_document()).count();
    // LinkedIn lists posts here and nothing else: one whose name is of no kind that is known may still be ours.
    let named = is_post(&item.id);
    let same_media = item.pictures() == search.part.media.len() - films - documents
        && (item.films(), item.documents()) == (films, documents);
    if named && same_card && same_media { Likeness::Same } else { Likeness::CanNotTell }
}

/// Whether a commentary is a text without its end. It may end in the middle of what a sign or a hashtag is written with.
fn is_cut(commentary: &str, text: &str) -> bool {
    let written = |hashtags| little::written(text, hashtags);
    begins(&little::read(commentary), text)
        || [LinkedinHashtags::Template, LinkedinHashtags::Escaped]
            .into_iter()
            .any(|hashtags| begins(commentary, &written(hashtags)))
}

/// Whether a text begins with what is shown of it, whatever LinkedIn puts where it leaves off.
fn begins(shown: &str, whole: &str) -> bool {
    let shown = plain(shown);
    let shown = shown.trim_end_matches("...").trim_end_matches(['…', '\\']).trim_end();
    !shown.is_empty() && plain(whole).starts_with(shown)
}

/// An address without what LinkedIn may write otherwise.
fn bare(address: &str) -> String {
    address.trim().trim_end_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use countersign_core::model::{LinkedinArticle, PlatformOptions};
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{account, part, search, signed};

    const TEXT: &str = "Coughs (and) colds: walk in until six. #Flu_2026";

    fn wire() -> String {
        little::written(TEXT, LinkedinHashtags::Template)
    }

    /// What an item is said to be, when the part is [`TEXT`] with so many pictures, or a link.
    #[track_caller]
    fn check(pictures: usize, link: Option<&str>, change: Value, expected: Likeness) {
        let account = account(Platform::Linkedin);
        let mut main = part(PartRole::Main, TEXT);
        main.media = vec![signed(b"x", "image/jpeg", ""); pictures];
        let article = link.map(|link| LinkedinArticle { link: link.to_owned(), title: "Colds".to_owned() });
        let options = PlatformOptions::Linkedin { article, document_title: String::new() };
        let search = Search { options: &options, ..search(&account, &main, None, Millis(0)) };
        let mut item = json!({"id": "urn:li:share:1", "author": account.id, "commentary": wire()});
        item.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let shown: Item = serde_json::from_value(item.clone()).unwrap();
        assert_eq!(likeness(&shown, &search), expected, "{item}");
    }

    #[test]
    fn the_same_words_with_something_else_beside_them_are_no_proof() {
        use Likeness::{CanNotTell, Different, Same};
        let link = "https://lakeside.example/colds";
        let card = |source: &str| json!({"content": {"article": {"source": source}}});
        let picture = json!({"content": {"media": {"id": "urn:li:image:a"}}});
        check(0, None, json!({}), Same);
        check(1, None, picture.clone(), Same);
        check(1, None, json!({}), CanNotTell);
        check(2, None, picture.clone(), CanNotTell);
        check(0, None, picture, CanNotTell);
        check(0, Some(link), card("https://lakeside.example/colds/"), Same);
        check(0, Some(link), card("https://lakeside.example/colds?trk=x"), CanNotTell);
        check(0, Some(link), card("https://lnkd.in/abc"), CanNotTell);
        check(0, Some(link), json!({}), CanNotTell);
        check(0, None, card(link), CanNotTell);
        check(0, None, json!({"author": "urn:li:organization:1"}), Different);
        check(1, None, json!({"lifecycleState": "PUBLISH_FAILED"}), Different);
        check(0, None, json!({"id": "urn:li:image:1"}), CanNotTell);
        check(0, None, json!({"id": "urn:li:image:1", "commentary": "Others"}), Different);
    }

    #[test]
    fn a_beginning_of_the_words_is_no_proof_either() {
        let (wire, letters) = (wire(), wire().chars().count());
        for end in 1..letters {
            let cut: String = wire.chars().take(end).collect();
            for cut in [cut.clone(), format!("{cut}…"), format!("{cut}...")] {
                check(0, None, json!({ "commentary": cut }), Likeness::CanNotTell);
            }
        }
        for other in ["", "…", "\\", "Colds", "Coughs \\(or\\)", "Walk in until six"] {
            check(0, None, json!({ "commentary": other }), Likeness::Different);
        }
    }
}
