//! What Facebook and Instagram count, and what they mean by it.
//!
//! Invariant: that of the definitions. One name that Meta does not take any more fails the whole request it is in.

use super::{Definition, over, seen, stated};
use crate::measure::metric::{CountedOver, Metric};

const PAGE_POST: &str = "Graph API v25.0, PagePost node: reactions, comments and shares";
const PAGE_INSIGHTS: &str = "Graph API v25.0, Page and Page Post Insights, names in use since June 2026";
pub(super) static FACEBOOK_POST: [Definition; 6] = [
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
pub(super) static FACEBOOK_FILM: [Definition; 3] = [
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
pub(super) static FACEBOOK_ACCOUNT: [Definition; 4] = [
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
pub(super) static INSTAGRAM_POST: [Definition; 9] =
    [IG_VIEWS, IG_REACH, IG_LIKES, IG_COMMENTS, IG_SHARES, IG_SAVED, IG_VISITS, IG_FOLLOWS, IG_ALL];
pub(super) static INSTAGRAM_REEL: [Definition; 9] = [
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
pub(super) static INSTAGRAM_STORY: [Definition; 8] = [
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
pub(super) static INSTAGRAM_ACCOUNT: [Definition; 5] = [
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
