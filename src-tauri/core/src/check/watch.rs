//! Whether what stands around a video fits its platform: title, tags, who may see it, what the law asks.
//!
//! Invariant: what would publish by surprise is a reason not to sign until a person has chosen.

use super::capability::WatchLimits;
use super::{Checked, FindingCode, Severity, as_u32};
use crate::model::{PartRole, YoutubePrivacy, YoutubeVideo};

impl Checked<'_> {
    /// Checks what stands around a video that has a page of its own.
    pub(super) fn watch(&mut self) {
        let Some(limits) = self.row.watch else { return };
        let content = self.content;
        if let Some(signs) = content
            .parts
            .iter()
            .position(|part| part.role == PartRole::Main && holds(&part.text, limits.no_signs.value))
        {
            let message =
                format!("{} takes no < and no > in a description. Write them in words.", self.platform.name());
            self.block(FindingCode::InvalidCharacter, Some(signs), message, Some(limits.no_signs.source));
        }
        if let Some(video) = content.options.youtube() {
            self.title_of(video, &limits);
            self.tags_of(video, &limits);
            self.chosen(video);
            self.silent(video, &limits);
        }
    }

    /// What is signed here and may not be kept there.
    fn silent(&mut self, video: &YoutubeVideo, limits: &WatchLimits) {
        if video.notify || video.privacy != Some(YoutubePrivacy::Public) || limits.silent.value {
            return;
        }
        let platform = self.platform.name();
        let message = format!(
            "{platform} may tell those who follow the channel all the same: it promises silence only for a video that is public from its first moment, and this one becomes public once all of it is there."
        );
        self.find(FindingCode::FollowersTold, Severity::Note, None, message, Some(limits.silent.source));
    }

    fn title_of(&mut self, video: &YoutubeVideo, limits: &WatchLimits) {
        let (platform, length) = (self.platform.name(), as_u32(video.title.trim().chars().count()));
        let message = if length == 0 {
            format!("The video has no title. Write one: {platform} needs it.")
        } else if length > limits.title.value {
            let most = limits.title.value;
            format!("The title is {} too long for {platform}, which takes {most}.", super::characters(length - most))
        } else if holds(&video.title, limits.no_signs.value) {
            format!("{platform} takes no < and no > in a title. Write them in words.")
        } else if video.title.contains(char::is_control) {
            "The title goes over more than one line. Make it one.".to_owned()
        } else {
            return;
        };
        self.block(FindingCode::VideoTitle, None, message, Some(limits.title.source));
    }

    fn tags_of(&mut self, video: &YoutubeVideo, limits: &WatchLimits) {
        let (platform, used, most) = (self.platform.name(), as_u32(video.tags_count()), limits.tags.value);
        let message = if used > most {
            format!("The tags count {used}, their commas among them; {platform} takes {most}. Take some out.")
        } else if video
            .tags
            .iter()
            .any(|tag| tag.trim().is_empty() || tag.contains(',') || tag.contains(['<', '>', '"']))
        {
            format!("A tag on {platform} has no comma, no quotation mark, no < and no >. Write it otherwise.")
        } else {
            return;
        };
        self.block(FindingCode::VideoTags, None, message, Some(limits.tags.source));
    }

    /// What only a person can say.
    fn chosen(&mut self, video: &YoutubeVideo) {
        let platform = self.platform.name();
        let comment = self.content.parts.iter().position(|part| part.role == PartRole::FirstComment);
        if video.privacy.is_none() {
            let message =
                format!("Choose who can watch the video. {platform} would show it to everybody where nobody says so.");
            let source = "YouTube Data API v3, videos.insert: public where privacyStatus is not given";
            self.block(FindingCode::PrivacyMissing, None, message, Some(source));
        }
        match video.made_for_kids {
            None => {
                let message =
                    "Say whether the video is made for children. The law asks whoever publishes it.".to_owned();
                let source = "YouTube Data API v3, status.selfDeclaredMadeForKids (COPPA)";
                self.block(FindingCode::KidsMissing, None, message, Some(source));
            }
            Some(true) if comment.is_some() => {
                let message = format!(
                    "Nobody can comment on {platform} on what is made for children. Take the first comment out."
                );
                let source = "YouTube Data API v3, commentThreads.insert: commentsDisabled";
                self.block(FindingCode::CommentsClosed, comment, message, Some(source));
            }
            Some(true | false) => {}
        }
        if video.privacy == Some(YoutubePrivacy::Private) {
            let message = format!(
                "Only the people of the channel can watch this video: it is not published. Change that on {platform} when it shall be."
            );
            self.find(FindingCode::PrivacyMissing, Severity::Note, None, message, Some("our own choice"));
        }
    }
}

fn holds(text: &str, signs: &str) -> bool {
    text.contains(|sign| signs.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use crate::model::{Content, Platform, PlatformOptions};

    /// What is wrong with a video that is told this, besides that there is none.
    fn wrong(told: YoutubeVideo, text: &str) -> Vec<FindingCode> {
        let content = Content { options: PlatformOptions::Youtube(told), ..Content::of_text(Platform::Youtube, text) };
        let report = check(Platform::Youtube, &content, &|_| None, true);
        let blocks = report.findings.iter().filter(|found| found.severity == Severity::Block);
        blocks.map(|found| found.code).filter(|code| *code != FindingCode::VideoRequired).collect()
    }

    fn whole() -> YoutubeVideo {
        YoutubeVideo {
            title: "A look around".into(),
            privacy: Some(YoutubePrivacy::Public),
            made_for_kids: Some(false),
            ..YoutubeVideo::NEW
        }
    }

    #[test]
    fn what_would_publish_by_surprise_has_to_be_chosen() {
        assert_eq!(wrong(whole(), ""), []);
        let new = wrong(YoutubeVideo::NEW, "");
        assert_eq!(new, [FindingCode::VideoTitle, FindingCode::PrivacyMissing, FindingCode::KidsMissing]);
        assert_eq!(wrong(YoutubeVideo { privacy: Some(YoutubePrivacy::Private), ..whole() }, ""), []);
    }

    #[test]
    fn whoever_wants_nobody_told_is_told_that_it_may_not_be_kept() {
        let said = |notify, privacy| {
            let told = YoutubeVideo { notify, privacy: Some(privacy), ..whole() };
            let content =
                Content { options: PlatformOptions::Youtube(told), ..Content::of_text(Platform::Youtube, "") };
            let report = check(Platform::Youtube, &content, &|_| None, true);
            let found = report.findings.into_iter().find(|found| found.code == FindingCode::FollowersTold);
            found.map(|found| found.severity)
        };
        assert_eq!(said(false, YoutubePrivacy::Public), Some(Severity::Note));
        assert_eq!(said(true, YoutubePrivacy::Public), None);
        assert_eq!(said(false, YoutubePrivacy::Unlisted), None, "nobody is told of it");
    }

    #[test]
    fn titles_tags_and_descriptions_are_what_youtube_takes() {
        let title = |title: &str| wrong(YoutubeVideo { title: title.into(), ..whole() }, "");
        assert_eq!(title(&"ä".repeat(100)), []);
        for refused in [" ", &"ä".repeat(101), "1 < 2", "One\nTwo"] {
            assert_eq!(title(refused), [FindingCode::VideoTitle], "{refused:?}");
        }
        let tags = |tags: &[String]| wrong(YoutubeVideo { tags: tags.to_vec(), ..whole() }, "");
        assert_eq!(tags(&["a".repeat(500)]), []);
        assert_eq!(tags(&["a".repeat(499), "b".into()]), [FindingCode::VideoTags], "the comma counts");
        assert_eq!(tags(&["a b".repeat(166)]), [], "498 and two marks");
        assert_eq!(tags(&[format!("{} b", "a".repeat(497))]), [FindingCode::VideoTags]);
        for refused in ["", "a,b", "a<b", "a\"b"] {
            assert_eq!(tags(&[refused.into()]), [FindingCode::VideoTags], "{refused:?}");
        }
        assert_eq!(wrong(whole(), "1 > 0"), [FindingCode::InvalidCharacter]);
        assert_eq!(wrong(whole(), &"ä".repeat(2_500)), []);
        assert_eq!(wrong(whole(), &"ä".repeat(2_501)), [FindingCode::TextTooLong], "bytes are counted");
    }

    #[test]
    fn a_description_that_is_too_long_is_named_and_told_in_letters() {
        let said = |text: &str| {
            let content =
                Content { options: PlatformOptions::Youtube(whole()), ..Content::of_text(Platform::Youtube, text) };
            let report = check(Platform::Youtube, &content, &|_| None, true);
            let found = report.findings.into_iter().find(|found| found.code == FindingCode::TextTooLong);
            found.map(|found| found.message).unwrap()
        };
        // A letter of Devanagari is three bytes: 100 of them are 300 too many.
        assert_eq!(said(&"क".repeat(1_766)), "The description is about 100 letters too long for YouTube.");
        assert_eq!(said(&format!("{}क", "a".repeat(4_998))), "The description is about 1 letter too long for YouTube.");
        assert_eq!(said(&"a".repeat(5_300)), "The description is 300 characters too long for YouTube.");
    }
}
