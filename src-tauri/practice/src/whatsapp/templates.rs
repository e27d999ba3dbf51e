//! The templates of a business account, page by page.
//!
//! Invariant: a cursor stands for a template, not for a place, so a list that grows meanwhile repeats and skips nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::Ask;
use super::state::WaTemplate;
use crate::facebook::error::{self as graph, GraphError};
use crate::facebook::fields::{Field, read};
use crate::facebook::present::shown;
use crate::reply::Reply;
use crate::world::Scene;

const USUAL_LIMIT: usize = 25;
const MOST: usize = 100;

/// The fields of this call; none given means the usual ones.
pub(super) fn fields(ask: &Ask<'_>) -> Result<Vec<Field>, GraphError> {
    ask.params.text("fields")?.filter(|text| !text.is_empty()).map_or(Ok(Vec::new()), |text| read(&text))
}

pub(super) fn present(template: &WaTemplate, now: i64, fields: &[Field]) -> Result<Value, GraphError> {
    let usual = ["name", "parameter_format", "components", "language", "status", "category", "id"];
    shown("MessageTemplate", fields, &usual, |field| match field.name.as_str() {
        "id" => Some(json!(template.number.to_string())),
        "name" => Some(json!(template.name)),
        "language" => Some(json!(template.language)),
        "status" => Some(json!(template.status(now))),
        "category" => Some(json!(template.category)),
        "parameter_format" => Some(json!(if template.named { "NAMED" } else { "POSITIONAL" })),
        "components" => Some(template.components.clone()),
        "rejected_reason" => Some(json!(if template.status(now) == "REJECTED" { "PROMOTIONAL" } else { "NONE" })),
        "quality_score" => Some(json!({ "score": "UNKNOWN" })),
        "previous_category" | "sub_category" => Some(Value::Null),
        _ => None,
    })
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    ask.must_be_own_business()?;
    let fields = fields(ask)?;
    let filter = |name: &str| ask.params.text(name);
    let (name, language) = (filter("name")?, filter("language")?);
    let (status, category) = (filter("status")?, filter("category")?);
    let is = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted == value);
    let found: Vec<&WaTemplate> = scene
        .world
        .whatsapp
        .templates
        .values()
        .rev()
        .filter(|it| it.business == ask.caller.business())
        .filter(|it| name.as_deref().is_none_or(|part| it.name.contains(part)) && is(&language, &it.language))
        .filter(|it| is(&status, it.status(scene.now)) && is(&category, &it.category))
        .collect();
    let limit = match ask.params.number("limit")? {
        None => USUAL_LIMIT,
        Some(limit) => usize::try_from(limit).unwrap_or(USUAL_LIMIT).clamp(1, MOST),
    };
    let start = match cursor(ask)? {
        Some(after) => found.iter().position(|it| it.number == after).map_or(found.len(), |at| at + 1),
        None => 0,
    };
    let end = (start + limit).min(found.len());
    let page = found.get(start..end).unwrap_or_default();
    let data: Vec<Value> = page.iter().map(|it| present(it, scene.now, &fields)).collect::<Result<_, _>>()?;
    let mut body = json!({ "data": data });
    if let (Some(first), Some(last)) = (page.first(), page.last()) {
        let (first, last) = (written(first.number), written(last.number));
        body["paging"] = json!({ "cursors": { "before": first, "after": last } });
        if end < found.len() {
            let (version, node) = (ask.version, ask.node);
            body["paging"]["next"] = json!(format!(
                "https://graph.facebook.com/{version}/{node}/message_templates?limit={limit}&after={last}"
            ));
        }
    }
    Ok(Reply::ok(body))
}

fn written(number: u64) -> String {
    URL_SAFE_NO_PAD.encode(number.to_string())
}

fn cursor(ask: &Ask<'_>) -> Result<Option<u64>, GraphError> {
    let Some(text) = ask.params.text("after")?.filter(|text| !text.is_empty()) else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(&text).ok();
    let number = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| graph::invalid("Invalid cursors values: after"))
}
