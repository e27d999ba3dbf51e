//! Whether a message to recipients is whole: a template, every place filled, its picture, and somebody to get it.
//!
//! Invariant: what WhatsApp would refuse for every recipient is found before anybody signs, not at the first of them.

use super::{Checked, FindingCode};
use crate::model::{ParameterPlace, TemplateHeaderKind, TemplateParameter};

const PLACES: &str = "WhatsApp Cloud API, error 132000: every place of a template has to be filled";
const PLAIN: &str =
    "WhatsApp Cloud API, error 132012; that line breaks and tabs are refused is stated by public clients";
const HEADER: &str = "WhatsApp Cloud API, message templates: header";
const OPT_IN: &str = "WhatsApp Business Messaging Policy: only people who agreed to it are written to";

impl Checked<'_> {
    /// Checks the template of a message, where the platform sends nothing else.
    pub(super) fn template(&mut self) {
        if !self.platform.has_recipients() {
            return;
        }
        let Some(template) = self.content.options.template() else {
            let message = "Choose a template. WhatsApp sends nothing else to people who did not write first.";
            self.block(FindingCode::TemplateMissing, None, message.to_owned(), Some(HEADER));
            return;
        };
        let unfilled = template.parameters.iter().filter(|parameter| parameter.value.trim().is_empty());
        match unfilled.count() {
            0 => {}
            1 => self.block(
                FindingCode::TemplateUnfilled,
                None,
                "A place of the template is empty. Fill it in.".to_owned(),
                Some(PLACES),
            ),
            count => self.block(
                FindingCode::TemplateUnfilled,
                None,
                format!("{count} places of the template are empty. Fill them in."),
                Some(PLACES),
            ),
        }
        if template.parameters.iter().any(is_broken) {
            let message =
                "A place of the template holds a line break, a tab or many spaces. Write it on one line.".to_owned();
            self.block(FindingCode::TemplateUnfilled, None, message, Some(PLAIN));
        }
        let pictures = self.content.parts.first().map_or(0, |part| part.media.len());
        match template.header {
            TemplateHeaderKind::Image if pictures == 0 => {
                let message = "This template wants a picture. Add one.".to_owned();
                self.block(FindingCode::TemplatePicture, None, message, Some(HEADER));
            }
            TemplateHeaderKind::None | TemplateHeaderKind::Text if pictures > 0 => {
                let message = "This template has no place for a picture. Take it out.".to_owned();
                self.block(FindingCode::TemplatePicture, None, message, Some(HEADER));
            }
            TemplateHeaderKind::Video | TemplateHeaderKind::Document => {
                let message =
                    "This template begins with a video or a file, which this version does not send. Choose another."
                        .to_owned();
                self.block(FindingCode::TemplatePicture, None, message, Some("our own choice"));
            }
            TemplateHeaderKind::Image | TemplateHeaderKind::None | TemplateHeaderKind::Text => {}
        }
        if template.audience.is_none_or(|audience| audience.count == 0) {
            let message = "Choose to whom it goes: a list of recipients.".to_owned();
            self.block(FindingCode::AudienceMissing, None, message, Some(OPT_IN));
        }
    }
}

/// A place within a line holds one line.
fn is_broken(parameter: &TemplateParameter) -> bool {
    let value = &parameter.value;
    match parameter.slot.place {
        ParameterPlace::Header | ParameterPlace::Body => value.contains(['\n', '\r', '\t']) || value.contains("     "),
        ParameterPlace::Button => value.chars().any(char::is_whitespace),
    }
}
