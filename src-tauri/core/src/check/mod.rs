//! The check: what a platform would refuse, and what a reader or a regulator might mind, before anyone signs.
//!
//! Invariant: pure. The same content and the same pictures give the same report, and everything that the platform is
//! known to refuse is a [`Severity::Block`]; what is a matter of judgement never is, but for what a reply must not tell of a
//! person (`patient_safe`): there, one word too many can't be taken back.

pub mod capability;
mod claims;
mod cost;
mod creator;
mod finding;
mod folded;
mod forbidden;
mod house;
pub mod links;
mod measure;
mod parts;
mod patient_safe;
mod patterns;
mod pictures;
mod pieces;
mod places;
#[cfg(test)]
mod properties;
mod reply;
mod template;
mod videos;
mod watch;
mod words;
pub mod x_text;

pub use crate::model::PictureFormat;
use capability::writing::writing;
pub use capability::{Capability, Rendition, Sourced, TextUnit, capability};
pub(crate) use cost::{ReadSoFar, charges, read_price, search_price, spent};
pub use finding::{Counter, Finding, FindingCode, Report, Severity};
pub(crate) use folded::Folded;
pub use forbidden::{Forbidden, forbidden};
pub use house::{forbid, limit_hashtags};
pub use measure::PlatformMeasure;
pub use patient_safe::{PatientSafeFault, PatientSafeFinding, PatientSafeRules, Reply};
pub(crate) use patterns::Patterns;
pub use pictures::{MediaFacts, PictureFacts};
pub use pieces::{DocumentFacts, MovingFacts};
pub use places::{Gap, ReplyPlace, gaps};
pub use reply::no_right;

use crate::model::{AnswerWay, ChannelTier, Content, MediaRef, Part, PartRole, Platform, TiktokCreator};
use capability::{PHOTOS, Premium, StoryLimits, TextLimit};
use x_text::weigh;

/// What is there of what a post needs besides itself.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// Whether the platform can fetch a picture of the clinic's by address, should it want to.
    pub lends: bool,
    /// What the account subscribed to.
    pub tier: ChannelTier,
    /// What the account lets be chosen, where its platform was asked.
    pub creator: Option<&'a TiktokCreator>,
    /// Whether the platform charges for what is sent: it charges nobody for what a person posts by hand.
    pub charged: bool,
    /// Whether what goes out on the channel is read back.
    pub read_back: bool,
    /// Why no comment can be written on the channel, and what to do about it; none where one can.
    pub comments_not: Option<&'a str>,
    /// What an answer answers.
    pub answers: Option<Answers<'a>>,
}

/// What an answer answers.
#[derive(Debug, Clone, Copy)]
pub struct Answers<'a> {
    /// What it says.
    pub words: &'a str,
    /// Whether it is gone from its platform.
    pub gone: bool,
    /// Whether it was written to an account that the channel is not any more.
    pub to_another_account: bool,
    /// By which way it is answered.
    pub way: AnswerWay,
}

impl From<bool> for Given<'_> {
    fn from(lends: bool) -> Self {
        Self {
            lends,
            tier: ChannelTier::Basic,
            creator: None,
            charged: true,
            read_back: false,
            comments_not: None,
            answers: None,
        }
    }
}

/// Checks `content` as a post on `platform`. `media` answers what is known of a stored picture or video as it is
/// used, and nothing for one that is not in the media store.
pub fn check<'a>(
    platform: Platform,
    content: &'a Content,
    media: &dyn Fn(&MediaRef) -> Option<MediaFacts>,
    given: impl Into<Given<'a>>,
) -> Report {
    let Given { lends, tier, creator, charged, read_back, comments_not, answers } = given.into();
    let shown: Vec<MediaFacts> = content.media().filter_map(media).collect();
    let photos = !shown.is_empty() && shown.iter().all(|facts| facts.video().is_none());
    let row = capability(platform);
    let mut post = Checked { platform, row, content, lends, tier, creator, photos, report: Report::default() };
    post.report.cost = if charged { cost::of(platform, content, read_back) } else { None };
    post.report.comments_not = comments_not.map(str::to_owned);
    if answers.is_some() || content.is_reply() {
        post.answer(answers);
        return post.report;
    }
    post.parts();
    post.options();
    post.template();
    post.watch();
    post.creator(media);
    for (index, part) in content.parts.iter().enumerate() {
        post.text(index, part);
        post.media(index, part, media);
    }
    post.report.findings.sort_by_key(|finding| (finding.severity, finding.part));
    post.report
}

/// Adds that the template of a message can't be sent as it stands on the platform now.
pub fn template_changed(report: &mut Report, why: String) {
    report.findings.push(Finding {
        code: FindingCode::TemplateChanged,
        severity: Severity::Block,
        part: None,
        message: why,
        source: None,
    });
    report.findings.sort_by_key(|finding| (finding.severity, finding.part));
}

/// Adds that a message goes to recipients whom nobody chose here.
pub fn audience_unknown(report: &mut Report) {
    report.findings.push(Finding {
        code: FindingCode::AudienceMissing,
        severity: Severity::Block,
        part: None,
        message: "The recipients of this message are not a list that was taken here. Choose the list again.".to_owned(),
        source: None,
    });
    report.findings.sort_by_key(|finding| (finding.severity, finding.part));
}

/// Whether a part is a post by itself, and no comment.
const fn is_post(role: PartRole) -> bool {
    match role {
        PartRole::Main | PartRole::Thread => true,
        PartRole::FirstComment | PartRole::Reply | PartRole::Message | PartRole::PrivateReply => false,
    }
}

/// A post under check, and what was found so far.
struct Checked<'a> {
    platform: Platform,
    row: &'static Capability,
    content: &'a Content,
    lends: bool,
    tier: ChannelTier,
    creator: Option<&'a TiktokCreator>,
    /// Whether it shows pictures, and no video.
    photos: bool,
    report: Report,
}

impl Checked<'_> {
    fn find(
        &mut self,
        code: FindingCode,
        severity: Severity,
        part: Option<usize>,
        message: String,
        source: Option<&str>,
    ) {
        let part = part.map(as_u32);
        self.report.findings.push(Finding { code, severity, part, message, source: source.map(str::to_owned) });
    }

    fn block(&mut self, code: FindingCode, part: Option<usize>, message: String, source: Option<&str>) {
        self.find(code, Severity::Block, part, message, source);
    }

    fn hint(&mut self, code: FindingCode, part: usize, message: String, source: Option<&str>) {
        self.find(code, Severity::Hint, Some(part), message, source);
    }

    /// What a person calls the part at `index`.
    fn name(&self, index: usize) -> String {
        let posts = self.content.parts.iter().filter(|part| part.role != PartRole::FirstComment).count();
        match self.content.parts.get(index).map(|part| part.role) {
            Some(PartRole::FirstComment) => "The first comment".to_owned(),
            Some(PartRole::Reply) => "The answer".to_owned(),
            Some(PartRole::Message | PartRole::PrivateReply) => "The message".to_owned(),
            Some(PartRole::Main | PartRole::Thread) if posts > 1 => format!("Post {} of the thread", index + 1),
            Some(PartRole::Main | PartRole::Thread) | None if self.row.watch.is_some() => "The description".to_owned(),
            Some(PartRole::Main | PartRole::Thread) | None => "The post".to_owned(),
        }
    }

    fn text(&mut self, index: usize, part: &Part) {
        let limits = match part.role {
            PartRole::Main | PartRole::Thread if self.photos && self.platform == Platform::Tiktok => PHOTOS.text,
            PartRole::Main | PartRole::Thread => self.row.text,
            PartRole::FirstComment | PartRole::Reply => self.row.first_comment.unwrap_or(self.row.text),
            PartRole::Message | PartRole::PrivateReply => {
                writing(self.platform).map_or(self.row.text, |writing| writing.text)
            }
        };
        let limits = match self.premium() {
            // A text of this length is still longer than most read: what is near is near the end of the limit.
            Some(premium) => TextLimit { limit: premium.text, near: None, ..limits },
            None => limits,
        };
        let counter = count(index, &part.text, &limits);
        let (name, platform) = (self.name(index), self.platform.name());
        let says_nothing = part.text.chars().all(is_invisible);
        // Where a picture is needed its absence is said by itself.
        let needs_picture = is_post(part.role) && (self.row.pictures.least.value > 0 || self.needs_film());
        if says_nothing
            && part.media.is_empty()
            && !needs_picture
            && !(index == 0 && self.has_link())
            && !self.platform.has_recipients()
        {
            self.block(
                FindingCode::Empty,
                Some(index),
                format!("{name} is empty. Write a text or add a picture."),
                None,
            );
        }
        if counter.over {
            let mut message = format!("{name} is {} too long for {platform}.", excess(&part.text, &counter, &limits));
            let said = self.report.findings.iter().any(|finding| finding.code == FindingCode::TextTooLong);
            if let Some(premium) = self.row.premium.as_ref().filter(|_| self.tier == ChannelTier::Basic && !said) {
                message.push_str(&format!(
                    " With {platform} Premium a post has {}: if the account has it, say so under Settings, Channels.",
                    characters(premium.text.value)
                ));
            }
            self.block(FindingCode::TextTooLong, Some(index), message, Some(limits.limit.source));
        } else if limits.near.is_some_and(|near| counter.used >= near.value) {
            let left = counter.limit - counter.used;
            let message = format!("{name} is {} from {platform}'s limit.", characters(left));
            self.hint(FindingCode::TextNearLimit, index, message, Some(limits.limit.source));
        }
        if limits.unit.value == TextUnit::XWeighted
            && let Some(invalid) = weigh(&part.text).invalid
        {
            let code_point = u32::from(invalid);
            let message = format!(
                "{name} holds an invisible character that {platform} refuses (U+{code_point:04X}). Type the text again instead of pasting it."
            );
            self.block(FindingCode::InvalidCharacter, Some(index), message, Some(limits.limit.source));
        } else if let Some(control) = part.text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            let code_point = u32::from(control);
            let message =
                format!("{name} holds a control character (U+{code_point:04X}) that readers may see as a box.");
            self.hint(FindingCode::InvalidCharacter, index, message, None);
        }
        self.report.counters.push(counter);
        if let Some(story) =
            self.story().filter(|story| !story.text.value && !says_nothing && part.role == PartRole::Main)
        {
            let message = format!(
                "A story on {platform} shows no words of its own. Put them into the picture, or make it a post."
            );
            self.block(FindingCode::StoryText, Some(index), message, Some(story.text.source));
        }
        self.manner(index, part);
    }

    /// What the account's subscription allows, where it has one that does.
    fn premium(&self) -> Option<&'static Premium> {
        self.row.premium.as_ref().filter(|_| self.tier == ChannelTier::Premium)
    }

    /// What a story takes, if this is one.
    fn story(&self) -> Option<StoryLimits> {
        self.row.story.filter(|_| self.content.options.is_story())
    }

    fn manner(&mut self, index: usize, part: &Part) {
        let (name, platform) = (self.name(index), self.platform.name());
        let (hashtags, enough) = (words::hashtags(&part.text), self.row.hashtags);
        if let Some(most) = self.row.most_hashtags.filter(|most| hashtags > most.value as usize) {
            let message = format!("{name} has {hashtags} hashtags; {platform} takes {}.", most.value);
            self.block(FindingCode::TooManyHashtags, Some(index), message, Some(most.source));
        } else if hashtags > enough.value as usize {
            let message =
                format!("{name} has {hashtags} hashtags; on {platform}, {} or fewer read better.", enough.value);
            self.hint(FindingCode::ManyHashtags, index, message, Some(enough.source));
        }
        let mentions = words::mentions(&part.text);
        if let Some(most) = self.row.most_mentions.filter(|most| mentions > most.value as usize) {
            let message = format!("{name} names {mentions} accounts with @; {platform} takes {}.", most.value);
            self.block(FindingCode::TooManyMentions, Some(index), message, Some(most.source));
        }
        let cashtags = words::cashtags(&part.text);
        if let Some(most) = self.row.most_cashtags.filter(|most| cashtags > most.value as usize) {
            let message = format!(
                "{name} names {cashtags} stocks with $; {platform} takes {}. Take the $ off the others.",
                most.value
            );
            self.block(FindingCode::TooManyCashtags, Some(index), message, Some(most.source));
        }
        if words::shouts(&part.text) {
            let message = format!("{name} is written in capital letters, which reads like shouting.");
            self.hint(FindingCode::Shouting, index, message, None);
        }
        for claim in claims::claims(&part.text) {
            self.find(claim.code, Severity::Note, Some(index), claim.message, Some(claim.source));
        }
    }
}

/// Counts the text of the part at `index`.
fn count(index: usize, text: &str, limits: &TextLimit) -> Counter {
    let limit = limits.limit.value;
    let (used, note) = match limits.unit.value {
        TextUnit::XWeighted => {
            let weighed = weigh(text);
            (weighed.length, note(weighed.links, weighed.heavy))
        }
        TextUnit::Utf16 => (as_u32(text.encode_utf16().count()), None),
        TextUnit::Utf8 => {
            let note = "Letters with accents count as 2, other scripts and emoji as 3 or 4.";
            (as_u32(text.len()), (!text.is_ascii()).then(|| note.to_owned()))
        }
    };
    Counter { part: as_u32(index), used, limit, over: used > limit, note }
}

/// Why X's number is not what a person would count.
fn note(links: u32, heavy: bool) -> Option<String> {
    let weight = x_text::LINK_WEIGHT;
    let links = match links {
        0 => None,
        1 => Some(format!("The link counts as {weight}.")),
        _ => Some(format!("Each link counts as {weight}.")),
    };
    let heavy = heavy.then(|| "Emoji and some characters count as 2.".to_owned());
    match (links, heavy) {
        (Some(links), Some(heavy)) => Some(format!("{links} {heavy}")),
        (links, heavy) => links.or(heavy),
    }
}

/// By how much a text is too long, in what a person takes out: bytes are nothing that anybody can count.
fn excess(text: &str, counter: &Counter, limits: &TextLimit) -> String {
    let over = counter.used - counter.limit;
    match limits.unit.value {
        TextUnit::Utf8 if !text.is_ascii() => {
            let mut left = over as usize;
            let letters = text.chars().rev().take_while(|letter| {
                let out = left > 0;
                left = left.saturating_sub(letter.len_utf8());
                out
            });
            match letters.count() {
                1 => "about 1 letter".to_owned(),
                many => format!("about {many} letters"),
            }
        }
        TextUnit::Utf8 | TextUnit::XWeighted | TextUnit::Utf16 => characters(over),
    }
}

fn characters(count: u32) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

/// White space, and what takes no room at all.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
