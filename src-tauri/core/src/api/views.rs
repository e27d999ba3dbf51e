//! Posts as lists and screens show them: one query, and the words for each state.

use std::collections::BTreeMap;

use super::types::{
    Attempt, Delivery, DeliveryPart, DisplayState, Document, PartRemoval, Picture, Post, PostSummary, PostTarget, Video,
};
use super::when::{clinic_zone, plan, when};
use super::{keeping, read_back};
use crate::clinic::{self, Profile};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::zone::Zone;
use crate::model::{BatchId, Content, ExecutionState, Millis, PersonId, PostId, ReviewStatus};
use crate::publish::{self, RemovalState, UNDECIDED};
use crate::review::Anchor;
use crate::schedule::PlanRow;
use crate::store::{Tx, Value, args};

const COLUMNS: &str = "
    post.id, post.batch_id, (SELECT post_target.author FROM post_target WHERE post_target.post_id = post.id) AS answers_whom, batch.theme, post.channel_id, channel.account_name, channel.platform, post.review,
           post.held_at, revision.content, plan.wall, plan.zone, plan.due_at, delivery.state, delivery.message,
           (SELECT permalink FROM part WHERE part.delivery_id = delivery.id AND part.ordinal = 0) AS permalink,
           (SELECT max(read_back.outcome) FROM part JOIN read_back ON read_back.part_id = part.id
            WHERE part.delivery_id = delivery.id AND part.state = 'posted' AND delivery.take_down_at IS NULL
              AND read_back.outcome IN ('differs', 'gone') AND read_back.seen_at IS NULL) AS shown_otherwise,
           EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id) AS approved,
           (SELECT group_concat(DISTINCT person.name) FROM counting_approval
            JOIN person ON person.id = counting_approval.person_id
            WHERE counting_approval.post_id = post.id) AS signed_by,
           (SELECT text FROM remark WHERE remark.post_id = post.id AND remark.kind <> 'remark'
            ORDER BY created_at DESC LIMIT 1) AS asked,
           (SELECT anchor FROM remark WHERE remark.post_id = post.id AND remark.kind <> 'remark'
            ORDER BY created_at DESC LIMIT 1) AS asked_about";

const FROM: &str = "
    FROM post
    JOIN channel ON channel.id = post.channel_id
    JOIN revision ON revision.id = post.head_revision
    LEFT JOIN batch ON batch.id = post.batch_id
    LEFT JOIN plan ON plan.post_id = post.id
    LEFT JOIN delivery ON delivery.post_id = post.id
    WHERE post.discarded_at IS NULL";

/// Which posts a list shows.
pub(super) enum Which {
    /// All of them.
    All,
    /// Those that something is still to become of, those planned for `from` or later, and those that went out after `since`.
    Open {
        /// The beginning of the day.
        from: Millis,
        /// When somebody was last here.
        since: Millis,
    },
    /// One.
    One(PostId),
    /// Those of a batch.
    Batch(BatchId),
}

/// What stays out of it is what went out, was called off or taken down on an earlier day: nearly all that there ever was.
const OPEN: &str = " AND post.id IN (
    SELECT post_id FROM delivery WHERE state IN ('held', 'scheduled', 'running', 'retrying', 'processing', 'handed_over', 'at_platform',
                                                 'failed', 'in_doubt', 'missed', 'expired', 'partly_posted')
    UNION
    SELECT post.id FROM post WHERE post.planned = 0 AND post.discarded_at IS NULL
    UNION
    SELECT plan.post_id FROM plan WHERE plan.due_at >= $1
    UNION
    SELECT delivery.post_id FROM part CROSS JOIN delivery ON delivery.id = part.delivery_id
    WHERE part.state = 'posted' AND part.platform <> 'whatsapp' AND part.posted_at > $2
    UNION
    SELECT post_id FROM delivery WHERE sent_at > $2
    UNION
    SELECT delivery.post_id FROM removal CROSS JOIN part ON part.id = removal.part_id
    CROSS JOIN delivery ON delivery.id = part.delivery_id
    WHERE removal.state IN ('refused', 'by_hand')
    UNION
    SELECT delivery.post_id FROM read_back CROSS JOIN part ON part.id = read_back.part_id
    CROSS JOIN delivery ON delivery.id = part.delivery_id
    WHERE read_back.outcome IN ('differs', 'gone') AND read_back.seen_at IS NULL)";

/// Posts in the order of their time; those without one come last, the newest first.
pub(super) fn summaries(tx: &Tx<'_>, now: Millis, which: &Which) -> Result<Vec<PostSummary>> {
    let (narrow, values): (&str, &[Value]) = match which {
        Which::All => ("", &[]),
        Which::Open { from, since } => (OPEN, args![*from, *since]),
        Which::One(post) => (" AND post.id = $1", args![*post]),
        Which::Batch(batch) => (" AND post.batch_id = $1", args![*batch]),
    };
    let sql = format!(
        "SELECT {COLUMNS}, {UNDECIDED} AS undecided {FROM}{narrow}
         ORDER BY plan.due_at IS NULL, plan.due_at, post.id DESC"
    );
    tx.all(&sql, values, |row| {
        let content: Content = row.json("content")?;
        let stored: Option<(String, String, Millis)> =
            match (row.get::<Option<String>>("wall")?, row.get::<Option<String>>("zone")?, row.get("due_at")?) {
                (Some(wall), Some(zone), Some(due)) => Some((wall, zone, due)),
                (_, _, _) => None,
            };
        let approved: bool = row.get("approved")?;
        let stored_review: ReviewStatus = row.get("review")?;
        let review = if approved { ReviewStatus::Approved } else { stored_review };
        let execution: Option<ExecutionState> = row.get("state")?;
        let message: Option<String> = row.get("message")?;
        let asked: Option<String> = row.get("asked")?;
        let about: Option<String> = row.get("asked_about")?;
        // “Say it differently.” says little without the words it is about.
        let quote = about.and_then(|anchor| serde_json::from_str::<Anchor>(&anchor).ok()).map(|anchor| anchor.quote);
        let asked = asked.map(|asked| quote.map_or_else(|| asked.clone(), |quote| format!("“{quote}”: {asked}")));
        let state = display_state(review, execution);
        let half_signed = row
            .get::<Option<String>>("signed_by")?
            .map(|by| format!("Signed by {by}. The signature of a second doctor is missing."));
        Ok(PostSummary {
            id: row.get("id")?,
            batch_id: row.get("batch_id")?,
            theme: row.get("theme")?,
            channel_id: row.get("channel_id")?,
            channel_name: row.get("account_name")?,
            platform: row.get("platform")?,
            title: draft::title(&content),
            review,
            state,
            picture: content.media().next().map(|media| media.digest),
            plan: stored.map(|(wall, zone, due)| plan(&PlanRow { wall, zone, due }, now)),
            held: row.get::<Option<Millis>>("held_at")?.is_some(),
            undecided: row.get("undecided")?,
            shown_otherwise: row.get("shown_otherwise")?,
            needs: message.or_else(|| half_signed.filter(|_| state == DisplayState::Waiting)).or_else(|| {
                asked.filter(|_| matches!(review, ReviewStatus::ChangesRequested | ReviewStatus::Rejected))
            }),
            permalink: row.get("permalink")?,
            answers: row.get("answers_whom")?,
        })
    })
}

/// One post as lists show it.
pub(super) fn summary(tx: &Tx<'_>, now: Millis, post: PostId) -> Result<PostSummary> {
    summaries(tx, now, &Which::One(post))?.pop().ok_or_else(|| Error::not_found("post"))
}

/// The one word for how far a post has come.
pub(super) const fn display_state(review: ReviewStatus, execution: Option<ExecutionState>) -> DisplayState {
    use ExecutionState as S;
    match execution {
        None | Some(S::Held | S::Scheduled) => match review {
            ReviewStatus::Draft => DisplayState::Draft,
            ReviewStatus::PendingReview => DisplayState::Waiting,
            ReviewStatus::Approved => DisplayState::Signed,
            ReviewStatus::ChangesRequested => DisplayState::Changes,
            ReviewStatus::Rejected => DisplayState::Rejected,
        },
        Some(S::Running) => DisplayState::Going,
        Some(S::Retrying) => DisplayState::Retrying,
        Some(S::Posted) => DisplayState::Posted,
        Some(S::PartlyPosted) => DisplayState::PartlyPosted,
        Some(S::Processing) => DisplayState::Processing,
        Some(S::HandedOver) => DisplayState::HandedOver,
        Some(S::AtPlatform) => DisplayState::AtPlatform,
        Some(S::Failed) => DisplayState::Failed,
        Some(S::InDoubt) => DisplayState::Doubt,
        Some(S::Missed) => DisplayState::Missed,
        Some(S::Expired) => DisplayState::Expired,
        Some(S::Cancelled) => DisplayState::Cancelled,
        Some(S::Removed) => DisplayState::Removed,
    }
}

/// Whether nothing more is charged for it: it is out, or a person posts it by hand.
const fn is_paid(state: DisplayState) -> bool {
    match state {
        DisplayState::Posted | DisplayState::PartlyPosted | DisplayState::HandedOver | DisplayState::Removed => true,
        DisplayState::Draft
        | DisplayState::Waiting
        | DisplayState::Signed
        | DisplayState::Changes
        | DisplayState::Rejected
        | DisplayState::Going
        | DisplayState::Retrying
        | DisplayState::Processing
        | DisplayState::AtPlatform
        | DisplayState::Failed
        | DisplayState::Doubt
        | DisplayState::Missed
        | DisplayState::Expired
        | DisplayState::Cancelled => false,
    }
}

/// A post, whole.
pub(super) fn post(tx: &Tx<'_>, env: &Env, id: PostId) -> Result<Post> {
    let profile = clinic::profile(tx)?;
    let zone = clinic_zone(&profile);
    let head = draft::head(tx, id)?;
    let names = names(tx)?;
    let summary = summary(tx, env.now(), id)?;
    let mut report = gate::report_of(tx, &head)?;
    if is_paid(summary.state) {
        report.cost = None;
    }
    let delivery = delivery(tx, id, &zone)?;
    let state = delivery.as_ref().map(|it| (it.state, it.message.as_deref()));
    let keeping = state.map_or(Ok(None), |state| keeping::view(tx, env, id, state, &zone))?;
    Ok(Post {
        summary,
        revision_id: head.revision,
        revision_number: head.number,
        revised_by: name_of(&names, head.author),
        revised: when(head.revised_at, &zone),
        pictures: pictures(tx, &head.content)?,
        report,
        linked: head.linked,
        delivery,
        keeping,
        correlation_id: head.correlation,
        locked_because: draft::frozen_because(tx, id)?.map(str::to_owned),
        target: draft::target(tx, id)?.map(|target| PostTarget {
            author: target.author,
            words: target.words,
            written: when(target.written_at, &zone),
            gone: target.gone_at.map(|at| when(at, &zone)),
            way: target.way,
            until: target.until.map(|at| when(at, &zone)),
        }),
        content: head.content,
    })
}

fn pictures(tx: &Tx<'_>, content: &Content) -> Result<Vec<Picture>> {
    let mut pictures: Vec<Picture> = Vec::new();
    for media in content.media() {
        if pictures.iter().any(|picture| picture.digest == media.digest) {
            continue;
        }
        if let Some(row) = draft::media(tx, media.digest)? {
            pictures.push(picture(row));
        } else if let Some(row) = draft::video(tx, media.digest)? {
            pictures.push(video(row));
        } else if let Some(row) = draft::document(tx, media.digest)? {
            pictures.push(document(&row));
        }
    }
    Ok(pictures)
}

/// A stored picture as it is shown.
pub(super) fn picture(row: draft::MediaRow) -> Picture {
    let frames = row.moves().then_some(row.frames);
    Picture {
        digest: row.digest,
        file_name: row.file_name,
        width: row.width,
        height: row.height,
        bytes: u64::from(row.bytes),
        metadata_removed: row.metadata_removed,
        video: None,
        frames,
        document: None,
    }
}

/// A stored document as it is shown.
pub(super) fn document(row: &draft::DocumentRow) -> Picture {
    Picture {
        digest: row.digest,
        file_name: row.file_name.clone(),
        // A page of A4, for the place that is kept for it.
        width: 210,
        height: 297,
        bytes: row.bytes,
        metadata_removed: false,
        frames: None,
        document: Some(Document { pages: row.facts.pages, length: row.length(), title: row.title().to_owned() }),
        video: None,
    }
}

/// A stored video as it is shown.
pub(super) fn video(row: draft::VideoRow) -> Picture {
    let length = row.length();
    let facts = row.facts;
    let mut made_of = vec![facts.container.name().to_owned(), facts.codec.name().to_owned()];
    if let Some(rate) = facts.frame_rate {
        let (whole, part) = (rate / 1000, rate % 1000 / 10);
        let rate = if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}") };
        made_of.push(format!("{rate} pictures a second"));
    }
    made_of.push(facts.sound.map_or_else(
        || "no sound".to_owned(),
        |sound| {
            let channels = match sound.channels {
                1 => "mono".to_owned(),
                2 => "stereo".to_owned(),
                many => format!("{many} channels"),
            };
            format!("sound in {}, {channels}", sound.codec.name())
        },
    ));
    Picture {
        digest: row.digest,
        file_name: row.file_name,
        width: facts.width,
        height: facts.height,
        bytes: facts.bytes,
        metadata_removed: row.metadata_removed,
        frames: None,
        document: None,
        video: Some(Video {
            mime: facts.container.mime().to_owned(),
            duration_ms: facts.duration_ms,
            length,
            made_of,
            poster: row.poster.is_some(),
            place_removed: row.place_removed,
        }),
    }
}

fn delivery(tx: &Tx<'_>, post: PostId, zone: &Zone) -> Result<Option<Delivery>> {
    let found = tx.one("SELECT * FROM delivery WHERE post_id = $1", args![post], |row| {
        Ok::<_, Error>(Delivery {
            id: row.get("id")?,
            state: row.get("state")?,
            message: row.get("message")?,
            detail: row.get("detail")?,
            parts: Vec::new(),
            attempts: Vec::new(),
            next_try: row.get::<Option<Millis>>("next_try_at")?.map(|at| when(at, zone)),
            permalink: None,
        })
    })?;
    let Some(mut delivery) = found else { return Ok(None) };
    let names = names(tx)?;
    delivery.parts = tx.all(
        "SELECT part.*, removal.state AS removal_state, removal.asked_at, removal.asked_by, removal.message AS removal_message,
                removal.detail AS removal_detail, removal.next_try_at AS removal_next
         FROM part LEFT JOIN removal ON removal.part_id = part.id
         -- Recipients, who may be thousands, are read page by page, and their ids are no addresses.
         WHERE delivery_id = $1 AND NOT EXISTS (SELECT 1 FROM recipient_part WHERE recipient_part.part_id = part.id)
         ORDER BY ordinal",
        args![delivery.id],
        |row| {
            let removal = match row.get::<Option<RemovalState>>("removal_state")? {
                None => None,
                Some(state) => Some(PartRemoval {
                    state,
                    asked_by: name_of(&names, row.get("asked_by")?),
                    asked: when(row.get("asked_at")?, zone),
                    message: row.get("removal_message")?,
                    detail: row.get("removal_detail")?,
                    next_try: row.get::<Option<Millis>>("removal_next")?.map(|at| when(at, zone)),
                }),
            };
            Ok::<_, Error>(DeliveryPart {
                ordinal: row.get("ordinal")?,
                state: row.get("state")?,
                platform_id: row.get("platform_id")?,
                permalink: row.get("permalink")?,
                posted: row.get::<Option<Millis>>("posted_at")?.map(|at| when(at, zone)),
                removal,
                read_back: None,
            })
        },
    )?;
    let platform = tx.one(
        "SELECT channel.platform FROM post JOIN channel ON channel.id = post.channel_id WHERE post.id = $1",
        args![post],
        |row| row.get("platform").map_err(Error::from),
    )?;
    if let Some(platform) = platform {
        for known in publish::read_back(tx, post)? {
            if let Some(part) = delivery.parts.iter_mut().find(|part| part.ordinal == known.ordinal) {
                part.read_back = Some(read_back::view(known, platform, &names, zone));
            }
        }
    }
    delivery.attempts =
        tx.all("SELECT * FROM attempt WHERE delivery_id = $1 ORDER BY number", args![delivery.id], |row| {
            Ok::<_, Error>(Attempt {
                number: row.get("number")?,
                started: when(row.get("started_at")?, zone),
                outcome: row.get("outcome")?,
                detail: row.get("detail")?,
            })
        })?;
    delivery.permalink = delivery.parts.first().and_then(|part| part.permalink.clone());
    Ok(Some(delivery))
}

/// Everybody's name, those who left among them.
pub(super) fn names(tx: &Tx<'_>) -> Result<BTreeMap<PersonId, String>> {
    Ok(clinic::people(tx)?.into_iter().map(|person| (person.id, person.name)).collect())
}

/// A person's name.
pub(super) fn name_of(names: &BTreeMap<PersonId, String>, id: PersonId) -> String {
    names.get(&id).cloned().unwrap_or_else(|| "Somebody".to_owned())
}

/// The profile, its zone, and the instant: what nearly every view begins with.
pub(super) fn here(tx: &Tx<'_>) -> Result<(Profile, Zone)> {
    let profile = clinic::profile(tx)?;
    let zone = clinic_zone(&profile);
    Ok((profile, zone))
}
