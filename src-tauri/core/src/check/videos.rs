//! Whether the video of a part fits what it becomes on the platform.
//!
//! Invariant: a video is sent as it is, to the bit; so whatever the platform would refuse of it is a reason not to sign.

use super::capability::bringing::bringing;
use super::capability::{Fit, VideoLimits};
use super::{Capability, Checked, FindingCode, MediaFacts, Severity};
use crate::draft::video::Facts;
use crate::model::{Part, PartRole, Platform, PlatformOptions};

impl Checked<'_> {
    /// Whether the post is nothing without a video.
    pub(super) fn needs_film(&self) -> bool {
        self.content.options.is_reel() || self.row.watch.is_some()
    }

    /// What a video may be in this post; none where it can't be one.
    fn video_limits(&self) -> Option<VideoLimits> {
        let options = &self.content.options;
        if options.is_reel() {
            self.row.reel
        } else if options.is_story() {
            self.row.story_video
        } else {
            self.premium().map_or(self.row.video, |premium| Some(premium.video))
        }
    }

    /// Checks a part that has a video, or should have one.
    pub(super) fn videos(&mut self, index: usize, part: &Part, known: &[Option<MediaFacts>]) {
        let (name, platform) = (self.name(index), self.platform.name());
        let videos: Vec<&Facts> = known.iter().flatten().filter_map(MediaFacts::video).collect();
        let Some((video, pictures)) = videos.first().copied().map(|video| (video, part.media.len() - videos.len()))
        else {
            if self.row.watch.is_some() && part.role == PartRole::Main {
                let message = format!("A post on {platform} is one video. Add it.");
                self.block(FindingCode::VideoRequired, Some(index), message, None);
            } else if self.content.options.is_reel() && part.role == PartRole::Main {
                let message = if part.media.is_empty() {
                    "A reel is one video. Add one, or make it a post."
                } else {
                    "A reel is one video and no picture. Take the pictures out and add a video, or make it a post."
                };
                self.block(FindingCode::VideoRequired, Some(index), message.to_owned(), None);
            }
            return;
        };
        if part.role == PartRole::FirstComment {
            let message = format!("{name} can't have a video. Move it to the post.");
            self.block(FindingCode::VideoUnsupported, Some(index), message, Some("our own choice"));
            return;
        }
        let Some(limits) = self.video_limits() else {
            self.block(FindingCode::VideoUnsupported, Some(index), self.no_video(), Some("our own choice"));
            return;
        };
        let covers = self.row.watch.map_or(0, |watch| watch.covers.value as usize);
        if covers > 0 && pictures > covers {
            let message = format!(
                "There are {pictures} pictures beside the video; {platform} shows one before it plays. Take the others out."
            );
            self.block(
                FindingCode::VideoBesidePictures,
                Some(index),
                message,
                self.row.watch.map(|it| it.covers.source),
            );
        } else if pictures > covers {
            let message =
                format!("On {platform} a post from here has either pictures or one video. Take one of them out.");
            self.block(FindingCode::VideoBesidePictures, Some(index), message, Some(limits.one.source));
        }
        if videos.len() > 1 {
            let message = format!("{name} has {} videos; {platform} takes one. Make a post for each.", videos.len());
            self.block(FindingCode::TooManyVideos, Some(index), message, Some(limits.one.source));
        }
        let described = part.media.iter().map(|media| media.alt.0.trim().encode_utf16().count()).max().unwrap_or(0);
        match limits.alt {
            Some(most) if described > most.value as usize => {
                let excess = described - most.value as usize;
                let message = format!("The description of the video is {excess} characters too long.");
                self.block(FindingCode::AltTooLong, Some(index), message, Some(most.source));
            }
            None if pictures <= covers => self.descriptions_not_sent(index, part, known, limits.one.source),
            Some(_) | None => {}
        }
        for facts in known.iter().flatten().filter_map(MediaFacts::picture).filter(|_| covers > 0) {
            self.facts(index, "The picture before the video", *facts);
        }
        self.cover(index, video, &limits);
        self.length_and_size(index, video, &limits);
        self.unusually_long(index, video);
        self.look(index, video, &limits);
        self.making(index, video, &limits);
    }

    /// Checks the instant that stands as the cover, where somebody chose one.
    fn cover(&mut self, index: usize, video: &Facts, limits: &VideoLimits) {
        let Some(at) = self.content.options.cover_ms() else { return };
        let (becomes, platform) = (self.becomes(), self.platform.name());
        match limits.cover.filter(|cover| cover.value) {
            None => {
                let message = format!("{platform} takes no cover for {becomes}. Take the chosen instant out.");
                self.block(FindingCode::CoverInstant, Some(index), message, Some("our own choice"));
            }
            Some(cover) if u64::from(at) >= video.duration_ms => {
                let message = format!(
                    "The cover is taken at {}, and the video is {} long. Choose an earlier instant.",
                    spoken(u64::from(at)),
                    spoken(video.duration_ms)
                );
                self.block(FindingCode::CoverInstant, Some(index), message, Some(cover.source));
            }
            Some(_) => {}
        }
    }

    /// Says which descriptions are not sent: that of the video, or that of the picture before it.
    fn descriptions_not_sent(&mut self, index: usize, part: &Part, known: &[Option<MediaFacts>], source: &'static str) {
        let described = |is_video: bool| {
            let all = part.media.iter().zip(known);
            all.filter(|(media, _)| !media.alt.0.trim().is_empty())
                .any(|(_, facts)| facts.as_ref().is_some_and(|facts| facts.video().is_some()) == is_video)
        };
        let what = match (described(true), described(false)) {
            (false, false) => return,
            (true, false) => "a video, so it is not sent. Say in the text what it shows.",
            (false, true) => "the picture before a video, so it is not sent.",
            (true, true) => {
                "a video and of the picture before it, so they are not sent. Say in the text what it shows."
            }
        };
        let message = format!("{} takes no description of {what}", self.platform.name());
        self.hint(FindingCode::AltUnsupported, index, message, Some(source));
    }

    /// Why this post can't have a video.
    fn no_video(&self) -> String {
        match self.platform {
            Platform::Instagram => {
                "On Instagram a video is a reel or a story. Choose Reel above the text, or take the video out."
                    .to_owned()
            }
            Platform::Facebook
            | Platform::X
            | Platform::Linkedin
            | Platform::Whatsapp
            | Platform::Youtube
            | Platform::Tiktok => {
                format!("Countersign can't send videos to {} yet. Take the video out.", self.platform.name())
            }
        }
    }

    /// What the post becomes, in words.
    fn becomes(&self) -> String {
        let kind = match &self.content.options {
            options if options.is_reel() => "a reel",
            options if options.is_story() => "a story",
            PlatformOptions::X {}
            | PlatformOptions::Facebook { .. }
            | PlatformOptions::Linkedin { .. }
            | PlatformOptions::Instagram { .. }
            | PlatformOptions::Whatsapp { .. }
            | PlatformOptions::Tiktok(_) => "a post",
            PlatformOptions::Youtube(_) => "a video",
        };
        format!("{kind} on {}", self.platform.name())
    }

    fn length_and_size(&mut self, index: usize, video: &Facts, limits: &VideoLimits) {
        let (becomes, seconds) = (self.becomes(), limits.seconds);
        let (least, most) = (u64::from(seconds.value.0) * 1000, u64::from(seconds.value.1) * 1000);
        if video.duration_ms < least {
            let message = format!(
                "The video is {} long; {becomes} has at least {}. Use a longer one.",
                spoken(video.duration_ms),
                spoken(least)
            );
            self.block(FindingCode::VideoLength, Some(index), message, Some(seconds.source));
        } else if video.duration_ms > most {
            let message = format!(
                "The video is {} long; {becomes} has at most {}. Cut it, then add it again.",
                spoken(video.duration_ms),
                spoken(most)
            );
            self.block(FindingCode::VideoLength, Some(index), message, Some(seconds.source));
        }
        if video.bytes > limits.bytes.value {
            let message = format!(
                "The video has {}; {becomes} has at most {}. Export it smaller, for example in 1080p, then add it again.",
                Capability::megabytes(video.bytes),
                Capability::megabytes(limits.bytes.value)
            );
            self.block(FindingCode::VideoSize, Some(index), message, Some(limits.bytes.source));
        }
        self.in_time(index, video, limits);
        if let Some(least) = limits.least_bytes.filter(|least| video.bytes < least.value) {
            let message = format!(
                "The video is too small a file: it has {} kB, and {becomes} has at least {}. Export it in a better quality, then add it again.",
                video.bytes / 1024,
                least.value / 1024
            );
            self.block(FindingCode::VideoSize, Some(index), message, Some(least.source));
        }
    }

    /// Says how fast a line has to be, where a slow one does not bring the video in time.
    fn in_time(&mut self, index: usize, video: &Facts, limits: &VideoLimits) {
        let bring = bringing(self.platform);
        let Some(megabits) = bring.needs(video.bytes).filter(|_| video.bytes <= limits.bytes.value) else { return };
        let message = format!(
            "The video has {}. Countersign begins to bring it to {} {} minutes before its time; on a line that sends less than {megabits} megabits a second it is not there in time. Export it smaller, for example in 1080p.",
            Capability::megabytes(video.bytes),
            self.platform.name(),
            bring.ahead_minutes.value,
        );
        self.hint(FindingCode::VideoSize, index, message, Some(bring.ahead_minutes.source));
    }

    /// A channel that was not verified takes shorter ones alone; whether it was is not known before it is asked.
    fn unusually_long(&mut self, index: usize, video: &Facts) {
        let (platform, limits) = (self.platform.name(), self.row.watch);
        if let Some(most) = limits.map(|limits| limits.long_seconds)
            && video.duration_ms > u64::from(most.value) * 1000
        {
            let message = format!(
                "The video is longer than {}. {platform} takes it only from a channel that was verified by telephone.",
                spoken(u64::from(most.value) * 1000)
            );
            self.hint(FindingCode::VideoLength, index, message, Some(most.source));
        }
    }

    fn look(&mut self, index: usize, video: &Facts, limits: &VideoLimits) {
        let becomes = self.becomes();
        let has = format!("{} × {} pixels", video.width, video.height);
        if let Some(shape) = limits.shape {
            let upright = shape.value.tallest == shape.value.widest;
            let how = match shape.value.fit(video.width, video.height) {
                Fit::Inside => None,
                Fit::TooTall => Some("too tall"),
                Fit::TooWide => Some("too wide"),
            };
            if let Some(how) = how {
                let ((across, down), (wide, high)) = (shape.value.tallest, shape.value.widest);
                let wants = if upright {
                    format!("stands upright, {across}:{down}")
                } else {
                    format!("is between {across}:{down} and {wide}:{high}")
                };
                let message =
                    format!("The video is {how} ({has}); {becomes} {wants}. Cut it to that shape, then add it again.");
                self.block(FindingCode::VideoShape, Some(index), message, Some(shape.source));
                return;
            }
        }
        if let Some(least) =
            limits.least_pixels.filter(|least| video.width < least.value.0 || video.height < least.value.1)
        {
            let (across, down) = least.value;
            let message =
                format!("The video is too small ({has}); {becomes} has at least {across} × {down}. Export it larger.");
            self.block(FindingCode::VideoShape, Some(index), message, Some(least.source));
        }
        if let Some(most) = limits.widest.filter(|most| video.width > most.value) {
            let message = format!(
                "The video is too large ({has}); {becomes} is at most {} pixels wide. Export it in 1080p, then add it again.",
                most.value
            );
            self.block(FindingCode::VideoShape, Some(index), message, Some(most.source));
        }
    }

    fn making(&mut self, index: usize, video: &Facts, limits: &VideoLimits) {
        let (becomes, platform) = (self.becomes(), self.platform.name());
        let mp4 = "Export it as MP4 with H.264 and AAC sound, then add it again.";
        if !limits.containers.value.contains(&video.container) {
            let message =
                format!("The video is a {} file, which {platform} does not take. {mp4}", video.container.name());
            self.block(FindingCode::VideoEncoding, Some(index), message, Some(limits.containers.source));
        }
        if !limits.codecs.value.contains(&video.codec) {
            let message = format!(
                "The pictures of the video are in {}, which {platform} does not take for {becomes}. {mp4}",
                video.codec.name()
            );
            self.block(FindingCode::VideoEncoding, Some(index), message, Some(limits.codecs.source));
        }
        if let Some(sound) = video.sound.filter(|sound| !limits.sound.value.contains(&sound.codec)) {
            let message =
                format!("The sound of the video is in {}, which {platform} does not take. {mp4}", sound.codec.name());
            self.block(FindingCode::VideoEncoding, Some(index), message, Some(limits.sound.source));
        }
        if let Some(rates) = limits.frame_rate
            && let Some(rate) = video.frame_rate
        {
            // 23.976 and 59.94 are the film's and the television's 24 and 60.
            let rate = rate.saturating_add(500) / 1000;
            if !(rates.value.0..=rates.value.1).contains(&rate) {
                let message = format!(
                    "The video has {rate} pictures a second; {becomes} has {} to {}. Export it with 30, then add it again.",
                    rates.value.0, rates.value.1
                );
                self.block(FindingCode::VideoEncoding, Some(index), message, Some(rates.source));
            }
        }
        if let Some(most) = limits.bit_rate.filter(|most| video.bit_rate > most.value) {
            let message = format!(
                "The video has {} megabits a second; {becomes} has at most {}. Export it with a lower bit rate, then add it again.",
                video.bit_rate / 1_000_000,
                most.value / 1_000_000
            );
            self.block(FindingCode::VideoEncoding, Some(index), message, Some(most.source));
        }
        if let Some(first) = limits.index_first.filter(|first| first.value && !video.index_first) {
            let message = format!("The index of the video stands at its end, and {platform} wants it first. {mp4}");
            self.block(FindingCode::VideoEncoding, Some(index), message, Some(first.source));
        }
        if let Some(none) = limits.edit_list.filter(|taken| !taken.value && video.edit_list) {
            let message = format!(
                "The video holds a list of cuts, as phones often write it; {platform} says it takes none, and may refuse it. If it does, export the video again."
            );
            self.find(FindingCode::VideoEditList, Severity::Hint, Some(index), message, Some(none.source));
        }
    }
}

/// A length in words: «1 minute 5 seconds».
fn spoken(millis: u64) -> String {
    let count = |number: u64, one: &str| if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") };
    match (millis / 60_000, millis % 60_000) {
        (0, rest) if rest % 1000 != 0 && rest < 10_000 => format!("{}.{} seconds", rest / 1000, rest % 1000 / 100),
        (0, rest) => count(rest.div_ceil(1000), "second"),
        (minutes, 0) if minutes >= 120 && minutes % 60 == 0 => count(minutes / 60, "hour"),
        (minutes, 0) => count(minutes, "minute"),
        (minutes, rest) => format!("{} {}", count(minutes, "minute"), count(rest.div_ceil(1000), "second")),
    }
}
