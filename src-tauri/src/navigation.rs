//! Where a window may go: to the application's own pages, and nowhere else.
//!
//! Invariant: whatever is dropped on a window, or pointed to from within it, no page that is not ours is ever shown in it; so
//! nothing that a stranger wrote stands where a PIN is typed. Links leave by the system's browser (`link_open`).

use tauri::plugin::TauriPlugin;
use tauri::{Manager, Url, Wry};

/// Refuses every way out of the application's own pages, in every window.
pub fn own_pages_only() -> TauriPlugin<Wry> {
    tauri::plugin::Builder::new("own-pages-only")
        .on_navigation(|webview, url| {
            let served = webview.app_handle().config().build.dev_url.as_ref().filter(|_| tauri::is_dev());
            let own = is_own(url, served);
            if !own {
                tracing::warn!(scheme = url.scheme(), "a window was kept from leaving the application");
            }
            own
        })
        .build()
}

/// Whether `url` is one of the application's own pages; `served` is where they come from while the interface is developed.
fn is_own(url: &Url, served: Option<&Url>) -> bool {
    let embedded = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // What the scheme becomes where a web view knows none of its own.
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        "about" => url.as_str() == "about:blank",
        _ => false,
    };
    embedded || served.is_some_and(|served| url.origin().is_tuple() && url.origin() == served.origin())
}

#[cfg(test)]
mod tests {
    use countersign_spoil::{any_text, cases, near_text};
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(url: &str, own: bool) {
        let served = Url::parse("http://127.0.0.1:5173").unwrap();
        assert_eq!(is_own(&Url::parse(url).unwrap(), None), own, "{url}");
        assert_eq!(is_own(&Url::parse(url).unwrap(), Some(&served)), own, "{url}");
    }

    #[test]
    fn a_window_stays_on_its_own_pages() {
        check("tauri://localhost/index.html#/compose", true);
        check("tauri://localhost/secret.html", true);
        check("http://tauri.localhost/", true);
        check("about:blank", true);
    }

    #[test]
    fn what_is_dropped_or_pointed_to_is_not_shown() {
        for url in [
            "file:///home/anil/letter.pdf",
            "https://example.org/",
            "http://tauri.localhost.example.org/",
            "http://tauri.localhost:8080/",
            "tauri://elsewhere/",
            "data:text/html,hello",
            "about:srcdoc",
            "javascript:void(0)",
            "blob:http://tauri.localhost/1",
        ] {
            check(url, false);
        }
    }

    /// What an address leads to, read as text: what stands between the two slashes and the next sign, behind any name of a user.
    fn leads_to(url: &str) -> (String, String) {
        let (scheme, rest) = url.split_once("://").unwrap_or((url, ""));
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        (scheme.to_owned(), host.to_owned())
    }

    /// No disguise makes a page ours.
    #[test]
    fn whatever_is_shown_leads_to_the_applications_own_host() {
        let hosts = ["localhost", "tauri.localhost", "tauri.localhost.example.org", "example.org", "127.0.0.1:5173"];
        let schemes = ["tauri", "http", "https", "file", "blob:http", "about", "javascript", "data", "TAURI"];
        let between = ["://", ":///", ":", "://a@", "://tauri.localhost@", "://localhost:80@", ":\\\\"];
        let select = |of: &[&'static str]| proptest::sample::select(of.to_vec());
        let built = (select(&schemes), select(&between), select(&hosts), any_text(16))
            .prop_map(|(scheme, between, host, rest)| format!("{scheme}{between}{host}{rest}"));
        let address = prop_oneof![
            3 => built,
            2 => near_text("tauri://localhost/index.html#/compose"),
            2 => near_text("http://tauri.localhost/secret.html"),
            1 => any_text(40),
        ];
        proptest!(cases(2_000), |(address in address)| {
            let Ok(url) = Url::parse(&address) else { return Ok(()) };
            if is_own(&url, None) {
                let (scheme, host) = leads_to(url.as_str());
                let own = match scheme.as_str() {
                    "tauri" => host.split(':').next() == Some("localhost"),
                    "http" | "https" => host == "tauri.localhost",
                    _ => url.as_str() == "about:blank",
                };
                prop_assert!(own, "{address} became {url}");
            }
        });
    }

    #[test]
    fn the_pages_under_development_are_own_only_while_they_are_served() {
        let served = Url::parse("http://127.0.0.1:5173").unwrap();
        let page = Url::parse("http://127.0.0.1:5173/index.html").unwrap();
        assert!(is_own(&page, Some(&served)));
        assert!(!is_own(&page, None));
        assert!(!is_own(&Url::parse("http://127.0.0.1:5174/").unwrap(), Some(&served)));
    }
}
