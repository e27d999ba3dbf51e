//! The judge: what of the evidence breaks a promise.
//!
//! Invariant: it believes the platforms' ledger about what is public, the record about the order of things, and the signatures
//! themselves; never what a post is said to be. Each of its questions has a test that shows it a fault of that kind.

use std::collections::BTreeMap;

use countersign_core::engage::GestureState;
use countersign_core::model::{ExecutionState, Millis, Platform};

use super::evidence::{Commit, Evidence, GestureSeen, PostSeen, Public, Wording, Words};

mod rules;

#[cfg(test)]
mod tests;

/// How far the two clocks may be apart before anything is held (design: more than two minutes apart), and so how much ahead of
/// its time by the platforms' clock a post may be.
const CLOCKS_APART: i64 = 2 * Millis::MINUTE;

/// A broken promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// Public more than once.
    Twice,
    /// Not public, and nothing says why.
    Missing,
    /// Public, or begun, without a signature that was good when its commit began.
    Unsigned,
    /// Public with other content than was signed.
    OtherContent,
    /// Begun after a stop, a hold or a take-down, or outside of what the clinic allows.
    Forbidden,
    /// Public before its time.
    Early,
    /// In doubt although the platform can tell.
    NeedlessDoubt,
    /// Said to be public and not, or the other way round.
    Misstated,
    /// Read back as changed or gone although it is there as it was signed.
    Misread,
    /// A draft that is not what was kept.
    DraftLost,
}

impl Breach {
    /// Every one, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Twice,
        Self::Missing,
        Self::Unsigned,
        Self::OtherContent,
        Self::Forbidden,
        Self::Early,
        Self::NeedlessDoubt,
        Self::Misstated,
        Self::Misread,
        Self::DraftLost,
    ];

    /// As the table calls it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Twice => "public twice",
            Self::Missing => "missing without a recorded reason",
            Self::Unsigned => "without a valid signature at commit_started",
            Self::OtherContent => "public with other content than signed",
            Self::Forbidden => "sent after stop, revoke or outside policy",
            Self::Early => "sent early",
            Self::NeedlessDoubt => "in doubt although the platform can tell",
            Self::Misstated => "recorded otherwise than it is",
            Self::Misread => "read back as other than it is shown",
            Self::DraftLost => "drafts lost",
        }
    }
}

/// One broken promise, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub breach: Breach,
    /// Of which post, where it is one's.
    pub post: Option<usize>,
    /// What exactly.
    pub words: String,
}

/// What the judge says.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// How many posts were signed.
    pub signed: usize,
    /// How many of them are public exactly once, or were until somebody took them down.
    pub once: usize,
    /// How many are not, or not whole, by the reason on record.
    pub reasons: BTreeMap<String, usize>,
    /// How many are in doubt where the platform can't tell, by cause.
    pub doubts: BTreeMap<String, usize>,
    /// How far ahead of its time the earliest was, by the platforms' clock.
    pub earliest: i64,
    /// How much was done without words.
    pub wordless: usize,
    /// What was broken.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// How often a promise was broken.
    #[must_use]
    pub fn count(&self, breach: Breach) -> usize {
        self.findings.iter().filter(|finding| finding.breach == breach).count()
    }

    /// Whether enough went out to tell anything: a clinic that sends nothing breaks no promise.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        self.once * 10 >= self.signed * 6
    }

    /// Whether every promise was kept.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    fn found(&mut self, breach: Breach, words: String) {
        self.findings.push(Finding { breach, post: None, words });
    }

    fn found_of(&mut self, post: usize, breach: Breach, words: &str) {
        self.findings.push(Finding { breach, post: Some(post), words: format!("post {post}{words}") });
    }
}

/// Judges.
#[must_use]
pub fn judge(evidence: &Evidence) -> Verdict {
    let signed = evidence.posts.len() + evidence.lost.len();
    let mut verdict = Verdict { signed, ..Verdict::default() };
    for number in &evidence.lost {
        verdict.found_of(*number, Breach::Missing, " was signed, and is not there any more");
    }
    for public in &evidence.public {
        if public.number.and_then(|number| evidence.posts.get(&number)).is_none() {
            verdict.found(
                Breach::Unsigned,
                format!("nobody signed {:?} {} “{}”", public.platform, public.id, public.text),
            );
        }
    }
    for (number, post) in &evidence.posts {
        let shown: Vec<&Public> = evidence.public.iter().filter(|it| it.number == Some(*number)).collect();
        commits(&mut verdict, (*number, post), evidence);
        let public = each_once(&mut verdict, (*number, post), &shown);
        outcome(&mut verdict, (*number, post), public);
    }
    for unasked in &evidence.unasked {
        verdict.found(Breach::Unsigned, format!("nobody wanted {unasked}"));
    }
    for gesture in &evidence.gestures {
        wordless(&mut verdict, gesture);
    }
    for draft in &evidence.drafts {
        if !draft.may_say.contains(&draft.text) {
            verdict.found(Breach::DraftLost, format!("“{}” instead of one of {:?}", draft.text, draft.may_say));
        }
    }
    verdict
}

/// What was to be done without words.
fn wordless(verdict: &mut Verdict, gesture: &GestureSeen) {
    let GestureSeen { kind, target, state, reason, let_out, stands } = gesture;
    let target = format!("{target}, {kind:?},");
    if *stands > 1 {
        verdict.found(Breach::Twice, format!("what was done to {target} came to stand {stands} times"));
    }
    if *stands > 0 && !let_out {
        verdict.found(Breach::Unsigned, format!("what was done to {target} was not let out under a signature"));
    }
    let done = *state == GestureState::Done;
    if done && *stands == 0 || *stands > 0 && matches!(state, GestureState::Missed | GestureState::CalledOff) {
        verdict.found(Breach::Misstated, format!("{target} is {state:?}, and it stands {stands} times"));
    }
    if done {
        verdict.wordless += 1;
    } else if reason.is_none() {
        verdict.found(Breach::Missing, format!("what was to be done to {target} is {state:?}"));
    }
}

/// Every commit that began, whatever came of it.
fn commits(verdict: &mut Verdict, (number, post): (usize, &PostSeen), evidence: &Evidence) {
    for commit in &post.commits {
        if !is_signed(post, commit) {
            verdict.found_of(number, Breach::Unsigned, &format!(": entry {} under {}", commit.seq, commit.manifest));
        }
        // By the very clock that it was due by: nothing begins before.
        if commit.at < post.due {
            let early = post.due.since(commit.at);
            verdict.found_of(number, Breach::Early, &format!(": entry {} began {early} ms too early", commit.seq));
        }
        if let Some(why) = rules::forbidden(evidence, number, post, commit) {
            verdict.found_of(number, Breach::Forbidden, &format!(": entry {} although {why}", commit.seq));
        }
    }
}

/// Whether a signature covered exactly this when the commit began: good, over this manifest, not taken back, and over the words
/// that the post had.
fn is_signed(post: &PostSeen, commit: &Commit) -> bool {
    let taken_back = |since: i64| post.revoked.iter().any(|at| since < *at && *at < commit.seq);
    let newest = post.revised.iter().filter(|(at, _)| *at < commit.seq).max_by_key(|(at, _)| *at);
    let of_these_words = newest.is_none_or(|(_, revision)| *revision == commit.revision);
    let covered = post
        .signatures
        .iter()
        .any(|it| it.good && it.manifest == commit.manifest && it.seq < commit.seq && !taken_back(it.seq));
    covered && of_these_words
}

/// What a platform shows of a post against what was signed of it. Tells how many parts are public.
fn each_once(verdict: &mut Verdict, (number, post): (usize, &PostSeen), shown: &[&Public]) -> usize {
    let mut places: BTreeMap<(usize, Option<&str>), usize> = BTreeMap::new();
    for public in shown {
        let ahead = post.due.since(public.at);
        verdict.earliest = verdict.earliest.max(ahead);
        if ahead > CLOCKS_APART {
            verdict.found_of(number, Breach::Early, &format!(": {ahead} ms ahead of its time"));
        }
        let of_this = post.commits.iter().find(|commit| {
            public.platform == post.platform
                && commit.recipient == public.recipient
                && (commit.under.is_none() || commit.under == public.under)
                && is_as_signed(&commit.words, public)
        });
        match of_this {
            Some(commit) => *places.entry((commit.part, commit.recipient.as_deref())).or_default() += 1,
            None if post.commits.is_empty() => {
                verdict.found_of(number, Breach::Unsigned, &format!(": {} is public, and no commit began", public.id));
            }
            None => {
                let (id, text, times) = (&public.id, &public.text, post.commits.len());
                verdict.found_of(number, Breach::OtherContent, &format!(": {id} “{text}” is none of {times} commits"));
            }
        }
    }
    for (place, times) in places.iter().filter(|(_, times)| **times > 1) {
        verdict.found_of(number, Breach::Twice, &format!(", part {place:?}: {times} times"));
    }
    places.len()
}

fn is_as_signed(words: &Words, public: &Public) -> bool {
    let shown = |value: &String| public.text.contains(value) || public.link.iter().any(|link| link.contains(value));
    let (text, link) = match &words.text {
        Wording::Exactly(text) => (*text == public.text, public.link == words.link),
        // A value may stand in the text or in what a button opens.
        Wording::Filled(values) => (values.iter().all(shown), true),
    };
    // What has no description there has nothing to compare.
    let described =
        public.alts.iter().zip(&words.alts).all(|(shown, signed)| shown.as_ref().is_none_or(|it| it == signed));
    text && link && described && public.media == words.media
}

fn outcome(verdict: &mut Verdict, (number, post): (usize, &PostSeen), public: usize) {
    use ExecutionState as S;
    let said = post.said_public;
    if !(said..=said + post.unclear).contains(&public) {
        let words = format!(" is {:?}: {said} parts are said to be public, {public} are", post.state);
        verdict.found_of(number, Breach::Misstated, &words);
    }
    // What was taken down is gone, and was asked for.
    if post.said_otherwise > 0 && public == post.parts && post.state == S::Posted {
        verdict.found_of(number, Breach::Misread, &format!(": {} of its parts", post.said_otherwise));
    }
    // What a person posts by hand, since nobody signs in there any more, is written down as begun.
    if post.unclear > 0 && post.state != S::HandedOver {
        doubt(verdict, number, post);
    } else if matches!(post.state, S::Posted | S::Removed) && public == post.parts {
        verdict.once += 1;
    } else if let Some(reason) = &post.reason {
        *verdict.reasons.entry(format!("{}: {reason}", post.state.word())).or_default() += 1;
    } else {
        verdict.found_of(number, Breach::Missing, &format!(" is {}; {public} parts are public", post.told));
    }
}

fn doubt(verdict: &mut Verdict, number: usize, post: &PostSeen) {
    let pictures = post.commits.iter().any(|commit| !commit.words.media.is_empty());
    match unanswerable(post.platform, pictures) {
        Some(cause) => *verdict.doubts.entry(cause.to_owned()).or_default() += 1,
        None => verdict.found_of(number, Breach::NeedlessDoubt, &format!(" on {:?} is {}", post.platform, post.told)),
    }
}

/// Why a platform can't tell whether something came, once its answer is lost. Every other one can be read.
const fn unanswerable(platform: Platform, pictures: bool) -> Option<&'static str> {
    match platform {
        Platform::Whatsapp => Some("WhatsApp shows nobody what was sent"),
        Platform::Tiktok if pictures => Some("TikTok names pictures only in the answer that was lost"),
        Platform::Tiktok
        | Platform::X
        | Platform::Facebook
        | Platform::Linkedin
        | Platform::Instagram
        | Platform::Youtube => None,
    }
}
