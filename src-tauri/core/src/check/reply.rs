//! What is checked of an answer to what somebody wrote.
//!
//! Invariant: an answer is one text for one target, and whatever it tells of the person who wrote is looked for before
//! everything else: one word too many under a clinic's name can't be taken back.

use super::capability::writing::writing;
use super::patient_safe::{PatientSafeRules, Reply};
use super::{Answers, Checked, FindingCode};
use crate::model::AnswerWay;

impl Checked<'_> {
    /// An answer under check.
    pub(super) fn answer(&mut self, answers: Option<Answers<'_>>) {
        let platform = self.platform.name();
        let [part] = self.content.parts.as_slice() else {
            self.block(FindingCode::PartsDisordered, None, "An answer is one text.".to_owned(), None);
            return;
        };
        let Some(answers) = answers.filter(|answers| part.role == answers.way.role()) else {
            let message = "An answer needs something that it answers. Begin it in the inbox.".to_owned();
            self.block(FindingCode::PartsDisordered, None, message, None);
            return;
        };
        let taken = match answers.way {
            AnswerWay::Public => self.row.first_comment.is_some(),
            AnswerWay::Message => writing(self.platform).is_some(),
            AnswerWay::Privately => writing(self.platform).is_some_and(|writing| writing.private_reply.is_some()),
        };
        if !taken {
            let message = format!("{platform} takes no such answers from programs. Please answer in its own app.");
            self.block(FindingCode::ReplyUnsupported, None, message, None);
        }
        if let Some(message) = self.report.comments_not.clone() {
            self.block(FindingCode::ReplyUnsupported, None, message, None);
        }
        if answers.to_another_account {
            let message =
                "What this answers was written to another account, and nobody else answers in its name.".to_owned();
            self.block(FindingCode::ReplyTargetGone, None, message, None);
        }
        if answers.gone {
            let message = "What this answers is not there any more, so there is nothing to answer.".to_owned();
            self.block(FindingCode::ReplyTargetGone, None, message, None);
        }
        if !part.media.is_empty() {
            let message = "An answer carries text only. Please take its pictures out.".to_owned();
            self.block(FindingCode::FirstCommentPictures, Some(0), message, None);
        }
        self.text(0, part);
        self.report.findings.extend(super::places::unfilled(&part.text));
        match PatientSafeRules::built_in() {
            Ok(rules) => {
                let reply = Reply { text: &part.text, public: !part.role.is_private(), answers: Some(answers.words) };
                self.report.findings.extend(rules.check(&reply).into_iter().map(|found| found.in_part(Some(0))));
            }
            // Without the rules nobody can say that it tells nothing: it does not go out.
            Err(fault) => {
                let message = format!("This answer can't be checked for what it tells of a patient: {fault}");
                self.block(FindingCode::PatientHinted, Some(0), message, None);
            }
        }
        self.report.findings.sort_by_key(|finding| (finding.severity, finding.part));
    }
}

/// That nobody can answer by this way with the channel's sign-in, and what to do about it.
pub fn no_right(platform: &str, way: AnswerWay) -> String {
    let act = match way {
        AnswerWay::Public => "comment",
        AnswerWay::Message | AnswerWay::Privately => "write messages",
    };
    format!(
        "The sign-in of this channel may not {act} on {platform}. Answer in its own app, or sign in again under Settings and allow it."
    )
}
