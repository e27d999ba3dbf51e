//! What waits for an answer, how soon somebody has to look at a conversation, and until when it wants an answer.
//!
//! Invariant: all three always follow from what stands in the conversation, from who chose how soon, and from the clinic's
//! targets and opening hours of now: whatever changes one of them reckons anew in the same transaction.

use crate::error::{Error, Result};
use crate::model::{ConversationId, Millis};
use crate::store::{Tag, Tx, args};

use super::hours::{Opening, opening};
use super::targets::{Targets, targets};
use super::triage::Tier;

/// Which items wait for an answer: theirs, there, and newer than anything of ours that is still there. A Page may answer by itself
/// within the second, and that ends no emergency: what was written within a minute of it waits on. One that its platform hid waits
/// too.
pub(super) const WAITS: &str = "item.ours = 0 AND item.gone_at IS NULL AND (item.hidden = 0 OR item.urgency = 0)
    AND item.written_at + CASE item.urgency WHEN 0 THEN 60000 ELSE 0 END > coalesce((SELECT max(own.written_at) FROM item AS own
        WHERE own.conversation_id = item.conversation_id AND own.ours = 1 AND own.gone_at IS NULL), 0)";

/// What answers are wanted by, read once for all that is reckoned in a transaction.
pub(super) struct Terms {
    targets: Targets,
    opening: Opening,
}

impl Terms {
    pub(super) fn read(tx: &Tx<'_>) -> Result<Self> {
        Ok(Self { targets: targets(tx)?, opening: opening(tx)? })
    }

    /// Until when something that was written then, and is that urgent, wants an answer.
    fn answer_by(&self, urgency: u8, written: Millis) -> Millis {
        let tier = super::urgency::tier(urgency);
        let within = self.targets.of(tier);
        match tier {
            // Whether anybody is there makes no life safer.
            Tier::LifeAtRisk => written.plus(within),
            Tier::Urgent | Tier::SameDay | Tier::WhenThereIsTime => self.opening.after(written, within),
        }
    }
}

/// Whoever chose how soon one has to look at a conversation.
struct Chosen {
    urgency: u8,
    /// When; none where nobody did.
    at: Option<Millis>,
    /// Whether the clinic wrote since.
    answered: bool,
}

/// Sets what follows from the items of these conversations: their newest, how soon somebody has to look, and until when.
/// Those that wait are theirs, there, and newer than anything of ours. Who chose how soon had not seen what came, or was
/// changed, after that: where it is more urgent, the rules count again.
pub(super) fn refresh(tx: &Tx<'_>, terms: &Terms, which: impl IntoIterator<Item = ConversationId>) -> Result<()> {
    which.into_iter().try_for_each(|conversation| refresh_one(tx, terms, conversation))
}

fn refresh_one(tx: &Tx<'_>, terms: &Terms, conversation: ConversationId) -> Result<()> {
    tx.run(
        "UPDATE conversation SET chosen_by = NULL, chosen_why = NULL, chosen_at = NULL
         WHERE id = $1 AND chosen_by IS NOT NULL AND EXISTS (
             SELECT 1 FROM item WHERE item.conversation_id = conversation.id AND item.ours = 0 AND item.gone_at IS NULL
               AND item.urgency < conversation.urgency
               AND max(item.first_seen_at, coalesce(item.edited_at, 0)) > conversation.chosen_at)",
        args![conversation],
    )?;
    let chosen = tx.one(
        "SELECT urgency, chosen_at, EXISTS (SELECT 1 FROM item WHERE item.conversation_id = conversation.id AND item.ours = 1
                                              AND item.written_at > conversation.chosen_at) AS answered
         FROM conversation WHERE id = $1",
        args![conversation],
        |row| {
            Ok::<_, Error>(Chosen {
                urgency: row.get("urgency")?,
                at: row.get("chosen_at")?,
                answered: row.get("answered")?,
            })
        },
    )?;
    let Some(chosen) = chosen else { return Ok(()) };
    // The oldest of each urgency is the first that an answer is wanted for.
    let sql = format!(
        "SELECT item.urgency, min(item.written_at) AS oldest FROM item WHERE item.conversation_id = $1 AND {WAITS}
         GROUP BY item.urgency ORDER BY item.urgency"
    );
    let waiting: Vec<(u8, Millis)> =
        tx.all(&sql, args![conversation], |row| Ok::<_, Error>((row.get("urgency")?, row.get("oldest")?)))?;
    let (urgency, answer_by) = reckoned(terms, &chosen, &waiting);
    tx.run(
        "UPDATE conversation SET
             newest_at = coalesce((SELECT max(written_at) FROM item WHERE conversation_id = $1), newest_at),
             theirs_at = (SELECT max(written_at) FROM item WHERE conversation_id = $1 AND ours = 0),
             heard_at = (SELECT max(max(first_seen_at, coalesce(edited_at, 0))) FROM item WHERE conversation_id = $1 AND ours = 0),
             urgency = $2, answer_by = $3
         WHERE id = $1",
        args![conversation, urgency, answer_by],
    )?;
    Ok(())
}

fn reckoned(terms: &Terms, chosen: &Chosen, waiting: &[(u8, Millis)]) -> (u8, Option<Millis>) {
    let Some(at) = chosen.at else {
        let urgency = waiting.first().map_or(3, |(urgency, _)| *urgency);
        return (urgency, waiting.iter().map(|(urgency, oldest)| terms.answer_by(*urgency, *oldest)).min());
    };
    let wanted = waiting.iter().map(|(_, oldest)| terms.answer_by(chosen.urgency, *oldest)).min();
    // Somebody says that a life is at risk, whoever wrote last: it waits until the clinic writes after that.
    let at_risk = chosen.urgency == 0 && !chosen.answered;
    (chosen.urgency, wanted.or_else(|| at_risk.then(|| terms.answer_by(0, at))))
}

/// Reckons anew until when everything that is open wants an answer: what it follows from was changed. What somebody is done with
/// is reckoned when it is taken up again.
///
/// # Errors
/// When the store refuses.
pub fn reckon_anew(tx: &Tx<'_>) -> Result<()> {
    let open: Vec<ConversationId> = tx.all(
        "SELECT id FROM conversation WHERE done_at IS NULL AND theirs_at IS NOT NULL AND rank < 4",
        &[],
        |row| row.get("id").map_err(Error::from),
    )?;
    refresh(tx, &Terms::read(tx)?, open)?;
    tx.changed(Tag::Inbox);
    Ok(())
}
