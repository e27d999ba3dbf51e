//! What the desktop around the window shows and may do while nobody is signed in: tray, notifications, sleep.
//!
//! Invariant: none of it holds a word of a post, and the only thing it can do is stop. None of it is in the command list.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Api;
use super::types::{Desk, DeskPost, Telling, TellingKind};
use super::views::here;
use super::when::when;
use crate::alert;
use crate::audit::Actor;
use crate::clinic;
use crate::error::Result;
use crate::gate;
use crate::model::zone::Zone;
use crate::model::{Millis, Platform, WorkspaceKind};
use crate::publish::{self, Notice, NoticeKind};

impl Api {
    /// What the tray shows.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn desk(&self) -> Result<Desk> {
        let (now, clock_wrong) = (self.env.now(), !self.listener.clock_agrees());
        self.db.read(|tx| {
            let (profile, zone) = here(tx)?;
            let counts = publish::counts(tx)?;
            Ok(Desk {
                stopped: profile.stopped.is_some(),
                ahead: counts.ahead,
                emergencies: alert::emergencies(tx, now)?,
                waiting: counts.waiting,
                decisions: counts.decisions,
                clock_wrong,
                next: publish::next(tx)?.map(|next| DeskPost {
                    post_id: next.post,
                    platform: next.platform,
                    due: when(next.due, &zone),
                }),
            })
        })
    }

    /// Stops everything from the tray: whoever passes by may, in the name of the person who is signed in if there is one.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn stop_from_desk(&self) -> Result<()> {
        let by = self.desktop.session().caller.map_or(Actor::Application, |caller| caller.actor());
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| gate::stop(tx, &env, by))?;
        self.dispatcher.wake();
        Ok(())
    }

    /// Everything that has to be told by a notification and was not yet, what cannot wait first. It is told from now on.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn take_tellings(&self) -> Result<Vec<Telling>> {
        let mut tellings = self.take_alerts()?;
        match self.take_notices() {
            Ok(notices) => tellings.extend(notices),
            Err(error) if tellings.is_empty() => return Err(error),
            // What was just taken is on its way: it must not be lost for what comes behind it.
            Err(error) => tracing::warn!(%error, "the notices behind the alerts could not be read"),
        }
        Ok(tellings)
    }

    /// What has to be told of posts by a notification and was not yet: several of a kind as one. It is told from now on.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn take_notices(&self) -> Result<Vec<Telling>> {
        let now = self.env.now();
        // A look costs nothing; only what is new is worth a commit.
        if !self.db.read(|tx| publish::anything_untold(tx, now))? {
            return Ok(Vec::new());
        }
        let env = Arc::clone(&self.env);
        let (notices, profile) = self
            .db
            .write(move |tx| Ok::<_, crate::error::Error>((publish::take_untold(tx, &env)?, clinic::profile(tx)?)))?;
        let zone = super::when::clinic_zone(&profile);
        let mut by_kind: BTreeMap<NoticeKind, Vec<Notice>> = BTreeMap::new();
        for notice in notices {
            by_kind.entry(notice.kind).or_default().push(notice);
        }
        let practice = profile.kind == WorkspaceKind::Practice;
        Ok(by_kind.into_iter().map(|(kind, notices)| tell(kind, &notices, &zone, practice)).collect())
    }

    /// Whether the laptop should stay awake now, and when that may change by itself.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn keeps_awake(&self) -> Result<(bool, Option<Millis>)> {
        let now = self.env.now();
        self.db.read(|tx| publish::keeps_awake(tx, now))
    }
}

fn tell(kind: NoticeKind, notices: &[Notice], zone: &Zone, practice: bool) -> Telling {
    let one = if let [only] = notices { Some(only) } else { None };
    let (title, text) = match one {
        Some(notice) => about_one(notice, zone),
        None => about_several(kind, notices),
    };
    let screen = match kind {
        NoticeKind::Waiting | NoticeKind::Expiring => "review",
        NoticeKind::Failed
        | NoticeKind::InDoubt
        | NoticeKind::Missed
        | NoticeKind::ByHand
        | NoticeKind::StillPublic
        | NoticeKind::ShownOtherwise
            if one.is_some() =>
        {
            "compose"
        }
        NoticeKind::Failed
        | NoticeKind::InDoubt
        | NoticeKind::Missed
        | NoticeKind::ByHand
        | NoticeKind::StillPublic
        | NoticeKind::ShownOtherwise
        | NoticeKind::Stopped => "today",
    };
    Telling {
        kind: TellingKind::Post(kind),
        title: if practice { format!("Practice: {title}") } else { title },
        text,
        screen: screen.to_owned(),
        post_id: one.and_then(|notice| notice.post),
        conversation_id: None,
    }
}

fn about_one(notice: &Notice, zone: &Zone) -> (String, String) {
    let platform = notice.platform.map_or("a platform", Platform::name);
    let due = notice.due.map(|due| {
        let face = zone.clock_at(due);
        format!("{}, {}", face.day_label(), face.time())
    });
    let planned = due.as_ref().map_or_else(|| "It has no time yet.".to_owned(), |due| format!("Planned for {due}."));
    match notice.kind {
        NoticeKind::Failed => (format!("A post on {platform} failed"), format!("{planned} Open it to see why.")),
        NoticeKind::InDoubt => (
            format!("A post on {platform} is being checked"),
            format!("{planned} {platform} did not say whether it went out. Nothing is sent twice."),
        ),
        NoticeKind::Missed => (format!("A post for {platform} was missed"), format!("{planned} Choose a new time.")),
        NoticeKind::Waiting => (format!("A post for {platform} waits for the doctor"), planned),
        NoticeKind::Stopped => {
            ("Everything is stopped".to_owned(), "Nothing goes out until somebody resumes in the window.".to_owned())
        }
        NoticeKind::Expiring => (
            format!("A post for {platform} is not signed yet"),
            format!("{planned} Without a signature it stays here."),
        ),
        NoticeKind::ByHand => {
            (format!("Post on {platform} by hand"), "Its time has come. Everything for it is ready to copy.".to_owned())
        }
        NoticeKind::StillPublic => (
            format!("A post on {platform} could not be taken down"),
            format!("It may still be public. Delete it on {platform}; open it to see why."),
        ),
        NoticeKind::ShownOtherwise => (
            format!("{platform} does not show a post as it was signed"),
            "Somebody may have changed or deleted it there. Open it to see what differs.".to_owned(),
        ),
    }
}

fn about_several(kind: NoticeKind, notices: &[Notice]) -> (String, String) {
    let mut platforms: Vec<&str> = Vec::new();
    for name in notices.iter().filter_map(|notice| notice.platform).map(Platform::name) {
        if !platforms.contains(&name) {
            platforms.push(name);
        }
    }
    let count = notices.len();
    let title = match kind {
        NoticeKind::Failed => format!("{count} posts failed"),
        NoticeKind::InDoubt => format!("{count} posts are being checked"),
        NoticeKind::Missed => format!("{count} posts were missed"),
        NoticeKind::Waiting => format!("{count} posts wait for the doctor"),
        NoticeKind::Stopped => "Everything is stopped".to_owned(),
        NoticeKind::Expiring => format!("{count} posts are not signed yet"),
        NoticeKind::ByHand => format!("{count} posts are to be posted by hand"),
        NoticeKind::StillPublic => format!("{count} posts could not be taken down"),
        NoticeKind::ShownOtherwise => format!("{count} posts are not shown as they were signed"),
    };
    (title, format!("On {}.", platforms.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(kind: NoticeKind, platform: Platform) -> Notice {
        Notice { kind, post: None, platform: Some(platform), due: Some(Millis(1_795_228_200_000)) }
    }

    #[test]
    fn one_post_is_told_with_its_platform_and_its_time() {
        let zone = Zone::named("Asia/Kolkata").unwrap();
        let told = tell(NoticeKind::Failed, &[notice(NoticeKind::Failed, Platform::X)], &zone, false);
        assert_eq!(told.title, "A post on X failed");
        assert!(told.text.contains("08:00"), "{}", told.text);
        assert_eq!(told.screen, "compose");
    }

    #[test]
    fn several_of_a_kind_are_told_as_one() {
        let zone = Zone::utc();
        let posts = [Platform::X, Platform::Facebook, Platform::X].map(|on| notice(NoticeKind::Failed, on));
        let told = tell(NoticeKind::Failed, &posts, &zone, true);
        assert_eq!((told.title.as_str(), told.text.as_str()), ("Practice: 3 posts failed", "On X, Facebook."));
        assert_eq!((told.screen.as_str(), told.post_id), ("today", None));
    }
}
