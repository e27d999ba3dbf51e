//! What the tray says, from what the open clinics are like.
//!
//! Invariant: never a word of a post. A real clinic speaks before the practice clinic, so that practising never turns the
//! tray red for somebody who depends on it.

use countersign_core::api::types::{Desk, DeskPost};
use countersign_core::model::WorkspaceKind;

/// What the icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Everything goes its way.
    Running,
    /// Something waits for a person.
    NeedsYou,
    /// *Stop everything* is on.
    Stopped,
    /// Something failed, or can't go out.
    Problem,
}

/// A workspace as the desktop sees it.
#[derive(Debug, Clone)]
pub struct Look {
    /// Which.
    pub kind: WorkspaceKind,
    /// What it is like; `None` when it should be open and could not be.
    pub desk: Option<Desk>,
}

/// What the tray shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The icon.
    pub mood: Mood,
    /// The icon in words.
    pub state: String,
    /// The next post, in words.
    pub next: String,
    /// The next post, to be opened.
    pub next_post: Option<(WorkspaceKind, DeskPost)>,
    /// Whether there is anything left to stop.
    pub can_stop: bool,
}

fn some(count: u32, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// What the tray shows for these workspaces.
pub fn shown(looks: &[Look]) -> Shown {
    let real = looks.iter().find(|look| look.kind == WorkspaceKind::Real);
    let Some(look) = real.or_else(|| looks.first()) else {
        return Shown {
            mood: Mood::Running,
            state: "No clinic is open".to_owned(),
            next: "Nothing goes out next".to_owned(),
            next_post: None,
            can_stop: false,
        };
    };
    let can_stop = looks.iter().filter_map(|look| look.desk.as_ref()).any(|desk| !desk.stopped);
    let (mood, state) = mood(look);
    let next = look.desk.as_ref().filter(|desk| !desk.stopped).and_then(|desk| desk.next.clone());
    Shown {
        mood,
        state: if look.kind == WorkspaceKind::Practice { format!("Practice: {state}") } else { state },
        next: next.as_ref().map_or_else(
            || "Nothing goes out next".to_owned(),
            |post| format!("Next: {}, {}, {}", post.platform.name(), post.due.day_label, post.due.time),
        ),
        next_post: next.map(|post| (look.kind, post)),
        can_stop,
    }
}

fn mood(look: &Look) -> (Mood, String) {
    let Some(desk) = &look.desk else {
        return (Mood::Problem, "The clinic could not be opened: nothing goes out".to_owned());
    };
    // Somebody's life comes before every post, and what is stopped is stopped on purpose.
    if desk.emergencies > 0 {
        (Mood::Problem, some(desk.emergencies, "emergency waits for an answer", "emergencies wait for an answer"))
    } else if desk.stopped {
        (Mood::Stopped, "Everything is stopped".to_owned())
    } else if desk.clock_wrong {
        (Mood::Problem, "The laptop’s clock is wrong: nothing goes out".to_owned())
    } else if desk.decisions > 0 {
        (Mood::Problem, some(desk.decisions, "post needs a decision", "posts need a decision"))
    } else if desk.waiting > 0 {
        (Mood::NeedsYou, some(desk.waiting, "post waits for the doctor", "posts wait for the doctor"))
    } else if desk.ahead > 0 {
        (Mood::Running, some(desk.ahead, "signed post goes out by itself", "signed posts go out by themselves"))
    } else {
        (Mood::Running, "Running, nothing is planned".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(stopped: bool, decisions: u32, waiting: u32, ahead: u32) -> Option<Desk> {
        Some(Desk { stopped, decisions, waiting, ahead, emergencies: 0, clock_wrong: false, next: None })
    }

    #[track_caller]
    fn check(desk: Option<Desk>, mood: Mood, state: &str) {
        let shown = shown(&[Look { kind: WorkspaceKind::Real, desk }]);
        assert_eq!((shown.mood, shown.state.as_str()), (mood, state));
    }

    #[test]
    fn the_worst_is_what_it_says() {
        check(desk(true, 1, 1, 1), Mood::Stopped, "Everything is stopped");
        check(desk(false, 2, 1, 1), Mood::Problem, "2 posts need a decision");
        check(desk(false, 0, 1, 1), Mood::NeedsYou, "1 post waits for the doctor");
        check(desk(false, 0, 0, 1), Mood::Running, "1 signed post goes out by itself");
        check(desk(false, 0, 0, 0), Mood::Running, "Running, nothing is planned");
        let urgent = desk(true, 2, 1, 1).map(|desk| Desk { emergencies: 1, ..desk });
        check(urgent, Mood::Problem, "1 emergency waits for an answer");
        check(None, Mood::Problem, "The clinic could not be opened: nothing goes out");
    }

    #[test]
    fn a_real_clinic_speaks_before_the_practice_clinic() {
        let look = |kind, desk| Look { kind, desk };
        let both =
            [look(WorkspaceKind::Practice, desk(false, 3, 0, 0)), look(WorkspaceKind::Real, desk(true, 0, 0, 0))];
        let both = shown(&both);
        assert_eq!(both.mood, Mood::Stopped);
        assert!(both.can_stop, "the practice clinic goes on");
        let practice = shown(&[look(WorkspaceKind::Practice, desk(false, 0, 2, 0))]);
        assert_eq!(practice.state, "Practice: 2 posts wait for the doctor");
    }

    #[test]
    fn where_everything_is_stopped_there_is_nothing_to_stop() {
        assert!(!shown(&[Look { kind: WorkspaceKind::Real, desk: desk(true, 0, 0, 0) }]).can_stop);
        assert!(!shown(&[]).can_stop);
    }
}
