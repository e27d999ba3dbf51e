//! Reads what an address that a person copied from Instagram shows.
//!
//! Invariant: the name in an address is not the id that the Graph API knows the same thing by, and neither can be worked
//! out from the other. What is known by its address alone gets an id that no Graph id looks like, the same for every
//! writing of the address.

use countersign_core::model::PartRole;
use countersign_core::publish::{NoSighting, Sighting};
use url::Url;

use super::{is_username, wire};

/// What an address shows, and whose it says that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) username: Option<String>,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A post, by its short name. A reel is one: its address leads there by either word.
    Post(String),
    /// A comment under a post.
    Comment(String, String),
    /// A story of an account, by its number.
    Story(String, String),
}

/// The post, comment or story that `address` shows.
pub(super) fn shown(address: &Url) -> Option<Shown> {
    let segments: Vec<&str> = address.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let post = |username: Option<&str>, code: &str, rest: &[&str]| {
        let what = match rest {
            ["c", comment, ..] if wire::is_id(comment) => What::Comment(code.to_owned(), (*comment).to_owned()),
            [] => What::Post(code.to_owned()),
            [..] => return None,
        };
        is_code(code).then(|| Shown { username: username.map(str::to_owned), what })
    };
    match segments.as_slice() {
        ["stories", username, number] if is_username(username) && wire::is_id(number) => Some(Shown {
            username: Some((*username).to_owned()),
            what: What::Story((*username).to_owned(), (*number).to_owned()),
        }),
        ["p" | "reel" | "reels", code, rest @ ..] => post(None, code, rest),
        [username, "p" | "reel", code, rest @ ..] if is_username(username) => post(Some(username), code, rest),
        [..] => None,
    }
}

impl What {
    /// The sighting of a part of this role.
    pub(super) fn sighting_of(self, role: PartRole) -> Result<Sighting, NoSighting> {
        match (role, self) {
            (PartRole::Main | PartRole::Thread, Self::Post(code)) => Ok(Sighting {
                platform_id: format!("p{}", number(&code).ok_or(NoSighting::NoPost)?),
                permalink: Some(format!("https://www.instagram.com/p/{code}/")),
            }),
            (PartRole::Main, Self::Story(username, number)) => Ok(Sighting {
                platform_id: format!("s{number}"),
                permalink: Some(format!("https://www.instagram.com/stories/{username}/{number}/")),
            }),
            // A message has no address.
            (PartRole::Message | PartRole::PrivateReply, _) => Err(NoSighting::NoPost),
            (PartRole::FirstComment | PartRole::Reply, Self::Comment(code, comment)) => Ok(Sighting {
                platform_id: format!("c{comment}"),
                permalink: Some(format!("https://www.instagram.com/p/{code}/c/{comment}/")),
            }),
            (PartRole::FirstComment | PartRole::Reply, Self::Post(_) | Self::Story(..)) => Err(NoSighting::NoComment),
            (PartRole::Main | PartRole::Thread, Self::Comment(..)) | (PartRole::Thread, Self::Story(..)) => {
                Err(NoSighting::NoPost)
            }
        }
    }
}

/// A post's short name: a number, written with 64 signs. Longer ones belong to private accounts, which no program serves.
fn is_code(text: &str) -> bool {
    (5..=20).contains(&text.len()) && number(text).is_some()
}

/// The number that a short name stands for. Unlike the name it has no sign that separates words.
fn number(code: &str) -> Option<u128> {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    code.bytes().try_fold(0u128, |number, sign| {
        let value = SIGNS.iter().position(|known| *known == sign)?;
        number.checked_mul(64)?.checked_add(value as u128)
    })
}

/// The name of the account that `/name/` shows.
pub(super) fn account(address: &Url) -> Option<String> {
    let mut segments = address.path_segments()?.filter(|segment| !segment.is_empty());
    let (name, rest) = (segments.next()?, segments.next());
    let taken = ["accounts", "explore", "direct", "reels", "stories", "p", "reel", "about", "legal", "developer"];
    (rest.is_none() && is_username(name) && !taken.contains(&name)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Option<Shown> {
        shown(&Url::parse(&format!("https://www.instagram.com/{path}")).unwrap())
    }

    fn sighting(path: &str, role: PartRole) -> Result<Sighting, NoSighting> {
        read(path).unwrap().what.sighting_of(role)
    }

    #[test]
    fn a_post_is_the_same_however_its_address_is_written() {
        let plain = sighting("p/DRx-b_2kQ9w/", PartRole::Main).unwrap();
        assert_eq!(plain.permalink.as_deref(), Some("https://www.instagram.com/p/DRx-b_2kQ9w/"));
        assert!(
            plain.platform_id.starts_with('p') && plain.platform_id.bytes().skip(1).all(|byte| byte.is_ascii_digit())
        );
        for path in [
            "p/DRx-b_2kQ9w",
            "p/DRx-b_2kQ9w/?img_index=2&igsh=x#a",
            "lakeside.clinic/p/DRx-b_2kQ9w/",
            "reel/DRx-b_2kQ9w/",
            "lakeside.clinic/reel/DRx-b_2kQ9w/",
        ] {
            assert_eq!(sighting(path, PartRole::Main).as_ref(), Ok(&plain), "{path}");
        }
        assert_ne!(sighting("p/DRx-b_2kQ9v/", PartRole::Main).unwrap().platform_id, plain.platform_id);
        assert_eq!(read("lakeside.clinic/p/DRx-b_2kQ9w/").unwrap().username.as_deref(), Some("lakeside.clinic"));
    }

    #[test]
    fn comments_and_stories_are_known_by_their_numbers() {
        let comment = sighting("p/DRx-b_2kQ9w/c/18012345678901234/", PartRole::FirstComment).unwrap();
        assert_eq!(comment.platform_id, "c18012345678901234");
        let story = sighting("stories/lakeside.clinic/3141592653589793238/", PartRole::Main).unwrap();
        assert_eq!(story.platform_id, "s3141592653589793238");
        assert_eq!(sighting("p/DRx-b_2kQ9w/", PartRole::FirstComment), Err(NoSighting::NoComment));
        assert_eq!(sighting("p/DRx-b_2kQ9w/c/1/", PartRole::Main), Err(NoSighting::NoPost));
    }

    #[test]
    fn what_is_no_post_has_no_id() {
        for path in [
            "",
            "lakeside.clinic/",
            "p/",
            "p/abc/",
            "p/DRx%2Fb/",
            "p/DRx b_2kQ/",
            "p/DRx-b_2kQ9w/liked_by/",
            "stories/highlights/1/2/",
            "stories/lakeside.clinic/",
            "reels/audio/1234567890/",
            "p/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl/",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }

    #[test]
    fn an_account_is_known_by_its_name() {
        let found = |path: &str| account(&Url::parse(&format!("https://www.instagram.com/{path}")).unwrap());
        assert_eq!(found("Lakeside.Clinic/?hl=en").as_deref(), Some("Lakeside.Clinic"));
        for none in ["", "p/DRx-b_2kQ9w/", "explore/", "stories/lakeside.clinic/1/", "a%20b/"] {
            assert_eq!(found(none), None, "{none}");
        }
    }
}
