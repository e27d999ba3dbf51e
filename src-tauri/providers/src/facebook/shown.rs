//! Reads one post, film or comment of a Page that is public, for comparing it with what was signed.
//!
//! Invariant: changes nothing. *Gone* is said only where Facebook says so to the Page's own token: to another it answers about
//! what is there as about what is not.
//! (Graph API v25.0, PagePost, Comment and Video nodes; `unshimmed_url` of attachments: what Facebook leads through
//! l.facebook.com; read 2026-11-20.)

use countersign_core::model::{Platform, ShownField};
use countersign_core::publish::{Aspect, Failure, FailureClass, Public, Search, Shown};

use super::Facebook;
use super::find::{Likeness, POST_FIELDS, linked, signed_link};
use super::publish::{film, is_comment};
use super::refusals::{is_not_there, judge};
use super::wire::{Item, Moving, NODE, Stage, is_id};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller};
use crate::shown::{Rewriting, count, counts, exactly};

/// Facebook leads addresses through its own, which names where they lead; an address in a post stays as it was written.
const REWRITING: Rewriting = Rewriting {
    shorteners: &[],
    wrappers: &[("l.facebook.com/l.php", "u"), ("lm.facebook.com/l.php", "u")],
    escapes: true,
};
const COMMENT_FIELDS: &str = "id,message,from{id}";
/// Who sees it, in words.
const EVERYBODY: &str = "everybody";

impl Facebook {
    pub(super) async fn read_one(&self, public: &Public<'_>) -> Result<Shown, Verdict> {
        let caller = Caller::of(public.account, Some(public.correlation));
        let is_film = film(public.part, public.options).is_some();
        if !is_id(public.platform_id) || is_film == public.platform_id.contains('_') {
            return Ok(Shown::CannotBeRead("Countersign knows this post by its address alone.".to_owned()));
        }
        let shown =
            if is_film { self.read_film(caller, public).await? } else { self.read_item(caller, public).await? };
        match shown {
            Some(shown) => Ok(shown),
            None if self.who(caller).await?.id == public.account.id => Ok(Shown::Gone),
            None => Err(Verdict::Refused(another_page())),
        }
    }

    async fn read_item(&self, caller: Caller<'_>, public: &Public<'_>) -> Result<Option<Shown>, Verdict> {
        let names = [self.version.as_str(), public.platform_id];
        let comments = is_comment(public.part.role);
        let fields = match comments {
            true => COMMENT_FIELDS.to_owned(),
            false => format!("{POST_FIELDS},is_published,is_hidden,from{{id}}"),
        };
        let answer = self.http.send(Call::new(&NODE, caller, &names).ask("fields", fields)).await?;
        if is_not_there(&answer) {
            return Ok(None);
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let item: Option<Item> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let item =
            item.ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without a post", answer.status)))?;
        Ok(Some(Shown::There(if comments { words(public, &item) } else { post(public, &item) })))
    }

    async fn read_film(&self, caller: Caller<'_>, public: &Public<'_>) -> Result<Option<Shown>, Verdict> {
        let Some(film) = self.film(caller, public.platform_id).await? else { return Ok(None) };
        let seen = match film.stage() {
            Stage::Public => EVERYBODY.to_owned(),
            Stage::WorkedOn | Stage::Uploading(_) | Stage::Here | Stage::Unknown => {
                return Ok(Some(Shown::NotYet("Facebook is still working on the video.".to_owned())));
            }
            Stage::Scheduled => "nobody before its time".to_owned(),
            Stage::Failed(why) => format!("nobody: Facebook can’t show it ({why})"),
            Stage::Over => "nobody".to_owned(),
        };
        Ok(Some(Shown::There(vec![
            REWRITING.text(&public.part.text, &film.description),
            exactly(ShownField::Visibility, EVERYBODY, seen),
        ])))
    }
}

/// What posts and comments both tell.
fn words(public: &Public<'_>, item: &Item) -> Vec<Aspect> {
    let author = item.from.as_ref().map(|from| exactly(ShownField::Account, &public.account.id, &from.id));
    author.into_iter().chain([REWRITING.text(&public.part.text, &item.message)]).collect()
}

fn post(public: &Public<'_>, item: &Item) -> Vec<Aspect> {
    let mut aspects = words(public, item);
    let (pictures, films, _) = counts(public.part);
    aspects.push(count(ShownField::Pictures, pictures, item.pictures()));
    // A link to a video on Facebook is shown as that video, so only what can be told apart is compared.
    let moving = match item.moving() {
        Moving::Nothing | Moving::Card => Some(0),
        Moving::Own if signed_link(public.options).is_none() && !public.part.text.contains("facebook.com") => Some(1),
        Moving::Own | Moving::OwnOrCard => None,
    };
    aspects.extend(moving.map(|moving| count(ShownField::Videos, films, moving)));
    aspects.extend(card(public, item));
    if item.is_published.is_some() || item.is_hidden.is_some() {
        let seen = match (item.is_published, item.is_hidden) {
            (Some(false), _) => "nobody: it is not published",
            (_, Some(true)) => "nobody: it is hidden from the Page",
            (_, _) => EVERYBODY,
        };
        aspects.push(exactly(ShownField::Visibility, EVERYBODY, seen));
    }
    aspects
}

/// The card of a link, where one was signed or is shown that the text does not explain. One that is not made yet proves nothing.
fn card(public: &Public<'_>, item: &Item) -> Option<Aspect> {
    let search = Search {
        account: public.account,
        part: public.part,
        options: public.options,
        parent: public.parent,
        under: public.under,
        since: public.since,
        correlation: Some(public.correlation),
        handles: &[],
    };
    let signed = signed_link(public.options).unwrap_or_default();
    match linked(item, &search) {
        Likeness::Same if signed.is_empty() => None,
        Likeness::Same => Some(exactly(ShownField::Link, signed, signed)),
        Likeness::Different => Some(REWRITING.words(ShownField::Link, signed, &item.links().join(" "))),
        Likeness::CanNotTell => None,
    }
}

fn another_page() -> Failure {
    failure(
        FailureClass::SetUp,
        "This channel signs in for another Page than the one that this was posted on. Connect the Page again.",
        "the token is another Page's",
    )
}
