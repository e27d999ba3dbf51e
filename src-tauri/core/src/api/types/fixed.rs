//! What is signed beforehand, as the interface sees it: what the fixed answers say, which gestures there are, and who signed them.

use super::{When, dto};
use crate::engage::triage::{EmergencyKind, TriageLanguage};
use crate::model::{ChannelId, Digest, Gesture, Platform};

dto! {
    /// A fixed answer.
    pub struct FixedAnswerRow {
        /// To what.
        pub kind: EmergencyKind,
        /// The language that it is in.
        pub language: TriageLanguage,
        /// Every word of it, with this country's numbers.
        pub text: String,
        /// The emergency number in it.
        pub number: String,
        /// The country whose number that is, by ISO 3166-1; none for the number that phones everywhere know.
        pub country: Option<String>,
        /// Where the number was found.
        pub source: String,
        /// Whether it goes out at once, because as many doctors signed it as it takes.
        pub signed: bool,
        /// Whether it is among what a doctor is asked to sign unless they choose otherwise.
        pub proposed: bool,
    }

    /// A channel from which answers go out.
    pub struct FixedAnswerChannel {
        /// Which.
        pub channel_id: ChannelId,
        /// What the clinic calls it.
        pub name: String,
        /// Where.
        pub platform: Platform,
        /// Whether what was signed counts there.
        pub signed: bool,
    }

    /// A doctor who signed beforehand.
    pub struct FixedAnswerGiver {
        /// The name.
        pub name: String,
        /// When.
        pub at: When,
        /// Whether it is the reader.
        pub mine: bool,
    }

    /// The fixed answers, and what was signed beforehand.
    pub struct FixedAnswers {
        /// Every one.
        pub answers: Vec<FixedAnswerRow>,
        /// The day on which the numbers were checked.
        pub checked: String,
        /// From where they go out.
        pub channels: Vec<FixedAnswerChannel>,
        /// What may be done without words, as far as the clinic's channels can.
        pub gestures: Vec<SignableGesture>,
        /// Who signed what is in force; nobody where nothing is.
        pub signed_by: Vec<FixedAnswerGiver>,
        /// Until when that counts.
        pub until: Option<When>,
        /// Whether that is over within a month.
        pub ends_soon: bool,
        /// Who signed what is not in force yet, because another doctor has to sign it as well.
        pub waits: Vec<FixedAnswerGiver>,
        /// How many doctors have to sign.
        pub needed: u32,
    }

    /// Names a fixed answer.
    pub struct FixedAnswerRef {
        /// To what.
        pub kind: EmergencyKind,
        /// In which language.
        pub language: TriageLanguage,
    }

    /// The answers that a doctor wants to sign beforehand.
    pub struct FixedAnswersChoose {
        /// Those.
        pub answers: Vec<FixedAnswerRef>,
        /// What may be done without words.
        #[serde(default)]
        pub gestures: Vec<GestureRule>,
    }

    /// A gesture that doctors can sign for a channel, with the one that takes it back.
    pub struct SignableGesture {
        /// On which channel.
        pub channel_id: ChannelId,
        /// What the clinic calls it.
        pub name: String,
        /// Where.
        pub platform: Platform,
        /// What is done.
        pub gesture: Gesture,
        /// What people should know of it before; empty where there is nothing.
        pub note: String,
        /// Whether as many doctors signed it as it takes.
        pub signed: bool,
        /// Whether it is among what a doctor is asked to sign unless they choose otherwise.
        pub proposed: bool,
    }

    /// Names a gesture of a channel.
    pub struct GestureRule {
        /// On which channel.
        pub channel_id: ChannelId,
        /// What is done.
        pub gesture: Gesture,
    }

    /// A gesture that is to be signed, as it stands on the screen.
    pub struct GestureSigned {
        /// What the clinic calls the channel.
        pub channel: String,
        /// Where.
        pub platform: Platform,
        /// What is done.
        pub gesture: Gesture,
    }

    /// What is signed beforehand, as it stands on the screen.
    pub struct FixedAnswersToSign {
        /// The digest of it, which is what is signed.
        pub digest: Digest,
        /// The texts, word by word.
        pub texts: Vec<String>,
        /// From where they go out, as the clinic calls those channels.
        pub channels: Vec<String>,
        /// What may be done without words.
        pub gestures: Vec<GestureSigned>,
        /// Until when that counts.
        pub until: When,
    }
}
