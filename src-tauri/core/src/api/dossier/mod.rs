//! A post's dossier: what was signed and sent, by whom, what became of it, and its story, as one page to print or to keep.
//!
//! Invariant: the page needs nothing from anywhere and does nothing: no script, no address that is loaded, every word of
//! anybody escaped by the template. What was signed is told from the signed bytes. Making one is on record.

mod page;
mod story;

use std::sync::Arc;

use super::context::{Api, Who};
use super::record::NamedFile;
use super::views::here;
use crate::audit::{self, Action, Entry};
use crate::draft;
use crate::error::{Error, Result};
use crate::model::PostId;

impl Api {
    /// The dossier of a post.
    ///
    /// # Errors
    /// When the roles don't allow it, there is no such post, or vault or store refuse.
    pub fn dossier(&self, post: PostId) -> Result<NamedFile> {
        let caller = self.admit(Who::Accountable, "dossier")?;
        // Read first: a post that is not there is no decision.
        let head = self.db.read(|tx| draft::head(tx, post))?;
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            let entry = Entry::done(caller.actor(), Action::DossierHandedOut).about(post, head.correlation);
            audit::record(tx, &env, &entry).map_err(Error::from)
        })?;
        let (facts, day) = self.db.read(|tx| {
            let day = here(tx)?.1.clock_at(self.env.now()).date();
            Ok::<_, Error>((story::told(self, tx, post)?, day))
        })?;
        let mark: String = post.to_string().chars().filter(char::is_ascii_alphanumeric).rev().take(8).collect();
        let name = format!("countersign-dossier-{day}-{}.html", mark.chars().rev().collect::<String>());
        Ok(NamedFile { name, text: page::written(&facts)? })
    }
}
