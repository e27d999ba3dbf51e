//! Recipients, their lists and their files, as the interface sees them.

use super::dto;
use super::schedule::When;
use crate::clinic::ConsentTo;
use crate::model::{Audience, Digest, RecipientId, RecipientListId, TemplateCategory};

dto! {
    /// A record of consent.
    pub struct ConsentShown {
        /// To what they agreed.
        pub to: ConsentTo,
        /// The day of the consent, as `YYYY-MM-DD`.
        pub on: String,
        /// That day as people write it, with its year.
        pub on_label: String,
        /// How they agreed.
        pub how: String,
        /// Where that can be seen; may be empty.
        pub proof: String,
        /// Who entered it.
        pub entered_by: String,
        /// When.
        pub entered: When,
        /// The day of that as people write it, with its year.
        pub entered_label: String,
    }

    /// Somebody whom the clinic may write to.
    pub struct Recipient {
        /// Who.
        pub id: RecipientId,
        /// The number, as people read it.
        pub number: String,
        /// The name; may be empty.
        pub name: String,
        /// What they agreed to, as it counts now.
        pub consent: ConsentShown,
        /// The records of consent that a later one took the place of, the latest first.
        pub earlier: Vec<ConsentShown>,
        /// When they said stop; nothing may be sent to them from then on.
        pub opted_out: Option<When>,
        /// The lists they are on.
        pub lists: Vec<RecipientListId>,
    }

    /// Which recipients to show.
    pub struct RecipientQuery {
        /// Part of a name or of a number; empty for all.
        pub search: String,
        /// Only of this list.
        pub list: Option<RecipientListId>,
        /// From which place on.
        pub from: u32,
    }

    /// Some recipients of many.
    pub struct RecipientPage {
        /// Those from the asked place on.
        pub recipients: Vec<Recipient>,
        /// How many there are in all.
        pub found: u32,
    }

    /// Names a recipient.
    pub struct RecipientRef {
        /// Who.
        pub id: RecipientId,
    }

    /// Names whoever has a number.
    pub struct RecipientNumber {
        /// The number, as a person writes it.
        pub number: String,
    }

    /// Somebody to add.
    pub struct RecipientAdd {
        /// The number, as a person writes it.
        pub number: String,
        /// The name; may be empty.
        pub name: String,
        /// To what they agreed.
        pub consent_to: ConsentTo,
        /// The day of the consent, as `YYYY-MM-DD`.
        pub consent_on: String,
        /// How they agreed.
        pub consent_how: String,
        /// Where that can be seen; may be empty.
        pub consent_proof: String,
        /// The list they are put on.
        pub list: Option<RecipientListId>,
    }

    /// A new record of consent of somebody who is known.
    pub struct RecipientConsent {
        /// Who.
        pub id: RecipientId,
        /// To what they agreed.
        pub consent_to: ConsentTo,
        /// The day of the consent, as `YYYY-MM-DD`.
        pub consent_on: String,
        /// How they agreed.
        pub consent_how: String,
        /// Where that can be seen; may be empty.
        pub consent_proof: String,
    }

    /// The name of somebody who is known.
    pub struct RecipientRename {
        /// Who.
        pub id: RecipientId,
        /// The name; may be empty.
        pub name: String,
    }

    /// Puts a recipient on a list, or takes them off it.
    pub struct RecipientPut {
        /// Who.
        pub id: RecipientId,
        /// Which list.
        pub list: RecipientListId,
        /// Whether they are on it from now on.
        pub on: bool,
    }

    /// A list of recipients.
    pub struct RecipientList {
        /// Which.
        pub id: RecipientListId,
        /// What people call it.
        pub name: String,
        /// How many are on it.
        pub members: u32,
        /// How many of them said stop.
        pub opted_out: u32,
    }

    /// A list, for a message.
    pub struct AudienceAsk {
        /// Which list.
        pub id: RecipientListId,
        /// What the template is: whoever did not agree to that is left out.
        pub category: TemplateCategory,
    }

    /// A new list, or a new name of one.
    pub struct RecipientListSave {
        /// Which; none for a new one.
        pub id: Option<RecipientListId>,
        /// What people call it.
        pub name: String,
    }

    /// Names a list.
    pub struct RecipientListRef {
        /// Which.
        pub id: RecipientListId,
    }

    /// A CSV file to look at.
    pub struct RecipientFile {
        /// Its bytes, in base 64.
        pub file: String,
    }

    /// A CSV file to take in, as it was seen.
    pub struct RecipientFileTake {
        /// Its bytes, in base 64.
        pub file: String,
        /// The list that its people are put on; none where nobody is, because they all say stop.
        pub list: Option<RecipientListId>,
        /// What was on the screen.
        pub seen: Digest,
    }

    /// What taking a file in does.
    pub struct RecipientFileSeen {
        /// Names this very outcome.
        pub seen: Digest,
        /// Rows of the file.
        pub rows: u32,
        /// New recipients.
        pub new: u32,
        /// Recipients who are known already, and of whom nothing changes.
        pub known: u32,
        /// Recipients who are known already, and of whom the file has a newer consent.
        pub renewed: u32,
        /// How many of `renewed` agreed to marketing before, and to service messages alone from now on.
        pub lowered: u32,
        /// People who say stop in it.
        pub opt_outs: u32,
        /// How many of the new and the newer consents are kept as to service messages alone, because the file does not tell.
        pub assumed: u32,
        /// Columns that nothing is read from.
        pub unread: Vec<String>,
        /// Rows that are not taken.
        pub problems: Vec<RecipientFileProblem>,
    }

    /// A row that is not taken.
    pub struct RecipientFileProblem {
        /// The line of the file, from 1.
        pub line: u32,
        /// What is wrong.
        pub why: String,
    }

    /// Whom a list would reach now.
    pub struct AudienceSeen {
        /// How many.
        pub count: u32,
        /// Who of the list is left out, and why, in sentences.
        pub left_out: Vec<String>,
        /// By country of the number, the largest first: the price hangs on it.
        pub countries: Vec<AudienceCountry>,
    }

    /// The recipients of one country.
    pub struct AudienceCountry {
        /// Its calling code, such as `+41`.
        pub code: String,
        /// How many.
        pub count: u32,
    }

    /// A list as it was chosen for a message.
    pub struct AudienceChosen {
        /// What goes into the message, and is signed.
        pub audience: Audience,
        /// Whom it reaches.
        pub seen: AudienceSeen,
    }
}
