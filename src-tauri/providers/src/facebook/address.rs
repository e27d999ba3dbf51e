//! Reads a post's or comment's id out of the address that a person copied from Facebook.
//!
//! Invariant: an id is given only for an address of one post or comment, never for a picture's or a Page's. Facebook
//! often shows a post under an opaque name (`pfbid…`) in place of its number; that name is then all the id there is.

use url::Url;

use super::wire::is_id;

/// What an address shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The Page, by its number or its name, where the address tells it.
    pub(super) page: Option<String>,
    /// The post's own number or name.
    pub(super) post: String,
    /// Whether it is a video or a reel.
    pub(super) film: bool,
    /// The comment under it.
    pub(super) comment: Option<String>,
}

/// The post or comment that `address` shows.
pub(super) fn shown(address: &Url) -> Option<Shown> {
    let asked = |name: &str| {
        address
            .query_pairs()
            .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
            .filter(|id| is_post(id))
    };
    let segments: Vec<&str> = address.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let (page, post) = match segments.as_slice() {
        ["permalink.php" | "story.php"] => (Some(asked("id")?), asked("story_fbid")?),
        [id] if id.contains('_') && is_id(id) => {
            let (page, post) = id.split_once('_')?;
            (Some(page.to_owned()), post.to_owned())
        }
        // With or without the post's first words in between.
        [page, "posts", post] | [page, "posts", _, post] if is_post(post) => {
            (Some((*page).to_owned()), (*post).to_owned())
        }
        ["watch"] => return film(None, asked("v")?, asked("comment_id")),
        ["reel", film_id] => return film(None, (*film_id).to_owned(), asked("comment_id")),
        // With or without the video's first words in between.
        [page, "videos", id] | [page, "videos", _, id] => {
            return film(Some((*page).to_owned()), (*id).to_owned(), asked("comment_id"));
        }
        [..] => return None,
    };
    let own = |id: String| id.rsplit('_').next().map(str::to_owned);
    Some(Shown { page, post: own(post)?, film: false, comment: asked("comment_id").and_then(own) })
}

/// A video or a reel: its number is all of its id.
fn film(page: Option<String>, id: String, comment: Option<String>) -> Option<Shown> {
    let comment = comment.and_then(|id| id.rsplit('_').next().map(str::to_owned));
    is_number(&id).then_some(Shown { page, post: id, film: true, comment })
}

impl Shown {
    /// Whether it names another Page than `page`. A number and a name say nothing about each other.
    pub(super) fn is_another_s(&self, page: &str) -> bool {
        let other = |shown: &String| is_number(shown) == is_number(page) && name(shown) != name(page);
        self.page.as_ref().is_some_and(other)
    }
}

pub(super) fn is_number(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Facebook tells apart neither large letters nor dots.
fn name(page: &str) -> String {
    page.to_ascii_lowercase().replace('.', "")
}

/// The Page that `address` shows, by its number or its name.
pub(super) fn page(address: &Url) -> Option<String> {
    let segments: Vec<&str> = address.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let id = match segments.as_slice() {
        ["profile.php"] => address.query_pairs().find_map(|(key, value)| (key == "id").then(|| value.into_owned()))?,
        // `p/Lakeside-Clinic-104857600012345` and `people/Lakeside-Clinic/104857600012345`
        ["p", named] => named.rsplit('-').next()?.to_owned(),
        ["people", _, number] => (*number).to_owned(),
        [name] => (*name).to_owned(),
        [..] => return None,
    };
    let is_name = (2..=80).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        && !id.ends_with(".php")
        && !["login", "watch", "groups", "events", "marketplace", "share", "sharer", "help"].contains(&id.as_str());
    is_name.then_some(id)
}

fn is_post(text: &str) -> bool {
    is_id(text)
        || text.strip_prefix("pfbid").is_some_and(|rest| {
            (10..=100).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Option<Shown> {
        shown(&Url::parse(&format!("https://www.facebook.com/{path}")).unwrap())
    }

    #[track_caller]
    fn check(path: &str, page: &str, post: &str, comment: Option<&str>) {
        let comment = comment.map(str::to_owned);
        assert_eq!(
            read(path),
            Some(Shown { page: Some(page.to_owned()), post: post.to_owned(), film: false, comment }),
            "{path}"
        );
    }

    #[test]
    fn a_post_is_found_in_every_kind_of_address() {
        let (number, name, opaque) = ("104857600012345", "lakesidefamilyclinic", "pfbid02AbCdEfGhIjK");
        check("104857600012345_122", number, "122", None);
        check("permalink.php?story_fbid=122&id=104857600012345", number, "122", None);
        check("story.php?id=104857600012345&story_fbid=122&locale=en", number, "122", None);
        check("104857600012345/posts/122/", number, "122", None);
        check("104857600012345/posts/104857600012345_122/", number, "122", None);
        check("lakesidefamilyclinic/posts/122", name, "122", None);
        check("lakesidefamilyclinic/posts/breathe-easier/122", name, "122", None);
        check("lakesidefamilyclinic/posts/pfbid02AbCdEfGhIjK", name, opaque, None);
        check("permalink.php?story_fbid=pfbid02AbCdEfGhIjK&id=104857600012345", number, opaque, None);
    }

    #[test]
    fn a_page_is_told_from_another_where_both_are_named_in_the_same_way() {
        let another = |path: &str, page: &str| read(path).unwrap().is_another_s(page);
        for path in ["104857600012345_122", "lakesidefamilyclinic/posts/122", "Lakeside.FamilyClinic/posts/122"] {
            assert!(!another(path, "104857600012345") && !another(path, "LakesideFamilyClinic"), "{path}");
        }
        assert!(another("104857600099999_122", "104857600012345"));
        assert!(another("permalink.php?story_fbid=pfbid02AbCdEfGhIjK&id=104857600099999", "104857600012345"));
        assert!(another("riverside/posts/122", "lakesidefamilyclinic"));
    }

    #[test]
    fn a_page_is_known_by_number_or_name() {
        let found = |path: &str| page(&Url::parse(&format!("https://www.facebook.com/{path}")).unwrap());
        assert_eq!(found("lakesidefamilyclinic/").as_deref(), Some("lakesidefamilyclinic"));
        assert_eq!(found("profile.php?id=104857600012345").as_deref(), Some("104857600012345"));
        assert_eq!(found("p/Lakeside-Family-Clinic-104857600012345").as_deref(), Some("104857600012345"));
        for none in ["", "profile.php", "watch", "lakesidefamilyclinic/posts/1", "story.php?id=1&story_fbid=2"] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn a_comment_is_more_than_its_post() {
        check("104857600012345_122?comment_id=133", "104857600012345", "122", Some("133"));
        check("lakesidefamilyclinic/posts/122?comment_id=122_133", "lakesidefamilyclinic", "122", Some("133"));
    }

    #[test]
    fn a_video_or_a_reel_is_known_by_its_number() {
        for (path, page) in [
            ("reel/1223334444555", None),
            ("reel/1223334444555/?s=ifu", None),
            ("watch/?v=1223334444555", None),
            ("lakesidefamilyclinic/videos/1223334444555/", Some("lakesidefamilyclinic")),
            ("104857600012345/videos/our-new-rooms/1223334444555/", Some("104857600012345")),
        ] {
            let (page, post) = (page.map(str::to_owned), "1223334444555".to_owned());
            assert_eq!(read(path), Some(Shown { page, post, film: true, comment: None }), "{path}");
        }
        for none in ["reel/", "reel/abc", "watch/", "watch/?v=x", "a/videos/", "a/videos/b/c/d"] {
            assert_eq!(read(none), None, "{none}");
        }
        assert_eq!(read("reel/12/?comment_id=34").unwrap().comment.as_deref(), Some("34"));
    }

    #[test]
    fn what_is_no_post_has_no_id() {
        for path in [
            "",
            "lakesidefamilyclinic",
            "104857600012345",
            "photo.php?fbid=1",
            "share/p/abc/",
            "lakesidefamilyclinic/posts/",
            "lakesidefamilyclinic/posts/new",
            "permalink.php?id=1",
            "permalink.php?id=1&story_fbid=../2",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }
}
