//! Whose token it is: a phone number of a business account that the token reaches.
//!
//! Invariant: a channel is connected only when WhatsApp itself names the phone number as one of the business account's.

use countersign_core::model::{Platform, WhatsappAccount};
use countersign_core::publish::{FailureClass, Identity};

use super::wire::{self, List, PHONE_NUMBERS, Phone};
use super::{Whatsapp, refusals, set_up};
use crate::errors::Verdict;
use crate::http::{Call, Caller};

/// No business has nearly as many.
const MOST_NUMBERS: &str = "100";

impl Whatsapp {
    pub(super) async fn who(&self, caller: Caller<'_>, typed: Option<&str>) -> Result<Identity, Verdict> {
        let typed = typed.map(str::trim).unwrap_or_default();
        let (phone, business) = match WhatsappAccount::of(typed) {
            Some(account) => (Some(account.phone), account.business),
            None if wire::is_id(typed) => (None, typed),
            None => {
                return Err(set_up(
                    "Please say which WhatsApp account this is: the id of the WhatsApp Business Account, or the id of the phone number, an @ and that id. Both stand in the WhatsApp Manager under API setup.",
                    "no id of an account",
                ));
            }
        };
        let names = [self.version.as_str(), business];
        let call = Call::new(&PHONE_NUMBERS, caller, &names)
            .ask("fields", "id,display_phone_number,verified_name")
            .ask("limit", MOST_NUMBERS);
        let answer = self.http.send(call).await?;
        if refusals::is_not_there(&answer) {
            return Err(set_up(
                "This token does not reach that WhatsApp Business Account. Check the id, and let the account be managed by the system user that the token was made for.",
                "the account is not shown",
            ));
        }
        if let Some(verdict) = refusals::judge(&answer, &self.settings) {
            return Err(verdict);
        }
        let list: List<Phone> = wire::read(&answer)
            .ok_or_else(|| Verdict::Unclear(Platform::Whatsapp, format!("{} without a list", answer.status)))?;
        let known: Vec<Identity> = list.data.iter().filter_map(|phone| named(phone, business)).collect();
        let wanted = phone.map(|phone| format!("{phone}@{business}"));
        match (wanted, known.as_slice()) {
            (Some(wanted), _) => known.iter().find(|it| it.id == wanted).cloned().ok_or_else(|| {
                set_up(
                    "This WhatsApp Business Account has no such phone number any more, or another one than this channel's. Check both ids.",
                    &format!("{} other numbers", known.len()),
                )
            }),
            (None, [only]) => Ok(only.clone()),
            (None, []) => Err(set_up(
                "This WhatsApp Business Account has no phone number yet. Add one in the WhatsApp Manager first.",
                "no phone number",
            )),
            (None, [_, ..]) => {
                let names: Vec<String> = known.iter().map(|it| format!("{} {}", it.id, it.name)).collect();
                Err(Verdict::refused(
                    FailureClass::SetUp,
                    "This WhatsApp Business Account has several phone numbers. Please say which one: its id, an @ and the id of the account. They are under Details.",
                    &names.join(", "),
                ))
            }
        }
    }
}

fn named(phone: &Phone, business: &str) -> Option<Identity> {
    let name = match (phone.verified_name.trim(), phone.display_phone_number.trim()) {
        ("", "") => phone.id.clone(),
        ("", number) => number.to_owned(),
        (name, "") => name.to_owned(),
        (name, number) => format!("{name} ({number})"),
    };
    wire::is_id(&phone.id).then(|| Identity { id: format!("{}@{business}", phone.id), name })
}
