//! Message templates: what WhatsApp approved, how it is filled in, and to whom it goes.
//!
//! Invariant: a template's digest is made here and nowhere else, over everything that decides what a recipient reads and
//! what it costs; two readings of an unchanged template have the same digest, whatever its status is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;
use super::{Digest, RecipientListId};

word_enum! {
    /// What WhatsApp takes a template for; it decides the price, and what people must have agreed to.
    pub enum TemplateCategory {
        /// Offers, news, invitations.
        Marketing = "marketing",
        /// What follows from something a person did, such as a reminder.
        Utility = "utility",
        /// One-time codes.
        Authentication = "authentication",
    }
}

word_enum! {
    /// How far a template has come with WhatsApp.
    pub enum TemplateStatus {
        /// It can be sent.
        Approved = "approved",
        /// WhatsApp looks at it.
        Pending = "pending",
        /// WhatsApp refused it.
        Rejected = "rejected",
        /// WhatsApp holds it back for a while, because readers complained.
        Paused = "paused",
        /// WhatsApp took it out of use.
        Disabled = "disabled",
        /// Anything else: archived, deleted, in appeal.
        Other = "other",
    }
}

word_enum! {
    /// How a template names its places.
    pub enum ParameterFormat {
        /// `{{1}}`, `{{2}}`, in order.
        Positional = "positional",
        /// `{{first_name}}`.
        Named = "named",
    }
}

word_enum! {
    /// What stands above a template's text.
    pub enum TemplateHeaderKind {
        /// Nothing.
        None = "none",
        /// A line of text.
        Text = "text",
        /// A picture, chosen when it is sent.
        Image = "image",
        /// A video, chosen when it is sent.
        Video = "video",
        /// A file, chosen when it is sent.
        Document = "document",
    }
}

word_enum! {
    /// Where in a template a place is.
    pub enum ParameterPlace {
        /// In the line above.
        Header = "header",
        /// In the text.
        Body = "body",
        /// At the end of a button's address.
        Button = "button",
    }
}

/// A template as WhatsApp has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplateSeen {
    /// WhatsApp's own id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its language, as WhatsApp writes it: `en_US`.
    pub language: String,
    /// What it is taken for.
    pub category: TemplateCategory,
    /// Whether it can be sent.
    pub status: TemplateStatus,
    /// How it names its places.
    pub format: ParameterFormat,
    /// What stands above the text.
    pub header: TemplateHeaderKind,
    /// The line above the text; empty where there is none.
    pub header_text: String,
    /// The text.
    pub body: String,
    /// The line below the text; empty where there is none.
    pub footer: String,
    /// The buttons, in order.
    pub buttons: Vec<TemplateButton>,
    /// Why this version can't send it although WhatsApp would, in a sentence; none if it can.
    #[ts(optional = nullable)]
    pub unsupported: Option<String>,
    /// Every component that has no field above, as WhatsApp wrote it, with its keys in order; empty where there is none.
    pub rest: String,
}

/// A button below a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplateButton {
    /// What it is to WhatsApp: `URL`, `PHONE_NUMBER`, `QUICK_REPLY`, …
    pub kind: String,
    /// What is written on it.
    pub text: String,
    /// Where it leads, or what it dials; empty where it does neither. An address may end in a place.
    pub target: String,
}

/// A place of a template that wants to be filled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplateSlot {
    /// Where it is.
    pub place: ParameterPlace,
    /// Which button, from 0; 0 everywhere else.
    pub button: u32,
    /// Its name, or its number as text.
    pub name: String,
}

/// What is written into a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(deny_unknown_fields)]
pub struct TemplateParameter {
    /// Which place.
    pub slot: TemplateSlot,
    /// What is written there; the same for every recipient.
    pub value: String,
}

/// How a post uses a template. It is signed as it stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(deny_unknown_fields)]
pub struct TemplateUse {
    /// WhatsApp's own id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// What it was taken for when it was chosen.
    pub category: TemplateCategory,
    /// How it names its places.
    pub format: ParameterFormat,
    /// What stands above the text. A picture is the first of the post's part.
    pub header: TemplateHeaderKind,
    /// The digest of the template when it was chosen (see [`TemplateSeen::digest`]).
    pub digest: Digest,
    /// What is written into its places.
    pub parameters: Vec<TemplateParameter>,
    /// To whom it goes; none as long as nobody chose.
    #[ts(optional = nullable)]
    pub audience: Option<Audience>,
}

/// To whom a message goes: a list of recipients as it was when it was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// The list.
    pub list: RecipientListId,
    /// The digest of the recipients and their numbers. The recipients themselves are kept apart, so that one of them can be
    /// forgotten.
    pub digest: Digest,
    /// How many they are.
    pub count: u32,
}

impl TemplateSeen {
    /// What this template is: equal as long as a recipient would read the same, and WhatsApp would charge the same.
    pub fn digest(&self) -> Digest {
        let read = serde_json::json!([
            "countersign template 1",
            self.id,
            self.name,
            self.language,
            self.category,
            self.format,
            self.header,
            self.header_text,
            self.body,
            self.footer,
            self.buttons.iter().map(|button| [&button.kind, &button.text, &button.target]).collect::<Vec<_>>(),
            self.rest,
        ]);
        Digest::of(read.to_string().as_bytes())
    }

    /// The places that want to be filled, in the order in which they are read.
    pub fn slots(&self) -> Vec<TemplateSlot> {
        let mut slots = Vec::new();
        let mut add = |place, button, text: &str| {
            for name in places(text) {
                let slot = TemplateSlot { place, button, name: name.to_owned() };
                if !slots.contains(&slot) {
                    slots.push(slot);
                }
            }
        };
        add(ParameterPlace::Header, 0, &self.header_text);
        add(ParameterPlace::Body, 0, &self.body);
        for (index, button) in (0u32..).zip(&self.buttons) {
            add(ParameterPlace::Button, index, &button.target);
        }
        slots
    }

    /// What a recipient reads: the line above, the text and the line below, with the places filled in. A place that nobody
    /// filled stands as it is.
    pub fn filled(&self, parameters: &[TemplateParameter]) -> String {
        let line = |place, text: &str| fill(text, &values(parameters, place, 0));
        let lines = [
            line(ParameterPlace::Header, &self.header_text),
            line(ParameterPlace::Body, &self.body),
            self.footer.clone(),
        ];
        lines.into_iter().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// The buttons with the ends of their addresses filled in: what a recipient is led to.
    pub fn filled_buttons(&self, parameters: &[TemplateParameter]) -> Vec<TemplateButton> {
        let filled = (0u32..).zip(&self.buttons).map(|(index, button)| TemplateButton {
            target: fill(&button.target, &values(parameters, ParameterPlace::Button, index)),
            ..button.clone()
        });
        filled.collect()
    }
}

fn values(parameters: &[TemplateParameter], place: ParameterPlace, button: u32) -> BTreeMap<&str, &str> {
    parameters
        .iter()
        .filter(|parameter| parameter.slot.place == place && parameter.slot.button == button)
        .map(|parameter| (parameter.slot.name.as_str(), parameter.value.as_str()))
        .collect()
}

/// The names between `{{` and `}}`.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|after| after.split_once("}}").map(|(name, _)| name.trim()))
}

fn fill(text: &str, values: &BTreeMap<&str, &str>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((name, later)) = after.split_once("}}") else {
            filled.push_str("{{");
            rest = after;
            continue;
        };
        match values.get(name.trim()).filter(|value| !value.is_empty()) {
            Some(value) => filled.push_str(value),
            None => {
                filled.push_str("{{");
                filled.push_str(name);
                filled.push_str("}}");
            }
        }
        rest = later;
    }
    filled.push_str(rest);
    filled
}

/// The two ids of a WhatsApp channel, which its account id holds as `phone@business`: messages leave from the phone
/// number, templates belong to the business account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhatsappAccount<'a> {
    /// The id of the phone number.
    pub phone: &'a str,
    /// The id of the WhatsApp Business Account.
    pub business: &'a str,
}

/// The account that a person typed: its id, and the id of one of its telephone numbers, either of which may be empty.
pub fn typed_account(account: &str, phone: &str) -> Option<String> {
    let (account, phone) = (account.trim(), phone.trim());
    match (account.is_empty(), phone.is_empty()) {
        (true, _) => None,
        (false, true) => Some(account.to_owned()),
        (false, false) => Some(format!("{phone}@{account}")),
    }
}

impl<'a> WhatsappAccount<'a> {
    /// Reads an account id; none if it is not of this form.
    pub fn of(account_id: &'a str) -> Option<Self> {
        let (phone, business) = account_id.split_once('@')?;
        let is_id = |id: &str| !id.is_empty() && id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_digit());
        (is_id(phone) && is_id(business)).then_some(Self { phone, business })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen() -> TemplateSeen {
        TemplateSeen {
            id: "7".into(),
            name: "flu_season".into(),
            language: "en".into(),
            category: TemplateCategory::Marketing,
            status: TemplateStatus::Approved,
            format: ParameterFormat::Positional,
            header: TemplateHeaderKind::Text,
            header_text: "News of {{1}}".into(),
            body: "Vaccines are here from {{1}}, at {{2}}. From {{1}} on.".into(),
            footer: "Write STOP to stop.".into(),
            buttons: vec![TemplateButton {
                kind: "URL".into(),
                text: "Book".into(),
                target: "https://clinic.example/{{1}}".into(),
            }],
            unsupported: None,
            rest: String::new(),
        }
    }

    fn parameter(place: ParameterPlace, name: &str, value: &str) -> TemplateParameter {
        TemplateParameter { slot: TemplateSlot { place, button: 0, name: name.into() }, value: value.into() }
    }

    #[test]
    fn places_are_found_once_each_and_filled_where_they_belong() {
        let template = seen();
        let names: Vec<_> = template.slots().into_iter().map(|slot| (slot.place, slot.name)).collect();
        assert_eq!(
            names,
            [
                (ParameterPlace::Header, "1".to_owned()),
                (ParameterPlace::Body, "1".to_owned()),
                (ParameterPlace::Body, "2".to_owned()),
                (ParameterPlace::Button, "1".to_owned()),
            ]
        );
        let filled = template.filled(&[
            parameter(ParameterPlace::Header, "1", "May"),
            parameter(ParameterPlace::Body, "1", "Monday {{2}}"),
        ]);
        assert_eq!(
            filled,
            "News of May\n\nVaccines are here from Monday {{2}}, at {{2}}. From Monday {{2}} on.\n\nWrite STOP to stop."
        );
    }

    #[test]
    fn a_button_leads_where_its_own_place_says() {
        let mut template = seen();
        template.buttons.push(TemplateButton { text: "Map".into(), ..template.buttons[0].clone() });
        let slot = |button| TemplateSlot { place: ParameterPlace::Button, button, name: "1".into() };
        let targets = |parameters: &[TemplateParameter]| {
            template.filled_buttons(parameters).into_iter().map(|button| button.target).collect::<Vec<_>>()
        };
        let parameters = [
            parameter(ParameterPlace::Body, "1", "Monday"),
            TemplateParameter { slot: slot(0), value: "book".into() },
            TemplateParameter { slot: slot(1), value: "map".into() },
        ];
        assert_eq!(targets(&parameters), ["https://clinic.example/book", "https://clinic.example/map"]);
        assert_eq!(targets(&parameters[..1]), ["https://clinic.example/{{1}}"; 2], "an empty place stays to be seen");
    }

    #[test]
    fn a_digest_follows_the_words_and_the_price_and_not_the_status() {
        let (before, mut now) = (seen(), seen());
        now.status = TemplateStatus::Paused;
        now.unsupported = Some("no".into());
        assert_eq!(before.digest(), now.digest());
        for change in [
            (|template: &mut TemplateSeen| template.body.push('!')) as fn(&mut TemplateSeen),
            |template| template.category = TemplateCategory::Utility,
            |template| template.buttons[0].target.push('x'),
            |template| template.footer.clear(),
            |template| template.rest.push_str("{}"),
        ] {
            let mut now = seen();
            change(&mut now);
            assert_ne!(before.digest(), now.digest());
        }
    }

    #[test]
    fn an_account_is_a_phone_number_of_a_business() {
        let account = WhatsappAccount::of("1055@2044").unwrap();
        assert_eq!((account.phone, account.business), ("1055", "2044"));
        for wrong in ["1055", "@2044", "1055@", "1055@20@44", "me@2044"] {
            assert!(WhatsappAccount::of(wrong).is_none(), "{wrong}");
        }
    }
}
