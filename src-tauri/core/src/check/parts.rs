//! Whether the parts and the options of a post fit its platform.
//!
//! Invariant: a post that passes begins with its one main part, has at most one first comment, at the end, and
//! carries the options of its own platform only.

use url::Url;

use super::{Checked, FindingCode};
use crate::model::{PartRole, PlatformOptions};

impl Checked<'_> {
    /// Checks the roles of the parts and their order.
    pub(super) fn parts(&mut self) {
        let roles: Vec<PartRole> = self.content.parts.iter().map(|part| part.role).collect();
        let platform = self.platform.name();
        if roles.is_empty() {
            self.block(FindingCode::Empty, None, "The post is empty. Write a text or add a picture.".to_owned(), None);
            return;
        }
        let comments = roles.iter().filter(|role| **role == PartRole::FirstComment).count();
        let mains = roles.iter().filter(|role| **role == PartRole::Main).count();
        let posts = roles.len() - comments;
        let comment_not_last = comments == 1 && roles.last() != Some(&PartRole::FirstComment);
        if roles.first() != Some(&PartRole::Main) || mains != 1 || comment_not_last {
            let message = "The order is mixed up: first the post, then the rest of its thread, then the first comment.";
            self.block(FindingCode::PartsDisordered, None, message.to_owned(), None);
        }
        if comments > 1 {
            let message = format!("There are {comments} first comments; there can be only one.");
            self.block(FindingCode::FirstCommentTwice, None, message, None);
        }
        let thread = self.row.thread;
        if posts > 1 && thread.value == 1 {
            let message = format!("{platform} has no threads. Make it one post.");
            self.block(FindingCode::ThreadUnsupported, None, message, Some(thread.source));
        } else if posts > thread.value as usize {
            let message = format!("The thread has {posts} posts; {} is the most that we send.", thread.value);
            self.block(FindingCode::ThreadTooLong, None, message, Some(thread.source));
        }
        if comments > 0 && self.row.first_comment.is_none() {
            let message = format!("{platform} takes no first comment.");
            self.block(FindingCode::FirstCommentUnsupported, None, message, None);
        } else if let Some(story) = self.story().filter(|story| comments > 0 && !story.first_comment.value) {
            let message = format!("A story on {platform} takes no first comment. Take it out.");
            self.block(FindingCode::FirstCommentUnsupported, None, message, Some(story.first_comment.source));
        } else if let Some(message) = self.report.comments_not.clone().filter(|_| comments > 0) {
            let at = roles.iter().position(|role| *role == PartRole::FirstComment);
            self.block(FindingCode::FirstCommentUnsupported, at, message, None);
        }
    }

    /// Checks that the options are this platform's, and that its link can be opened.
    pub(super) fn options(&mut self) {
        let own = self.content.options.platform();
        if own != self.platform {
            let message = format!("The settings are for {}, and the post is for {}.", own.name(), self.platform.name());
            self.block(FindingCode::OptionsOfAnotherPlatform, None, message, None);
        }
        self.title();
        let Some(link) = self.link() else { return };
        match Url::parse(link) {
            Ok(address) if address.scheme() == "https" && has_domain(&address) => {
                if self.content.parts.first().is_some_and(|part| !part.media.is_empty()) {
                    let message = "A post shows either the card of a link or pictures. Put the link into the text, or take the pictures out.";
                    self.block(FindingCode::LinkBesidePictures, None, message.to_owned(), Some("our own choice"));
                }
            }
            Ok(address) if address.scheme() == "http" && has_domain(&address) => {
                let message = "The link begins with http. Use its https address.".to_owned();
                self.block(FindingCode::LinkNotHttps, None, message, Some(self.row.link_option.source));
            }
            Ok(_) | Err(_) => {
                let message = "The link is not a web address. It should look like https://www.example.org/page.";
                self.block(FindingCode::LinkInvalid, None, message.to_owned(), Some(self.row.link_option.source));
            }
        }
    }

    /// Checks the words on the card of a link, where the platform makes none up by itself.
    fn title(&mut self) {
        let title = match &self.content.options {
            PlatformOptions::X {}
            | PlatformOptions::Facebook { .. }
            | PlatformOptions::Linkedin { article: None, .. }
            | PlatformOptions::Instagram { .. }
            | PlatformOptions::Whatsapp { .. }
            | PlatformOptions::Youtube(_)
            | PlatformOptions::Tiktok(_) => return,
            PlatformOptions::Linkedin { article: Some(article), .. } => &article.title,
        };
        let Some(most) = self.row.link_title else { return };
        let (platform, length) = (self.platform.name(), title.trim().chars().count());
        let message = if length == 0 {
            format!("The link has no title. {platform} shows it on the card and does not look it up; write it here.")
        } else if length > most.value as usize {
            format!("The title of the link has {length} characters; {platform} takes {}.", most.value)
        } else {
            return;
        };
        self.block(FindingCode::LinkTitle, None, message, Some(most.source));
    }

    /// The link whose card is shown, if there is one.
    fn link(&self) -> Option<&str> {
        self.content.options.link()
    }

    pub(super) fn has_link(&self) -> bool {
        self.link().is_some_and(|link| !link.trim().is_empty())
    }
}

/// Whether the address names a host that others can reach by name.
fn has_domain(address: &Url) -> bool {
    let named = address.domain().is_some_and(|domain| domain.trim_end_matches('.').contains('.'));
    named && address.username().is_empty() && address.password().is_none()
}
