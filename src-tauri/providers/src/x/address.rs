//! Reads a post's id out of the address that a person copied from X.
//!
//! Invariant: an id is given only for an address of one post.

use url::Url;

use super::wire::is_id;

/// The id in `/name/status/1`, `/i/status/1` or `/i/web/status/1`, with whatever follows it.
pub(super) fn id(address: &Url) -> Option<String> {
    let mut segments = address.path_segments()?;
    let mut name = segments.next()?;
    let mut status = segments.next()?;
    if name == "i" && status == "web" {
        (name, status) = (status, segments.next()?);
    }
    let id = segments.next()?;
    (!name.is_empty() && status == "status" && is_id(id)).then(|| id.to_owned())
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
            assert_eq!(id(&Url::parse(address).unwrap()).as_deref(), Some("1489201733550108672"), "{address}");
        }
        for address in [
            "https://x.com/lakeside_clinic",
            "https://x.com/lakeside_clinic/status/",
            "https://x.com/lakeside_clinic/status/abc",
            "https://x.com/lakeside_clinic/lists/1",
            "https://x.com//status/1",
            "https://x.com/1",
        ] {
            assert_eq!(id(&Url::parse(address).unwrap()), None, "{address}");
        }
    }
}
