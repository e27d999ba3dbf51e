//! The standing accounts of the practice clinic.
//!
//! Invariant: they exist at every start with these ids and these tokens, so a workspace can connect to a server that
//! somebody else started. They open nothing but a practice platform.

use crate::account::{Account, Owner, Platform};
use crate::logins::App;

/// The clinic's name, as the platforms show it.
pub const CLINIC_NAME: &str = "Lakeside Family Clinic";

/// The clinic's user id on X.
pub const X_ID: &str = "1489201733550108672";
/// The clinic's name on X, without the at sign.
pub const X_USERNAME: &str = "lakeside_clinic";
/// The token that posts as the clinic on X.
pub const X_TOKEN: &str = "practice-x-lakeside-clinic-2f1c9a7be04d";

/// The id of the clinic's own app at X: one that keeps no secret, as programs on a laptop do.
pub const X_APP_ID: &str = "UHJhY3RpY2VOYXRpdmU6MTpjaQ";
/// The id of another app of the clinic's at X, which has a secret.
pub const X_WEB_APP_ID: &str = "UHJhY3RpY2VXZWJBcHA6MTpjaQ";
/// The secret of that one.
pub const X_WEB_APP_SECRET: &str = "practice-x-app-secret-5d02c7";
/// Where both may have the browser sent back to: the first that is free.
pub const X_REDIRECTS: [&str; 3] = ["http://127.0.0.1:8417/x", "http://127.0.0.1:8418/x", "http://127.0.0.1:8419/x"];

/// The id of the clinic's Page.
pub const FACEBOOK_PAGE_ID: &str = "104857600012345";
/// The Page's name in addresses.
pub const FACEBOOK_USERNAME: &str = "lakesidefamilyclinic";
/// The Page token.
pub const FACEBOOK_PAGE_TOKEN: &str = "practice-facebook-page-lakeside-clinic-7d30b54c8e91";
/// The id of the person who manages the Page.
pub const FACEBOOK_USER_ID: &str = "122093480618273645";
/// The name of the person who manages the Page.
pub const FACEBOOK_USER_NAME: &str = "Robin Reception";
/// That person's user token; the Page's own endpoints refuse it.
pub const FACEBOOK_USER_TOKEN: &str = "practice-facebook-user-robin-reception-c41e8f6702aa";

/// The id of the clinic's own app at Meta.
pub const FACEBOOK_APP_ID: &str = "714820935561207";
/// That app's secret.
pub const FACEBOOK_APP_SECRET: &str = "practice-facebook-app-secret-3e9f51";
/// Where that app lets the browser be sent back to.
pub const FACEBOOK_REDIRECT: &str = "http://localhost:8417/facebook";

/// The id of the clinic's own app at Instagram, which is not the app's id at Facebook.
pub const INSTAGRAM_APP_ID: &str = "990216530014871";
/// That app's secret.
pub const INSTAGRAM_APP_SECRET: &str = "practice-instagram-app-secret-a74c02";
/// Where that app lets the browser be sent back to.
pub const INSTAGRAM_REDIRECT: &str = "http://localhost:8417/instagram";

/// The name of the clinic's organization on LinkedIn, in the platform's own words for it.
pub const LINKEDIN_ORGANIZATION: &str = "urn:li:organization:5515715";
/// The organization's name in addresses.
pub const LINKEDIN_USERNAME: &str = "lakeside-family-clinic";
/// The token of an app that manages the clinic's page.
pub const LINKEDIN_TOKEN: &str = "practice-linkedin-page-lakeside-clinic-90ce57ab12f3";
/// The person who manages the page, in the platform's own words for them.
pub const LINKEDIN_PERSON: &str = "urn:li:person:rT4q-Reception";
/// That person's name.
pub const LINKEDIN_PERSON_NAME: &str = "Robin Reception";
/// The token of an app that shares as that person, and reads nothing back.
pub const LINKEDIN_MEMBER_TOKEN: &str = "practice-linkedin-member-robin-reception-5be80d13c7f4";

/// The id of the clinic's own app at LinkedIn for pages, which holds the Community Management API and nothing else.
pub const LINKEDIN_APP_ID: &str = "77practicepages1";
/// That app's secret.
pub const LINKEDIN_APP_SECRET: &str = "practice-linkedin-app-secret-81be4f";
/// The id of the clinic's own app at LinkedIn for people.
pub const LINKEDIN_MEMBER_APP_ID: &str = "77practiceshare2";
/// That app's secret.
pub const LINKEDIN_MEMBER_APP_SECRET: &str = "practice-linkedin-member-app-secret-c60a9e";
/// The id of an app for pages for which LinkedIn has switched on native PKCE: it has no secret.
pub const LINKEDIN_NATIVE_APP_ID: &str = "77practicenative";
/// Where all of them may have the browser sent back to.
pub const LINKEDIN_REDIRECTS: [&str; 2] = ["http://localhost:8417/linkedin", "http://127.0.0.1:8417/linkedin"];
/// What the Community Management API lets an app ask for, as far as it is practised here.
pub const LINKEDIN_PAGE_SCOPES: [&str; 6] = [
    "r_organization_admin",
    "rw_organization_admin",
    "w_organization_social",
    "r_organization_social",
    "w_organization_social_feed",
    "r_organization_social_feed",
];
/// What the products for people let an app ask for.
pub const LINKEDIN_MEMBER_SCOPES: [&str; 3] = ["openid", "profile", "w_member_social"];

/// The id of the clinic's professional account on Instagram.
pub const INSTAGRAM_ID: &str = "17841400008460056";
/// The account's name on Instagram, without the at sign.
pub const INSTAGRAM_USERNAME: &str = "lakeside.clinic";
/// The token of an Instagram login; `graph.instagram.com` alone takes it.
pub const INSTAGRAM_TOKEN: &str = "practice-instagram-login-lakeside-clinic-3ac0d5f1e987";
/// The token of a Facebook login; `graph.facebook.com` alone takes it.
pub const INSTAGRAM_FACEBOOK_TOKEN: &str = "practice-instagram-facebook-robin-reception-b61f09e8d244";

/// The id of the clinic's phone number on WhatsApp.
pub const WHATSAPP_PHONE_ID: &str = "106540352242922";
/// The id of the clinic's business account on WhatsApp, to which the number and the templates belong.
pub const WHATSAPP_BUSINESS_ID: &str = "102290129340398";
/// Both ids, as Countersign writes an account.
pub const WHATSAPP_ID: &str = "106540352242922@102290129340398";
/// The clinic's phone number on WhatsApp, in digits.
pub const WHATSAPP_NUMBER: &str = "41445550142";
/// The token of a system user of the clinic's business: what a clinic pastes.
pub const WHATSAPP_TOKEN: &str = "practice-whatsapp-system-lakeside-clinic-6e21f0c7d9b3";
/// Somebody who gets what is sent, and does not open it.
pub const WHATSAPP_LEAVES_UNREAD: &str = "41790000001";
/// Somebody who is not on WhatsApp.
pub const WHATSAPP_UNREACHABLE: &str = "41790000002";
/// Somebody who told WhatsApp to stop the clinic's offers.
pub const WHATSAPP_STOPPED: &str = "41790000003";
/// Somebody who got as many offers today as WhatsApp lets through.
pub const WHATSAPP_HAD_ENOUGH: &str = "41790000004";
/// Somebody whose phone does not get what was accepted for it.
pub const WHATSAPP_FAILS_LATER: &str = "41790000005";

/// The id of the clinic's channel on YouTube.
pub const YOUTUBE_ID: &str = "UCpractice0lakeside0Clin";
/// The channel's handle, without the at sign.
pub const YOUTUBE_USERNAME: &str = "lakesideclinic";
/// A token of the channel.
pub const YOUTUBE_TOKEN: &str = "ya29.practice-youtube-lakeside-clinic-58d2e0b1a7f6";
/// The id of the clinic's own app at Google.
pub const YOUTUBE_APP_ID: &str = "482130556677-practice.apps.googleusercontent.com";
/// That app's secret.
pub const YOUTUBE_APP_SECRET: &str = "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91b6";

/// The id of the clinic's account on TikTok, as its app knows it.
pub const TIKTOK_ID: &str = "-000practice-tiktok-lakeside-clinic";
/// The account's name, without the at sign.
pub const TIKTOK_USERNAME: &str = "lakesideclinic";
/// A token of the account.
pub const TIKTOK_TOKEN: &str = "act.practice-tiktok-lakeside-clinic-1c7f93ab24d8";
/// The key of the clinic's own app at TikTok.
pub const TIKTOK_APP_ID: &str = "awpractice7lakeside0";
/// That app's secret.
pub const TIKTOK_APP_SECRET: &str = "practice-tiktok-app-secret-3d90e1";
/// Where the browser comes back to after a sign-in: any port of this computer.
pub const TIKTOK_REDIRECT: &str = "http://127.0.0.1:*/tiktok";

/// Where the clinic's bucket is.
pub const BUCKET_ENDPOINT: &str = "https://media.practice.example";
/// The region of the clinic's bucket.
pub const BUCKET_REGION: &str = "practice-1";
/// The clinic's bucket.
pub const BUCKET: &str = "lakeside-media";
/// The id of the clinic's key to the bucket.
pub const BUCKET_KEY_ID: &str = "PRACTICEKEY48213";
/// The secret of that key.
pub const BUCKET_SECRET: &str = "practice-bucket-lakeside-clinic-e08c4d17ba52";

/// The clinic's mail server.
pub const MAIL_HOST: &str = "smtp.practice.example";
/// Who the clinic is there, and from where its emails come.
pub const MAIL_USER: &str = "alerts@lakeside.practice.example";
/// The password that belongs to it.
pub const MAIL_PASSWORD: &str = "practice-mail-lakeside-clinic-4b7d09ce51";
/// Where Slack takes messages for the clinic.
pub const SLACK_WEBHOOK: &str = "https://hooks.slack.com/services/T0PRACTICE/B0LAKESIDE/practice-slack-9c2e71d40b";

/// The clinic on X.
pub fn x_account() -> Account {
    Account {
        platform: Platform::X,
        id: X_ID.to_owned(),
        name: CLINIC_NAME.to_owned(),
        username: X_USERNAME.to_owned(),
        token: X_TOKEN.to_owned(),
        owner: None,
    }
}

/// The clinic's Page on Facebook.
pub fn facebook_page() -> Account {
    Account {
        platform: Platform::Facebook,
        id: FACEBOOK_PAGE_ID.to_owned(),
        name: CLINIC_NAME.to_owned(),
        username: FACEBOOK_USERNAME.to_owned(),
        token: FACEBOOK_PAGE_TOKEN.to_owned(),
        owner: Some(Owner {
            id: FACEBOOK_USER_ID.to_owned(),
            name: FACEBOOK_USER_NAME.to_owned(),
            token: FACEBOOK_USER_TOKEN.to_owned(),
        }),
    }
}

/// The clinic's organization on LinkedIn.
pub fn linkedin_organization() -> Account {
    Account {
        platform: Platform::Linkedin,
        id: LINKEDIN_ORGANIZATION.to_owned(),
        name: CLINIC_NAME.to_owned(),
        username: LINKEDIN_USERNAME.to_owned(),
        token: LINKEDIN_TOKEN.to_owned(),
        owner: Some(Owner {
            id: LINKEDIN_PERSON.to_owned(),
            name: LINKEDIN_PERSON_NAME.to_owned(),
            token: LINKEDIN_MEMBER_TOKEN.to_owned(),
        }),
    }
}

/// The clinic's own apps.
pub fn apps() -> Vec<App> {
    let app = |platform, (id, secret): (&str, &str), redirects: &[&str], may_ask: &[&str]| App {
        platform,
        id: id.to_owned(),
        secret: secret.to_owned(),
        redirects: redirects.iter().map(|it| (*it).to_owned()).collect(),
        may_ask: may_ask.iter().map(|it| (*it).to_owned()).collect(),
    };
    let linkedin = |named, may_ask: &[&str]| app(Platform::Linkedin, named, &LINKEDIN_REDIRECTS, may_ask);
    vec![
        app(Platform::Facebook, (FACEBOOK_APP_ID, FACEBOOK_APP_SECRET), &[FACEBOOK_REDIRECT], &[]),
        app(Platform::Instagram, (INSTAGRAM_APP_ID, INSTAGRAM_APP_SECRET), &[INSTAGRAM_REDIRECT], &[]),
        app(Platform::X, (X_APP_ID, ""), &X_REDIRECTS, &[]),
        app(Platform::X, (X_WEB_APP_ID, X_WEB_APP_SECRET), &X_REDIRECTS, &[]),
        linkedin((LINKEDIN_APP_ID, LINKEDIN_APP_SECRET), &LINKEDIN_PAGE_SCOPES),
        linkedin((LINKEDIN_MEMBER_APP_ID, LINKEDIN_MEMBER_APP_SECRET), &LINKEDIN_MEMBER_SCOPES),
        linkedin((LINKEDIN_NATIVE_APP_ID, ""), &LINKEDIN_PAGE_SCOPES),
        app(Platform::Tiktok, (TIKTOK_APP_ID, TIKTOK_APP_SECRET), &[TIKTOK_REDIRECT], &[]),
        // A desktop app at Google comes back to any port of this computer, and registers none.
        App {
            platform: Platform::Youtube,
            id: YOUTUBE_APP_ID.to_owned(),
            secret: YOUTUBE_APP_SECRET.to_owned(),
            redirects: Vec::new(),
            may_ask: Vec::new(),
        },
    ]
}

/// The clinic's professional account on Instagram.
pub fn instagram_account() -> Account {
    Account {
        platform: Platform::Instagram,
        id: INSTAGRAM_ID.to_owned(),
        name: CLINIC_NAME.to_owned(),
        username: INSTAGRAM_USERNAME.to_owned(),
        token: INSTAGRAM_TOKEN.to_owned(),
        owner: Some(Owner {
            id: FACEBOOK_USER_ID.to_owned(),
            name: FACEBOOK_USER_NAME.to_owned(),
            token: INSTAGRAM_FACEBOOK_TOKEN.to_owned(),
        }),
    }
}

/// The clinic's phone number on WhatsApp.
pub fn whatsapp_account() -> Account {
    Account {
        platform: Platform::Whatsapp,
        id: WHATSAPP_ID.to_owned(),
        name: CLINIC_NAME.to_owned(),
        username: WHATSAPP_NUMBER.to_owned(),
        token: WHATSAPP_TOKEN.to_owned(),
        owner: None,
    }
}

/// The clinic's channel on YouTube.
pub fn youtube_channel() -> Account {
    Account {
        platform: Platform::Youtube,
        id: YOUTUBE_ID.to_owned(),
        name: CLINIC_NAME.to_owned(),
        username: YOUTUBE_USERNAME.to_owned(),
        token: YOUTUBE_TOKEN.to_owned(),
        owner: None,
    }
}

/// The clinic's account on TikTok.
pub fn tiktok_account() -> Account {
    Account {
        platform: Platform::Tiktok,
        id: TIKTOK_ID.to_owned(),
        name: CLINIC_NAME.to_owned(),
        username: TIKTOK_USERNAME.to_owned(),
        token: TIKTOK_TOKEN.to_owned(),
        owner: None,
    }
}

/// The clinic's key to its bucket.
pub fn bucket_key() -> Account {
    Account {
        platform: Platform::Bucket,
        id: BUCKET_KEY_ID.to_owned(),
        name: CLINIC_NAME.to_owned(),
        username: BUCKET.to_owned(),
        token: BUCKET_SECRET.to_owned(),
        owner: None,
    }
}

/// Everybody who stands here at every start.
pub fn accounts() -> Vec<Account> {
    vec![
        x_account(),
        facebook_page(),
        linkedin_organization(),
        instagram_account(),
        whatsapp_account(),
        youtube_channel(),
        tiktok_account(),
        bucket_key(),
    ]
}
