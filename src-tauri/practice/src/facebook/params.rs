//! The parameters of a Graph call, wherever they came from.
//!
//! Invariant: query, JSON, form and multipart all end up as the same named values, so no endpoint can tell them apart.

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde_json::Value;

use super::error::{self, GraphError};
use crate::call::{Call, Payload};

#[derive(Debug, Default)]
pub(crate) struct Params {
    values: BTreeMap<String, Value>,
    files: BTreeMap<String, Bytes>,
}

impl Params {
    pub(crate) fn read(call: &Call) -> Result<Self, GraphError> {
        let mut params = Self::default();
        for (name, value) in &call.query {
            params.put(name, value);
        }
        match &call.body {
            Payload::Empty => {}
            Payload::Json(Value::Object(fields)) => {
                params.values.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
            Payload::Form(fields) => fields.iter().for_each(|(name, value)| params.put(name, value)),
            Payload::Multipart(parts) => {
                for part in parts {
                    if part.is_file || part.name == "source" {
                        params.files.insert(part.name.clone(), part.bytes.clone());
                    } else {
                        let text = part.text().ok_or_else(|| error::invalid("A parameter is not valid UTF-8"))?;
                        params.put(&part.name, text);
                    }
                }
            }
            Payload::TooLarge => return Err(error::bad_picture()),
            Payload::Json(_) | Payload::Bytes(_) | Payload::Unreadable => {
                return Err(error::invalid("The request body cannot be read"));
            }
        }
        Ok(params)
    }

    fn put(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_owned(), Value::String(value.to_owned()));
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.values.keys().any(|key| key.starts_with(&format!("{name}[")))
    }

    /// A value as it was given, where it is more than a word.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, GraphError> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(value.to_string())),
            Some(Value::Array(_) | Value::Object(_)) => Err(error::invalid(&format!("Param {name} must be a string"))),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, GraphError> {
        match self.text(name)?.as_deref() {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(error::invalid(&format!("Param {name} must be a boolean"))),
        }
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<i64>, GraphError> {
        let wrong = || error::invalid(&format!("Param {name} must be a number"));
        self.text(name)?.map(|text| text.parse().map_err(|_| wrong())).transpose()
    }

    pub(crate) fn file(&self, name: &str) -> Option<Bytes> {
        self.files.get(name).cloned()
    }

    /// A list of words, given as a list, as the JSON text of one, or with commas between them.
    pub(crate) fn words(&self, name: &str) -> Result<Option<Vec<String>>, GraphError> {
        let wrong = || error::invalid(&format!("Param {name} must be an array"));
        let read = |items: &[Value]| -> Result<Vec<String>, GraphError> {
            items
                .iter()
                .map(|item| match item {
                    Value::String(word) => Ok(word.clone()),
                    Value::Number(number) => Ok(number.to_string()),
                    Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(wrong()),
                })
                .collect()
        };
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(items)) => read(items).map(Some),
            Some(Value::String(text)) if text.trim_start().starts_with('[') => {
                let items: Vec<Value> = serde_json::from_str(text).map_err(|_| wrong())?;
                read(&items).map(Some)
            }
            Some(Value::String(text)) => Ok(Some(text.split(',').map(|word| word.trim().to_owned()).collect())),
            Some(Value::Bool(_) | Value::Number(_) | Value::Object(_)) => Err(wrong()),
        }
    }

    /// A list, given as a list, as the JSON text of one, or as `name[0]`, `name[1]` and so on.
    pub(crate) fn list(&self, name: &str) -> Result<Option<Vec<Value>>, GraphError> {
        let wrong = || error::invalid(&format!("Param {name} must be an array"));
        match self.values.get(name) {
            Some(Value::Array(items)) => {
                return items.iter().map(|item| opened(item, wrong)).collect::<Result<_, _>>().map(Some);
            }
            Some(Value::String(text)) => {
                let items: Vec<Value> = serde_json::from_str(text).map_err(|_| wrong())?;
                return Ok(Some(items));
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => return Err(wrong()),
            None => {}
        }
        let mut items: Vec<(usize, Value)> = Vec::new();
        for (key, value) in &self.values {
            let Some(place) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('[')) else { continue };
            let place = place.strip_suffix(']').and_then(|place| place.parse().ok()).ok_or_else(wrong)?;
            items.push((place, opened(value, wrong)?));
        }
        items.sort_by_key(|(place, _)| *place);
        Ok((!items.is_empty()).then(|| items.into_iter().map(|(_, item)| item).collect()))
    }
}

/// An item that may have been given as its JSON text.
fn opened(item: &Value, wrong: impl Fn() -> GraphError) -> Result<Value, GraphError> {
    match item.as_str() {
        Some(text) => serde_json::from_str(text).map_err(|_| wrong()),
        None => Ok(item.clone()),
    }
}
