//! Sends a template: its picture is uploaded once, then each recipient gets a message of their own.
//!
//! Invariant: nothing is sent with a template that is not, word for word, the one that was signed, or that is not approved
//! now. An upload's id is in the journal before it is used. [`Whatsapp::create`] is the only call in this folder that
//! reaches anybody; it is reached with a [`CommitPermit`] only, for one recipient, and sends once.

use countersign_core::gate::{Account, CommitPermit, SignedMedia, SignedPart};
use countersign_core::model::{
    ParameterFormat, ParameterPlace, PartRole, Platform, PlatformOptions, TemplateHeaderKind, TemplateParameter,
    TemplateSeen, TemplateStatus, TemplateUse, WhatsappAccount,
};
use countersign_core::ports::VaultFault;
use countersign_core::publish::{Failure, FailureClass, Journal, Outcome, Prepared};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::wire::{self, Accepted, MEDIA, MESSAGES, Made};
use super::{Whatsapp, no_account, refusals};
use crate::errors::{self, Verdict, impossible};
use crate::http::{Call, Caller};

/// The journal's name of the picture above the text.
pub(super) const UPLOAD: &str = "media.0";

/// The bytes of a signed picture.
pub(super) type Bytes<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Vec<u8>, VaultFault> + Send + Sync);

/// One message: from which phone number, and what. It holds a telephone number, so it can't be printed.
pub(super) struct Plan {
    phone: String,
    body: Value,
}

impl Whatsapp {
    /// Looks at the template once more, and uploads what stands above its text.
    pub(super) async fn make_ready(
        &self,
        caller: Caller<'_>,
        account: &Account,
        part: &SignedPart,
        options: &PlatformOptions,
        bytes: Bytes<'_>,
        journal: &dyn Journal,
    ) -> Result<Prepared, Failure> {
        let template = possible(part, options).map_err(Verdict::failure)?;
        let ids = WhatsappAccount::of(&account.id).ok_or_else(no_account).map_err(Verdict::failure)?;
        self.is_unchanged(caller, template, "nothing was sent").await.map_err(Verdict::failure)?;
        let mut media_ids = Vec::new();
        for media in &part.media {
            let picture = bytes(media).map_err(|fault| errors::picture(&fault))?;
            let id = self.upload(caller, ids.phone, media, picture).await.map_err(Verdict::failure)?;
            journal.record(part.id, UPLOAD, &id).await?;
            media_ids.push(id);
        }
        Ok(Prepared { media_ids })
    }

    /// Looks once more whether the template is, word for word, the one that was signed, and approved. `nothing` says what was
    /// not sent where it is not.
    async fn is_unchanged(&self, caller: Caller<'_>, signed: &TemplateUse, nothing: &str) -> Result<(), Verdict> {
        let now = self.template_now(caller, &signed.id).await?;
        unchanged(signed, now.as_ref(), nothing)
    }

    /// The same, between two recipients.
    pub(super) async fn look_again(
        &self,
        caller: Caller<'_>,
        part: &SignedPart,
        options: &PlatformOptions,
    ) -> Result<(), Verdict> {
        self.is_unchanged(caller, possible(part, options)?, "nothing more was sent").await
    }

    async fn upload(
        &self,
        caller: Caller<'_>,
        phone: &str,
        media: &SignedMedia,
        picture: Vec<u8>,
    ) -> Result<String, Verdict> {
        let name = match media.mime.as_str() {
            "image/jpeg" => "picture.jpg",
            "image/png" => "picture.png",
            other => {
                return Err(Verdict::refused(
                    FailureClass::FixContent,
                    "WhatsApp takes pictures as JPEG or PNG only. Please choose another picture.",
                    other,
                ));
            }
        };
        let file = Part::bytes(picture)
            .file_name(name)
            .mime_str(&media.mime)
            .map_err(|_| impossible("This picture is of no known kind. Please choose another one."))?;
        let form =
            Form::new().text("messaging_product", "whatsapp").text("type", media.mime.clone()).part("file", file);
        let names = [self.version.as_str(), phone];
        let answer = self.http.send(Call::new(&MEDIA, caller, &names).multipart(form)).await?;
        if let Some(verdict) = refusals::judge(&answer, &self.settings) {
            return Err(verdict);
        }
        wire::read::<Made>(&answer)
            .map(|made| made.id)
            .filter(|id| wire::is_id(id))
            .ok_or_else(|| Verdict::Unclear(Platform::Whatsapp, format!("{} without an id", answer.status)))
    }

    /// Sends to the one recipient of a permit.
    pub(super) async fn publish(&self, permit: CommitPermit<'_>, prepared: Prepared) -> Outcome {
        let account = permit.account();
        let caller = Caller::of(account, Some(permit.correlation()));
        match plan(&account.id, permit.part(), permit.options(), &prepared) {
            Err(verdict) => refusals::outcome(verdict),
            Ok(plan) => self.create(caller, plan).await,
        }
    }

    /// The call that reaches somebody.
    pub(super) async fn create(&self, caller: Caller<'_>, plan: Plan) -> Outcome {
        let names = [self.version.as_str(), plan.phone.as_str()];
        let call = Call::new(&MESSAGES, caller, &names).json(plan.body).commits();
        let sent = match self.http.send(call).await {
            Err(verdict) => Err(verdict),
            Ok(answer) => match refusals::judge(&answer, &self.settings) {
                Some(verdict) => Err(verdict),
                // Taken without a readable id is not refused: the message may be on its way.
                None => wire::read::<Accepted>(&answer).and_then(Accepted::taken).ok_or_else(|| {
                    Verdict::Unclear(Platform::Whatsapp, format!("{} without a message id", answer.status))
                }),
            },
        };
        match sent {
            Ok(taken) => Outcome::Taken(taken),
            Err(verdict) => refusals::outcome(verdict),
        }
    }
}

/// Refuses a template that is not what was signed, or that can't be sent now.
fn unchanged(signed: &TemplateUse, now: Option<&TemplateSeen>, nothing: &str) -> Result<(), Verdict> {
    let refused = |message: String, detail: &str| Err(Verdict::refused(FailureClass::FixContent, message, detail));
    let Some(now) = now else {
        return refused(
            format!("This template is not on WhatsApp any more, so {nothing}. Please choose another one."),
            "the template is gone",
        );
    };
    if now.digest() != signed.digest {
        return refused(
            format!(
                "This template was changed on WhatsApp after it was chosen, so {nothing}. Please choose it anew, and have it signed again."
            ),
            "another digest",
        );
    }
    match now.status {
        TemplateStatus::Approved => {}
        TemplateStatus::Pending => {
            return refused(format!("WhatsApp has not approved this template yet, so {nothing}."), "pending");
        }
        TemplateStatus::Paused => {
            return refused(
                format!(
                    "WhatsApp holds this template back because of complaints, so {nothing}. Please wait until it is approved again, or choose another one."
                ),
                "paused",
            );
        }
        TemplateStatus::Rejected | TemplateStatus::Disabled | TemplateStatus::Other => {
            return refused(
                format!("WhatsApp does not allow this template any more, so {nothing}. Please choose another one."),
                "not approved",
            );
        }
    }
    if let Some(why) = &now.unsupported {
        return Err(impossible(why));
    }
    let slots = now.slots();
    let filled = |parameter: &TemplateParameter| !parameter.value.trim().is_empty();
    let all = slots.iter().all(|slot| signed.parameters.iter().any(|it| it.slot == *slot && filled(it)));
    if !all || signed.parameters.len() != slots.len() {
        return Err(impossible(
            "Not every place of this template is filled in, so nothing was sent. Please fill them in, and have it signed again.",
        ));
    }
    Ok(())
}

/// One message for the recipient of a part: all of it, or nothing.
pub(super) fn plan(
    account: &str,
    part: &SignedPart,
    options: &PlatformOptions,
    prepared: &Prepared,
) -> Result<Plan, Verdict> {
    let template = possible(part, options)?;
    let ids = WhatsappAccount::of(account).ok_or_else(no_account)?;
    let Some(recipient) = &part.recipient else {
        return Err(impossible("This message has no recipient, so nothing was sent."));
    };
    if prepared.media_ids.len() != pictures_of(template) {
        return Err(Verdict::later(
            FailureClass::TryAgain,
            "The picture of this message was not uploaded, so nothing was sent. Countersign tries again.",
            &format!("{} uploads", prepared.media_ids.len()),
        ));
    }
    let body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": recipient.number.digits(),
        "type": "template",
        "template": {
            "name": template.name,
            "language": { "code": template.language },
            "components": components(template, prepared),
        },
    });
    Ok(Plan { phone: ids.phone.to_owned(), body })
}

const fn pictures_of(template: &TemplateUse) -> usize {
    match template.header {
        TemplateHeaderKind::Image => 1,
        TemplateHeaderKind::None
        | TemplateHeaderKind::Text
        | TemplateHeaderKind::Video
        | TemplateHeaderKind::Document => 0,
    }
}

/// What the places of a template are filled with, as WhatsApp wants it.
fn components(template: &TemplateUse, prepared: &Prepared) -> Vec<Value> {
    let mut components = Vec::new();
    let header: Vec<Value> = match prepared.media_ids.first() {
        Some(id) => vec![json!({ "type": "image", "image": { "id": id } })],
        None => values(template, ParameterPlace::Header, 0, true),
    };
    if !header.is_empty() {
        components.push(json!({ "type": "header", "parameters": header }));
    }
    let body = values(template, ParameterPlace::Body, 0, true);
    if !body.is_empty() {
        components.push(json!({ "type": "body", "parameters": body }));
    }
    let of_buttons = template.parameters.iter().filter(|it| it.slot.place == ParameterPlace::Button);
    let mut buttons: Vec<u32> = of_buttons.map(|it| it.slot.button).collect();
    buttons.sort_unstable();
    buttons.dedup();
    for button in buttons {
        // The end of a button's address has a number in every template.
        let parameters = values(template, ParameterPlace::Button, button, false);
        let index = button.to_string();
        components.push(json!({ "type": "button", "sub_type": "url", "index": index, "parameters": parameters }));
    }
    components
}

fn values(template: &TemplateUse, place: ParameterPlace, button: u32, named: bool) -> Vec<Value> {
    let mut filled: Vec<&TemplateParameter> =
        template.parameters.iter().filter(|it| it.slot.place == place && it.slot.button == button).collect();
    filled.sort_by_key(|it| it.slot.name.parse::<u32>().unwrap_or(u32::MAX));
    let by_name = named && template.format == ParameterFormat::Named;
    let written = filled.into_iter().map(|it| {
        let mut value = json!({ "type": "text", "text": it.value });
        if by_name {
            value["parameter_name"] = json!(it.slot.name);
        }
        value
    });
    written.collect()
}

/// Refuses what WhatsApp can't send as it was signed.
fn possible<'a>(part: &SignedPart, options: &'a PlatformOptions) -> Result<&'a TemplateUse, Verdict> {
    let template = match options {
        PlatformOptions::Whatsapp { template: Some(template) } => template,
        PlatformOptions::Whatsapp { template: None } => {
            return Err(impossible("No template was chosen for this message. Please choose one."));
        }
        PlatformOptions::X {}
        | PlatformOptions::Facebook { .. }
        | PlatformOptions::Linkedin { .. }
        | PlatformOptions::Instagram { .. }
        | PlatformOptions::Youtube(_)
        | PlatformOptions::Tiktok(_) => {
            return Err(impossible("The settings of this post are another platform's. Please write it anew."));
        }
    };
    match template.header {
        TemplateHeaderKind::Video | TemplateHeaderKind::Document => {
            return Err(impossible(
                "Above the text of this template stands a video or a file, which Countersign does not send yet. Please choose another one.",
            ));
        }
        TemplateHeaderKind::None | TemplateHeaderKind::Text | TemplateHeaderKind::Image => {}
    }
    match part.role {
        PartRole::Thread | PartRole::FirstComment | PartRole::Reply | PartRole::Message | PartRole::PrivateReply => {
            Err(impossible("A message on WhatsApp has neither a thread, nor a first comment, nor answers."))
        }
        PartRole::Main if part.media.len() != pictures_of(template) => Err(impossible(
            "This template wants one picture above its text, or none at all. Please change the message to fit it.",
        )),
        PartRole::Main => Ok(template),
    }
}
