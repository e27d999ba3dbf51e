//! A channel's page: what it can do now, kind by kind, from the capability table and its connection; what is left of its
//! allowances; its last calls in words; and the test of its connection.
//!
//! Invariant: nothing is promised that the platform or the connection does not give. A test changes nothing on the platform,
//! and what it finds out is kept.

use std::sync::Arc;

use super::context::{Api, Who};
use super::means::Means;
use super::types::{
    Ability, AbilityKind, AbilityState, AllowanceUse, CallEnd, CallMade, ChannelReadiness, ChannelRef, ChannelTest,
};
use super::when::{clinic_zone, when};
use crate::audit::{self, Action, Entry};
use crate::check::capability::{Capability, Sourced, TextUnit, VideoLimits, capability};
use crate::clinic::{self, Caller, ChannelConnection, ChannelRow, ChannelWay};
use crate::error::{Error, ErrorCode, Result};
use crate::gate::Account;
use crate::model::zone::Zone;
use crate::model::{ChannelTier, Millis, Platform};
use crate::publish::{
    self, ApiCall, Failure, FailureClass, Identity, PlatformWords, Publisher, Standing, after_failure, after_success,
};
use crate::store::{Tag, Tx};

/// How many calls a page shows: a few sendings with pictures.
const SHOWN: u32 = 20;

pub(super) fn get(api: &Api, _: &Caller, which: ChannelRef) -> Result<ChannelReadiness> {
    let row = api.db.read(|tx| clinic::channel(tx, which.id))?;
    let publisher = api.publisher(row.platform)?;
    // What was just asked belongs to what is shown.
    if let Err(error) = publish::keep_calls(&api.db, api.listener.book()) {
        tracing::warn!(%error, "what was just asked could not be kept, and is not shown");
    }
    let now = api.env.now();
    api.db.read(|tx| {
        let row = clinic::channel(tx, which.id)?;
        let zone = clinic_zone(&clinic::profile(tx)?);
        let words = publisher.words();
        let channel = api.channel(tx, row.id)?;
        let means = Means { lends: clinic::lends_files(tx)?, sign_in: channel.sign_in.as_ref() };
        let abilities = abilities(&row, publisher.reads_back(&Account::of(&row)));
        Ok(ChannelReadiness {
            abilities: abilities.into_iter().map(|ability| means.hold(&row, ability)).collect(),
            allowances: allowances(tx, &row, words, now, &zone)?,
            allowance_note: Some(words.note.to_owned()).filter(|note| !note.is_empty()),
            token: clinic::token(tx, row.id)?.and_then(|token| token.ends_at).map(|ends| when(ends, &zone)),
            resting: resting(&row, now),
            calls: publish::last_calls(tx, row.id, SHOWN)?.into_iter().map(|call| made(call, words, &zone)).collect(),
            channel,
        })
    })
}

fn resting(row: &ChannelRow, now: Millis) -> Option<String> {
    clinic::resting_until(row.rests_until, now)?;
    let platform = row.platform.name();
    Some(match row.troubles {
        0 => format!("{platform} asked for a pause. What is due goes out when it is over."),
        1 => format!("{platform} did not answer as it should. Countersign tries again when the rest is over."),
        many => format!(
            "{platform} did not answer as it should {many} times in a row. Countersign tries again when the rest is over."
        ),
    })
}

fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// What the platform takes of one kind: how far, and whether a source states it; none where it has no such thing.
fn taken(kind: AbilityKind, row: &ChannelRow, reads_back: bool) -> Result<(String, bool), String> {
    let table = capability(row.platform);
    let premium = table.premium.as_ref().filter(|_| row.tier == ChannelTier::Premium);
    let platform = table.platform.name();
    let characters = |limit: &Sourced<u32>| format!("Up to {} characters.", thousands(limit.value));
    match kind {
        AbilityKind::Text if table.watch.is_some() => {
            let limit = table.text.limit;
            let plain = match table.text.unit.value {
                TextUnit::Utf8 => "plain letters; letters of other scripts count 2 to 4",
                TextUnit::XWeighted | TextUnit::Utf16 => "letters",
            };
            let says = format!("The description of a video, up to {} {plain}.", thousands(limit.value));
            Ok((says, limit.verified))
        }
        AbilityKind::Text => {
            let limit = premium.map_or(table.text.limit, |premium| premium.text);
            Ok((characters(&limit), limit.verified))
        }
        AbilityKind::Pictures if table.watch.is_some() => {
            Ok(("One beside a video, shown before it plays.".to_owned(), table.pictures.most.verified))
        }
        AbilityKind::Pictures => {
            let (most, bytes) = (table.pictures.most, table.pictures.bytes);
            let size = Capability::megabytes(bytes.value);
            let moving = table
                .moving
                .map(|limits| format!(", or one GIF that moves, up to {}", Capability::megabytes(limits.bytes.value)));
            let document = table.document.map(|limits| format!(", or one PDF of up to {} pages", limits.pages.value));
            let or = moving.into_iter().chain(document).collect::<String>();
            Ok((format!("Up to {} in a post, each up to {size}{or}.", most.value), most.verified && bytes.verified))
        }
        AbilityKind::Video => films(table, premium.map_or(table.video.as_ref(), |premium| Some(&premium.video))),
        AbilityKind::Thread if table.thread.value > 1 => {
            Ok((format!("Up to {} posts.", table.thread.value), table.thread.verified))
        }
        AbilityKind::Thread => Err(format!("{platform} has no threads.")),
        AbilityKind::FirstComment => match &table.first_comment {
            Some(text) => {
                let limit = premium.map_or(text.limit, |premium| premium.text);
                Ok((characters(&limit), limit.verified))
            }
            None if table.platform == Platform::Tiktok => Err("TikTok lets no program comment.".to_owned()),
            None => Err(format!("Countersign can't comment on {platform}.")),
        },
        AbilityKind::LinkCard if table.link_option.value => {
            Ok(("A link beside the text, shown as a card.".to_owned(), table.link_option.verified))
        }
        AbilityKind::LinkCard => Err(format!("On {platform} a link stands in the text.")),
        AbilityKind::TakeDown if table.platform == Platform::Tiktok => {
            Err("TikTok lets no program delete a post. Somebody deletes it in TikTok's app and says so here."
                .to_owned())
        }
        AbilityKind::TakeDown => Ok(("What Countersign posted can be taken down from here.".to_owned(), true)),
        AbilityKind::ReadBack if reads_back => {
            Ok(("Where an answer is lost, Countersign looks whether the post is there.".to_owned(), true))
        }
        AbilityKind::ReadBack => Err(format!(
            "{platform} shows this account's posts to no program. Where an answer is lost, Countersign asks a person to look."
        )),
    }
}

/// As what a platform takes a video, and how long each may be. `post` is what one in a post may be for this account.
fn films(table: &Capability, post: Option<&VideoLimits>) -> Result<(String, bool), String> {
    let kinds = [("in a post", post), ("as a reel", table.reel.as_ref()), ("as a story", table.story_video.as_ref())];
    let taken: Vec<(&str, &VideoLimits)> =
        kinds.into_iter().filter_map(|(name, limits)| limits.map(|limits| (name, limits))).collect();
    if taken.is_empty() {
        return Err(format!("Countersign sends no videos to {}.", table.platform.name()));
    }
    let said: Vec<String> = taken
        .iter()
        .map(|(name, limits)| {
            let (shortest, longest) = limits.seconds.value;
            match longest {
                ..=120 => format!("{name} of {shortest} to {longest} seconds"),
                7_200.. => format!("{name} of up to {} hours", longest / 3_600),
                _ => format!("{name} of up to {} minutes", longest / 60),
            }
        })
        .collect();
    let verified = taken.iter().all(|(_, limits)| limits.seconds.verified && limits.bytes.verified);
    Ok((format!("One {}.", said.join(", or ")), verified))
}

fn abilities(row: &ChannelRow, reads_back: bool) -> Vec<Ability> {
    AbilityKind::ALL.iter().map(|kind| ability(*kind, row, taken(*kind, row, reads_back))).collect()
}

fn ability(kind: AbilityKind, row: &ChannelRow, taken: Result<(String, bool), String>) -> Ability {
    let (says, verified) = match taken {
        Ok(taken) => taken,
        Err(says) => return Ability { kind, state: AbilityState::Never, says, mend: None, unverified: false },
    };
    let ready = Ability { kind, state: AbilityState::Ready, says, mend: None, unverified: !verified };
    let platform = row.platform.name();
    let goes_out = !matches!(kind, AbilityKind::TakeDown | AbilityKind::ReadBack);
    if row.way == ChannelWay::Api && row.connection == ChannelConnection::Connected {
        if goes_out && row.paused {
            let mend = Some("Let the channel publish again.".to_owned());
            return Ability { state: AbilityState::NotReady, mend, ..ready };
        }
        return ready;
    }
    let mend = Some(match (row.way, row.connection) {
        (ChannelWay::Api, ChannelConnection::Refused) => "Connect the channel again.".to_owned(),
        (ChannelWay::Api | ChannelWay::ByHand, _) => "Connect the channel.".to_owned(),
    });
    match kind {
        AbilityKind::ReadBack => Ability {
            state: AbilityState::NotReady,
            says: format!("Without a connection Countersign does not see what is on {platform}."),
            mend,
            unverified: false,
            ..ready
        },
        AbilityKind::TakeDown => Ability {
            state: AbilityState::ByHand,
            says: format!("Somebody deletes it on {platform} and says so here."),
            mend,
            unverified: false,
            ..ready
        },
        AbilityKind::Text
        | AbilityKind::Pictures
        | AbilityKind::Video
        | AbilityKind::Thread
        | AbilityKind::FirstComment
        | AbilityKind::LinkCard => Ability { state: AbilityState::ByHand, mend, ..ready },
    }
}

pub(super) fn allowances(
    tx: &Tx<'_>,
    row: &ChannelRow,
    words: &PlatformWords,
    now: Millis,
    zone: &Zone,
) -> Result<Vec<AllowanceUse>> {
    let known = publish::allowances(tx, row.id)?;
    let shown = words.allowances.iter().filter_map(|called| {
        let (_, standing) = known.iter().find(|(name, _)| name == called.name)?;
        let Standing { used, allowed, opens_at, seen_at } = *standing;
        // A window that is over has nothing used of it, as far as anybody knows.
        let over = opens_at.is_some_and(|opens| opens <= now);
        Some(AllowanceUse {
            what: called.what.to_owned(),
            used: if over { 0 } else { used },
            allowed,
            percent: called.percent,
            main: called.main,
            opens: opens_at.filter(|_| !over).map(|opens| when(opens, zone)),
            closed: called.holds_back && standing.closed_until(now).is_some(),
            seen: when(seen_at, zone),
        })
    });
    Ok(shown.collect())
}

/// What a call is for, as people say it.
pub(super) fn call_in_words(words: &PlatformWords, platform: Platform, method: &str, template: &str) -> String {
    let named = words.calls.iter().find(|it| it.method == method && it.template == template);
    let platform = platform.name();
    match named {
        Some(named) => named.what.to_owned(),
        None if method == "GET" => format!("Ask {platform}"),
        None => format!("Tell {platform}"),
    }
}

fn made(call: ApiCall, words: &PlatformWords, zone: &Zone) -> CallMade {
    let what = call_in_words(words, call.platform, &call.method, &call.template);
    let not_sent = call.why.as_deref().and_then(|why| why.strip_prefix(ApiCall::NOT_SENT));
    let end = match call.status {
        Some(200..=299) => CallEnd::Answered,
        Some(429) => CallEnd::Paused,
        Some(400..=499) => CallEnd::Refused,
        Some(_) => CallEnd::Failed,
        None if not_sent.is_some() => CallEnd::NotSent,
        None => CallEnd::Lost,
    };
    let why = not_sent.map(str::to_owned).or_else(|| call.why.clone());
    CallMade {
        at: when(call.at, zone),
        what,
        end,
        method: call.method,
        template: call.template,
        status: call.status,
        ms: call.ms,
        why,
        correlation_id: call.correlation,
    }
}

impl Api {
    /// Asks a channel's platform whose sign-in it has, which changes nothing there, and keeps what it says: one that it
    /// refuses marks the channel, and one that it takes mends it.
    ///
    /// # Errors
    /// When nobody is signed in, or there is nothing to test.
    pub async fn test_channel(&self, which: &ChannelRef) -> Result<ChannelTest> {
        let caller = self.admit(Who::Anyone, "channel_test")?;
        let row = self.db.read(|tx| clinic::channel(tx, which.id))?;
        if row.removed || row.way == ChannelWay::ByHand || row.connection == ChannelConnection::Disconnected {
            return Err(Error::refused(
                ErrorCode::Stale,
                "This channel has no connection that could be tested. Connect it first.",
            ));
        }
        let publisher: Arc<dyn Publisher> = self.publisher(row.platform)?;
        let account = Account::of(&row);
        let told = Arc::new(publisher.owner(&account).await);
        let jitter = i64::from(u16::from_be_bytes(self.env.bytes::<2>()) % 2000);
        let (env, outcome) = (Arc::clone(&self.env), Arc::clone(&told));
        let mended = self.db.write(move |tx| {
            // Somebody may have connected it anew meanwhile: what was asked about is not what is there then.
            let now = clinic::channel(tx, account.channel)?;
            let same = now.account_id == account.id && now.connection != ChannelConnection::Disconnected;
            let mut mended = false;
            match &*outcome {
                Ok(_) if same => {
                    after_success(tx, account.channel)?;
                    mended = clinic::mend_channel(tx, account.channel)?;
                }
                Err(failure) if same && failure.class == FailureClass::Reconnect => {
                    clinic::refuse_channel(tx, &env, account.channel, account.sign_in, &failure.message)?;
                }
                Err(failure) if same => after_failure(tx, &env, account.channel, failure.class, jitter)?,
                Ok(_) | Err(_) => {}
            }
            let entry = Entry::done(caller.actor(), Action::ChannelTested)
                .fact("channel", account.channel)
                .fact("platform", account.platform.word())
                .fact("result", if mended { "mended" } else { result(&outcome) });
            audit::record(tx, &env, &entry)?;
            tx.changed(Tag::Channels);
            Ok::<_, Error>(mended)
        })?;
        let channel = self.db.read(|tx| self.channel(tx, account.channel))?;
        self.dispatcher.wake();
        let (good, sentence, detail) = said(&told, row.platform, mended);
        Ok(ChannelTest { good, sentence, detail, channel })
    }
}

fn result(outcome: &Result<Identity, Failure>) -> &'static str {
    match outcome {
        Ok(_) => "good",
        Err(failure) => match failure.class {
            FailureClass::Reconnect => "refused",
            FailureClass::Offline => "offline",
            FailureClass::WaitUntil(_) => "pause",
            FailureClass::Keychain => "keychain",
            FailureClass::Renewing => "renewing",
            FailureClass::SetUp => "set_up",
            FailureClass::Local => "here",
            FailureClass::FixContent
            | FailureClass::Duplicate
            | FailureClass::TryAgain
            | FailureClass::Unknown
            | FailureClass::Recipient(_) => "no_answer",
        },
    }
}

fn said(outcome: &Result<Identity, Failure>, platform: Platform, mended: bool) -> (bool, String, Option<String>) {
    let name = platform.name();
    match outcome {
        Ok(identity) if mended => (
            true,
            format!(
                "{name} takes the sign-in again: it belongs to {}. The channel is connected, and what is due goes out.",
                identity.name
            ),
            None,
        ),
        Ok(identity) => {
            (true, format!("{name} takes the sign-in: it belongs to {}, as it should.", identity.name), None)
        }
        Err(failure) => (false, failure.message.clone(), Some(failure.detail.clone()).filter(|it| !it.is_empty())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::means::tests::channel;
    use super::*;

    #[track_caller]
    fn check(row: &ChannelRow, reads_back: bool, expected: &str) {
        let states: Vec<&str> = abilities(row, reads_back).iter().map(|it| it.state.word()).collect();
        assert_eq!(states.join(" "), expected, "{row:?}");
    }

    #[test]
    fn a_connected_channel_can_do_what_its_platform_has() {
        check(&channel(Platform::X), true, "ready ready ready ready ready never ready ready");
        check(&channel(Platform::Facebook), true, "ready ready ready never ready ready ready ready");
        check(&channel(Platform::Linkedin), false, "ready ready ready never ready ready ready never");
    }

    #[test]
    fn without_a_connection_a_person_does_it_and_nothing_is_seen() {
        let by_hand = "by_hand by_hand by_hand by_hand by_hand never by_hand not_ready";
        for (way, connection) in [
            (ChannelWay::ByHand, ChannelConnection::Disconnected),
            (ChannelWay::Api, ChannelConnection::Disconnected),
            (ChannelWay::Api, ChannelConnection::Refused),
        ] {
            let row = ChannelRow { way, connection, ..channel(Platform::X) };
            check(&row, true, by_hand);
            let mend = if connection == ChannelConnection::Refused { "again" } else { "Connect" };
            for ability in abilities(&row, true).iter().filter(|it| it.state != AbilityState::Never) {
                assert!(ability.mend.as_ref().is_some_and(|it| it.contains(mend)), "{ability:?}");
            }
        }
    }

    #[test]
    fn a_paused_channel_can_still_take_down_and_read_back() {
        let row = ChannelRow { paused: true, ..channel(Platform::Facebook) };
        check(&row, true, "not_ready not_ready not_ready never not_ready not_ready ready ready");
    }

    #[test]
    fn what_a_subscription_allows_is_what_the_page_says() {
        let says = |tier, kind| {
            let all = abilities(&ChannelRow { tier, ..channel(Platform::X) }, true);
            all.into_iter().find(|it| it.kind == kind).unwrap().says
        };
        let (basic, premium) = (ChannelTier::Basic, ChannelTier::Premium);
        assert_eq!(says(basic, AbilityKind::Text), "Up to 280 characters.");
        for kind in [AbilityKind::Text, AbilityKind::FirstComment] {
            assert_eq!(says(premium, kind), "Up to 25,000 characters.", "{kind:?}");
        }
        let limits = capability(Platform::X).premium.unwrap().video.seconds.value.1 / 3_600;
        assert_eq!(says(premium, AbilityKind::Video), format!("One in a post of up to {limits} hours."));
        assert_ne!(says(basic, AbilityKind::Video), says(premium, AbilityKind::Video));
    }

    #[test]
    fn a_limit_in_bytes_is_said_in_letters() {
        let all = abilities(&channel(Platform::Youtube), true);
        let text = all.into_iter().find(|it| it.kind == AbilityKind::Text).unwrap().says;
        assert!(text.contains("5,000 plain letters; letters of other scripts count 2 to 4"), "{text}");
    }

    #[test]
    fn a_limit_that_no_source_states_says_so() {
        let of = |platform, kind| {
            let all = abilities(&channel(platform), true);
            all.into_iter().find(|it| it.kind == kind).unwrap()
        };
        let text = of(Platform::Facebook, AbilityKind::Text);
        assert_eq!((text.says.as_str(), text.unverified), ("Up to 63,206 characters.", true));
        let pictures = of(Platform::X, AbilityKind::Pictures);
        assert_eq!(
            (pictures.says.as_str(), pictures.unverified),
            ("Up to 4 in a post, each up to 5 MB, or one GIF that moves, up to 15 MB.", false)
        );
    }

    #[test]
    fn a_call_is_told_in_words_with_the_template_as_it_is() {
        let call = |status, why: Option<&str>| {
            let call = ApiCall {
                at: Millis(0),
                platform: Platform::X,
                method: "POST".into(),
                template: "/2/tweets".into(),
                status,
                ms: 12,
                channel: None,
                correlation: None,
                why: why.map(str::to_owned),
            };
            made(call, &PlatformWords::NONE, &Zone::utc())
        };
        let ends = [
            (Some(201), None, CallEnd::Answered),
            (Some(403), None, CallEnd::Refused),
            (Some(429), None, CallEnd::Paused),
            (Some(503), None, CallEnd::Failed),
            (None, Some("no answer in time"), CallEnd::Lost),
            (None, Some("not sent: not in the vault"), CallEnd::NotSent),
        ];
        for (status, why, end) in ends {
            assert_eq!(call(status, why).end, end, "{status:?} {why:?}");
        }
        let not_sent = call(None, Some("not sent: not in the vault"));
        assert_eq!((not_sent.what.as_str(), not_sent.why.as_deref()), ("Tell X", Some("not in the vault")));
    }
}
