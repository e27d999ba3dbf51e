//! A month's report as a page to print.
//!
//! Invariant: every value goes through the template's escaping for HTML; the page has no script and loads nothing.

use minijinja::Environment;
use minijinja::value::Serde;

use super::Facts;
use crate::error::{Error, Result};

/// Ends in `.html`, which is what has every value escaped.
const NAME: &str = "insights.html";
const TEMPLATE: &str = include_str!("page.html");

/// The page.
pub(super) fn written(facts: &Facts) -> Result<String> {
    let failed = |error: minijinja::Error| Error::internal(error.to_string());
    let mut environment = Environment::new();
    environment.add_template(NAME, TEMPLATE).map_err(failed)?;
    environment.get_template(NAME).and_then(|page| page.render(Serde(facts))).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::super::{At, Meaning, Number, OfAccount, OfChannel, OfPost, Statement};
    use super::*;

    #[test]
    fn each_reason_for_what_is_missing_is_told_once() {
        let at = |at, missing: Option<&str>| At { at, missing: missing.map(ToOwned::to_owned), ..At::default() };
        let number = |name, missing| Number {
            name,
            values: vec![at("48 hours", missing), at("7 days", Some("It is younger.")), at("as last read", missing)],
            ..Number::default()
        };
        let told = super::super::notes(&[number("Views", None), number("Shares", Some("Nothing was told."))]);
        assert_eq!(told, ["All, 7 days: It is younger.", "Shares, 48 hours; Shares, as last read: Nothing was told."]);
    }

    #[test]
    fn whatever_anybody_wrote_is_no_markup_and_nothing_is_loaded() {
        let text = || "</td><script>alert('x')</script>\" onload=\"y".to_owned();
        let value = At { at: "48 hours", text: text(), ..At::default() };
        let post = OfPost {
            title: text(),
            permalink: Some(format!("https://x.com/{}", text())),
            sentence: text(),
            notes: vec![text()],
            numbers: vec![Number { name: "Views", values: vec![value], ..Number::default() }],
            ..OfPost::default()
        };
        let channel = OfChannel {
            name: text(),
            account: text(),
            numbers: vec![OfAccount { name: text(), says: text(), ..OfAccount::default() }],
            posts: vec![post],
            statements: vec![Statement { about: text(), sentences: vec![text()] }],
            definitions: vec![Meaning { name: text(), says: text(), ..Meaning::default() }],
            not_told: text(),
            ..OfChannel::default()
        };
        let page = written(&Facts { clinic: text(), channels: vec![channel], ..Facts::default() }).unwrap();
        assert!(!page.contains("<script") && !page.contains("\" onload="), "{page}");
        assert!(page.matches("&lt;script&gt;").count() >= 13, "each of them is there, as text");
        assert!(!page.contains("src=") && !page.contains("<link") && page.contains("default-src 'none'"));
    }
}
