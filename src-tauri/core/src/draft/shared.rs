//! The text that the posts of a batch share, and the posts that follow it.
//!
//! Invariant: a post is linked only while it says what the shared text says, fitted to its platform; whoever writes something
//! else into it by hand takes it off, and nothing but a person's wish puts it back.

use super::split::{Thread, without_number};
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{BatchId, Content, Millis, Part, PartRole, PersonId, PostId};
use crate::store::{Tag, Tx, args};

/// The longest shared text, in characters: our own choice, as long as the longest text that a platform takes.
pub const LONGEST_SHARED: usize = 63_206;
/// Changes of one person within this time are one sitting on record.
const SITTING: i64 = 10 * Millis::MINUTE;

/// `before` with the shared text in the place of its own. A thread stays a thread; pictures, the first comment and the
/// platform's options stay as they are.
pub fn fitted(text: &str, before: &Content, thread: &Thread<'_>) -> Content {
    let posts: Vec<&Part> = before.parts.iter().filter(|part| part.role != PartRole::FirstComment).collect();
    let numbered = posts.first().is_some_and(|part| without_number(&part.text).1);
    let whole = || vec![text.to_owned()];
    let texts = if posts.len() > 1 { thread.split(text, numbered).unwrap_or_else(whole) } else { whole() };
    let mut parts: Vec<Part> = texts
        .into_iter()
        .enumerate()
        .map(|(at, text)| Part {
            role: if at == 0 { PartRole::Main } else { PartRole::Thread },
            text,
            media: posts.get(at).map_or_else(Vec::new, |part| part.media.clone()),
        })
        .collect();
    // A thread that gets shorter keeps the pictures of the posts that go.
    let kept = parts.len();
    if let Some(last) = parts.last_mut() {
        last.media.extend(posts.iter().skip(kept).flat_map(|part| part.media.clone()));
    }
    parts.extend(before.parts.iter().filter(|part| part.role == PartRole::FirstComment).cloned());
    Content { parts, options: before.options.clone() }
}

/// Whether `content` says what the shared text says, whole or as a thread.
pub fn follows(text: &str, content: &Content, thread: &Thread<'_>) -> bool {
    let posts =
        || content.parts.iter().filter(|part| part.role != PartRole::FirstComment).map(|part| part.text.as_str());
    if posts().count() == 1 {
        return posts().next() == Some(text);
    }
    [false, true]
        .into_iter()
        .filter_map(|numbered| thread.split(text, numbered))
        .any(|split| posts().eq(split.iter().map(String::as_str)))
}

/// Every too long post of `content` as the posts of a thread, with their numbers if `numbered`; nothing where the thread
/// would be too long. Pictures stay with the words they stood under first.
pub fn threaded(content: &Content, thread: &Thread<'_>, numbered: bool) -> Option<Content> {
    let mut posts: Vec<Part> = Vec::new();
    for part in content.parts.iter().filter(|part| part.role != PartRole::FirstComment) {
        let bare = without_number(&part.text).0;
        let room = |text: &str| {
            let digits = "9".repeat(thread.most.to_string().len());
            if numbered { (thread.fits)(&format!("{text} ({digits}/{digits})")) } else { (thread.fits)(text) }
        };
        let alone =
            posts.is_empty() && content.parts.iter().filter(|part| part.role != PartRole::FirstComment).count() == 1;
        let split = if alone {
            thread.split(bare, numbered)?
        } else {
            Thread { fits: &room, most: thread.most }.split(bare, false)?
        };
        let media = std::iter::once(part.media.clone()).chain(std::iter::repeat_with(Vec::new));
        posts.extend(split.into_iter().zip(media).map(|(text, media)| Part { role: PartRole::Thread, text, media }));
    }
    if posts.len() > thread.most {
        return None;
    }
    let of = posts.len();
    for (at, post) in posts.iter_mut().enumerate() {
        if at == 0 {
            post.role = PartRole::Main;
        }
        if numbered && of > 1 {
            post.text = super::split::with_number(without_number(&post.text).0, at + 1, of);
        }
    }
    posts.extend(content.parts.iter().filter(|part| part.role == PartRole::FirstComment).cloned());
    Some(Content { parts: posts, options: content.options.clone() })
}

/// Keeps a new shared text upon `base`, the one that it was written over.
///
/// # Errors
/// [`ErrorCode::Stale`] when somebody else changed it meanwhile; a refusal when it is too long.
pub fn save(tx: &Tx<'_>, env: &Env, by: PersonId, batch: BatchId, base: &str, text: &str) -> Result<()> {
    let before = super::batch(tx, batch)?;
    if before.canonical != base {
        return Err(Error::refused(
            ErrorCode::Stale,
            "Somebody else changed the shared text meanwhile, so this was not saved over theirs. Yours is still on your screen; read theirs, and add what is missing.",
        ));
    }
    if text.chars().count() > LONGEST_SHARED {
        return Err(Error::invalid("text", "The shared text is longer than any platform takes. Shorten it."));
    }
    if before.canonical == text {
        return Ok(());
    }
    tx.run(
        "UPDATE batch SET canonical = $1, canonical_at = $2, canonical_by = $3 WHERE id = $4",
        args![text, env.now(), by, batch],
    )?;
    super::authors::keep_shared(tx, batch, &super::Authors::only(by))?;
    let same_sitting = before.shared.is_some_and(|(who, at)| who == by && env.now().since(at) <= SITTING);
    if !same_sitting {
        audit::record(tx, env, &Entry::done(Actor::Person(by), Action::SharedTextChanged).fact("batch", batch))?;
    }
    tx.changed(Tag::Posts);
    Ok(())
}

/// The posts of a batch that follow its shared text, the oldest first; those that were put away are none.
///
/// # Errors
/// When the store refuses.
pub fn followers(tx: &Tx<'_>, batch: BatchId) -> Result<Vec<PostId>> {
    tx.all(
        "SELECT id FROM post WHERE batch_id = $1 AND linked = 1 AND discarded_at IS NULL ORDER BY id",
        args![batch],
        |row| row.get("id").map_err(Error::from),
    )
}

/// Notes that a post follows its batch's shared text, or does not any more.
///
/// # Errors
/// When the store refuses.
pub fn link(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, linked: bool) -> Result<()> {
    let head = super::head(tx, post)?;
    if head.linked == linked {
        return Ok(());
    }
    tx.run("UPDATE post SET linked = $1 WHERE id = $2", args![linked, post])?;
    let action = if linked { Action::PostLinked } else { Action::PostUnlinked };
    audit::record(tx, env, &Entry::done(Actor::Person(by), action).about(post, head.correlation))?;
    tx.changed(Tag::Posts);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AltText, Digest, MediaRef, Platform};

    const LIMIT: usize = 24;

    fn fits(text: &str) -> bool {
        text.chars().count() <= LIMIT
    }

    const THREAD: Thread<'_> = Thread { fits: &fits, most: 5 };

    fn said(content: &Content) -> Vec<(PartRole, &str, usize)> {
        content.parts.iter().map(|part| (part.role, part.text.as_str(), part.media.len())).collect()
    }

    fn picture() -> MediaRef {
        MediaRef { digest: Digest::of(b"chairs"), alt: AltText::default(), crop: None }
    }

    fn with_comment(mut content: Content) -> Content {
        content.parts.push(Part { role: PartRole::FirstComment, text: "Book at the desk.".into(), media: Vec::new() });
        content
    }

    #[test]
    fn a_follower_keeps_everything_but_its_text() {
        let mut before = with_comment(Content::of_text(Platform::X, "Flu shots."));
        before.parts[0].media.push(picture());
        let after = fitted("Flu shots from Thursday on, all day.", &before, &THREAD);
        let expected = [
            (PartRole::Main, "Flu shots from Thursday on, all day.", 1),
            (PartRole::FirstComment, "Book at the desk.", 0),
        ];
        assert_eq!(said(&after), expected, "a text that is too long is not cut by itself");
        assert!(follows("Flu shots from Thursday on, all day.", &after, &THREAD));
        assert!(!follows("Flu shots from Friday on.", &after, &THREAD));
    }

    #[test]
    fn a_thread_follows_as_a_thread() {
        let long = Content::of_text(Platform::X, "Flu shots from Thursday. Come in all day.");
        for numbered in [false, true] {
            let split = threaded(&long, &THREAD, numbered).unwrap();
            assert!(split.parts.len() > 1);
            assert!(follows(&long.parts[0].text, &split, &THREAD));
            let again = fitted("Flu shots from Friday. Come in after two o'clock.", &split, &THREAD);
            assert!(again.parts.iter().all(|part| fits(&part.text)), "{again:?}");
            assert_eq!(again.parts[0].text.ends_with(')'), numbered);
            assert_eq!(said(&fitted("Short.", &split, &THREAD)), [(PartRole::Main, "Short.", 0)]);
        }
    }

    #[test]
    fn a_shorter_thread_loses_no_picture() {
        let mut thread =
            threaded(&Content::of_text(Platform::X, "Flu shots from Thursday. Come in all day."), &THREAD, false);
        let thread = thread.as_mut().unwrap();
        thread.parts[1].media.push(picture());
        assert_eq!(said(&fitted("Short.", thread, &THREAD)), [(PartRole::Main, "Short.", 1)]);
    }

    #[test]
    fn only_what_is_too_long_is_split_and_all_are_numbered() {
        let mut content = with_comment(Content::of_text(Platform::X, "Two things (1/2)"));
        let long = Part {
            role: PartRole::Thread,
            text: "Flu shots from Thursday. Come in. (2/2)".into(),
            media: vec![picture()],
        };
        content.parts.insert(1, long);
        let plain = threaded(&content, &THREAD, false).unwrap();
        let expected = [
            (PartRole::Main, "Two things", 0),
            (PartRole::Thread, "Flu shots from Thursday.", 1),
            (PartRole::Thread, "Come in.", 0),
            (PartRole::FirstComment, "Book at the desk.", 0),
        ];
        assert_eq!(said(&plain), expected);
        let numbered = threaded(&content, &THREAD, true).unwrap();
        assert_eq!(numbered.parts[0].text, "Two things (1/3)");
        assert!(
            numbered.parts.iter().all(|part| part.role == PartRole::FirstComment || fits(&part.text)),
            "{numbered:?}"
        );
        assert_eq!(threaded(&Content::of_text(Platform::X, "word ".repeat(40)), &THREAD, false), None);
    }
}
