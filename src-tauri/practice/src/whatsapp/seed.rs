//! The templates and the people that stand here at every start.
//!
//! Invariant: what is here already is left as it was made to be.

use serde_json::{Value, json};

use super::state::{WaTemplate, WhatsappState};
use super::wire::{NewTemplate, TemplateStanding, WhatsappPerson};
use crate::cast;

impl WhatsappState {
    pub(crate) fn seat_the_cast(&mut self) {
        for (number, standing, template) in standing_templates() {
            self.templates
                .entry(number)
                .or_insert_with(|| made(number, cast::WHATSAPP_BUSINESS_ID, template, standing));
        }
        for (number, person) in [
            (cast::WHATSAPP_LEAVES_UNREAD, WhatsappPerson::LeavesUnread),
            (cast::WHATSAPP_UNREACHABLE, WhatsappPerson::Unreachable),
            (cast::WHATSAPP_STOPPED, WhatsappPerson::StoppedOffers),
            (cast::WHATSAPP_HAD_ENOUGH, WhatsappPerson::HadEnoughOffers),
            (cast::WHATSAPP_FAILS_LATER, WhatsappPerson::FailsLater),
        ] {
            self.people.entry(number.to_owned()).or_insert(person);
        }
    }

    /// Takes a template in, to be looked at.
    pub(crate) fn hand_in(&mut self, number: u64, business: &str, template: NewTemplate, now: i64) {
        let standing = TemplateStanding::PendingUntil(now + self.wire.approval_ms);
        self.templates.insert(number, made(number, business, template, standing));
    }
}

fn made(number: u64, business: &str, new: NewTemplate, standing: TemplateStanding) -> WaTemplate {
    let NewTemplate { name, language, category, named, components } = new;
    WaTemplate { number, business: business.to_owned(), name, language, category, named, components, standing }
}

fn new(name: &str, language: &str, category: &str, named: bool, components: Value) -> NewTemplate {
    let owned = str::to_owned;
    NewTemplate { name: owned(name), language: owned(language), category: owned(category), named, components }
}

fn standing_templates() -> Vec<(u64, TemplateStanding, NewTemplate)> {
    let hours = |header: &str, body: &str, footer: &str| {
        json!([
            { "type": "HEADER", "format": "TEXT", "text": header },
            { "type": "BODY", "text": body, "example": { "body_text": [["24 December", "2 January"]] } },
            { "type": "FOOTER", "text": footer },
        ])
    };
    vec![
        (
            881_200_000_000_101,
            TemplateStanding::Approved,
            new(
                "closing_days",
                "en",
                "UTILITY",
                false,
                hours(
                    "Lakeside Family Clinic",
                    "We are closed from {{1}} to {{2}}. In an emergency call 144.",
                    "You get this because you asked for news of the clinic.",
                ),
            ),
        ),
        (
            881_200_000_000_102,
            TemplateStanding::Approved,
            new(
                "closing_days",
                "de",
                "UTILITY",
                false,
                hours(
                    "Lakeside Family Clinic",
                    "Wir haben vom {{1}} bis zum {{2}} geschlossen. Im Notfall: 144.",
                    "Sie erhalten dies, weil Sie Nachrichten der Praxis wünschten.",
                ),
            ),
        ),
        (
            881_200_000_000_103,
            TemplateStanding::Approved,
            new(
                "flu_vaccination",
                "en",
                "MARKETING",
                true,
                json!([
                    { "type": "HEADER", "format": "IMAGE", "example": { "header_handle": ["practice"] } },
                    {
                        "type": "BODY",
                        "text": "Flu vaccination begins on {{start_date}}. Come to {{place}} without an appointment.",
                        "example": { "body_text_named_params": [
                            { "param_name": "start_date", "example": "1 October" },
                            { "param_name": "place", "example": "the ground floor" },
                        ] },
                    },
                    { "type": "FOOTER", "text": "Write STOP to get no more of these." },
                    { "type": "BUTTONS", "buttons": [
                        { "type": "URL", "text": "Read more", "url": "https://lakeside.example/flu/{{1}}", "example": ["2026"] },
                        { "type": "QUICK_REPLY", "text": "STOP" },
                    ] },
                ]),
            ),
        ),
        (
            881_200_000_000_104,
            TemplateStanding::Approved,
            new(
                "open_day",
                "en",
                "MARKETING",
                false,
                json!([{ "type": "BODY", "text": "Come and see our new rooms on Saturday, from ten to four." }]),
            ),
        ),
        (
            881_200_000_000_105,
            TemplateStanding::PendingUntil(i64::MAX),
            new(
                "spring_check",
                "en",
                "MARKETING",
                false,
                json!([{ "type": "BODY", "text": "Book your spring check for {{1}} now.", "example": { "body_text": [["April"]] } }]),
            ),
        ),
        (
            881_200_000_000_106,
            TemplateStanding::Paused,
            new(
                "summer_offer",
                "en",
                "MARKETING",
                false,
                json!([{ "type": "BODY", "text": "A travel check with every vaccination, until the end of June." }]),
            ),
        ),
    ]
}
