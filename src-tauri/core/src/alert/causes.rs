//! The causes of alerts, as they stand in the tables at one instant.
//!
//! Invariant: each is found by index, however much was written or sent; and each is one subject, so that what goes on is one
//! cause and no new one with every look.

use super::complaints;
use super::kind::AlertKind;
use super::numbers;
use super::posts;
use super::ways;
use crate::clinic::{self, ChannelConnection, ChannelWay, Standing};
use crate::engage::{self, triage::Tier};
use crate::error::Result;
use crate::model::{ChannelId, ConversationId, GestureId, Millis, Platform, PostId};
use crate::store::{Row, StoreError, Tx, args};

/// How new a side effect is, or what came to nothing, that nobody was told of. An older one is told of already, or was old when it came.
pub(super) const NEW: i64 = 7 * Millis::DAY;
/// For how long an inbox may be blind before somebody has to look on the platform itself.
const BLIND_AFTER: i64 = 30 * Millis::MINUTE;
/// An allowance that says no instant at which it opens again was seen in this time, or is no news.
const SEEN_WITHIN: i64 = Millis::DAY;

/// For how long whoever asked for something is still looking at what becomes of it.
pub(super) const SEEN_AT_ONCE: i64 = 2 * Millis::MINUTE;
/// For how long the program may not have run, and what passed meanwhile is told of.
const OFF_FOR: i64 = 60 * Millis::DAY;

/// Something that goes on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause {
    pub kind: AlertKind,
    pub subject: String,
    pub channel: Option<ChannelId>,
    pub post: Option<PostId>,
    pub conversation: Option<ConversationId>,
}

/// Everything that goes on at `now`.
pub(super) fn causes(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    let mut all = emergencies(tx, now)?;
    all.extend(side_effects(tx, now)?);
    all.extend(posts::causes(tx, now)?);
    all.extend(unmade_gestures(tx, now)?);
    all.extend(sign_ins(tx, now)?);
    all.extend(quotas(tx, now)?);
    all.extend(complaints::rising(tx, now)?);
    all.extend(not_read(tx, now)?);
    all.extend(late_answers(tx, now)?);
    all.extend(numbers::causes(tx, now)?);
    all.extend(ways::broken(tx, now)?);
    all.sort();
    Ok(all)
}

fn about_a_conversation(kind: AlertKind) -> impl Fn(&Row<'_>) -> std::result::Result<Cause, StoreError> {
    move |row| {
        let conversation: ConversationId = row.get("id")?;
        Ok(Cause {
            kind,
            subject: conversation.to_string(),
            channel: Some(row.get("channel_id")?),
            post: None,
            conversation: Some(conversation),
        })
    }
}

pub(super) fn about_a_channel(kind: AlertKind, channel: ChannelId, what: &str) -> Cause {
    let subject = if what.is_empty() { channel.to_string() } else { format!("{channel} {what}") };
    Cause { kind, subject, channel: Some(channel), post: None, conversation: None }
}

/// Those that nobody put off beyond `$1`: once that is over, it is a cause anew.
pub(super) const EMERGENCIES: &str = "
    SELECT id, channel_id FROM conversation WHERE rank = 0 AND done_at IS NULL AND theirs_at IS NOT NULL
      AND (snoozed_until IS NULL OR snoozed_until <= $1)";

/// Emergencies that nobody read since their newest word, told of before `$1`.
pub(super) const UNREAD: &str = "
    SELECT conversation.id, conversation.channel_id
    FROM alert CROSS JOIN conversation ON conversation.id = alert.conversation_id
    WHERE alert.kind = 'emergency' AND alert.cleared_at IS NULL AND alert.raised_at <= $1
      AND conversation.rank = 0 AND conversation.done_at IS NULL AND conversation.heard_at <= $1
      AND NOT EXISTS (SELECT 1 FROM person CROSS JOIN conversation_read AS seen
                          ON seen.person_id = person.id AND seen.conversation_id = conversation.id
                      WHERE seen.read_at >= conversation.heard_at)";

/// Emergencies that somebody has read since their newest word, before `$1`, and that still wait for an answer.
pub(super) const UNANSWERED: &str = "
    SELECT conversation.id, conversation.channel_id
    FROM alert CROSS JOIN conversation ON conversation.id = alert.conversation_id
    WHERE alert.kind = 'emergency' AND alert.cleared_at IS NULL AND alert.raised_at <= $1
      AND conversation.rank = 0 AND conversation.done_at IS NULL
      AND EXISTS (SELECT 1 FROM person CROSS JOIN conversation_read AS seen
                      ON seen.person_id = person.id AND seen.conversation_id = conversation.id
                  WHERE seen.read_at >= conversation.heard_at AND seen.read_at <= $1)";

fn emergencies(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    let mut all = tx.all(EMERGENCIES, args![now], about_a_conversation(AlertKind::Emergency))?;
    // Unread for as long as an answer may take: everybody who may sign hears of it again.
    let after = i64::from(engage::targets(tx)?.minutes(Tier::LifeAtRisk)) * Millis::MINUTE;
    all.extend(tx.all(UNREAD, args![now.plus(-after)], about_a_conversation(AlertKind::EmergencyUnread))?);
    // Whoever read it may have gone away: it is not over until somebody answered, or said that they are done.
    all.extend(tx.all(UNANSWERED, args![now.plus(-after)], about_a_conversation(AlertKind::EmergencyUnanswered))?);
    Ok(all)
}

/// Whether no doctor has read a side effect. One that was old when it came is nobody's work.
macro_rules! unread_by_doctors {
    () => {
        "(conversation.done_at IS NULL OR conversation.done_by IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM person_role CROSS JOIN conversation_read AS seen
                             ON seen.person_id = person_role.person_id AND seen.conversation_id = conversation.id
                         WHERE person_role.role = 'doctor' AND seen.read_at >= max(item.first_seen_at, coalesce(item.edited_at, 0)))"
    };
}

/// Those that came since `$1`, and those that somebody was told of and no doctor has read yet.
pub(super) const SIDE_EFFECTS: &str = concat!(
    "SELECT conversation.id, conversation.channel_id
     FROM item CROSS JOIN conversation ON conversation.id = item.conversation_id
     WHERE item.first_seen_at > $1 AND instr(item.triage, '\"category\":\"side_effect\"') > 0 AND item.ours = 0
       AND item.gone_at IS NULL AND ",
    unread_by_doctors!(),
    "
     UNION
     SELECT conversation.id, conversation.channel_id
     FROM alert CROSS JOIN conversation ON conversation.id = alert.conversation_id
          CROSS JOIN item ON item.conversation_id = conversation.id
     WHERE alert.kind = 'adverse_event' AND alert.cleared_at IS NULL
       AND instr(item.triage, '\"category\":\"side_effect\"') > 0 AND item.ours = 0 AND item.gone_at IS NULL AND ",
    unread_by_doctors!()
);

fn side_effects(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    tx.all(SIDE_EFFECTS, args![now.plus(-NEW)], about_a_conversation(AlertKind::AdverseEvent)).map_err(Into::into)
}

fn sign_ins(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    let tokens = clinic::tokens(tx)?;
    let mut all = Vec::new();
    for channel in clinic::channels(tx)? {
        if channel.way != ChannelWay::Api || !clinic::is_allowed(tx, channel.platform)? {
            continue;
        }
        let standing = tokens.iter().find(|token| token.channel == channel.id).map(|token| token.standing(now));
        let kind = match (channel.connection, standing) {
            (ChannelConnection::Refused, _) | (ChannelConnection::Connected, Some(Standing::Ended)) => {
                AlertKind::SignInEnded
            }
            (ChannelConnection::Connected, Some(Standing::EndsSoon)) => AlertKind::SignInEnds,
            // Whoever ended a connection knows.
            (ChannelConnection::Connected, Some(Standing::Lasts) | None) | (ChannelConnection::Disconnected, _) => {
                continue;
            }
        };
        all.push(about_a_channel(kind, channel.id, ""));
    }
    Ok(all)
}

/// Nine tenths are nearly all. What was told of is so until a quarter is free again, so that one call more or less is no news.
const QUOTAS: &str = "
    SELECT quota.channel_id, quota.name FROM quota
    WHERE quota.allowed > 0 AND (quota.opens_at > $1 OR (quota.opens_at IS NULL AND quota.seen_at > $2))
      AND (quota.used * 10 >= quota.allowed * 9
           OR (quota.used * 4 > quota.allowed * 3
               AND EXISTS (SELECT 1 FROM alert WHERE alert.kind = 'quota_nearly_used'
                             AND alert.subject = quota.channel_id || ' ' || quota.name AND alert.cleared_at IS NULL)))";

fn quotas(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    tx.all(QUOTAS, args![now, now.plus(-SEEN_WITHIN)], |row| {
        let name: String = row.get("name")?;
        Ok(about_a_channel(AlertKind::QuotaNearlyUsed, row.get("channel_id")?, &name))
    })
}

/// What failed since before `$1`. A laptop that slept tries first, so what is due by `$2` is none yet; nor does what goes on end
/// while it is tried once more.
pub(super) const NOT_READ: &str = "
    SELECT DISTINCT channel.id, channel.platform FROM feed
         CROSS JOIN channel ON channel.id = feed.channel_id AND channel.account_id = feed.account_id
    WHERE feed.scope = '' AND feed.failing_since <= $1
      AND (feed.next_at > $2 OR EXISTS (SELECT 1 FROM alert WHERE alert.kind = 'not_read' AND alert.subject = feed.channel_id
                                          AND alert.cleared_at IS NULL))
      AND channel.way = 'api' AND channel.connection = 'connected' AND channel.removed_at IS NULL";

fn not_read(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    let blind: Vec<(ChannelId, Platform)> = tx.all(NOT_READ, args![now.plus(-BLIND_AFTER), now], |row| {
        Ok::<_, StoreError>((row.get("id")?, row.get("platform")?))
    })?;
    let mut all = Vec::new();
    for (channel, platform) in blind {
        if clinic::is_allowed(tx, platform)? {
            all.push(about_a_channel(AlertKind::NotRead, channel, ""));
        }
    }
    Ok(all)
}

/// By channel and urgency, so that what has been late for a week does not hide what is late since now and cannot wait.
pub(super) const LATE_ANSWERS: &str = "
    SELECT DISTINCT channel_id, rank FROM conversation
    WHERE rank IN (1, 2, 3) AND place <= $1 AND done_at IS NULL AND theirs_at IS NOT NULL
      AND (snoozed_until IS NULL OR snoozed_until <= $1)";

fn late_answers(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    tx.all(LATE_ANSWERS, args![now], |row| {
        let rank: u8 = row.get("rank")?;
        Ok(about_a_channel(AlertKind::AnswersLate, row.get("channel_id")?, &rank.to_string()))
    })
}

/// What was due since `$1` and came to nothing since `$2`, although somebody chose its time, or more than `$3` after it was asked for: whoever sees
/// it refused at once need not be told. The states are those of the index.
const UNMADE: &str = "
    SELECT gesture.id, gesture.channel_id, item.conversation_id
    FROM gesture CROSS JOIN item ON item.id = gesture.item_id
    WHERE gesture.state IN ('waiting', 'going', 'refused', 'missed') AND gesture.due_at > $1
      AND gesture.state IN ('refused', 'missed') AND gesture.changed_at > $2
      AND (gesture.planned = 1 OR gesture.changed_at - gesture.due_at > $3)";

fn unmade_gestures(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    tx.all(UNMADE, args![now.plus(-OFF_FOR), now.plus(-NEW), SEEN_AT_ONCE], |row| {
        let gesture: GestureId = row.get("id")?;
        Ok(Cause {
            kind: AlertKind::GestureNotMade,
            subject: gesture.to_string(),
            channel: Some(row.get("channel_id")?),
            post: None,
            conversation: Some(row.get("conversation_id")?),
        })
    })
}
