//! Finding out what a platform never answered. How often it is asked is in `pace.rs`.
//!
//! Invariant: a part in doubt becomes *posted* only by a sighting that is no other part's, and *waiting* only when two
//! complete readings, the last after the platform's lag, show nothing, or when the post that it comments was removed with
//! all that answers it. Everything else stays in doubt, and asks a person.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Account, SignedPart};
use crate::model::zone::Zone;
use crate::model::{
    CorrelationId, DeliveryId, Digest, ExecutionState, Millis, PartId, PartState, PersonId, PlatformOptions, PostId,
};
use crate::store::{Tag, Tx, args};

use super::answers::{Failure, FailureClass, Sighting, Sightings};
use super::counting::count;
use super::follow::{ask, longest_wait};
use super::journal::Handle;
use super::keeping;
use super::known::is_another_part;
use super::pace::{self, lag, spread};
use super::read_back;
use super::removal::{self, follow};
use super::resting::{after_asking, after_success};
use super::settle::{HAS_IT, MOST_RETRIES, remark};
use super::signed::{Answered, answered, signed_part};

/// How far back from the commit a reading goes: the two clocks may differ by this much.
const SKEW: i64 = 2 * Millis::MINUTE;
/// How far back before its backup what a restored clinic looks for may have gone out: the lost laptop's clock was nobody's
/// to check, and what is on record is told apart by its name.
const BEFORE_A_BACKUP: i64 = Millis::DAY;
/// How long after the time that a platform was told something is public that it kept; before, nobody can say that it is not.
const SURELY_SHOWN: i64 = 5 * Millis::MINUTE;
/// The longest wait between readings of what a platform may keep, until then.
const KEPT_PERHAPS: i64 = 2 * Millis::MINUTE;
/// No wait between two readings is as long, whatever a platform asks for: a look that is further away was set by a clock that
/// was wrong, and is due.
const LONGEST_WAIT: i64 = 4 * Millis::DAY;
/// How many complete readings without a match it takes to believe that there is none.
const ENOUGH_READINGS: u32 = 2;

/// A part whose outcome is not known, and all that is needed to look for it.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    pub(super) delivery: DeliveryId,
    /// Whether it is in doubt, or was taken and is followed until it is public.
    pub(super) state: ExecutionState,
    pub(super) attempt: u32,
    /// How often it was looked for, whatever came of it: the waits grow with it.
    pub(super) lookups: u32,
    /// How many of those were complete and showed nothing: the proof hangs on it.
    pub(super) empty_readings: u32,
    pub(super) since_doubt: Millis,
    pub(super) post: PostId,
    pub(super) correlation: CorrelationId,
    pub(super) account: Account,
    pub(super) part: SignedPart,
    pub(super) options: PlatformOptions,
    pub(super) answered: Answered,
    pub(super) since: Millis,
    /// The time it has, if it has one.
    pub(super) due: Option<Millis>,
    /// The platform said that it has this already: not seeing it proves nothing then.
    pub(super) has_it: bool,
    /// What the platform gave out in this attempt.
    pub(super) handles: Vec<Handle>,
    /// When the platform was told to make it public, where it was to keep it.
    pub(super) told: Option<Millis>,
    /// Whether somebody wants it down as soon as it is known what it is called.
    pub(super) wanted_down: bool,
    /// Whether the laptop's clock agrees with the platforms': by one that does not, not seeing it proves nothing.
    pub(super) clock_agrees: bool,
}

/// What a reading found: what the platform keeps of it, and what the public sees.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) kept: Vec<Sighting>,
    pub(super) public: Sightings,
}

/// The deliveries in doubt whose next reading is due.
pub(super) fn due_doubts(tx: &Tx<'_>, now: Millis) -> Result<Vec<Doubt>> {
    let rows = tx.all(
        "SELECT delivery.id, delivery.state, delivery.attempt, delivery.lookups, delivery.empty_readings, delivery.changed_at, delivery.manifest,
                delivery.take_down_at IS NOT NULL AS wanted_down, post.id AS post_id,
                post.correlation_id, post.channel_id, part.id AS part_id, part.ordinal,
                coalesce((SELECT min(started_at) FROM attempt
                          WHERE attempt.delivery_id = delivery.id AND attempt.manifest = delivery.manifest),
                         part.commit_started_at) AS first_begun, plan.due_at, restored_delivery.backup_at,
                EXISTS (SELECT 1 FROM handle WHERE handle.part_id = part.id AND handle.attempt = delivery.attempt
                        AND handle.name = $1) AS has_it
         FROM delivery JOIN post ON post.id = delivery.post_id
         JOIN part ON part.delivery_id = delivery.id AND part.state = 'unknown'
         LEFT JOIN plan ON plan.post_id = post.id
         LEFT JOIN restored_delivery ON restored_delivery.delivery_id = delivery.id
         WHERE delivery.state IN ('in_doubt', 'processing', 'handed_over')
           AND (delivery.next_try_at <= $2 OR delivery.next_try_at > $3)
           AND part.ordinal = (SELECT min(ordinal) FROM part AS p WHERE p.delivery_id = delivery.id AND p.state = 'unknown')
         ORDER BY plan.due_at, delivery.id",
        args![HAS_IT, now, now.plus(LONGEST_WAIT)],
        |row| {
            Ok::<_, Error>((
                (
                    row.get("id")?,
                    row.get("attempt")?,
                    row.get("lookups")?,
                    row.get("empty_readings")?,
                    row.get("changed_at")?,
                    row.get("state")?,
                ),
                (row.get::<Digest>("manifest")?, row.get("post_id")?, row.get("correlation_id")?),
                (row.get("channel_id")?, row.get::<PartId>("part_id")?, row.get::<u32>("ordinal")?),
                (row.get::<Option<Millis>>("first_begun")?, row.get::<bool>("has_it")?, row.get::<bool>("wanted_down")?),
                (row.get::<Option<Millis>>("due_at")?, row.get::<Option<Millis>>("backup_at")?),
            ))
        },
    )?;
    let mut doubts = Vec::new();
    for (
        (delivery, attempt, lookups, empty_readings, since_doubt, state),
        (manifest, post, correlation),
        (channel, part, ordinal),
        (started, has_it, wanted_down),
        (due, backup_at),
    ) in rows
    {
        let manifest = gate::load_manifest(tx, manifest)?;
        let channel = clinic::channel(tx, channel)?;
        let Some(signed) = signed_part(&manifest.body, part, ordinal) else { continue };
        let answered = answered(tx, delivery, &manifest.body, signed.role, ordinal)?;
        let since = started.unwrap_or(since_doubt).plus(-SKEW);
        doubts.push(Doubt {
            delivery,
            state,
            attempt,
            lookups,
            empty_readings,
            since_doubt,
            post,
            correlation,
            account: Account::of(&channel),
            part: signed,
            options: manifest.body.options.clone(),
            answered,
            since: backup_at.map_or(since, |backup_at| since.min(backup_at.plus(-BEFORE_A_BACKUP))),
            due,
            has_it,
            handles: handles(tx, part, attempt)?,
            told: keeping::told(tx, delivery)?,
            wanted_down,
            clock_agrees: true,
        });
    }
    Ok(doubts)
}

fn handles(tx: &Tx<'_>, part: PartId, attempt: u32) -> Result<Vec<Handle>> {
    tx.all(
        "SELECT name, value FROM handle WHERE part_id = $1 AND attempt = $2 AND name <> $3 ORDER BY name",
        args![part, attempt, HAS_IT],
        |row| Ok::<_, Error>(Handle { name: row.get("name")?, value: row.get("value")? }),
    )
}

/// Puts what a reading found on disk. `jitter` is random, in milliseconds.
pub(super) fn settle_doubt(
    tx: &Tx<'_>,
    env: &Env,
    doubt: &Doubt,
    read: &Result<Reading, Failure>,
    jitter: i64,
) -> Result<()> {
    match read {
        Ok(_) => after_success(tx, doubt.account.channel)?,
        Err(failure) => after_asking(tx, env, doubt.account.channel, failure.class)?,
    }
    if !still_in_doubt(tx, doubt)? {
        return Ok(());
    }
    if let Ok(Reading { kept, .. }) = read {
        for sighting in kept {
            if !is_another_part(tx, &doubt.account, sighting, doubt.delivery)? {
                return keeping::found_kept(tx, env, doubt, &sighting.platform_id);
            }
        }
    }
    let read = read.as_ref().map(|reading| &reading.public);
    if read.is_err() && removal::took_with_it(tx, doubt.delivery, doubt.part.role, doubt.account.platform)? {
        return absent(tx, env, doubt, Actor::Application, "its_post_was_removed");
    }
    if let Ok(sightings) = read {
        for sighting in &sightings.matches {
            if !is_another_part(tx, &doubt.account, sighting, doubt.delivery)? {
                if is_rather_an_earlier_one(tx, env, doubt)? {
                    return look_again(tx, env, doubt, jitter);
                }
                return found(tx, env, doubt, sighting, Actor::Application);
            }
        }
    }
    if !doubt.clock_agrees {
        // It is due still, and read again once the clock is right.
        return Ok(());
    }
    if doubt.since_doubt > env.now() {
        // A clock that was wrong wrote it down: how long it has been in doubt is counted from here on.
        tx.run("UPDATE delivery SET changed_at = $1 WHERE id = $2", args![env.now(), doubt.delivery])?;
    }
    let complete = read.is_ok_and(|sightings| sightings.complete);
    let empty_readings = doubt.empty_readings + u32::from(complete);
    let quiet = env.now().since(doubt.since_doubt) >= lag(doubt.account.platform);
    // What a person has in hand is not in any list yet.
    let in_hand = doubt.state == ExecutionState::HandedOver;
    if complete && quiet && empty_readings >= ENOUGH_READINGS && !doubt.has_it && !in_hand {
        return absent(tx, env, doubt, Actor::Application, "read_back");
    }
    // Readings that failed must not put off the one that confirms an absence until the post is too late to be sent.
    let before = if complete { doubt.empty_readings } else { doubt.lookups };
    let doubted = env.now().since(doubt.since_doubt);
    let wait = spread(pace::wait(doubt.account.platform, before, complete, doubted), jitter);
    let most = match doubt.told {
        // Its platform may publish it at its time whatever becomes of its signature: it has to be found before.
        Some(told) if env.now() < told.plus(SURELY_SHOWN) => Some(KEPT_PERHAPS),
        Some(_) | None => longest_wait(doubt.state),
    };
    let wait = most.map_or(wait, |most| wait.min(most));
    let mut next = env.now().plus(wait);
    if let Err(Failure { class: FailureClass::WaitUntil(until), .. }) = read {
        // For no longer than a look may be away: a platform that says weeks is asked again before.
        next = next.max((*until).min(env.now().plus(LONGEST_WAIT - Millis::DAY)));
    }
    let detail = read.err().map(|failure| failure.detail.clone());
    if doubt.state == ExecutionState::Processing && read.is_ok_and(|sightings| !sightings.complete) {
        return ask(tx, env, doubt);
    }
    // A reading that shows only a part can't end the doubt, and neither can the next one: a person can.
    let asked = read.is_ok_and(|sightings| !sightings.complete).then(|| {
        let name = doubt.account.platform.name();
        match doubt.told {
            None => format!(
                "{name} does not show Countersign enough to tell whether this went out. Please look at the account and say whether it is there. Nothing is sent twice."
            ),
            Some(_) => format!(
                "{name} does not show Countersign enough to tell whether it keeps this post for its time. Please look at what is scheduled on the account, and delete it there if it shall not go out. Nothing is sent twice."
            ),
        }
    });
    tx.run(
        "UPDATE delivery SET lookups = $1, empty_readings = $2, next_try_at = $3, detail = coalesce($4, detail),
                message = coalesce($5, message)
         WHERE id = $6",
        args![doubt.lookups + 1, empty_readings, next, detail, asked, doubt.delivery],
    )?;
    tx.changed(Tag::Publishing);
    Ok(())
}

/// Whether what was seen may be an earlier post of the same words, which is looked for as well: before its own time this one is
/// public only if somebody moved it.
fn is_rather_an_earlier_one(tx: &Tx<'_>, env: &Env, doubt: &Doubt) -> Result<bool> {
    let Some(due) = doubt.due.filter(|due| *due > env.now()) else { return Ok(false) };
    let earlier = tx.all(
        "SELECT delivery.manifest, part.ordinal FROM delivery JOIN plan ON plan.post_id = delivery.post_id
         JOIN part ON part.delivery_id = delivery.id AND part.state = 'unknown'
         WHERE delivery.state IN ('in_doubt', 'processing') AND delivery.id <> $1 AND plan.due_at < $2
           AND part.platform = $3 AND part.account_id = $4 AND delivery.manifest IS NOT NULL",
        args![doubt.delivery, due, doubt.account.platform, &doubt.account.id],
        |row| Ok::<_, Error>((row.get::<Digest>("manifest")?, row.get::<u32>("ordinal")?)),
    )?;
    for (manifest, ordinal) in earlier {
        let manifest = gate::load_manifest(tx, manifest)?;
        let part = usize::try_from(ordinal).ok().and_then(|ordinal| manifest.body.parts.get(ordinal));
        if part.is_some_and(|part| part.text == doubt.part.text) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Leaves a doubt as it is until its next reading.
fn look_again(tx: &Tx<'_>, env: &Env, doubt: &Doubt, jitter: i64) -> Result<()> {
    let doubted = env.now().since(doubt.since_doubt);
    let wait = spread(pace::wait(doubt.account.platform, doubt.empty_readings, true, doubted), jitter);
    tx.run(
        "UPDATE delivery SET lookups = $1, next_try_at = $2 WHERE id = $3",
        args![doubt.lookups + 1, env.now().plus(wait), doubt.delivery],
    )?;
    tx.changed(Tag::Publishing);
    Ok(())
}

pub(super) fn still_in_doubt(tx: &Tx<'_>, doubt: &Doubt) -> Result<bool> {
    let same: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery JOIN part ON part.delivery_id = delivery.id
         WHERE delivery.id = $1 AND delivery.state = $2 AND delivery.attempt = $3 AND part.id = $4
           AND part.state = 'unknown'",
        args![doubt.delivery, doubt.state, doubt.attempt, doubt.part.id],
        |row| row.get("one"),
    )?;
    Ok(same.is_some())
}

fn found(tx: &Tx<'_>, env: &Env, doubt: &Doubt, sighting: &Sighting, by: Actor) -> Result<()> {
    tx.run(
        "UPDATE part SET state = 'posted', platform_id = $1, permalink = $2, posted_at = coalesce(commit_started_at, $3)
         WHERE id = $4",
        args![&sighting.platform_id, sighting.permalink.clone(), env.now(), doubt.part.id],
    )?;
    read_back::expect(tx, doubt.part.id, env.now())?;
    super::restored::date_what_was_found(tx, env, doubt)?;
    super::restored::tell_what_was_found(tx, env, doubt, by)?;
    let entry = Entry::done(by, Action::PartPosted)
        .about(doubt.post, doubt.correlation)
        .fact("part", doubt.part.id)
        .fact("platform_id", &sighting.platform_id)
        .fact("permalink", sighting.address())
        .fact("evidence", "read_back");
    audit::record(tx, env, &entry)?;
    go_on(tx, env, doubt, by)
}

fn absent(tx: &Tx<'_>, env: &Env, doubt: &Doubt, by: Actor, evidence: &str) -> Result<()> {
    tx.run("UPDATE part SET state = 'waiting', commit_started_at = NULL WHERE id = $1", args![doubt.part.id])?;
    super::restored::what_follows_waits(tx, doubt)?;
    tx.run("UPDATE keeping SET told_at = NULL WHERE delivery_id = $1", args![doubt.delivery])?;
    let entry = Entry::done(by, Action::PartAbsent)
        .about(doubt.post, doubt.correlation)
        .fact("part", doubt.part.id)
        .fact("evidence", evidence);
    audit::record(tx, env, &entry)?;
    // A person who looked may have it sent as often as they like; by itself it is sent again only so often.
    if by == Actor::Application && !spend_a_retry(tx, doubt)? {
        if doubt.told.is_none() {
            return give_up(tx, env, doubt);
        }
        // Its platform does not take it to keep: that is no reason not to send it at its time.
        keeping::not_taken(tx, env, doubt)?;
    }
    go_on(tx, env, doubt, by)
}

/// Uses up a retry; tells whether there was one left.
pub(super) fn spend_a_retry(tx: &Tx<'_>, doubt: &Doubt) -> Result<bool> {
    let spent = tx.run(
        "UPDATE delivery SET failures = failures + 1 WHERE id = $1 AND failures < $2",
        args![doubt.delivery, MOST_RETRIES],
    )?;
    Ok(spent > 0)
}

/// A platform that never takes a post, and never says why, is not asked for ever.
pub(super) fn give_up(tx: &Tx<'_>, env: &Env, doubt: &Doubt) -> Result<()> {
    let platform = doubt.account.platform.name();
    let (state, what) = if count(tx, doubt.delivery, PartState::Posted)? > 0 {
        ("partly_posted", "the rest of this post")
    } else {
        ("failed", "this post")
    };
    let message = format!(
        "{platform} answered with errors and did not take {what} in {} tries. Please try again later.",
        MOST_RETRIES + 1
    );
    tx.run(
        "UPDATE delivery SET state = $1, next_try_at = NULL, lookups = 0, empty_readings = 0, message = $2, changed_at = $3 WHERE id = $4",
        args![state, message, env.now(), doubt.delivery],
    )?;
    let entry = Entry::done(Actor::Application, Action::DeliverySettled)
        .about(doubt.post, doubt.correlation)
        .fact("state", state);
    audit::record(tx, env, &entry)?;
    follow(tx, env, doubt.delivery)?;
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    Ok(())
}

/// What a delivery becomes once a doubt about it is settled: the rest of it goes on.
pub(super) fn go_on(tx: &Tx<'_>, env: &Env, doubt: &Doubt, by: Actor) -> Result<()> {
    let state = if count(tx, doubt.delivery, PartState::Unknown)? > 0 {
        "in_doubt"
    } else if count(tx, doubt.delivery, PartState::Waiting)? > 0 {
        "retrying"
    } else if count(tx, doubt.delivery, PartState::Rejected)? > 0 {
        "partly_posted"
    } else {
        "posted"
    };
    let message = match state {
        "partly_posted" => {
            Some(format!("Part of this post is public; {} refused the rest.", doubt.account.platform.name()))
        }
        "posted" => remark(tx, doubt.delivery)?,
        _ => None,
    };
    tx.run(
        "UPDATE delivery SET state = $1, next_try_at = $2, lookups = 0, empty_readings = 0, message = $3, changed_at = $2
         WHERE id = $4",
        args![state, env.now(), message, doubt.delivery],
    )?;
    if doubt.told.is_some() && state == "retrying" {
        // Nothing was to be public yet: it waits for its time as before.
        tx.run("UPDATE delivery SET state = 'held', next_try_at = NULL WHERE id = $1", args![doubt.delivery])?;
    }
    let entry = Entry::done(by, Action::DeliverySettled).about(doubt.post, doubt.correlation).fact("state", state);
    audit::record(tx, env, &entry)?;
    gate::reconsider(tx, env, doubt.post)?;
    follow(tx, env, doubt.delivery)?;
    tx.changed(Tag::Publishing);
    tx.changed(Tag::Posts);
    tx.changed(Tag::Queue);
    Ok(())
}

/// A person looked at the platform and says what is there. `seen` is the sighting, or nothing.
///
/// # Errors
/// When the delivery is not in doubt, the address is another part's, or the store refuses.
pub fn decide(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, seen: Option<&Sighting>) -> Result<()> {
    // Far enough in the future that every reading counts as due.
    let doubt = due_doubts(tx, Millis(i64::MAX))?
        .into_iter()
        .find(|doubt| doubt.post == post && doubt.state == ExecutionState::InDoubt)
        .ok_or_else(|| Error::refused(ErrorCode::Stale, "There is nothing to decide about this post any more."))?;
    let entry = Entry::done(Actor::Person(by), Action::DeliveryDecided)
        .about(post, doubt.correlation)
        .fact("found", if seen.is_some() { "public" } else { "not_public" });
    audit::record(tx, env, &entry)?;
    match seen {
        Some(sighting) if is_another_part(tx, &doubt.account, sighting, doubt.delivery)? => Err(Error::invalid(
            "address",
            "This address belongs to another post of yours. Copy the address of this one.",
        )),
        Some(sighting) => found(tx, env, &doubt, sighting, Actor::Person(by)),
        None => {
            if let Some(told) = doubt.told.filter(|told| env.now() < told.plus(SURELY_SHOWN)) {
                return Err(Error::refused(ErrorCode::Invalid, not_to_be_told_yet(tx, &doubt, told)?));
            }
            absent(tx, env, &doubt, Actor::Person(by), "read_back")
        }
    }
}

/// Why nobody can say yet that a post is not there which its platform may keep.
fn not_to_be_told_yet(tx: &Tx<'_>, doubt: &Doubt, told: Millis) -> Result<String> {
    let zone = Zone::named(&clinic::profile(tx)?.zone).unwrap_or_else(|_| Zone::utc());
    let (name, face) = (doubt.account.platform.name(), zone.clock_at(told.plus(SURELY_SHOWN)));
    Ok(format!(
        "{name} may keep this post until its time, and nobody sees it before. Look at what is scheduled on the account and delete it there if it shall not go out. From {} on {} you can say here whether it is public.",
        face.time(),
        face.day_label()
    ))
}
