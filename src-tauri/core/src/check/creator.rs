//! Whether a post on TikTok is told what TikTok asks of its creator, and only what the account allows.
//!
//! Invariant: who can watch it is chosen by a person, and only out of what TikTok offers; what was not consented to is not
//! signed. Where a person finishes the post on the phone, what TikTok would not take along is said.

use super::capability::{PHOTOS, TALLEST};
use super::{Checked, FindingCode, MediaFacts, Severity, as_u32, characters};
use crate::model::{MediaRef, Platform, TiktokPost, TiktokPrivacy, TiktokWay};

const SHARING: &str = "TikTok, content sharing guidelines: required UX of direct post";
const CREATOR: &str = "TikTok, Content Posting API, query creator info";
const INBOX: &str = "TikTok, Content Posting API, inbox video init: source_info alone";

impl Checked<'_> {
    /// Checks what a post on TikTok is told.
    pub(super) fn creator(&mut self, known: &dyn Fn(&MediaRef) -> Option<MediaFacts>) {
        let content = self.content;
        let Some(post) = content.options.tiktok().filter(|_| self.platform == Platform::Tiktok) else { return };
        match post.way {
            TiktokWay::Inbox => self.finished_there(post),
            TiktokWay::Direct => {
                self.who_watches(post);
                self.consent(post);
                self.allowed(post);
            }
        }
        self.picture_title(post);
        for media in content.media() {
            if let Some(MediaFacts::Video(film)) = known(media) {
                self.film(film.duration_ms, film.height);
            }
        }
    }

    fn finished_there(&mut self, post: &TiktokPost) {
        let message = if self.photos {
            "A person finishes this post in TikTok's app: the pictures and their text wait in its inbox.".to_owned()
        } else {
            "A person finishes this post in TikTok's app: the video waits in its inbox, and TikTok takes no caption along. Countersign shows the caption to be copied there.".to_owned()
        };
        self.find(FindingCode::FinishedByPerson, Severity::Note, None, message, Some(INBOX));
        if post.branded || post.own_brand {
            let message = "What is said of advertising does not reach TikTok's inbox: switch it on in the app as well."
                .to_owned();
            self.find(FindingCode::FinishedByPerson, Severity::Note, None, message, Some(INBOX));
        }
    }

    fn who_watches(&mut self, post: &TiktokPost) {
        let Some(privacy) = post.privacy else {
            let message = "Choose who can watch the post. TikTok wants a person to say so for each.".to_owned();
            self.block(FindingCode::PrivacyMissing, None, message, Some(SHARING));
            return;
        };
        if post.branded && privacy == TiktokPrivacy::Only {
            let message = "What advertises for others can't be for nobody but the account. Choose who can watch it, or say that it does not.".to_owned();
            self.block(FindingCode::BrandedPrivate, None, message, Some(SHARING));
        }
        match self.creator {
            Some(creator) if !creator.privacy.contains(&privacy) => {
                let message = format!(
                    "TikTok does not offer this account “{}”. Choose again who can watch the post.",
                    said(privacy)
                );
                self.block(FindingCode::PrivacyNotOffered, None, message, Some(CREATOR));
            }
            // Before the post goes out TikTok is asked at any rate.
            Some(_) | None => {}
        }
        if privacy == TiktokPrivacy::Only && !post.branded {
            let message =
                "Nobody but the account itself can watch this post. Change that in TikTok's app when it shall be seen."
                    .to_owned();
            self.find(FindingCode::PrivacyMissing, Severity::Note, None, message, Some("our own choice"));
        }
    }

    fn consent(&mut self, post: &TiktokPost) {
        if !post.is_consented() {
            let message = if post.branded {
                "Agree to TikTok's Branded Content Policy and its Music Usage Confirmation first."
            } else {
                "Agree to TikTok's Music Usage Confirmation first."
            };
            self.block(FindingCode::ConsentMissing, None, message.to_owned(), Some(SHARING));
        }
    }

    /// What others may do with it, as far as the account lets anybody.
    fn allowed(&mut self, post: &TiktokPost) {
        let Some(creator) = self.creator else { return };
        let film = !self.photos;
        for (wanted, off, what) in [
            (post.comments, creator.comments_off, "comments"),
            (post.duets && film, creator.duets_off, "duets"),
            (post.stitches && film, creator.stitches_off, "stitches"),
        ] {
            if wanted && off {
                let message = format!("This account has {what} switched off on TikTok. Switch them off here as well.");
                self.block(FindingCode::CreatorRefuses, None, message, Some(CREATOR));
            }
        }
    }

    fn picture_title(&mut self, post: &TiktokPost) {
        let (used, most) = (as_u32(post.title.encode_utf16().count()), PHOTOS.title);
        if self.photos && used > most.value {
            let over = characters(used - most.value);
            let message = format!("The title is {over} too long for TikTok, which takes {}.", most.value);
            self.block(FindingCode::PictureTitle, None, message, Some(most.source));
        }
    }

    fn film(&mut self, millis: u64, height: u32) {
        if let Some(most) = self.creator.map(|creator| creator.longest_seconds).filter(|most| *most > 0)
            && millis > u64::from(most) * 1000
        {
            let message = format!(
                "The video is {} seconds long; TikTok takes up to {most} from this account. Cut it, then add it again.",
                millis.div_ceil(1000)
            );
            self.block(FindingCode::VideoLength, None, message, Some(CREATOR));
        }
        if height > TALLEST.value {
            let message = format!(
                "The video is {height} pixels tall; TikTok takes up to {}. Export it in 1080p, then add it again.",
                TALLEST.value
            );
            self.block(FindingCode::VideoShape, None, message, Some(TALLEST.source));
        }
    }
}

fn said(privacy: TiktokPrivacy) -> &'static str {
    match privacy {
        TiktokPrivacy::Public => "everybody",
        TiktokPrivacy::Friends => "friends",
        TiktokPrivacy::Followers => "followers",
        TiktokPrivacy::Only => "only the account itself",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::films::film;
    use super::super::{Given, PictureFacts, PictureFormat, check};
    use super::*;
    use crate::model::{AltText, ChannelTier, Content, Digest, PlatformOptions, TiktokConsent, TiktokCreator};

    fn creator() -> TiktokCreator {
        TiktokCreator {
            nickname: "Lakeside Clinic".into(),
            username: "lakesideclinic".into(),
            privacy: vec![TiktokPrivacy::Public, TiktokPrivacy::Friends, TiktokPrivacy::Only],
            comments_off: false,
            duets_off: true,
            stitches_off: false,
            longest_seconds: 600,
        }
    }

    fn whole() -> TiktokPost {
        TiktokPost { privacy: Some(TiktokPrivacy::Public), consent: Some(TiktokConsent::Music), ..TiktokPost::NEW }
    }

    fn found(post: TiktokPost, text: &str, pictures: usize, creator: &TiktokCreator) -> Vec<(FindingCode, Severity)> {
        let mut content = Content::of_text(Platform::Tiktok, text);
        content.options = PlatformOptions::Tiktok(post);
        content.parts[0].media = (0..pictures.max(1))
            .map(|at| MediaRef { digest: Digest::of(at.to_string().as_bytes()), alt: AltText::default(), crop: None })
            .collect();
        let picture = PictureFacts { width: 1080, height: 1080, bytes: 90_000, format: PictureFormat::Jpeg };
        let known =
            |_: &MediaRef| Some(if pictures > 0 { MediaFacts::Picture(picture) } else { MediaFacts::Video(film()) });
        let given = Given {
            lends: true,
            tier: ChannelTier::Basic,
            creator: Some(creator),
            charged: true,
            read_back: false,
            comments_not: None,
            answers: None,
        };
        let report = check(Platform::Tiktok, &content, &known, given);
        report.findings.iter().map(|finding| (finding.code, finding.severity)).collect()
    }

    fn blocks(post: TiktokPost, text: &str, pictures: usize, creator: &TiktokCreator) -> Vec<FindingCode> {
        let found = found(post, text, pictures, creator);
        found.into_iter().filter(|(_, severity)| *severity == Severity::Block).map(|(code, _)| code).collect()
    }

    #[test]
    fn what_only_a_person_can_say_has_to_be_said() {
        use FindingCode as F;
        assert_eq!(blocks(whole(), "A look around.", 0, &creator()), []);
        assert_eq!(blocks(TiktokPost::NEW, "", 0, &creator()), [F::PrivacyMissing, F::ConsentMissing]);
        let branded = TiktokPost { branded: true, ..whole() };
        assert_eq!(blocks(branded.clone(), "", 0, &creator()), [F::ConsentMissing]);
        let alone =
            TiktokPost { privacy: Some(TiktokPrivacy::Only), consent: Some(TiktokConsent::BrandedAndMusic), ..branded };
        assert_eq!(blocks(alone, "", 0, &creator()), [F::BrandedPrivate]);
    }

    #[test]
    fn only_what_the_account_offers_is_taken() {
        use FindingCode as F;
        let followers = TiktokPost { privacy: Some(TiktokPrivacy::Followers), ..whole() };
        assert_eq!(blocks(followers, "", 0, &creator()), [F::PrivacyNotOffered]);
        let duets = TiktokPost { duets: true, stitches: true, comments: true, ..whole() };
        assert_eq!(blocks(duets.clone(), "", 0, &creator()), [F::CreatorRefuses]);
        assert_eq!(blocks(duets, "", 2, &creator()), [], "pictures have no duets");
        let shorter = TiktokCreator { longest_seconds: 5, ..creator() };
        assert_eq!(blocks(whole(), "", 0, &shorter), [F::VideoLength]);
    }

    #[test]
    fn a_draft_for_the_phone_needs_no_choice_and_says_what_stays_behind() {
        let inbox = TiktokPost { way: TiktokWay::Inbox, ..TiktokPost::NEW };
        assert_eq!(blocks(inbox.clone(), "A look around.", 0, &creator()), []);
        assert!(
            found(inbox, "A look around.", 0, &creator()).contains(&(FindingCode::FinishedByPerson, Severity::Note))
        );
    }

    #[test]
    fn pictures_have_words_of_their_own_and_a_post_is_never_words_alone() {
        use FindingCode as F;
        let long = |signs: usize| "x".repeat(signs);
        assert_eq!(blocks(whole(), &long(2_200), 0, &creator()), []);
        assert_eq!(blocks(whole(), &long(2_201), 0, &creator()), [F::TextTooLong]);
        assert_eq!(blocks(whole(), &long(4_000), 1, &creator()), []);
        assert_eq!(blocks(whole(), &long(4_001), 1, &creator()), [F::TextTooLong]);
        assert_eq!(blocks(TiktokPost { title: long(91), ..whole() }, "", 1, &creator()), [F::PictureTitle]);
        assert_eq!(blocks(whole(), "", 36, &creator()), [F::TooManyPictures]);
        let mut words = Content::of_text(Platform::Tiktok, "Words alone");
        words.options = PlatformOptions::Tiktok(whole());
        let report = check(Platform::Tiktok, &words, &|_| None, true);
        assert_eq!(report.findings[0].code, F::PictureRequired);
    }
}
