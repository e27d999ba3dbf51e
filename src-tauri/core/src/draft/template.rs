//! Templates as WhatsApp last showed them, and what a message says that uses one.
//!
//! Invariant: what is read here is as old as its reading says. The words of a message are the template's, filled in, and
//! nobody writes them by hand.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{ChannelId, Content, Millis, Part, PartRole, TemplateSeen, TemplateUse};
use crate::store::{Tag, Tx, args};

/// Keeps what a channel's templates are now, in place of what they were.
///
/// # Errors
/// When the store refuses.
pub fn keep_templates(tx: &Tx<'_>, env: &Env, by: Actor, channel: ChannelId, seen: &[TemplateSeen]) -> Result<()> {
    tx.run("DELETE FROM template WHERE channel_id = $1", args![channel])?;
    for template in seen {
        let json = serde_json::to_string(template).map_err(|error| Error::internal(error.to_string()))?;
        tx.run(
            "INSERT INTO template (channel_id, template_id, digest, seen) VALUES ($1, $2, $3, $4)
             ON CONFLICT (channel_id, template_id) DO UPDATE SET digest = excluded.digest, seen = excluded.seen",
            args![channel, &template.id, template.digest(), json],
        )?;
    }
    tx.run(
        "INSERT INTO template_reading (channel_id, at) VALUES ($1, $2)
         ON CONFLICT (channel_id) DO UPDATE SET at = excluded.at",
        args![channel, env.now()],
    )?;
    let count = u32::try_from(seen.len()).unwrap_or(u32::MAX);
    audit::record(tx, env, &Entry::done(by, Action::TemplatesRead).fact("channel", channel).fact("count", count))?;
    tx.changed(Tag::Recipients);
    Ok(())
}

/// A channel's templates by name and language, and when they were read; none if they never were.
///
/// # Errors
/// When the store refuses.
pub fn templates(tx: &Tx<'_>, channel: ChannelId) -> Result<(Vec<TemplateSeen>, Option<Millis>)> {
    let mut seen: Vec<TemplateSeen> =
        tx.all("SELECT seen FROM template WHERE channel_id = $1", args![channel], |row| {
            row.json("seen").map_err(Error::from)
        })?;
    seen.sort_by(|a, b| (&a.name, &a.language, &a.id).cmp(&(&b.name, &b.language, &b.id)));
    let at = tx.one("SELECT at FROM template_reading WHERE channel_id = $1", args![channel], |row| row.get("at"))?;
    Ok((seen, at))
}

/// The template that a message uses, as it was last read; none if it is not there any more.
///
/// # Errors
/// When the store refuses.
pub fn template(tx: &Tx<'_>, channel: ChannelId, id: &str) -> Result<Option<TemplateSeen>> {
    tx.one("SELECT seen FROM template WHERE channel_id = $1 AND template_id = $2", args![channel, id], |row| {
        row.json("seen").map_err(Error::from)
    })
}

/// A content whose words are those of its template, filled in. Any other content stays as it is.
///
/// # Errors
/// When the store refuses.
pub fn with_template(tx: &Tx<'_>, channel: ChannelId, mut content: Content) -> Result<Content> {
    if !content.options.platform().has_recipients() {
        return Ok(content);
    }
    let media = content.parts.first().map(|part| part.media.clone()).unwrap_or_default();
    let words = match content.options.template() {
        None => String::new(),
        Some(using) => match template(tx, channel, &using.id)?.filter(|seen| seen.digest() == using.digest) {
            Some(seen) => seen.filled(&using.parameters),
            // What it said when it was chosen stays to be read until somebody chooses anew.
            None => return Ok(content),
        },
    };
    content.parts = vec![Part { role: PartRole::Main, text: words, media }];
    Ok(content)
}

/// Why a template can't be sent as it is used, in a sentence; none if it can, as far as it was last read.
///
/// # Errors
/// When the store refuses.
pub fn unsendable(tx: &Tx<'_>, channel: ChannelId, using: &TemplateUse, text: &str) -> Result<Option<String>> {
    let Some(seen) = template(tx, channel, &using.id)? else {
        return Ok(Some("WhatsApp does not have this template any more. Choose another.".to_owned()));
    };
    if seen.digest() != using.digest {
        return Ok(Some(
            "This template was changed on WhatsApp since it was chosen. Choose it again and read it anew.".to_owned(),
        ));
    }
    if let Some(why) = seen.unsupported {
        return Ok(Some(why));
    }
    if let Some(why) = status_sentence(&seen) {
        return Ok(Some(why.to_owned()));
    }
    let fits = seen.slots().iter().all(|slot| using.parameters.iter().any(|parameter| parameter.slot == *slot))
        && seen.header == using.header
        && seen.format == using.format
        && seen.name == using.name
        && seen.language == using.language
        && seen.category == using.category
        && seen.filled(&using.parameters) == text;
    Ok((!fits).then(|| "This is not what the template says. Choose it again.".to_owned()))
}

/// Why a template of this status can't be sent; none if it can.
fn status_sentence(seen: &TemplateSeen) -> Option<&'static str> {
    use crate::model::TemplateStatus as S;
    match seen.status {
        S::Approved => None,
        S::Pending => Some("WhatsApp still looks at this template. It can be sent once it is approved."),
        S::Rejected => Some("WhatsApp refused this template. Choose another."),
        S::Paused => Some("WhatsApp holds this template back for a while, because readers complained. Choose another."),
        S::Disabled => Some("WhatsApp took this template out of use. Choose another."),
        S::Other => Some("This template can't be sent: it is archived, deleted or under appeal. Choose another."),
    }
}
