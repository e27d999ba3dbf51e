//! What a check says: counters for the writer, findings for the writer and the doctor.
//!
//! Invariant: a finding is a whole sentence that someone at the front desk understands, and its code never changes
//! its word, because it is signed and kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::words::word_enum;

word_enum! {
    /// How much a finding weighs.
    pub enum Severity {
        /// The post can't go out like this.
        Block = "block",
        /// The doctor has to see it, and may let it stand.
        Note = "note",
        /// Good to know; nothing has to be done.
        Hint = "hint",
    }
}

word_enum! {
    /// What was found.
    pub enum FindingCode {
        /// There is nothing to post.
        Empty = "empty",
        /// The text is longer than the platform takes.
        TextTooLong = "text_too_long",
        /// The text is close to the limit.
        TextNearLimit = "text_near_limit",
        /// The text holds a character that the platform refuses.
        InvalidCharacter = "invalid_character",
        /// The text is mostly in capital letters.
        Shouting = "shouting",
        /// There are more hashtags than read well.
        ManyHashtags = "many_hashtags",
        /// There are more hashtags than the platform takes.
        TooManyHashtags = "too_many_hashtags",
        /// There is a word that the clinic does not let out.
        ForbiddenWord = "forbidden_word",
        /// There is a link to where the clinic's posts may not lead.
        ForbiddenLink = "forbidden_link",
        /// More people are named than the platform takes.
        TooManyMentions = "too_many_mentions",
        /// More stocks are named with a dollar sign than the platform takes.
        TooManyCashtags = "too_many_cashtags",
        /// More pictures than the platform takes.
        TooManyPictures = "too_many_pictures",
        /// The platform takes no post without a picture.
        PictureRequired = "picture_required",
        /// A picture is taller or wider than the platform takes.
        PictureShape = "picture_shape",
        /// The platform fetches pictures by address, and the clinic has no media host.
        MediaHostMissing = "media_host_missing",
        /// A story has words, which it can't show.
        StoryText = "story_text",
        /// A picture is not in the media store.
        PictureUnknown = "picture_unknown",
        /// A picture will be made smaller, or into another format.
        PictureConverted = "picture_converted",
        /// A picture has so few pixels that it will look blurred.
        PictureSmall = "picture_small",
        /// A reel has no video.
        VideoRequired = "video_required",
        /// There is a video where none can be sent.
        VideoUnsupported = "video_unsupported",
        /// There are pictures beside a video.
        VideoBesidePictures = "video_beside_pictures",
        /// More videos than the platform takes.
        TooManyVideos = "too_many_videos",
        /// A video is shorter or longer than the platform takes.
        VideoLength = "video_length",
        /// A video's file is larger than the platform takes.
        VideoSize = "video_size",
        /// A video's shape or its pixels don't fit the platform.
        VideoShape = "video_shape",
        /// A video is encoded as the platform does not take it.
        VideoEncoding = "video_encoding",
        /// A video has a list of cuts, which the platform says it does not take.
        VideoEditList = "video_edit_list",
        /// There is a GIF that moves where none is sent moving.
        MovingUnsupported = "moving_unsupported",
        /// There is something beside a GIF that moves.
        MovingBesideOthers = "moving_beside_others",
        /// A GIF that moves has more of something than the platform takes.
        MovingTooLarge = "moving_too_large",
        /// A GIF that moves is sent whole, and a part of it was cut out.
        MovingCut = "moving_cut",
        /// There is a document where none can be sent.
        DocumentUnsupported = "document_unsupported",
        /// There is something beside a document.
        DocumentBesideOthers = "document_beside_others",
        /// A document has more pages or bytes than the platform takes.
        DocumentTooLarge = "document_too_large",
        /// A document has no title, or one that is too long.
        DocumentTitle = "document_title",
        /// A document tells something about who made it, and that goes along.
        DocumentTells = "document_tells",
        /// The instant that stands as a video's cover lies outside it, or can't be chosen here.
        CoverInstant = "cover_instant",
        /// A picture has no description.
        AltMissing = "alt_missing",
        /// A picture has a description where the platform takes none.
        AltUnsupported = "alt_unsupported",
        /// A description is longer than the platform takes.
        AltTooLong = "alt_too_long",
        /// The parts don't begin with the post, or stand in an impossible order.
        PartsDisordered = "parts_disordered",
        /// The platform knows no threads.
        ThreadUnsupported = "thread_unsupported",
        /// The thread has more posts than we send.
        ThreadTooLong = "thread_too_long",
        /// There is more than one first comment.
        FirstCommentTwice = "first_comment_twice",
        /// The platform takes no first comment.
        FirstCommentUnsupported = "first_comment_unsupported",
        /// The first comment has pictures where only text is taken.
        FirstCommentPictures = "first_comment_pictures",
        /// The options are another platform's.
        OptionsOfAnotherPlatform = "options_of_another_platform",
        /// A video has no title, or one that its platform does not take.
        VideoTitle = "video_title",
        /// Nobody said who may see it.
        PrivacyMissing = "privacy_missing",
        /// The account is not offered who was chosen to see it.
        PrivacyNotOffered = "privacy_not_offered",
        /// What advertises for others would be seen by nobody.
        BrandedPrivate = "branded_private",
        /// Nobody agreed to what the platform wants agreed to.
        ConsentMissing = "consent_missing",
        /// The account has switched off what was switched on here.
        CreatorRefuses = "creator_refuses",
        /// A person finishes it in the platform's app, and not all of it goes along.
        FinishedByPerson = "finished_by_person",
        /// The title of pictures is longer than the platform takes.
        PictureTitle = "picture_title",
        /// Nobody said whether it is made for children.
        KidsMissing = "kids_missing",
        /// The tags count more than the platform takes, or hold what it does not take.
        VideoTags = "video_tags",
        /// A first comment is meant for where nobody can comment.
        CommentsClosed = "comments_closed",
        /// Those who follow the channel may be told of it although nobody wants that.
        FollowersTold = "followers_told",
        /// The link is not an address.
        LinkInvalid = "link_invalid",
        /// The link is not `https`.
        LinkNotHttps = "link_not_https",
        /// The link has no title, or one that is too long.
        LinkTitle = "link_title",
        /// Nobody chose the template that a message is made of.
        TemplateMissing = "template_missing",
        /// A place of the template is empty, or can't be filled like this.
        TemplateUnfilled = "template_unfilled",
        /// The template wants a picture, or takes none.
        TemplatePicture = "template_picture",
        /// The template is not what it was when it was chosen, or can't be sent now.
        TemplateChanged = "template_changed",
        /// Nobody chose to whom it goes.
        AudienceMissing = "audience_missing",
        /// A link card and pictures exclude each other.
        LinkBesidePictures = "link_beside_pictures",
        /// The text promises a result.
        ClaimGuarantee = "claim_guarantee",
        /// The text promises a cure.
        ClaimCure = "claim_cure",
        /// The text denies every risk.
        ClaimNoRisk = "claim_no_risk",
        /// The text ranks the clinic or its doctors above all others.
        ClaimBest = "claim_best",
        /// A reply says or hints that somebody is a patient.
        PatientHinted = "patient_hinted",
        /// A reply says or hints that somebody is no patient.
        PatientDenied = "patient_denied",
        /// A reply gives medical advice to a person.
        ClinicalAdvice = "clinical_advice",
        /// A reply asks for details of somebody's health or person where they don't belong.
        HealthDetailAsked = "health_detail_asked",
        /// A reply takes up what somebody wrote of their health.
        HealthDetailRepeated = "health_detail_repeated",
        /// A reply argues with who wrote.
        ReplyArgues = "reply_argues",
        /// A reply offers something in public and names no way to go on in private.
        NotMovedOffline = "not_moved_offline",
        /// The platform takes no answers from programs.
        ReplyUnsupported = "reply_unsupported",
        /// What is answered is gone.
        ReplyTargetGone = "reply_target_gone",
        /// A place in braces was not filled, or can't be.
        PlaceUnfilled = "place_unfilled",
    }
}

/// One thing that a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Finding {
    /// What was found.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// The index of the part it is about, counted from 0; none when it is about the whole post.
    pub part: Option<u32>,
    /// A sentence for the person who wrote the post.
    pub message: String,
    /// Where the rule comes from.
    pub source: Option<String>,
}

/// How long one part is, as its platform counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Counter {
    /// The index of the part, counted from 0.
    pub part: u32,
    /// How much of the limit is used.
    pub used: u32,
    /// The limit.
    pub limit: u32,
    /// Whether the part is too long.
    pub over: bool,
    /// Why the number differs from what a person would count, where it does.
    pub note: Option<String>,
}

/// Everything that a check says about one post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Report {
    /// One counter for each part, in order.
    pub counters: Vec<Counter>,
    /// What was found, the weightiest first.
    pub findings: Vec<Finding>,
    /// What sending it costs the clinic, in a sentence, where its platform charges for it.
    pub cost: Option<String>,
    /// Why no first comment can stand under it, where the channel's sign-in lets none be written; in a sentence.
    pub comments_not: Option<String>,
}

impl Report {
    /// Whether something has to change before the post can go out.
    pub fn blocks(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Block)
    }
}
