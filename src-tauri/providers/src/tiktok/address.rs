//! Reads a post's id or an account's name out of the address that a person copied from TikTok.
//!
//! Invariant: an id is given only for an address of one post, with the account that it is of.

use url::Url;

use super::wire::{is_post, is_username};

/// The post that an address shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) username: String,
    pub(super) id: String,
    /// The address, without what tells who shared it.
    pub(super) permalink: String,
}

pub(super) fn shown(address: &Url) -> Option<Shown> {
    let segments: Vec<&str> = address.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        [name, kind @ ("video" | "photo"), id] if is_post(id) => {
            let username = name.strip_prefix('@').filter(|name| is_username(name))?.to_owned();
            let permalink = format!("https://www.tiktok.com/@{username}/{kind}/{id}");
            Some(Shown { username, id: (*id).to_owned(), permalink })
        }
        [..] => None,
    }
}

/// The name of the account that an address shows, with its at sign.
pub(super) fn account(address: &Url) -> Option<String> {
    let name = address.path_segments()?.find(|segment| !segment.is_empty())?;
    name.strip_prefix('@').filter(|name| is_username(name)).map(|name| format!("@{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_read_out_of_any_address_of_it() {
        let id = |address: &str| shown(&Url::parse(address).unwrap()).map(|it| (it.username, it.id, it.permalink));
        let of = |kind: &str| {
            let permalink = format!("https://www.tiktok.com/@lakeside.clinic/{kind}/7512345678901234567");
            Some(("lakeside.clinic".to_owned(), "7512345678901234567".to_owned(), permalink))
        };
        let video = "https://www.tiktok.com/@lakeside.clinic/video/7512345678901234567";
        assert_eq!(id(&format!("{video}?is_from_webapp=1&sender_device=pc")), of("video"));
        assert_eq!(id(&video.replace("www.", "m.")), of("video"));
        assert_eq!(id(&video.replace("/video/", "/photo/")), of("photo"));
        for wrong in [
            "https://www.tiktok.com/",
            "https://www.tiktok.com/@lakeside.clinic",
            "https://www.tiktok.com/lakeside/video/7512345678901234567",
            "https://www.tiktok.com/@lakeside.clinic/video/75",
            "https://www.tiktok.com/@lakeside.clinic/live/7512345678901234567",
        ] {
            assert_eq!(id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_account_is_known_by_its_name() {
        let account = |address: &str| account(&Url::parse(address).unwrap());
        assert_eq!(account("https://www.tiktok.com/@lakeside.clinic?lang=en").as_deref(), Some("@lakeside.clinic"));
        assert_eq!(account("https://www.tiktok.com/foryou"), None);
    }
}
