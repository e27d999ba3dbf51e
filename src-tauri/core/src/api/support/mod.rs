//! The support report: what somebody needs to know who helps from elsewhere, and nothing that is anybody's business.
//!
//! Invariant: it is made of facts that are known beforehand to be harmless ([`page`]), never of texts from which something was
//! taken out. What is said of the clinic, its channels and its posts are counts, states and settings; no name, no text, no
//! number of a person, no address, no id and no credential is among them. Everybody who is signed in may have one: whoever is at the laptop
//! when something fails has to be able to get help, and it says nothing that they don't see. It goes nowhere by itself.

mod clinic;
mod log;
mod page;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::{Api, Who};
use super::record::NamedFile;
use super::types::{AppState, KeychainState};
use crate::audit::{self, Action, Entry};
use crate::error::{Error, Result};
use crate::model::Millis;
use crate::model::zone::Zone;
use page::{Mark, Page};

/// What the program tells of itself and of the computer it runs on.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// When the report is made.
    pub at: Millis,
    /// What there is, and what the window shows.
    pub app: AppState,
    /// The system and its version, such as `linux`, `x86_64`, `debian`, `12`; each without a blank.
    pub system: Vec<String>,
    /// The version of the web view, where it tells.
    pub web_view: Option<String>,
    /// The end of the log, as it lies on disk.
    pub log: String,
}

/// A report without a word of a clinic: none is open, or nobody is signed in.
pub fn support_report(around: &Surroundings) -> NamedFile {
    let mut page = opened(around);
    page.chapter("Clinic");
    page.says("  No clinic is open, so nothing is told of one.");
    closed(page, around, &BTreeSet::new())
}

impl Api {
    /// The report, with how the clinic stands.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn support_report(&self, around: &Surroundings) -> Result<NamedFile> {
        self.admit(Who::Anyone, "support_report")?;
        let clients = self.publishers.values();
        let templates = clients.flat_map(|client| client.words().calls.iter().map(|call| call.template)).collect();
        let mut page = opened(around);
        if let Err(error) = clinic::tell(self, &mut page, &templates) {
            // What it is that fails is what somebody has to know.
            page.fact(&["the rest can’t be told"], error.code().word());
        }
        Ok(closed(page, around, &templates))
    }

    /// Puts on record that somebody saves a report.
    ///
    /// # Errors
    /// When nobody is signed in, or the store refuses.
    pub fn support_report_saved(&self) -> Result<()> {
        let caller = self.admit(Who::Anyone, "support_report")?;
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            let entry = Entry::done(caller.actor(), Action::SupportReportSaved);
            audit::record(tx, &env, &entry).map(|_| ()).map_err(Error::from)
        })
    }
}

fn opened(around: &Surroundings) -> Page {
    let mut page = Page::default();
    page.says("Countersign: support report");
    page.says("Counts, states and settings. No names, no texts, no numbers of people, no credentials.");
    page.chapter("Program");
    page.fact(&["made"], around.at);
    page.fact(&["version"], Mark::of(&around.app.version));
    page.fact(&["web view"], around.web_view.as_deref().map(Mark::of));
    for mark in &around.system {
        page.fact(&["system"], Mark::of(mark));
    }
    page.fact(
        &["system keychain"],
        match around.app.keychain {
            KeychainState::Ready => "ready",
            KeychainState::Missing => "missing",
            KeychainState::Locked => "locked",
        },
    );
    for workspace in &around.app.workspaces {
        let kind = workspace.kind.word();
        page.fact(&[kind, "clinic is here"], workspace.exists);
        page.fact(&[kind, "clinic is open"], workspace.open);
        page.fact(&[kind, "clinic has a confirmed recovery key"], workspace.open.then_some(!workspace.unconfirmed));
        page.fact(&[kind, "clinic can’t be opened"], workspace.problem.as_ref().map(|problem| problem.code.word()));
    }
    page
}

fn closed(mut page: Page, around: &Surroundings, templates: &BTreeSet<&'static str>) -> NamedFile {
    page.chapter("Log");
    let lines = log::kept(&around.log, templates);
    page.says("  The newest lines; of each only what the program itself is known to say.");
    for line in &lines {
        page.facts(line);
    }
    page.fact(&["lines"], lines.len());
    let day = Zone::utc().clock_at(around.at).date();
    NamedFile { name: format!("countersign-support-{day}.txt"), text: page.text() }
}
