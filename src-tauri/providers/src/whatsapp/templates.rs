//! The templates of a business account, read to the last page and told in our words.
//!
//! Invariant: whatever decides what a recipient reads is in a field of [`TemplateSeen`] or, as WhatsApp wrote it, in its
//! `rest`: no change of a template goes unseen. Examples are left out, which no recipient sees and which change from
//! reading to reading.

use std::collections::BTreeMap;

use countersign_core::model::{
    ParameterFormat, Platform, TemplateButton, TemplateCategory, TemplateHeaderKind, TemplateSeen, TemplateStatus,
    WhatsappAccount,
};
use serde_json::Value;

use super::wire::{self, List, NODE, TEMPLATE_FIELDS, TEMPLATES, Template};
use super::{Whatsapp, no_account, refusals, set_up};
use crate::errors::Verdict;
use crate::http::{Call, Caller};

const A_PAGE: u32 = 50;
/// A verified business has at most 6,000 templates.
const PAGES: usize = 130;

impl Whatsapp {
    /// Every template of the account, whatever its status.
    pub(super) async fn all_templates(&self, caller: Caller<'_>, account: &str) -> Result<Vec<TemplateSeen>, Verdict> {
        let account = WhatsappAccount::of(account).ok_or_else(no_account)?;
        let names = [self.version.as_str(), account.business];
        let mut seen: Vec<TemplateSeen> = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let call =
                Call::new(&TEMPLATES, caller, &names).ask("fields", TEMPLATE_FIELDS).ask("limit", A_PAGE.to_string());
            let call = match after.take() {
                Some(after) => call.ask("after", after),
                None => call,
            };
            let answer = self.http.send(call).await?;
            if let Some(verdict) = refusals::judge(&answer, &self.settings) {
                return Err(verdict);
            }
            let unread = |why: &str| Verdict::Unclear(Platform::Whatsapp, format!("{} {why}", answer.status));
            let list: List<Template> = wire::read(&answer).ok_or_else(|| unread("without a list"))?;
            for template in list.data.iter().filter(|template| wire::is_id(&template.id)) {
                // A list that grew meanwhile may repeat one.
                if !seen.iter().any(|known| known.id == template.id) {
                    seen.push(told(template));
                }
            }
            if list.paging.next.is_none() {
                return Ok(seen);
            }
            // More is there, but no cursor leads to it.
            after = Some(list.paging.cursors.after.ok_or_else(|| unread("without a cursor"))?);
        }
        Err(set_up(
            "This WhatsApp account has more templates than Countersign reads. Please delete old ones in the WhatsApp Manager.",
            "too many pages",
        ))
    }

    /// One template, as it is now; none if it is not there any more.
    pub(super) async fn template_now(&self, caller: Caller<'_>, id: &str) -> Result<Option<TemplateSeen>, Verdict> {
        let names = [self.version.as_str(), id];
        let answer = self.http.send(Call::new(&NODE, caller, &names).ask("fields", TEMPLATE_FIELDS)).await?;
        if refusals::is_not_there(&answer) {
            return Ok(None);
        }
        if let Some(verdict) = refusals::judge(&answer, &self.settings) {
            return Err(verdict);
        }
        let template: Option<Template> = wire::read(&answer);
        match template.filter(|template| template.id == id) {
            Some(template) => Ok(Some(told(&template))),
            None => Err(Verdict::Unclear(Platform::Whatsapp, format!("{} without a template", answer.status))),
        }
    }
}

/// What could not be put into a field, and why it can't be sent.
#[derive(Default)]
struct Leftovers {
    rest: Vec<Value>,
    why: Option<&'static str>,
}

impl Leftovers {
    fn unsendable(&mut self, why: &'static str) {
        self.why.get_or_insert(why);
    }

    /// Keeps what of a component has no field of its own.
    fn keep(&mut self, component: &Value, known: &[&str]) {
        let Some(fields) = component.as_object() else {
            self.rest.push(component.clone());
            return;
        };
        let is_known = |name: &str| name == "example" || name == "type" || known.contains(&name);
        if fields.keys().any(|name| !is_known(name)) {
            let kept = fields.iter().filter(|(name, _)| *name == "type" || !is_known(name));
            self.rest.push(Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect()));
        }
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A template in our words.
pub(super) fn told(template: &Template) -> TemplateSeen {
    let mut left = Leftovers::default();
    let category = match template.category.as_str() {
        "MARKETING" => TemplateCategory::Marketing,
        "UTILITY" => TemplateCategory::Utility,
        "AUTHENTICATION" => {
            left.unsendable("This template is for one-time codes, which Countersign does not send.");
            TemplateCategory::Authentication
        }
        other => {
            left.unsendable("WhatsApp takes this template for something that Countersign does not know yet.");
            left.rest.push(Value::String(other.to_owned()));
            // Of all categories the one that asks for the most consent.
            TemplateCategory::Marketing
        }
    };
    let format = match template.parameter_format.as_str() {
        "NAMED" => ParameterFormat::Named,
        "POSITIONAL" | "" => ParameterFormat::Positional,
        other => {
            left.unsendable("The places of this template are named in a way that Countersign does not know yet.");
            left.rest.push(Value::String(other.to_owned()));
            ParameterFormat::Positional
        }
    };
    let mut seen = TemplateSeen {
        id: template.id.clone(),
        name: template.name.clone(),
        language: template.language.clone(),
        category,
        status: match template.status.as_str() {
            "APPROVED" => TemplateStatus::Approved,
            "PENDING" => TemplateStatus::Pending,
            "REJECTED" => TemplateStatus::Rejected,
            "PAUSED" => TemplateStatus::Paused,
            "DISABLED" => TemplateStatus::Disabled,
            _ => TemplateStatus::Other,
        },
        format,
        header: TemplateHeaderKind::None,
        header_text: String::new(),
        body: String::new(),
        footer: String::new(),
        buttons: Vec::new(),
        unsupported: None,
        rest: String::new(),
    };
    for (place, component) in template.components.iter().enumerate() {
        let kind = text(component, "type");
        // Each kind has one field, so of a second one nothing would be seen.
        if template.components[..place].iter().any(|before| text(before, "type") == kind) {
            left.unsendable("This template has a part twice, which Countersign does not know yet.");
            left.rest.push(component.clone());
            continue;
        }
        match kind {
            "HEADER" => header(component, &mut seen, &mut left),
            "BODY" => {
                text(component, "text").clone_into(&mut seen.body);
                left.keep(component, &["text"]);
            }
            "FOOTER" => {
                text(component, "text").clone_into(&mut seen.footer);
                left.keep(component, &["text"]);
            }
            "BUTTONS" => buttons(component, &mut seen, &mut left),
            _ => {
                left.unsendable("This template has a part, such as a carousel, that Countersign does not know yet.");
                left.rest.push(component.clone());
            }
        }
    }
    if seen.body.is_empty() {
        left.unsendable("This template has no text.");
    }
    seen.rest = if left.rest.is_empty() { String::new() } else { canonical(&Value::Array(left.rest)) };
    seen.unsupported = left.why.map(str::to_owned);
    seen
}

fn header(component: &Value, seen: &mut TemplateSeen, left: &mut Leftovers) {
    seen.header = match text(component, "format") {
        "TEXT" => TemplateHeaderKind::Text,
        "IMAGE" => TemplateHeaderKind::Image,
        "VIDEO" => TemplateHeaderKind::Video,
        "DOCUMENT" => TemplateHeaderKind::Document,
        _ => {
            left.unsendable("Above the text of this template stands something that Countersign does not know yet.");
            left.rest.push(component.clone());
            return;
        }
    };
    match seen.header {
        TemplateHeaderKind::Text => text(component, "text").clone_into(&mut seen.header_text),
        TemplateHeaderKind::Video => {
            left.unsendable("Above the text of this template stands a video, which Countersign does not send yet.");
        }
        TemplateHeaderKind::Document => {
            left.unsendable("Above the text of this template stands a file, which Countersign does not send yet.");
        }
        TemplateHeaderKind::None | TemplateHeaderKind::Image => {}
    }
    left.keep(component, &["format", "text"]);
}

fn buttons(component: &Value, seen: &mut TemplateSeen, left: &mut Leftovers) {
    let listed = component.get("buttons").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for button in listed {
        let kind = text(button, "type");
        let target = match kind {
            "URL" => text(button, "url"),
            "PHONE_NUMBER" => text(button, "phone_number"),
            "QUICK_REPLY" => "",
            _ => {
                left.unsendable("This template has a button that Countersign does not know yet.");
                ""
            }
        };
        seen.buttons.push(TemplateButton {
            kind: kind.to_owned(),
            text: text(button, "text").to_owned(),
            target: target.to_owned(),
        });
        left.keep(
            button,
            match kind {
                "URL" => &["text", "url"],
                "PHONE_NUMBER" => &["text", "phone_number"],
                _ => &["text"],
            },
        );
    }
    left.keep(component, &["buttons"]);
}

/// JSON with the keys of every object in order, without examples.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().filter(|(name, _)| *name != "example").collect();
            let written: Vec<String> = sorted
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::String(name.clone()), canonical(value)))
                .collect();
            format!("{{{}}}", written.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(components: Value) -> Template {
        serde_json::from_value(json!({
            "id": "7", "name": "flu", "language": "en", "status": "APPROVED", "category": "MARKETING",
            "parameter_format": "NAMED", "components": components
        }))
        .unwrap()
    }

    fn whole() -> Value {
        json!([
            { "type": "HEADER", "format": "IMAGE", "example": { "header_handle": ["https://cdn.example/1?signed"] } },
            { "type": "BODY", "text": "From {{start}}.", "example": { "body_text_named_params": [] } },
            { "type": "FOOTER", "text": "STOP ends this." },
            { "type": "BUTTONS", "buttons": [
                { "type": "URL", "text": "Book", "url": "https://clinic.example/{{1}}", "example": ["a"] },
                { "type": "PHONE_NUMBER", "text": "Call", "phone_number": "+41445550142" },
                { "type": "QUICK_REPLY", "text": "Stop" }
            ] }
        ])
    }

    #[test]
    fn a_template_is_told_in_fields_and_examples_are_not_part_of_it() {
        let seen = told(&template(whole()));
        assert_eq!(
            (seen.header, seen.body.as_str(), seen.footer.as_str()),
            (TemplateHeaderKind::Image, "From {{start}}.", "STOP ends this.")
        );
        let targets: Vec<&str> = seen.buttons.iter().map(|button| button.target.as_str()).collect();
        assert_eq!(targets, ["https://clinic.example/{{1}}", "+41445550142", ""]);
        assert_eq!((seen.rest.as_str(), seen.unsupported.as_deref()), ("", None));
        let mut again = whole();
        again[0]["example"]["header_handle"][0] = json!("https://cdn.example/1?signed-anew");
        assert_eq!(told(&template(again)).digest(), seen.digest());
    }

    #[test]
    fn every_change_that_a_recipient_would_see_changes_the_digest() {
        let before = told(&template(whole())).digest();
        let changes: [fn(&mut Value); 7] = [
            |it| it[0]["format"] = json!("VIDEO"),
            |it| it[1]["text"] = json!("From {{start}} on."),
            |it| it[1]["add_security_recommendation"] = json!(true),
            |it| it[3]["buttons"][0]["url"] = json!("https://other.example/{{1}}"),
            |it| it[3]["buttons"][2]["type"] = json!("COPY_CODE"),
            |it| it[3]["buttons"][1]["phone_number"] = json!("+41445550143"),
            |it| it.as_array_mut().unwrap().push(json!({ "type": "LIMITED_TIME_OFFER", "limited_time_offer": {} })),
        ];
        for (index, change) in changes.into_iter().enumerate() {
            let mut now = whole();
            change(&mut now);
            assert_ne!(told(&template(now)).digest(), before, "{index}");
        }
    }

    #[test]
    fn what_can_not_be_sent_says_why() {
        for components in [
            json!([{ "type": "HEADER", "format": "VIDEO" }, { "type": "BODY", "text": "x" }]),
            json!([{ "type": "HEADER", "format": "LOCATION" }, { "type": "BODY", "text": "x" }]),
            json!([{ "type": "BODY", "text": "x" }, { "type": "BUTTONS", "buttons": [{ "type": "FLOW", "text": "a" }] }]),
            json!([{ "type": "BODY", "text": "x" }, { "type": "CAROUSEL", "cards": [] }]),
            json!([]),
        ] {
            assert!(told(&template(components.clone())).unsupported.is_some(), "{components}");
        }
        let mut codes = template(whole());
        codes.category = "AUTHENTICATION".to_owned();
        assert!(told(&codes).unsupported.is_some());
        codes.category = "FREE_SERVICE".to_owned();
        let unknown = told(&codes);
        assert!(unknown.unsupported.is_some() && unknown.rest.contains("FREE_SERVICE"));
    }

    #[test]
    fn the_order_of_keys_says_nothing() {
        let one: Value = serde_json::from_str(r#"{"type":"X","b":{"d":1,"c":[{"f":2,"e":3}]},"a":"é"}"#).unwrap();
        let other: Value =
            serde_json::from_str(r#"{"a":"é","b":{"c":[{"e":3,"f":2}],"d":1},"type":"X","example":1}"#).unwrap();
        assert_eq!(canonical(&one), canonical(&other));
        assert_eq!(canonical(&one), r#"{"a":"é","b":{"c":[{"e":3,"f":2}],"d":1},"type":"X"}"#);
    }
}
