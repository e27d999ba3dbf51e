//! The clinic's own rules for what is posted, below the platform's.
//!
//! Invariant: a rule about manner is a note at most; what the clinic does not let out at all blocks.

use super::finding::{Finding, FindingCode, Report, Severity};
use super::forbidden::forbidden;
use super::words::hashtags;
use crate::clinic::WordRules;
use crate::model::Content;

/// Notes the parts that have more hashtags than the clinic allows on the channel.
pub fn limit_hashtags(report: &mut Report, content: &Content, most: u32) {
    for (index, part) in (0u32..).zip(&content.parts) {
        let used = hashtags(&part.text);
        if used > most as usize {
            report
                .findings
                .retain(|finding| !(finding.code == FindingCode::ManyHashtags && finding.part == Some(index)));
            report.findings.push(Finding {
                code: FindingCode::ManyHashtags,
                severity: Severity::Note,
                part: Some(index),
                message: format!("This channel's rule is {most} hashtags or fewer, and there are {used}."),
                source: Some("the clinic's own rule for this channel".to_owned()),
            });
        }
    }
    report.findings.sort_by_key(|finding| (finding.severity, finding.part));
}

/// Adds what the clinic does not let out: the post can't be signed like this.
pub fn forbid(report: &mut Report, content: &Content, rules: &WordRules) {
    for found in forbidden(content, rules) {
        report.findings.push(Finding {
            code: found.code,
            severity: Severity::Block,
            part: found.part,
            message: found.message,
            source: Some("the clinic's own rules".to_owned()),
        });
    }
    report.findings.sort_by_key(|finding| (finding.severity, finding.part));
}
