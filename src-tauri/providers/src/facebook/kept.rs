//! What the journal keeps of an upload to a Page: the film and the session that sends it, as one note.
//!
//! Invariant: a session is never read beside the film of another upload, wherever a crash comes between two notes.

use super::wire::is_id;

/// The ids of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) film: String,
    /// A video's alone; a reel's upload has none.
    pub(super) session: Option<String>,
}

impl Kept {
    /// What stands in place of an upload that is not gone on with.
    pub(super) const GIVEN_UP: &str = "";

    pub(super) fn written(&self) -> String {
        match &self.session {
            Some(session) => format!("{} {session}", self.film),
            None => self.film.clone(),
        }
    }

    /// None where the note is no upload that could be gone on with.
    pub(super) fn read(note: &str) -> Option<Self> {
        let (film, session) = note.split_once(' ').map_or((note, None), |(film, session)| (film, Some(session)));
        let whole = is_id(film) && session.is_none_or(is_id);
        whole.then(|| Self { film: film.to_owned(), session: session.map(str::to_owned) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_whole_or_not_at_all() {
        for session in [None, Some("77".to_owned())] {
            let kept = Kept { film: "122".to_owned(), session };
            assert_eq!(Kept::read(&kept.written()), Some(kept));
        }
        for wrong in [Kept::GIVEN_UP, "122 ", " 77", "122 x", "122 77 8"] {
            assert_eq!(Kept::read(wrong), None, "{wrong:?}");
        }
    }
}
