//! Reads what an address that a person copied from LinkedIn shows: a post, a comment, a page or a person.
//!
//! Invariant: a name is given only for an address of one post, comment, page or person.

use url::Url;

use super::wire::{CommentName, ORGANIZATION_URN, is_post, is_word};

/// What an address shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Post(String),
    Comment(CommentName),
}

/// The post or comment in `/feed/update/urn:li:activity:1/` or `/posts/name_first-words-activity-1-AbCd`.
pub(super) fn shown(address: &Url) -> Option<Shown> {
    let path = decoded(address.path());
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let post = match segments.as_slice() {
        ["feed", "update", urn] if is_post(urn) => (*urn).to_owned(),
        ["posts", slug] => in_slug(slug)?,
        [..] => return None,
    };
    let asked = |name: &str| address.query_pairs().find_map(|(key, value)| (key == name).then(|| value.into_owned()));
    match asked("commentUrn").or_else(|| asked("dashCommentUrn")) {
        Some(comment) => CommentName::read(&comment).map(Shown::Comment),
        None => Some(Shown::Post(post)),
    }
}

/// Whether `/posts/name_first-words-activity-1-AbCd` names somebody else than `account`, where that is known by a name.
pub(super) fn is_another_s(address: &Url, account: &str) -> bool {
    let mut segments = address.path().split('/').filter(|segment| !segment.is_empty());
    let (Some("posts"), Some(slug), Some((_, own))) = (segments.next(), segments.next(), account.split_once('/'))
    else {
        return false;
    };
    let (slug, own) = (slug.to_ascii_lowercase(), format!("{}_", own.to_ascii_lowercase()));
    slug.contains('_') && !slug.starts_with(&own)
}

/// A browser may write the signs of a URN either way.
fn decoded(path: &str) -> String {
    path.replace("%3A", ":").replace("%3a", ":")
}

/// The number stands behind the kind, at the end, with a few letters after it.
fn in_slug(slug: &str) -> Option<String> {
    let words: Vec<&str> = slug.split('-').collect();
    words.windows(2).rev().find_map(|pair| {
        let [kind, number] = pair else { return None };
        let kind = kind.rsplit('_').next().unwrap_or(kind);
        let urn = format!("urn:li:{kind}:{number}");
        (number.len() >= 10 && is_post(&urn)).then_some(urn)
    })
}

/// The account in `/company/name/…` or `/in/name/`: what it is called here, and by people.
pub(super) fn account(address: &Url) -> Option<(String, String)> {
    let mut segments = address.path_segments()?.filter(|segment| !segment.is_empty());
    let (kind, name) = (segments.next()?, segments.next()?);
    if !is_word(name) || (kind, name) == ("in", "me") {
        return None;
    }
    let id = match kind {
        "company" if name.bytes().all(|byte| byte.is_ascii_digit()) => format!("{ORGANIZATION_URN}{name}"),
        "company" | "school" | "showcase" | "in" => format!("{kind}/{}", name.to_ascii_lowercase()),
        _ => return None,
    };
    Some((id, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Url {
        Url::parse(&format!("https://www.linkedin.com/{path}")).unwrap()
    }

    #[track_caller]
    fn check(path: &str, expected: Option<&str>) {
        let name = shown(&at(path)).map(|shown| match shown {
            Shown::Post(urn) => urn,
            Shown::Comment(comment) => comment.urn(),
        });
        assert_eq!(name.as_deref(), expected, "{path}");
    }

    #[test]
    fn a_post_is_found_in_every_kind_of_address() {
        for (path, urn) in [
            ("feed/update/urn:li:share:7141138937766391808/", "urn:li:share:7141138937766391808"),
            ("feed/update/urn%3Ali%3AugcPost%3A7141138937766391808", "urn:li:ugcPost:7141138937766391808"),
            ("feed/update/urn:li:activity:7141138937766391808?utm_source=share", "urn:li:activity:7141138937766391808"),
            (
                "posts/lakeside-family-clinic_flu-shots-activity-7141138937766391808-AbCd?utm_medium=member_desktop",
                "urn:li:activity:7141138937766391808",
            ),
            ("posts/robin_open-on-saturday-share-7141138937766391808-x1_Y", "urn:li:share:7141138937766391808"),
            ("posts/robin_ugcPost-7141138937766391808-x1yz/", "urn:li:ugcPost:7141138937766391808"),
        ] {
            check(path, Some(urn));
        }
    }

    #[test]
    fn a_comment_is_more_than_its_post() {
        let expected = Some("urn:li:comment:(urn:li:activity:7141138937766391808,7141138937766391809)");
        let post = "feed/update/urn:li:activity:7141138937766391808";
        check(
            &format!(
                "{post}?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A7141138937766391808%2C7141138937766391809%29"
            ),
            expected,
        );
        check(
            &format!(
                "{post}/?dashCommentUrn=urn:li:fsd_comment:(7141138937766391809,urn:li:activity:7141138937766391808)"
            ),
            expected,
        );
        check(&format!("{post}/?commentUrn=nonsense"), None);
    }

    #[test]
    fn what_is_no_post_has_no_name() {
        for path in [
            "",
            "feed/",
            "company/lakeside/",
            "in/robin/",
            "feed/update/urn:li:image:1",
            "feed/update/1",
            "posts/",
            "posts/robin_share-of-100-words",
        ] {
            check(path, None);
        }
    }

    #[test]
    fn an_address_that_names_somebody_else_is_told() {
        let post = |author: &str| at(&format!("posts/{author}_flu-shots-activity-7141138937766391808-AbCd"));
        for (author, account, another) in [
            ("lakeside-family-clinic", "company/lakeside-family-clinic", false),
            ("Lakeside-Family-Clinic", "company/lakeside-family-clinic", false),
            ("lakeside", "company/lakeside-family-clinic", true),
            ("lakeside-family-clinic-2", "company/lakeside-family-clinic", true),
            ("another", "in/robin-reception", true),
            ("another", "urn:li:organization:5515715", false),
        ] {
            assert_eq!(is_another_s(&post(author), account), another, "{author} {account}");
        }
        assert!(!is_another_s(&at("feed/update/urn:li:activity:7141138937766391808"), "company/lakeside"));
    }

    #[test]
    fn an_account_is_read_from_its_address() {
        let name = |path| account(&at(path)).map(|(id, _)| id);
        assert_eq!(name("company/5515715/admin/").as_deref(), Some("urn:li:organization:5515715"));
        assert_eq!(name("company/Lakeside-Family-Clinic").as_deref(), Some("company/lakeside-family-clinic"));
        assert_eq!(name("in/robin-reception/").as_deref(), Some("in/robin-reception"));
        for path in ["", "feed/", "in/me/", "company/", "jobs/view/1", "in/a%2fb"] {
            assert_eq!(name(path), None, "{path}");
        }
    }
}
