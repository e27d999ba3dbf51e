//! Where somebody's life may be at risk and nobody has answered yet, with the words that say so and the fixed answer to them.
//!
//! Invariant: it only reads. The answer is the fixed one of the rules or none: nothing here writes another, and the number in
//! it is a verified one.

use crate::clinic;
use crate::error::{Error, Result};
use crate::model::{ConversationId, ItemId, Millis, PersonId};
use crate::store::{Tx, args};

use super::conversations::{ConversationRow, conversation};
use super::fixed::fixed;
use super::triage::FixedAnswer;

/// How many are shown at once, the one that waits longest first. All of them are on top of the list.
const MOST: u32 = 50;

/// An emergency that nobody has answered.
#[derive(Debug, Clone)]
pub struct EmergencyRow {
    /// The conversation.
    pub conversation: ConversationRow,
    /// What of it is the most urgent; none where nothing of theirs is there any more.
    pub item: Option<ItemId>,
    /// Who wrote that, as people read it.
    pub author: Option<String>,
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
    country: Option<String>,
    language: String,
}

impl Offered {
    fn read(tx: &Tx<'_>) -> Result<Self> {
        let clinic = clinic::profile(tx)?;
        Ok(Self { country: clinic.countries.into_iter().next(), language: clinic.language })
    }

    /// What is most urgent of what they wrote, and of that the newest.
    fn emergency(&self, tx: &Tx<'_>, conversation: ConversationRow) -> Result<EmergencyRow> {
        let said = tx.one(
            "SELECT item.id, words, written_at, permalink, author.name AS author FROM item
             LEFT JOIN author ON author.id = item.author_id WHERE conversation_id = $1 AND ours = 0 AND gone_at IS NULL
             ORDER BY urgency, written_at DESC, item.id DESC LIMIT 1",
            args![conversation.id],
            |row| {
                let item: (Option<ItemId>, Option<String>) = (Some(row.get("id")?), row.get("author")?);
                Ok::<_, Error>((item, row.get::<String>("words")?, row.get("written_at")?, row.get("permalink")?))
            },
        )?;
        let ((item, author), words, written_at, permalink) =
            said.unwrap_or_else(|| ((None, None), conversation.words.clone(), conversation.newest_at, None));
        let answer = fixed(&words, self.country.as_deref(), &self.language)?;
        Ok(EmergencyRow { conversation, item, author, words, written_at, permalink, answer })
    }
}
