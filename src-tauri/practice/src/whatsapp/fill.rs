//! A template, held against what it is to be filled with.
//!
//! Invariant: what comes out is what the recipient reads, and comes out only if every place was given exactly what it asks
//! for: the right number of values, in the right form, by name where places have names.

use serde_json::Value;

use super::error;
use super::state::{WaMedia, WaTemplate};
use crate::facebook::error::GraphError;

const LONGEST_BODY: usize = 1_024;

/// A template with its places filled.
#[derive(Debug)]
pub(super) struct Filled {
    /// The line above, the text and the line below, with an empty line between.
    pub(super) text: String,
    /// Where the first button leads that leads anywhere.
    pub(super) link: Option<String>,
    /// The upload above the text.
    pub(super) media: Option<(u64, String)>,
}

/// Fills a template with the components of a message.
pub(super) fn fill(
    template: &WaTemplate,
    given: &Value,
    upload: impl Fn(&str) -> Option<WaMedia>,
) -> Result<Filled, GraphError> {
    let given: Vec<&Value> = match given {
        Value::Null => Vec::new(),
        Value::Array(components) => components.iter().collect(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            return Err(error::wrong_value("components must be an array"));
        }
    };
    let of = |kind: &str| {
        let named = |component: &&&Value| text(component, "type").eq_ignore_ascii_case(kind);
        given.iter().find(named).map_or(Vec::new(), |component| parameters(component))
    };
    let (header, media) = head(template, &of("header"), upload)?;
    let body = line(template, template.component("BODY"), "body", &of("body"))?;
    if body.chars().count() > LONGEST_BODY {
        return Err(error::too_long());
    }
    let footer = template.component("FOOTER").map(|footer| text(footer, "text").to_owned()).unwrap_or_default();
    let link = buttons(template, &given)?;
    let lines: Vec<String> = [header, body, footer].into_iter().filter(|line| !line.is_empty()).collect();
    Ok(Filled { text: lines.join("\n\n"), link, media })
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn parameters(component: &Value) -> Vec<&Value> {
    component.get("parameters").and_then(Value::as_array).map(|all| all.iter().collect()).unwrap_or_default()
}

fn head(
    template: &WaTemplate,
    given: &[&Value],
    upload: impl Fn(&str) -> Option<WaMedia>,
) -> Result<(String, Option<(u64, String)>), GraphError> {
    let component = template.component("HEADER");
    let format = component.map_or("TEXT", |header| text(header, "format"));
    if format == "TEXT" {
        return Ok((line(template, component, "header", given)?, None));
    }
    let kind = format.to_ascii_lowercase();
    let [only] = given else { return Err(error::wrong_count("header", given.len(), 1)) };
    if text(only, "type") != kind {
        let received = text(only, "type").to_ascii_uppercase();
        return Err(error::wrong_format(&format!("header: Format mismatch, expected {format}, received {received}")));
    }
    let named = only.get(&kind).unwrap_or(&Value::Null);
    if named.get("link").is_some() {
        return Err(error::media_error("Media is practised by its id alone."));
    }
    let media = upload(text(named, "id")).ok_or_else(|| error::wrong_value("header: there is no such media"))?;
    let fits = match kind.as_str() {
        "image" => media.mime.starts_with("image/"),
        "video" => media.mime.starts_with("video/"),
        _ => !media.mime.starts_with("image/") && !media.mime.starts_with("video/"),
    };
    if !fits {
        return Err(error::wrong_format(&format!("header: {} is no {kind}", media.mime)));
    }
    Ok((String::new(), Some((media.number, media.sha256))))
}

/// A text with places, filled.
fn line(template: &WaTemplate, component: Option<&Value>, place: &str, given: &[&Value]) -> Result<String, GraphError> {
    let written = component.map(|component| text(component, "text")).unwrap_or_default();
    let names = places(written);
    if given.len() != names.len() {
        return Err(error::wrong_count(place, given.len(), names.len()));
    }
    let mut filled = written.to_owned();
    // One value may hold what looks like a place: nothing that was put in is filled again.
    let mut out = String::new();
    for (index, name) in names.iter().enumerate() {
        let value = if template.named {
            let by_name = given.iter().find(|it| text(it, "parameter_name") == *name);
            by_name.ok_or_else(|| error::wrong_format(&format!("{place}: Parameter name is missing: {name}")))?
        } else {
            let value = given.get(index).ok_or_else(|| error::wrong_count(place, given.len(), names.len()))?;
            if value.get("parameter_name").is_some() {
                return Err(error::wrong_format(&format!("{place}: this template's places have no names")));
            }
            value
        };
        if text(value, "type") != "text" {
            return Err(error::wrong_format(&format!("{place}: expected a text")));
        }
        if text(value, "text").is_empty() {
            return Err(error::missing(&format!("{place}: the text of a parameter is empty")));
        }
    }
    while let Some((before, rest)) = filled.split_once("{{") {
        let Some((name, after)) = rest.split_once("}}") else { break };
        let at = names.iter().position(|known| known == name.trim()).unwrap_or_default();
        let value = given
            .iter()
            .enumerate()
            .find(|(index, it)| if template.named { text(it, "parameter_name") == name.trim() } else { *index == at });
        out.push_str(before);
        out.push_str(value.map(|(_, it)| text(it, "text")).unwrap_or_default());
        filled = after.to_owned();
    }
    out.push_str(&filled);
    Ok(out)
}

/// The names between the braces, each once.
fn places(written: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for rest in written.split("{{").skip(1) {
        if let Some((name, _)) = rest.split_once("}}")
            && !names.iter().any(|known| known == name.trim())
        {
            names.push(name.trim().to_owned());
        }
    }
    names
}

fn buttons(template: &WaTemplate, given: &[&Value]) -> Result<Option<String>, GraphError> {
    let known = template.component("BUTTONS").and_then(|all| all.get("buttons")).and_then(Value::as_array);
    let known = known.map(Vec::as_slice).unwrap_or_default();
    let index_of = |component: &Value| match component.get("index") {
        Some(Value::String(index)) => index.parse::<usize>().ok(),
        Some(Value::Number(index)) => index.as_u64().and_then(|index| usize::try_from(index).ok()),
        _ => None,
    };
    let filling: Vec<&&Value> = given.iter().filter(|it| text(it, "type").eq_ignore_ascii_case("button")).collect();
    for component in &filling {
        let button = index_of(component).and_then(|index| known.get(index));
        let fits = button.is_some_and(|it| text(it, "type").eq_ignore_ascii_case(text(component, "sub_type")));
        if !fits {
            return Err(error::wrong_format("buttons: there is no such button in the template"));
        }
    }
    let mut link = None;
    for (index, button) in known.iter().enumerate() {
        let address = text(button, "url");
        let component = filling.iter().find(|it| index_of(it) == Some(index));
        let values = component.map_or(Vec::new(), |it| parameters(it));
        let wanted = places(address);
        if text(button, "type") == "URL" && values.len() != wanted.len() {
            let what = format!("buttons: Button at index {index} of type Url requires {} parameters", wanted.len());
            return Err(if values.is_empty() { error::missing(&what) } else { error::wrong_format(&what) });
        }
        if text(button, "type") == "URL" && link.is_none() {
            let value = values.first().map(|it| text(it, "text")).unwrap_or_default();
            if !wanted.is_empty() && value.is_empty() {
                return Err(error::missing("buttons: the text of a parameter is empty"));
            }
            link = Some(match address.split_once("{{") {
                Some((before, _)) => format!("{before}{value}"),
                None => address.to_owned(),
            });
        }
    }
    Ok(link)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::whatsapp::wire::TemplateStanding;

    fn template(named: bool, components: Value) -> WaTemplate {
        WaTemplate {
            number: 1,
            business: "1".to_owned(),
            name: "n".to_owned(),
            language: "en".to_owned(),
            category: "UTILITY".to_owned(),
            named,
            components,
            standing: TemplateStanding::Approved,
        }
    }

    fn body(parameters: Value) -> Value {
        json!([{ "type": "body", "parameters": parameters }])
    }

    #[track_caller]
    fn refused(template: &WaTemplate, given: &Value, code: i64) {
        let error = fill(template, given, |_| None).unwrap_err();
        assert_eq!(error.code(), code, "{given}");
    }

    #[test]
    fn numbered_places_want_as_many_values_and_no_names() {
        let it = template(false, json!([{ "type": "BODY", "text": "From {{1}} to {{2}}, {{1}}." }]));
        let given = body(json!([{ "type": "text", "text": "{{2}}" }, { "type": "text", "text": "June" }]));
        assert_eq!(fill(&it, &given, |_| None).unwrap().text, "From {{2}} to June, {{2}}.");
        refused(&it, &Value::Null, 132_000);
        refused(&it, &body(json!([{ "type": "text", "text": "a" }])), 132_000);
        refused(&it, &body(json!([{ "type": "text", "text": "a" }, { "type": "image", "image": {} }])), 132_012);
        let named = json!([{ "type": "text", "text": "a", "parameter_name": "1" }, { "type": "text", "text": "b" }]);
        refused(&it, &body(named), 132_012);
        refused(&it, &body(json!([{ "type": "text", "text": "" }, { "type": "text", "text": "b" }])), 131_008);
        let long = "x".repeat(1_100);
        refused(&it, &body(json!([{ "type": "text", "text": long }, { "type": "text", "text": "b" }])), 132_005);
    }

    #[test]
    fn named_places_are_filled_by_name_whatever_the_order() {
        let it = template(true, json!([{ "type": "BODY", "text": "{{who}} is in {{where}}." }]));
        let given = |one: &str, two: &str| {
            body(json!([
                { "type": "text", "parameter_name": one, "text": "B" },
                { "type": "text", "parameter_name": two, "text": "A" }
            ]))
        };
        assert_eq!(fill(&it, &given("where", "who"), |_| None).unwrap().text, "A is in B.");
        refused(&it, &given("where", "when"), 132_012);
        refused(&it, &given("where", ""), 132_012);
    }

    #[test]
    fn a_picture_above_the_text_and_a_button_with_a_place_are_required() {
        let it = template(
            false,
            json!([
                { "type": "HEADER", "format": "IMAGE" },
                { "type": "BODY", "text": "Hello." },
                { "type": "BUTTONS", "buttons": [
                    { "type": "QUICK_REPLY", "text": "Stop" },
                    { "type": "URL", "text": "Book", "url": "https://clinic.example/{{1}}" }
                ] }
            ]),
        );
        let image = |mime: &str| WaMedia {
            number: 5,
            phone: "1".to_owned(),
            mime: mime.to_owned(),
            bytes: 1,
            sha256: "ab".to_owned(),
            created_ms: 0,
            removed: false,
        };
        let header = json!({ "type": "header", "parameters": [{ "type": "image", "image": { "id": "5" } }] });
        let button = |index: Value| json!({ "type": "button", "sub_type": "url", "index": index, "parameters": [{ "type": "text", "text": "flu" }] });
        let whole = json!([header, button(json!("1"))]);
        let filled = fill(&it, &whole, |_| Some(image("image/png"))).unwrap();
        assert_eq!(
            (filled.link.as_deref(), filled.media),
            (Some("https://clinic.example/flu"), Some((5, "ab".to_owned())))
        );
        let refused = |given: &Value, mime: Option<&str>| fill(&it, given, |_| mime.map(image)).unwrap_err().code();
        assert_eq!(refused(&json!([header]), Some("image/png")), 131_008);
        assert_eq!(refused(&json!([button(json!("1"))]), Some("image/png")), 132_000);
        assert_eq!(refused(&json!([header, button(json!(0))]), Some("image/png")), 132_012);
        assert_eq!(refused(&whole, Some("video/mp4")), 132_012);
        assert_eq!(refused(&whole, None), 131_009);
    }
}
