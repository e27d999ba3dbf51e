//! What X, LinkedIn, YouTube and TikTok count, and what they mean by it.
//!
//! Invariant: that of the definitions.

use super::{Definition, over, stated};
use crate::measure::metric::{CountedOver, Metric};

const X_METRICS: &str = "X API v2, fundamentals/metrics: public_metrics";
const X_OWN: &str = "X API v2, fundamentals/metrics: non_public_metrics, to the author, for 30 days";
pub(super) static X_POST: [Definition; 9] = [
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
pub(super) static X_ACCOUNT: [Definition; 2] = [
    stated(Metric::Followers, "Followers", "followers_count", "How many accounts follow this one.", X_METRICS),
    stated(
        Metric::Posts,
        "Posts",
        "post_count",
        "How many posts the account made, answers and reposts among them.",
        X_METRICS,
    ),
];

const SHARES: &str = "LinkedIn, Organization Share Statistics: organic, of the last twelve months, to administrators";
pub(super) static LINKEDIN_POST: [Definition; 6] = [
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
pub(super) static LINKEDIN_ACCOUNT: [Definition; 7] = [
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
pub(super) static YOUTUBE_POST: [Definition; 3] = [
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
pub(super) static YOUTUBE_ACCOUNT: [Definition; 3] = [
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
pub(super) static TIKTOK_POST: [Definition; 4] = [
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
pub(super) static TIKTOK_ACCOUNT: [Definition; 3] = [
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
