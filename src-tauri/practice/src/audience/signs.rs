//! What an account does without words: it likes, hides and passes on, and takes that back.
//!
//! Invariant: a sign stands once, however often it is made; the ledger holds each time that it came to stand, and when it fell.

use crate::account::Platform;
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::world::Scene;

/// A sign that an account makes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sign<'a> {
    pub(crate) kind: LedgerKind,
    pub(crate) platform: Platform,
    pub(crate) account: &'a str,
    /// What it is made under.
    pub(crate) target: &'a str,
}

impl Sign<'_> {
    fn stands_in<'s>(&self, scene: &'s mut Scene<'_>) -> Option<&'s mut LedgerEntry> {
        scene.world.ledger.iter_mut().rev().find(|it| {
            it.kind == self.kind
                && it.platform == self.platform
                && it.account == self.account
                && it.parent.as_deref() == Some(self.target)
                && it.removed_at.is_none()
        })
    }

    /// Makes it, or takes it back. Tells whether that changed anything.
    pub(crate) fn set(&self, scene: &mut Scene<'_>, to: bool) -> bool {
        let now = scene.now;
        match (self.stands_in(scene), to) {
            (Some(_), true) | (None, false) => false,
            (Some(entry), false) => {
                entry.removed_at = Some(now);
                true
            }
            (None, true) => {
                let name = match self.kind {
                    LedgerKind::Like => "like",
                    LedgerKind::Hide => "hide",
                    LedgerKind::Repost => "repost",
                    LedgerKind::Post
                    | LedgerKind::Reply
                    | LedgerKind::PhotoPost
                    | LedgerKind::Story
                    | LedgerKind::Video
                    | LedgerKind::Draft
                    | LedgerKind::Document
                    | LedgerKind::Reel
                    | LedgerKind::Comment
                    | LedgerKind::Message => "sign",
                };
                let id = format!("{name} of {}", self.target);
                let entry = LedgerEntry::under(self.target, self.kind, now, (self.platform, self.account), id);
                scene.world.ledger.push(entry);
                true
            }
        }
    }
}
