//! Reads a post's or comment's id out of the address that a person copied from Facebook.
//!
//! Invariant: an id is given only for an address of one post or comment, never for a picture's or a Page's. Facebook
//! often shows a post under an opaque name (`pfbid…`) in place of its number; that name is then all the id there is.

use url::Url;

use super::wire::is_id;

/// The id of what `address` shows: `page_post` or as much of it as the address tells; for a comment `post_comment`.
pub(super) fn id(address: &Url) -> Option<String> {
    let asked = |name: &str| {
        address
            .query_pairs()
            .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
            .filter(|id| is_post(id))
    };
    let segments: Vec<&str> = address.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let post = match segments.as_slice() {
        ["permalink.php" | "story.php"] => joined(&asked("id")?, &asked("story_fbid")?),
        [id] if id.contains('_') && is_id(id) => (*id).to_owned(),
        // With or without the post's first words in between.
        [page, "posts", post] | [page, "posts", _, post] if is_post(post) => joined(page, post),
        [..] => return None,
    };
    match asked("comment_id") {
        Some(comment) => {
            let number = post.rsplit('_').next()?;
            Some(format!("{number}_{}", comment.rsplit('_').next()?))
        }
        None => Some(post),
    }
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

/// A Page may stand in an address by its number or by its name; only its number is part of an id.
fn joined(page: &str, post: &str) -> String {
    let numbers = [page, post].iter().all(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    if numbers { format!("{page}_{post}") } else { post.to_owned() }
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

    #[track_caller]
    fn check(path: &str, expected: Option<&str>) {
        let address = Url::parse(&format!("https://www.facebook.com/{path}")).unwrap();
        assert_eq!(id(&address).as_deref(), expected, "{path}");
    }

    #[test]
    fn a_post_is_found_in_every_kind_of_address() {
        check("104857600012345_122", Some("104857600012345_122"));
        check("permalink.php?story_fbid=122&id=104857600012345", Some("104857600012345_122"));
        check("story.php?id=104857600012345&story_fbid=122&locale=en", Some("104857600012345_122"));
        check("104857600012345/posts/122/", Some("104857600012345_122"));
        check("lakesidefamilyclinic/posts/122", Some("122"));
        check("lakesidefamilyclinic/posts/breathe-easier/122", Some("122"));
        check("lakesidefamilyclinic/posts/pfbid02AbCdEfGhIjK", Some("pfbid02AbCdEfGhIjK"));
        check("permalink.php?story_fbid=pfbid02AbCdEfGhIjK&id=104857600012345", Some("pfbid02AbCdEfGhIjK"));
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
        check("104857600012345_122?comment_id=133", Some("122_133"));
        check("lakesidefamilyclinic/posts/122?comment_id=122_133", Some("122_133"));
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
            check(path, None);
        }
    }
}
