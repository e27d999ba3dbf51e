//! The templates of the endpoints that exist, as faults and request records name them.
//!
//! Invariant: the routes are built from these very words, so a template that matches no route cannot be written here.

/// X, under `api.x.com`.
pub mod x {
    /// A code, or what renews a sign-in, becomes a token.
    pub const TOKEN: &str = "/2/oauth2/token";
    /// Who the token belongs to.
    pub const ME: &str = "/2/users/me";
    /// Create a post (POST), read several (GET).
    pub const POSTS: &str = "/2/tweets";
    /// Read (GET) or delete (DELETE) one post.
    pub const POST: &str = "/2/tweets/{id}";
    /// The posts of one account, newest first.
    pub const TIMELINE: &str = "/2/users/{id}/tweets";
    /// Begin an upload.
    pub const MEDIA_INITIALIZE: &str = "/2/media/upload/initialize";
    /// Send a segment of an upload.
    pub const MEDIA_APPEND: &str = "/2/media/upload/{id}/append";
    /// End an upload.
    pub const MEDIA_FINALIZE: &str = "/2/media/upload/{id}/finalize";
    /// How an upload is doing.
    pub const MEDIA_STATUS: &str = "/2/media/upload";
    /// Describe a picture.
    pub const MEDIA_METADATA: &str = "/2/media/metadata";
    /// The posts that name an account, newest first.
    pub const MENTIONS: &str = "/2/users/{id}/mentions";
    /// The posts of the last seven days that a query finds, newest first.
    pub const SEARCH: &str = "/2/tweets/search/recent";
    /// What posts came to over time.
    pub const ANALYTICS: &str = "/2/tweets/analytics";
    /// Hide an answer, or show it.
    pub const HIDDEN: &str = "/2/tweets/{id}/hidden";
    /// Like a post.
    pub const LIKES: &str = "/2/users/{id}/likes";
    /// Like a post no longer.
    pub const LIKE: &str = "/2/users/{id}/likes/{target}";
    /// Repost a post.
    pub const REPOSTS: &str = "/2/users/{id}/retweets";
    /// Repost a post no longer.
    pub const REPOST: &str = "/2/users/{id}/retweets/{target}";
    /// The direct messages of an account, newest first.
    pub const DM_EVENTS: &str = "/2/dm_events";
    /// Delete a direct message.
    pub const DM_EVENT: &str = "/2/dm_events/{id}";
    /// The direct messages with one person.
    pub const DM_WITH: &str = "/2/dm_conversations/with/{participant}/dm_events";
    /// The direct messages of one conversation.
    pub const DM_CONVERSATION: &str = "/2/dm_conversations/{id}/dm_events";
    /// Write to one person.
    pub const DM_SEND: &str = "/2/dm_conversations/with/{participant}/messages";
    /// Write into a conversation.
    pub const DM_SEND_INTO: &str = "/2/dm_conversations/{id}/messages";
}

/// The clinic's bucket, under `media.practice.example`.
pub mod bucket {
    /// Put (PUT), fetch (GET, HEAD) or remove (DELETE) a file.
    pub const FILE: &str = "/{bucket}/{*key}";
}

/// Facebook, under `graph.facebook.com`.
pub mod facebook {
    /// One object: a Page, a post, a picture, a comment, `me`, `debug_token`.
    pub const NODE: &str = "/{version}/{node}";
    /// A code or a token becomes a token.
    pub const TOKEN: &str = "/{version}/oauth/access_token";
    /// What a person allowed an app to do.
    pub const PERMISSIONS: &str = "/{version}/{node}/permissions";
    /// The Pages that a person manages.
    pub const ACCOUNTS: &str = "/{version}/{node}/accounts";
    /// Publish on a Page (POST), read its posts (GET).
    pub const FEED: &str = "/{version}/{node}/feed";
    /// A Page's posts.
    pub const POSTS: &str = "/{version}/{node}/posts";
    /// A Page's published posts.
    pub const PUBLISHED_POSTS: &str = "/{version}/{node}/published_posts";
    /// What a Page publishes later by itself.
    pub const SCHEDULED_POSTS: &str = "/{version}/{node}/scheduled_posts";
    /// Upload or publish a picture.
    pub const PHOTOS: &str = "/{version}/{node}/photos";
    /// Upload and publish a video (POST), read a Page's videos (GET).
    pub const VIDEOS: &str = "/{version}/{node}/videos";
    /// Begin and publish a reel (POST), read a Page's reels (GET).
    pub const REELS: &str = "/{version}/{node}/video_reels";
    /// Take the bytes of a reel; under `rupload.facebook.com`.
    pub const REEL_BYTES: &str = "/video-upload/{version}/{node}";
    /// Comment (POST), read comments (GET).
    pub const COMMENTS: &str = "/{version}/{node}/comments";
    /// Like something (POST), or no longer (DELETE).
    pub const LIKES: &str = "/{version}/{node}/likes";
    /// Who feels what about something.
    pub const REACTIONS: &str = "/{version}/{node}/reactions";
    /// Where visitors name a Page.
    pub const TAGGED: &str = "/{version}/{node}/tagged";
    /// What people and a Page wrote to each other alone.
    pub const CONVERSATIONS: &str = "/{version}/{node}/conversations";
    /// The messages of a conversation (GET); write to somebody (POST).
    pub const MESSAGES: &str = "/{version}/{node}/messages";
    /// The numbers of a Page or a post.
    pub const INSIGHTS: &str = "/{version}/{node}/insights";
    /// The numbers of a film.
    pub const VIDEO_INSIGHTS: &str = "/{version}/{node}/video_insights";
}

/// LinkedIn, under `api.linkedin.com`; the bytes of pictures under `www.linkedin.com`.
pub mod linkedin {
    /// A code, or what renews a sign-in, becomes a token; under `www.linkedin.com`.
    pub const TOKEN: &str = "/oauth/v2/accessToken";
    /// Create a post (POST), read an organization's posts (GET).
    pub const POSTS: &str = "/rest/posts";
    /// Read (GET) or delete (DELETE) one post.
    pub const POST: &str = "/rest/posts/{urn}";
    /// Ask for an address that takes a picture.
    pub const IMAGES: &str = "/rest/images";
    /// How a picture is doing.
    pub const IMAGE: &str = "/rest/images/{urn}";
    /// Begin a video, or tell that all of it is there.
    pub const VIDEOS: &str = "/rest/videos";
    /// How a video is doing.
    pub const VIDEO: &str = "/rest/videos/{urn}";
    /// Put a part of a video there; under `www.linkedin.com`.
    pub const VIDEO_PART: &str = "/dms-uploads/{upload}/uploadedVideo";
    /// Ask for an address that takes a document.
    pub const DOCUMENTS: &str = "/rest/documents";
    /// How a document is doing.
    pub const DOCUMENT: &str = "/rest/documents/{urn}";
    /// Put a document's bytes there; under `www.linkedin.com`.
    pub const DOCUMENT_BYTES: &str = "/dms-uploads/{upload}/document";
    /// Put a picture's bytes there.
    pub const UPLOAD: &str = "/dms-uploads/{upload}/image";
    /// Comment (POST), read comments (GET).
    pub const COMMENTS: &str = "/rest/socialActions/{urn}/comments";
    /// Read (GET), change (POST) or delete (DELETE) a comment.
    pub const COMMENT: &str = "/rest/socialActions/{urn}/comments/{id}";
    /// React to something.
    pub const REACTIONS: &str = "/rest/reactions";
    /// The reactions to something (GET); take one's own back (DELETE).
    pub const REACTION: &str = "/rest/reactions/{key}";
    /// What is known in sum of a post (GET); close its comments (POST).
    pub const METADATA: &str = "/rest/socialMetadata/{urn}";
    /// The same in the older shape.
    pub const SOCIAL_ACTIONS: &str = "/v2/socialActions/{urn}";
    /// What an organization's posts came to.
    pub const SHARE_STATISTICS: &str = "/rest/organizationalEntityShareStatistics";
    /// How many came to follow an organization.
    pub const FOLLOWER_STATISTICS: &str = "/rest/organizationalEntityFollowerStatistics";
    /// How many follow an organization.
    pub const NETWORK_SIZE: &str = "/rest/networkSizes/{urn}";
    /// Who named an organization, and who wrote under its posts.
    pub const NOTIFICATIONS: &str = "/rest/organizationalEntityNotifications";
    /// Who somebody is.
    pub const PERSON: &str = "/rest/people/{key}";
    /// Which pages a person manages.
    pub const ACLS: &str = "/rest/organizationAcls";
    /// An organization.
    pub const ORGANIZATION: &str = "/rest/organizations/{id}";
    /// Who a token belongs to.
    pub const USERINFO: &str = "/v2/userinfo";
}

/// WhatsApp, under `graph.facebook.com`.
pub mod whatsapp {
    /// One object: a phone number, a business account, a template, an upload (GET); delete an upload (DELETE).
    pub const NODE: &str = "/{version}/{node}";
    /// The phone numbers of a business account.
    pub const PHONE_NUMBERS: &str = "/{version}/{node}/phone_numbers";
    /// The templates of a business account.
    pub const TEMPLATES: &str = "/{version}/{node}/message_templates";
    /// Send a message.
    pub const MESSAGES: &str = "/{version}/{node}/messages";
    /// Upload what a message shows.
    pub const MEDIA: &str = "/{version}/{node}/media";
    /// What became of a message.
    pub const HISTORY: &str = "/{version}/{node}/message_history";
}

/// TikTok, under `open.tiktokapis.com`; bytes under `open-upload.tiktokapis.com`.
pub mod tiktok {
    /// What the account lets be chosen for a post.
    pub const CREATOR_INFO: &str = "/v2/post/publish/creator_info/query/";
    /// Begin a video that is published as it is told.
    pub const VIDEO_INIT: &str = "/v2/post/publish/video/init/";
    /// Begin a video for the inbox of the app.
    pub const INBOX_INIT: &str = "/v2/post/publish/inbox/video/init/";
    /// Publish pictures, or put them into the inbox.
    pub const CONTENT_INIT: &str = "/v2/post/publish/content/init/";
    /// How a post stands.
    pub const STATUS: &str = "/v2/post/publish/status/fetch/";
    /// Call a post off.
    pub const CANCEL: &str = "/v2/post/publish/cancel/";
    /// Whose token it is.
    pub const USER_INFO: &str = "/v2/user/info/";
    /// The account's public posts.
    pub const VIDEO_LIST: &str = "/v2/video/list/";
    /// Public posts by their ids.
    pub const VIDEO_QUERY: &str = "/v2/video/query/";
    /// Take a piece of a video.
    pub const BYTES: &str = "/video/";
    /// A code, or what renews a token, becomes a token.
    pub const TOKEN: &str = "/v2/oauth/token/";
    /// Take a token back.
    pub const REVOKE: &str = "/v2/oauth/revoke/";
}

/// YouTube, under `youtube.googleapis.com`; uploads under `www.googleapis.com`, tokens under `oauth2.googleapis.com`.
pub mod youtube {
    /// The channels of whoever asks.
    pub const CHANNELS: &str = "/youtube/v3/channels";
    /// What is in a list of videos, such as a channel's uploads.
    pub const PLAYLIST_ITEMS: &str = "/youtube/v3/playlistItems";
    /// Read (GET), change (PUT) or delete (DELETE) videos.
    pub const VIDEOS: &str = "/youtube/v3/videos";
    /// Comment (POST), read comments (GET).
    pub const COMMENT_THREADS: &str = "/youtube/v3/commentThreads";
    /// Answer a comment (POST), read answers (GET), change (PUT) or delete (DELETE) a comment.
    pub const COMMENTS: &str = "/youtube/v3/comments";
    /// Hold comments back, or let them through.
    pub const MODERATION: &str = "/youtube/v3/comments/setModerationStatus";
    /// Like a video, or no longer.
    pub const RATE: &str = "/youtube/v3/videos/rate";
    /// What many videos have come to, out of an allowance of its own.
    pub const BATCH_STATS: &str = "/youtube/v3/videos:batchGetStats";
    /// What videos came to by day; under `youtubeanalytics.googleapis.com`.
    pub const REPORTS: &str = "/v2/reports";
    /// Begin an upload (POST), take its bytes (PUT).
    pub const UPLOAD: &str = "/upload/youtube/v3/videos";
    /// Take the picture that stands before a video plays.
    pub const THUMBNAIL: &str = "/upload/youtube/v3/thumbnails/set";
    /// A code, or what renews a token, becomes a token.
    pub const TOKEN: &str = "/token";
    /// Take a token back.
    pub const REVOKE: &str = "/revoke";
}

/// Instagram, under `graph.instagram.com` and `graph.facebook.com` alike.
pub mod instagram {
    /// A code becomes a token; under `api.instagram.com`.
    pub const TOKEN: &str = "/oauth/access_token";
    /// A code or a token of a Facebook login becomes a token; under `graph.facebook.com` alone.
    pub const FACEBOOK_TOKEN: &str = "/{version}/oauth/access_token";
    /// What a person allowed an app to do; under `graph.facebook.com` alone.
    pub const PERMISSIONS: &str = "/{version}/{node}/permissions";
    /// A token becomes one that lasts; under `graph.instagram.com` alone.
    pub const LONG_TOKEN: &str = "/access_token";
    /// A token that lasts is given anew; under `graph.instagram.com` alone.
    pub const REFRESHED_TOKEN: &str = "/refresh_access_token";
    /// One object: an account, a container, a post, a comment, `me`.
    pub const NODE: &str = "/{version}/{node}";
    /// The Pages that a person manages, with the accounts they are linked with.
    pub const ACCOUNTS: &str = "/{version}/{node}/accounts";
    /// Make a container (POST), read an account's posts (GET).
    pub const MEDIA: &str = "/{version}/{node}/media";
    /// Take the bytes of a film; under `rupload.facebook.com`.
    pub const FILM_BYTES: &str = "/ig-api-upload/{version}/{node}";
    /// Make a container public.
    pub const MEDIA_PUBLISH: &str = "/{version}/{node}/media_publish";
    /// How much an account may still publish.
    pub const PUBLISHING_LIMIT: &str = "/{version}/{node}/content_publishing_limit";
    /// An account's stories, as long as they are public.
    pub const STORIES: &str = "/{version}/{node}/stories";
    /// Comment (POST), read comments (GET).
    pub const COMMENTS: &str = "/{version}/{node}/comments";
    /// Answer a comment (POST), read its answers (GET).
    pub const REPLIES: &str = "/{version}/{node}/replies";
    /// Others' posts that name an account; for a Facebook login alone.
    pub const TAGS: &str = "/{version}/{node}/tags";
    /// Answer where an account was named; for a Facebook login alone.
    pub const MENTIONS: &str = "/{version}/{node}/mentions";
    /// What people and an account wrote to each other alone.
    pub const CONVERSATIONS: &str = "/{version}/{node}/conversations";
    /// The messages of a conversation (GET); write to somebody (POST).
    pub const MESSAGES: &str = "/{version}/{node}/messages";
    /// The numbers of an account or a post.
    pub const INSIGHTS: &str = "/{version}/{node}/insights";
}
