//! Templates and messages to recipients, as the interface sees them.

use super::dto;
use super::recipients::AudienceCountry;
use super::schedule::When;
use crate::model::{Digest, PartState, PostId, TemplateButton, TemplateSeen, TemplateSlot, TiktokCreator};
use crate::publish::ArrivalState;

dto! {
    /// What TikTok lets be chosen for an account's posts.
    pub struct Creator {
        /// What it said last; nothing if it was never asked.
        pub seen: Option<TiktokCreator>,
        /// When it was asked.
        pub asked: Option<When>,
    }

    /// A channel's templates.
    pub struct Templates {
        /// The templates, by name and language.
        pub templates: Vec<TemplateShown>,
        /// When they were read; none if they never were.
        pub read: Option<When>,
    }

    /// A template to choose.
    pub struct TemplateShown {
        /// What WhatsApp showed.
        pub seen: TemplateSeen,
        /// What it is, for whoever uses it.
        pub digest: Digest,
        /// The places to fill.
        pub slots: Vec<TemplateSlot>,
        /// Why it can't be chosen; none if it can.
        pub cannot: Option<String>,
    }

    /// A message to recipients, beside its words.
    pub struct Message {
        /// The template's name; none as long as nobody chose one.
        pub template: Option<String>,
        /// Its language.
        pub language: String,
        /// What WhatsApp takes it for, in words.
        pub category: String,
        /// The list that it goes to.
        pub list: Option<String>,
        /// How many recipients were chosen.
        pub count: u32,
        /// How many of them may not be written to any more, and get nothing. Not counted while it is being sent.
        pub lost: u32,
        /// The template's buttons with the ends of their addresses filled in, as far as it is known and the same still.
        pub buttons: Vec<TemplateButton>,
        /// What has to be known about its price.
        pub price: Price,
        /// How far its sending is; none before it began.
        pub sending: Option<MessageSending>,
    }

    /// What a message costs, as far as it is known: the class, never an amount.
    pub struct Price {
        /// A sentence.
        pub sentence: String,
        /// By country of the number, the largest first.
        pub countries: Vec<AudienceCountry>,
        /// Something that may keep some from getting it; none if nothing is known.
        pub warning: Option<String>,
        /// Where this stands.
        pub source: String,
        /// The day it was read there.
        pub read: String,
    }

    /// How far a sending is.
    pub struct MessageSending {
        /// «Sent to 97 of 100. …»
        pub sentence: String,
        /// Taken by the platform.
        pub sent: u32,
        /// Not sent, for good.
        pub not_sent: u32,
        /// Taken by the platform, and held back by it.
        pub held: u32,
        /// Being sent right now.
        pub going: u32,
        /// Nobody knows.
        pub unclear: u32,
        /// Not begun.
        pub waiting: u32,
        /// On the telephone, as far as the platform tells.
        pub delivered: u32,
        /// Read, as far as the platform tells.
        pub read: u32,
        /// Taken by the platform, and did not arrive.
        pub failed: u32,
        /// Of how many the platform was asked what became of them.
        pub asked_about: u32,
        /// Of how many of these it told anything; of the others nothing is known.
        pub told: u32,
        /// When the platform was last asked what arrived.
        pub asked: Option<When>,
    }

    /// Which recipients of a message to show.
    pub struct MessageQuery {
        /// Which message.
        pub post_id: PostId,
        /// Only those in this state.
        pub state: Option<PartState>,
        /// From which place on.
        pub from: u32,
    }

    /// Some recipients of a message.
    pub struct MessagePage {
        /// Those from the asked place on.
        pub recipients: Vec<MessageRecipient>,
        /// How many there are in all.
        pub found: u32,
    }

    /// What became of a message to one recipient.
    pub struct MessageRecipient {
        /// The name; may be empty.
        pub name: String,
        /// The number, as people read it; none of somebody who was erased.
        pub number: Option<String>,
        /// How far it is.
        pub state: PartState,
        /// How far it came after the platform took it.
        pub arrival: Option<ArrivalState>,
        /// What happened, in a sentence; none where there is nothing to say.
        pub message: Option<String>,
        /// The platform's own words.
        pub detail: Option<String>,
        /// When it was sent.
        pub sent: Option<When>,
    }
}
