//! Where somebody's life may be at risk and nobody has answered yet, with the words that say so and the fixed answer to them.
//!
//! Invariant: it only reads. The answer is the fixed one of the rules or none: nothing here writes another, and the number in
//! it is a verified one.

use crate::clinic;
use crate::error::{Error, Result};
use crate::model::{ConversationId, Millis, PersonId};
use crate::store::{Tx, args};

use super::conversations::{ConversationRow, conversation};
use super::triage::{Answers, EmergencyKind, FixedAnswer, Rules, Tier, Triage, TriageLanguage, Words};

/// How many are shown at once, the one that waits longest first. All of them are on top of the list.
const MOST: u32 = 50;

/// An emergency that nobody has answered.
#[derive(Debug, Clone)]
pub struct EmergencyRow {
    /// The conversation.
    pub conversation: ConversationRow,
    /// What was written, whole.
    pub words: String,
    /// When.
    pub written_at: Millis,
    /// Where the public sees it.
    pub permalink: Option<String>,
    /// The fixed answer; none where there is none to give, as to a threat against the clinic.
    pub answer: Option<FixedAnswer>,
}

/// The emergencies that nobody has answered, put off or is done with, the one that waits longest first.
///
/// # Errors
/// When the rules or answers can't be read, or the store refuses.
pub fn emergencies(tx: &Tx<'_>, reader: PersonId, now: Millis) -> Result<Vec<EmergencyRow>> {
    let waiting: Vec<ConversationId> = tx.all(
        "SELECT id FROM conversation WHERE done_at IS NULL AND theirs_at IS NOT NULL AND rank = 0
           AND (snoozed_until IS NULL OR snoozed_until <= $1) ORDER BY rank, place, id LIMIT $2",
        args![now, MOST],
        |row| row.get("id").map_err(Error::from),
    )?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let offered = Offered::read(tx)?;
    waiting.into_iter().map(|id| offered.emergency(tx, conversation(tx, reader, id)?)).collect()
}

/// What is needed to say which answer is offered.
struct Offered {
    rules: &'static Rules,
    answers: &'static Answers,
    country: Option<String>,
    language: TriageLanguage,
}

impl Offered {
    fn read(tx: &Tx<'_>) -> Result<Self> {
        let clinic = clinic::profile(tx)?;
        Ok(Self {
            rules: Rules::built_in().map_err(|fault| Error::internal(fault.to_string()))?,
            answers: Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?,
            country: clinic.countries.into_iter().next(),
            language: TriageLanguage::of_tag(&clinic.language).unwrap_or(TriageLanguage::English),
        })
    }

    /// What is most urgent of what they wrote, and of that the newest.
    fn emergency(&self, tx: &Tx<'_>, conversation: ConversationRow) -> Result<EmergencyRow> {
        let said = tx.one(
            "SELECT words, written_at, permalink FROM item WHERE conversation_id = $1 AND ours = 0 AND gone_at IS NULL
             ORDER BY urgency, written_at DESC, id DESC LIMIT 1",
            args![conversation.id],
            |row| Ok::<_, Error>((row.get::<String>("words")?, row.get("written_at")?, row.get("permalink")?)),
        )?;
        let (words, written_at, permalink) =
            said.unwrap_or_else(|| (conversation.words.clone(), conversation.newest_at, None));
        let triage = self.rules.triage(&Words::new(&words));
        let answer = kind(&triage).map(|kind| {
            let language = triage.language().unwrap_or(self.language);
            self.answers.fixed(kind, self.country.as_deref(), language)
        });
        Ok(EmergencyRow { conversation, words, written_at, permalink, answer })
    }
}

/// Where a person saw an emergency and the rules none, the fixed answer is the general one.
fn kind(triage: &Triage) -> Option<EmergencyKind> {
    match triage.tier {
        Tier::LifeAtRisk => triage.emergency(),
        Tier::Urgent | Tier::SameDay | Tier::WhenThereIsTime => Some(EmergencyKind::Emergency),
    }
}
