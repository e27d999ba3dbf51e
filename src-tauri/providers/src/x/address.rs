//! Reads a post's id out of the address that a person copied from X.
//!
//! Invariant: an id is given only for an address of one post, and for one that names its author only when that is the
//! account.

use countersign_core::publish::NoSighting;
use url::Url;

use super::wire::is_id;

/// The id in `/name/status/1`, `/i/status/1` or `/i/web/status/1`, with whatever follows it. `handle` is the account's
/// name in addresses.
pub(super) fn id(address: &Url, handle: &str) -> Result<String, NoSighting> {
    let (name, id) = author_and_id(address).ok_or(NoSighting::NoPost)?;
    match name {
        Some(name) if !name.eq_ignore_ascii_case(handle) => Err(NoSighting::AnotherAccount),
        Some(_) | None => Ok(id),
    }
}

/// Whose post it is, where the address says so, and its id.
fn author_and_id(address: &Url) -> Option<(Option<String>, String)> {
    let mut segments = address.path_segments()?;
    let name = segments.next().filter(|name| !name.is_empty())?;
    let mut status = segments.next()?;
    let nameless = name == "i";
    if nameless && status == "web" {
        status = segments.next()?;
    }
    let id = segments.next()?;
    (status == "status" && is_id(id)).then(|| ((!nameless).then(|| name.to_owned()), id.to_owned()))
}

/// The name of the account that `/name` shows.
pub(super) fn account(address: &Url) -> Option<String> {
    let mut segments = address.path_segments()?.filter(|segment| !segment.is_empty());
    let (name, rest) = (segments.next()?, segments.next());
    let taken = ["home", "explore", "search", "settings", "notifications", "messages", "compose", "login"];
    (rest.is_none() && super::is_username(name) && !taken.contains(&name)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_stands_behind_status() {
        for address in [
            "https://x.com/lakeside_clinic/status/1489201733550108672",
            "https://x.com/lakeside_clinic/status/1489201733550108672/photo/1",
            "https://x.com/lakeside_clinic/status/1489201733550108672?s=20#m",
            "https://x.com/i/web/status/1489201733550108672",
            "https://x.com/i/status/1489201733550108672/",
        ] {
            let id = id(&Url::parse(address).unwrap(), "Lakeside_Clinic");
            assert_eq!(id.as_deref(), Ok("1489201733550108672"), "{address}");
        }
        for address in [
            "https://x.com/lakeside_clinic",
            "https://x.com/lakeside_clinic/status/",
            "https://x.com/lakeside_clinic/status/abc",
            "https://x.com/lakeside_clinic/lists/1",
            "https://x.com//status/1",
            "https://x.com/1",
        ] {
            assert_eq!(id(&Url::parse(address).unwrap(), "lakeside_clinic"), Err(NoSighting::NoPost), "{address}");
        }
        let theirs = Url::parse("https://x.com/another_clinic/status/1489201733550108672").unwrap();
        assert_eq!(id(&theirs, "lakeside_clinic"), Err(NoSighting::AnotherAccount));
    }
}
