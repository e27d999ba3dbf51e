//! What each platform counts, and what it means by it: its own name for it, its own field, over which time.
//!
//! Invariant: nothing is asked for, kept or shown that has no definition here, and each number is shown with the one of its own
//! platform. Read on the day that each entry names; a platform that changes what it means gets a new field here.

mod meta;
mod others;

use crate::check::Sourced;
use crate::model::Platform;

use super::metric::{CountedAs, CountedOver, Metric};
use meta::{
    FACEBOOK_ACCOUNT, FACEBOOK_FILM, FACEBOOK_POST, INSTAGRAM_ACCOUNT, INSTAGRAM_POST, INSTAGRAM_REEL, INSTAGRAM_STORY,
};
use others::{
    LINKEDIN_ACCOUNT, LINKEDIN_POST, TIKTOK_ACCOUNT, TIKTOK_POST, X_ACCOUNT, X_POST, YOUTUBE_ACCOUNT, YOUTUBE_POST,
};

/// What a number means on its platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// What is counted.
    pub metric: Metric,
    /// What the platform's own interface calls it.
    pub name: &'static str,
    /// The platform's own field.
    pub field: &'static str,
    /// Over which time it counts.
    pub span: CountedOver,
    /// What the platform counts, in a sentence.
    pub says: Sourced<&'static str>,
}

impl Definition {
    /// Its stable name: platform, form and metric.
    pub fn id(&self, platform: Platform, form: CountedAs) -> String {
        format!("{}.{}.{}", platform.word(), form.word(), self.metric.word())
    }
}

/// A number that a platform states.
const fn stated(
    metric: Metric,
    name: &'static str,
    field: &'static str,
    says: &'static str,
    source: &'static str,
) -> Definition {
    Definition { metric, name, field, span: CountedOver::Lifetime, says: Sourced::stated(says, source) }
}

/// A number that others saw, and no source of the platform's own states.
const fn seen(
    metric: Metric,
    name: &'static str,
    field: &'static str,
    says: &'static str,
    source: &'static str,
) -> Definition {
    Definition { metric, name, field, span: CountedOver::Lifetime, says: Sourced::unverified(says, source) }
}

const fn over(span: CountedOver, definition: Definition) -> Definition {
    Definition { span, ..definition }
}

/// What a platform counts of something, in the order in which it is shown: the first two stand where there is little room.
pub const fn definitions(platform: Platform, form: CountedAs) -> &'static [Definition] {
    match (platform, form) {
        (Platform::X, CountedAs::Account) => &X_ACCOUNT,
        (Platform::X, CountedAs::Post | CountedAs::Film | CountedAs::Story) => &X_POST,
        (Platform::Facebook, CountedAs::Account) => &FACEBOOK_ACCOUNT,
        (Platform::Facebook, CountedAs::Film) => &FACEBOOK_FILM,
        (Platform::Facebook, CountedAs::Post | CountedAs::Story) => &FACEBOOK_POST,
        (Platform::Instagram, CountedAs::Account) => &INSTAGRAM_ACCOUNT,
        (Platform::Instagram, CountedAs::Post) => &INSTAGRAM_POST,
        (Platform::Instagram, CountedAs::Film) => &INSTAGRAM_REEL,
        (Platform::Instagram, CountedAs::Story) => &INSTAGRAM_STORY,
        (Platform::Linkedin, CountedAs::Account) => &LINKEDIN_ACCOUNT,
        (Platform::Linkedin, CountedAs::Post | CountedAs::Film | CountedAs::Story) => &LINKEDIN_POST,
        (Platform::Youtube, CountedAs::Account) => &YOUTUBE_ACCOUNT,
        (Platform::Youtube, CountedAs::Post | CountedAs::Film | CountedAs::Story) => &YOUTUBE_POST,
        (Platform::Tiktok, CountedAs::Account) => &TIKTOK_ACCOUNT,
        (Platform::Tiktok, CountedAs::Post | CountedAs::Film | CountedAs::Story) => &TIKTOK_POST,
        // Messages go to one person each. What becomes of them stands at the sending.
        (Platform::Whatsapp, CountedAs::Account | CountedAs::Post | CountedAs::Film | CountedAs::Story) => &[],
    }
}

/// What those two are where there is little room: how often it was seen, and how many felt something about it.
pub fn headlines(platform: Platform, form: CountedAs) -> impl Iterator<Item = &'static Definition> {
    let wanted = [Metric::Views, Metric::Reactions, Metric::Reach];
    wanted
        .into_iter()
        .filter_map(move |metric| definitions(platform, form).iter().find(|it| it.metric == metric))
        .take(2)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_number_is_defined_once_by_its_platform_and_says_what_it_counts() {
        let mut ids = BTreeSet::new();
        for platform in Platform::ALL {
            for form in CountedAs::ALL {
                let mut metrics = BTreeSet::new();
                for it in definitions(*platform, *form) {
                    assert!(metrics.insert(it.metric), "{}", it.id(*platform, *form));
                    assert!(ids.insert(it.id(*platform, *form)));
                    assert!(it.says.value.ends_with('.') && !it.field.is_empty() && !it.says.source.is_empty());
                }
                let two = headlines(*platform, *form).count();
                assert!(two > 0 || metrics.is_empty() || *form == CountedAs::Account, "{platform:?} {form:?}");
            }
        }
    }

    #[test]
    fn names_that_were_taken_away_are_asked_for_no_more() {
        let gone = ["post_impressions", "page_impressions", "page_fans", "post_engaged_users", "impressions", "plays"];
        for platform in Platform::ALL {
            for form in CountedAs::ALL {
                for it in definitions(*platform, *form) {
                    assert!(!gone.contains(&it.field), "{} is refused, and everything else with it", it.field);
                }
            }
        }
    }
}
