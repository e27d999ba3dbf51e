//! What each platform counts, and what it means by it: its own name for it, its own field, over which time.
//!
//! Invariant: nothing is asked for, kept or shown that has no definition here, and each number is shown with the one of its own
//! platform. Read on the day that each entry names; a platform that changes what it means gets a new field here.

use crate::check::Sourced;
use crate::model::Platform;

use super::metric::{CountedAs, CountedOver, Metric};

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

const X_METRICS: &str = "X API v2, fundamentals/metrics: public_metrics";
const X_OWN: &str = "X API v2, fundamentals/metrics: non_public_metrics, to the author, for 30 days";
static X_POST: [Definition; 9] = [
    stated(
        Metric::Views,
        "Impressions",
        "impression_count",
        "How often the post was shown on X; the same person may count again.",
        X_METRICS,
    ),
    stated(Metric::Reactions, "Likes", "like_count", "How many accounts like the post.", X_METRICS),
    stated(
        Metric::Comments,
        "Replies",
        "reply_count",
        "How many posts answer it, the clinic’s own among them.",
        X_METRICS,
    ),
    stated(
        Metric::Shares,
        "Reposts",
        "repost_count",
        "How often it was reposted, without those that added words.",
        X_METRICS,
    ),
    stated(Metric::Quotes, "Quotes", "quote_count", "How often it was reposted with words of their own.", X_METRICS),
    stated(Metric::Saves, "Bookmarks", "bookmark_count", "How often it was bookmarked.", X_METRICS),
    stated(
        Metric::Clicks,
        "Link clicks",
        "url_link_clicks",
        "How often a link or a card in it was pressed. X tells it to the author alone, for 30 days.",
        X_OWN,
    ),
    stated(
        Metric::ProfileVisits,
        "Profile clicks",
        "user_profile_clicks",
        "How often somebody went from it to the account’s profile. X tells it to the author alone, for 30 days.",
        X_OWN,
    ),
    stated(
        Metric::Interactions,
        "Engagements",
        "engagements",
        "All that people did with the post, by X’s own count. X tells it to the author alone, for 30 days.",
        X_OWN,
    ),
];
static X_ACCOUNT: [Definition; 2] = [
    stated(Metric::Followers, "Followers", "followers_count", "How many accounts follow this one.", X_METRICS),
    stated(
        Metric::Posts,
        "Posts",
        "post_count",
        "How many posts the account made, answers and reposts among them.",
        X_METRICS,
    ),
];

const PAGE_POST: &str = "Graph API v25.0, PagePost node: reactions, comments and shares";
const PAGE_INSIGHTS: &str = "Graph API v25.0, Page and Page Post Insights, names in use since June 2026";
static FACEBOOK_POST: [Definition; 6] = [
    stated(
        Metric::Views,
        "Views",
        "post_media_view",
        "How often the post was shown; the same person may count again.",
        PAGE_INSIGHTS,
    ),
    stated(
        Metric::Reach,
        "Viewers",
        "post_total_media_view_unique",
        "How many people saw the post at least once; Facebook estimates it.",
        PAGE_INSIGHTS,
    ),
    stated(
        Metric::Reactions,
        "Reactions",
        "reactions.summary.total_count",
        "How many people reacted to the post, with any of the reactions.",
        PAGE_POST,
    ),
    stated(
        Metric::Comments,
        "Comments",
        "comments.summary.total_count",
        "How many comments stand under it, answers and the Page’s own among them.",
        PAGE_POST,
    ),
    stated(
        Metric::Shares,
        "Shares",
        "shares.count",
        "How often the post was shared. Facebook leaves this out as long as nobody shared it.",
        PAGE_POST,
    ),
    stated(Metric::Clicks, "Clicks", "post_clicks", "How often anything in the post was pressed.", PAGE_INSIGHTS),
];
const VIDEO: &str = "Graph API v25.0, Video node: views, likes and comments";
static FACEBOOK_FILM: [Definition; 3] = [
    seen(Metric::Views, "Views", "views", "How often the video was played, by Facebook’s own count.", VIDEO),
    seen(Metric::Reactions, "Likes", "likes.summary.total_count", "How many people like the video.", VIDEO),
    seen(
        Metric::Comments,
        "Comments",
        "comments.summary.total_count",
        "How many comments stand under it, answers and the Page’s own among them.",
        VIDEO,
    ),
];
static FACEBOOK_ACCOUNT: [Definition; 4] = [
    stated(
        Metric::Followers,
        "Followers",
        "followers_count",
        "How many people follow the Page.",
        "Graph API v25.0, Page node",
    ),
    over(
        CountedOver::Days28,
        stated(
            Metric::Views,
            "Views",
            "page_media_view",
            "How often something of the Page was shown in the last 28 days, paid for or not. Facebook tells it from 100 followers on, and counts a day once it is over in California.",
            PAGE_INSIGHTS,
        ),
    ),
    over(
        CountedOver::Days28,
        stated(
            Metric::Reach,
            "Viewers",
            "page_total_media_view_unique",
            "How many people saw something of the Page in the last 28 days; Facebook estimates it. Facebook tells it from 100 followers on.",
            PAGE_INSIGHTS,
        ),
    ),
    over(
        CountedOver::Days28,
        stated(
            Metric::Interactions,
            "Engagements",
            "page_post_engagements",
            "How often people reacted to the Page’s posts, commented, shared or pressed something, in the last 28 days. Facebook tells it from 100 followers on.",
            PAGE_INSIGHTS,
        ),
    ),
];

const IG_MEDIA: &str = "Instagram platform, IG Media Insights";
const IG_USER: &str = "Instagram platform, IG User Insights, metric_type total_value";
const IG_VIEWS: Definition = stated(
    Metric::Views,
    "Views",
    "views",
    "How often it was shown or played; the same person may count again.",
    IG_MEDIA,
);
const IG_REACH: Definition = stated(
    Metric::Reach,
    "Reach",
    "reach",
    "How many accounts saw it at least once; Instagram estimates it.",
    IG_MEDIA,
);
const IG_LIKES: Definition = stated(Metric::Reactions, "Likes", "likes", "How many accounts like it.", IG_MEDIA);
const IG_COMMENTS: Definition = stated(
    Metric::Comments,
    "Comments",
    "comments",
    "How many comments stand under it, by Instagram’s own count.",
    IG_MEDIA,
);
const IG_SHARES: Definition = stated(Metric::Shares, "Shares", "shares", "How often it was sent on.", IG_MEDIA);
const IG_SAVED: Definition = stated(Metric::Saves, "Saves", "saved", "How many accounts keep it.", IG_MEDIA);
const IG_VISITS: Definition = stated(
    Metric::ProfileVisits,
    "Profile visits",
    "profile_visits",
    "How often somebody went from it to the account’s profile.",
    IG_MEDIA,
);
const IG_FOLLOWS: Definition =
    stated(Metric::Follows, "Follows", "follows", "How many accounts began to follow because of it.", IG_MEDIA);
const IG_ALL: Definition = stated(
    Metric::Interactions,
    "Interactions",
    "total_interactions",
    "Likes, saves, comments and shares, less those that were taken back.",
    IG_MEDIA,
);
static INSTAGRAM_POST: [Definition; 9] =
    [IG_VIEWS, IG_REACH, IG_LIKES, IG_COMMENTS, IG_SHARES, IG_SAVED, IG_VISITS, IG_FOLLOWS, IG_ALL];
static INSTAGRAM_REEL: [Definition; 9] = [
    IG_VIEWS,
    IG_REACH,
    IG_LIKES,
    IG_COMMENTS,
    IG_SHARES,
    IG_SAVED,
    IG_ALL,
    stated(
        Metric::WatchTime,
        "Watch time",
        "ig_reels_video_view_total_time",
        "For how long the reel was played by all together, replays among it.",
        IG_MEDIA,
    ),
    stated(
        Metric::AverageWatchTime,
        "Average watch time",
        "ig_reels_avg_watch_time",
        "For how long the reel was played at a time.",
        IG_MEDIA,
    ),
];
static INSTAGRAM_STORY: [Definition; 8] = [
    IG_VIEWS,
    IG_REACH,
    stated(
        Metric::Comments,
        "Replies",
        "replies",
        "How often somebody answered the story. Instagram counts none in Europe and Japan.",
        IG_MEDIA,
    ),
    IG_SHARES,
    IG_VISITS,
    IG_FOLLOWS,
    stated(
        Metric::Navigation,
        "Navigation",
        "navigation",
        "How often people moved forward, back or out of the story.",
        IG_MEDIA,
    ),
    IG_ALL,
];
static INSTAGRAM_ACCOUNT: [Definition; 5] = [
    stated(
        Metric::Followers,
        "Followers",
        "followers_count",
        "How many accounts follow this one.",
        "Instagram platform, IG User node",
    ),
    stated(
        Metric::Posts,
        "Posts",
        "media_count",
        "How many posts and reels the account shows.",
        "Instagram platform, IG User node",
    ),
    over(
        CountedOver::Days28,
        stated(
            Metric::Views,
            "Views",
            "views",
            "How often something of the account was shown or played in the last 28 days. Instagram may take two days to count.",
            IG_USER,
        ),
    ),
    over(
        CountedOver::Days28,
        stated(
            Metric::Reach,
            "Reach",
            "reach",
            "How many accounts saw something of it in the last 28 days; Instagram estimates it, and may take two days.",
            IG_USER,
        ),
    ),
    over(
        CountedOver::Days28,
        stated(
            Metric::Interactions,
            "Interactions",
            "total_interactions",
            "All that people did with posts, reels and stories in the last 28 days, less what was taken back.",
            IG_USER,
        ),
    ),
];

const SHARES: &str = "LinkedIn, Organization Share Statistics: organic, of the last twelve months, to administrators";
static LINKEDIN_POST: [Definition; 6] = [
    over(
        CountedOver::Year,
        stated(
            Metric::Views,
            "Impressions",
            "impressionCount",
            "How often at least half of the post was shown for 300 ms; what was paid for does not count.",
            SHARES,
        ),
    ),
    over(
        CountedOver::Year,
        stated(
            Metric::Reach,
            "Unique impressions",
            "uniqueImpressionsCount",
            "How many members saw the post at least once; what was paid for does not count.",
            SHARES,
        ),
    ),
    over(
        CountedOver::Year,
        stated(
            Metric::Reactions,
            "Reactions",
            "likeCount",
            "How often members reacted to the post. It may be less than nothing in a span, never over all.",
            SHARES,
        ),
    ),
    over(
        CountedOver::Year,
        stated(Metric::Comments, "Comments", "commentCount", "How many comments stand under it.", SHARES),
    ),
    over(CountedOver::Year, stated(Metric::Shares, "Reposts", "shareCount", "How often it was reposted.", SHARES)),
    over(
        CountedOver::Year,
        stated(
            Metric::Clicks,
            "Clicks",
            "clickCount",
            "How often the content, the Page’s name or its logo was pressed.",
            SHARES,
        ),
    ),
];
static LINKEDIN_ACCOUNT: [Definition; 7] = [
    stated(
        Metric::Followers,
        "Followers",
        "firstDegreeSize",
        "How many members follow the Page.",
        "LinkedIn, networkSizes, CompanyFollowedByMember",
    ),
    over(
        CountedOver::Year,
        stated(
            Metric::Views,
            "Impressions",
            "impressionCount",
            "How often the Page’s posts were shown in the last twelve months; what was paid for does not count.",
            SHARES,
        ),
    ),
    over(
        CountedOver::Year,
        stated(
            Metric::Reach,
            "Unique impressions",
            "uniqueImpressionsCount",
            "How many members saw one of the Page’s posts in the last twelve months.",
            SHARES,
        ),
    ),
    over(
        CountedOver::Year,
        stated(
            Metric::Reactions,
            "Reactions",
            "likeCount",
            "How often members reacted to the Page’s posts in the last twelve months.",
            SHARES,
        ),
    ),
    over(
        CountedOver::Year,
        stated(
            Metric::Comments,
            "Comments",
            "commentCount",
            "How many comments were written under them in the last twelve months.",
            SHARES,
        ),
    ),
    over(
        CountedOver::Year,
        stated(
            Metric::Shares,
            "Reposts",
            "shareCount",
            "How often they were reposted in the last twelve months.",
            SHARES,
        ),
    ),
    over(
        CountedOver::Year,
        stated(
            Metric::Clicks,
            "Clicks",
            "clickCount",
            "How often something in them was pressed in the last twelve months.",
            SHARES,
        ),
    ),
];

const VIDEOS: &str = "YouTube Data API v3, videos.list, part statistics";
const CHANNELS: &str = "YouTube Data API v3, channels.list, part statistics";
static YOUTUBE_POST: [Definition; 3] = [
    stated(
        Metric::Views,
        "Views",
        "viewCount",
        "How often the video was watched, by YouTube’s own count; it is corrected later.",
        VIDEOS,
    ),
    stated(
        Metric::Reactions,
        "Likes",
        "likeCount",
        "How many viewers like it. YouTube leaves this out where the channel hides it.",
        VIDEOS,
    ),
    stated(
        Metric::Comments,
        "Comments",
        "commentCount",
        "How many comments stand under it. YouTube leaves this out where comments are off.",
        VIDEOS,
    ),
];
static YOUTUBE_ACCOUNT: [Definition; 3] = [
    stated(
        Metric::Followers,
        "Subscribers",
        "subscriberCount",
        "How many subscribe to the channel, rounded down to three figures by YouTube.",
        CHANNELS,
    ),
    stated(Metric::Views, "Views", "viewCount", "How often the channel’s videos were watched.", CHANNELS),
    stated(Metric::Posts, "Videos", "videoCount", "How many public videos the channel has.", CHANNELS),
];

const TIKTOK_VIDEO: &str = "TikTok Display API, Video object";
const TIKTOK_USER: &str = "TikTok Display API, User object, right user.info.stats";
static TIKTOK_POST: [Definition; 4] = [
    stated(Metric::Views, "Views", "view_count", "How often the post was watched.", TIKTOK_VIDEO),
    stated(Metric::Reactions, "Likes", "like_count", "How many like it.", TIKTOK_VIDEO),
    stated(
        Metric::Comments,
        "Comments",
        "comment_count",
        "How many comments stand under it; TikTok tells programs how many, and not which.",
        TIKTOK_VIDEO,
    ),
    stated(Metric::Shares, "Shares", "share_count", "How often it was passed on.", TIKTOK_VIDEO),
];
static TIKTOK_ACCOUNT: [Definition; 3] = [
    stated(Metric::Followers, "Followers", "follower_count", "How many accounts follow this one.", TIKTOK_USER),
    stated(
        Metric::Reactions,
        "Likes",
        "likes_count",
        "How many likes all of the account’s posts have together, by TikTok’s own count.",
        TIKTOK_USER,
    ),
    stated(Metric::Posts, "Posts", "video_count", "How many posts everybody can watch.", TIKTOK_USER),
];

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
