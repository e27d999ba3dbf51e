//! Which gestures can be made on something, and what stands in the way of the others.
//!
//! Invariant: what a platform does not take is not offered at all; what it takes and can't be made now is offered with the reason.

use crate::check::capability::gesturing::{Gesturing, gesturing};
use crate::clinic::{self, ChannelRow, ChannelWay};
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{ChannelId, Digest, Gesture, ItemId, Millis};
use crate::store::{Tx, args};

use super::super::reader::ConversationKind;
use super::{GestureRow, GestureState, gestures_on};

/// A gesture that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GestureOffer {
    /// Which: what takes it back, where it is made.
    pub gesture: Gesture,
    /// Why it can't be made, in a sentence; none where it can.
    pub cannot: Option<String>,
}

/// Something as gestures see it.
pub(super) struct On {
    pub(super) channel: ChannelRow,
    pub(super) account_id: String,
    kind: ConversationKind,
    ours: bool,
    /// Whether it went out from here, and is taken down as posts are.
    from_here: bool,
    /// Whether an answer of the clinic's goes out there just now, and may be this very one.
    going_out: bool,
    words: String,
    gone: bool,
    hidden: bool,
    asked: Vec<GestureRow>,
}

impl On {
    pub(super) fn read(tx: &Tx<'_>, item: ItemId) -> Result<Self> {
        let found = tx.one(
            "SELECT item.channel_id, item.account_id, item.words, item.ours, item.gone_at IS NOT NULL AS gone, item.hidden, conversation.kind,
                    EXISTS (SELECT 1 FROM part WHERE part.account_id = item.account_id AND part.platform_id = item.platform_id
                              AND part.channel_id = item.channel_id) AS from_here,
                    EXISTS (SELECT 1 FROM reply JOIN delivery ON delivery.post_id = reply.post_id
                            WHERE reply.conversation_id = item.conversation_id
                              AND delivery.state IN ('running', 'retrying', 'in_doubt')) AS going_out
             FROM item JOIN conversation ON conversation.id = item.conversation_id WHERE item.id = $1",
            args![item],
            |row| {
                Ok::<_, Error>((
                    (row.get::<ChannelId>("channel_id")?, row.get::<String>("account_id")?, row.get::<String>("words")?),
                    (row.get::<bool>("ours")?, row.get::<bool>("gone")?, row.get::<bool>("hidden")?),
                    (
                        row.get::<ConversationKind>("kind")?,
                        row.get::<bool>("from_here")?,
                        row.get::<bool>("going_out")?,
                    ),
                ))
            },
        )?;
        let Some(((channel, account_id, words), (ours, gone, hidden), (kind, from_here, going_out))) = found else {
            return Err(Error::not_found("comment"));
        };
        let channel = clinic::channel(tx, channel)?;
        let asked = gestures_on(tx, item)?;
        Ok(Self { channel, account_id, kind, ours, from_here, going_out, words, gone, hidden, asked })
    }

    /// Whether its platform takes this gesture on it.
    fn takes(&self, rule: &Gesturing) -> bool {
        let place = match self.kind {
            ConversationKind::Comment => true,
            ConversationKind::Mention => rule.on_mentions,
            ConversationKind::Message => false,
        };
        let whose = match rule.gesture.signed_as() {
            Gesture::Delete => self.ours && !self.from_here && !self.going_out,
            Gesture::Hide | Gesture::Show | Gesture::Like | Gesture::Unlike | Gesture::Repost | Gesture::Unrepost => {
                !self.ours
            }
        };
        place && whose && !self.gone
    }

    /// The gesture that is offered in the place of a rule: what takes it back, where it is made.
    fn offered(&self, rule: &Gesturing) -> Gesture {
        let made = match rule.gesture {
            Gesture::Hide => self.hidden,
            Gesture::Show | Gesture::Like | Gesture::Unlike | Gesture::Repost | Gesture::Unrepost | Gesture::Delete => {
                let last = self.asked.iter().rfind(|it| {
                    (it.state == GestureState::Done || it.may_stand) && it.gesture.signed_as() == rule.gesture
                });
                last.is_some_and(|last| last.gesture == rule.gesture)
            }
        };
        rule.gesture.taken_back_by().filter(|_| made).unwrap_or(rule.gesture)
    }

    /// Why a gesture can't be made; none where it can.
    fn cannot(&self, tx: &Tx<'_>, now: Millis, gesture: Gesture) -> Result<Option<String>> {
        let (channel, name) = (&self.channel, self.channel.platform.name());
        let open = |it: &&GestureRow| matches!(it.state, GestureState::Waiting | GestureState::Going);
        if let Some(open) = self.asked.iter().filter(open).find(|it| it.gesture.signed_as() == gesture.signed_as()) {
            return Ok(Some(match open.planned {
                true => "Somebody asked for this already, at a time. It stands under Outgoing.".to_owned(),
                false => "Somebody asked for this already. It is on its way.".to_owned(),
            }));
        }
        if channel.way == ChannelWay::ByHand {
            return Ok(Some(format!("{} is served by hand. Please do it in {name}'s own app.", channel.name)));
        }
        if channel.removed || channel.account_id != self.account_id {
            return Ok(Some(format!(
                "The account that this was written to is not connected any more. Please do it on {name}."
            )));
        }
        if let Some(why) = clinic::token(tx, channel.id)?.and_then(|token| token.gesture_not(channel.platform, gesture))
        {
            return Ok(Some(why));
        }
        let lets = gate::beforehand_in_force(tx, now)?
            .is_some_and(|given| given.beforehand.lets(channel.platform, &self.account_id, gesture));
        Ok((!lets).then(|| {
            "No doctor has signed yet that the clinic may do this here. Settings, Signed beforehand, shows what can be signed.".to_owned()
        }))
    }
}

/// What can be done with something without words.
///
/// # Errors
/// When it is not there, or the store refuses.
pub fn gesture_offers(tx: &Tx<'_>, now: Millis, item: ItemId) -> Result<Vec<GestureOffer>> {
    let on = On::read(tx, item)?;
    let rules = gesturing(on.channel.platform).iter().filter(|rule| on.takes(rule));
    rules
        .map(|rule| {
            let gesture = on.offered(rule);
            Ok(GestureOffer { gesture, cannot: on.cannot(tx, now, gesture)? })
        })
        .collect()
}

impl On {
    /// The digest of what it says.
    pub(super) fn words(&self) -> Digest {
        Digest::of(self.words.as_bytes())
    }
}

/// Why a gesture that was asked for on these words is not to be made any more, in a sentence; none where it is.
pub(super) fn changed_since(
    tx: &Tx<'_>,
    item: ItemId,
    gesture: Gesture,
    words: Digest,
) -> Result<Option<&'static str>> {
    let on = On::read(tx, item)?;
    let other_words = on.words() != words;
    Ok(match gesture {
        // Whatever stands there: it is not to be seen, or the clinic has nothing more to do with it.
        Gesture::Hide | Gesture::Show | Gesture::Unlike | Gesture::Unrepost => None,
        Gesture::Like | Gesture::Repost if other_words || on.gone => {
            Some("What was written there was changed since this was asked for, or is gone. Look at it again.")
        }
        Gesture::Delete if on.from_here || on.going_out => {
            Some("This went out from here, so it is taken down as posts are: by its own menu.")
        }
        Gesture::Like | Gesture::Repost | Gesture::Delete => None,
    })
}

/// Whether a gesture can be asked for on something; `again`, one that may have been made already.
pub(super) fn offered(tx: &Tx<'_>, now: Millis, item: ItemId, (gesture, again): (Gesture, bool)) -> Result<On> {
    let on = On::read(tx, item)?;
    let name = on.channel.platform.name();
    let refuse = |why: String| Err(Error::invalid("gesture", why));
    let Some(rule) =
        gesturing(on.channel.platform).iter().find(|rule| rule.gesture == gesture.signed_as() && on.takes(rule))
    else {
        return refuse(format!("{name} does not let a program do this here. Please do it in its own app."));
    };
    if !again && on.offered(rule) != gesture {
        return refuse("This is done already. Please look again.".to_owned());
    }
    match on.cannot(tx, now, gesture)? {
        Some(why) => refuse(why),
        None => Ok(on),
    }
}

/// The channels whose accounts can make gestures, and which.
///
/// # Errors
/// When the store refuses.
pub fn gesture_accounts(tx: &Tx<'_>) -> Result<Vec<(ChannelRow, &'static Gesturing)>> {
    let mut all = Vec::new();
    for channel in clinic::channels(tx)? {
        if channel.way == ChannelWay::ByHand {
            continue;
        }
        let token = clinic::token(tx, channel.id)?;
        for rule in gesturing(channel.platform) {
            let may = token.as_ref().is_none_or(|token| token.gesture_not(channel.platform, rule.gesture).is_none());
            if may {
                all.push((channel.clone(), rule));
            }
        }
    }
    Ok(all)
}
