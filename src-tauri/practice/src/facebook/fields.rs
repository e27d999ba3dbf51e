//! Reads a `fields` expression: names, with modifiers in dots and fields of their own in braces.
//!
//! Invariant: what cannot be read to its end is refused as a whole.

use super::error::{self, GraphError};

/// One asked-for field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// `.limit(5)` is `("limit", "5")`.
    pub(crate) modifiers: Vec<(String, String)>,
    pub(crate) fields: Vec<Field>,
}

impl Field {
    pub(crate) fn modifier(&self, name: &str) -> Option<&str> {
        self.modifiers.iter().find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }
}

pub(crate) fn read(text: &str) -> Result<Vec<Field>, GraphError> {
    let letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let mut reader = Reader { letters: &letters, at: 0 };
    let fields = reader.fields();
    if reader.at == letters.len() { fields.ok_or_else(|| syntax(text)) } else { Err(syntax(text)) }
}

fn syntax(text: &str) -> GraphError {
    error::invalid(&format!("Syntax error in the fields expression \"{text}\""))
}

struct Reader<'a> {
    letters: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn next_is(&mut self, wanted: char) -> bool {
        let found = self.letters.get(self.at) == Some(&wanted);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Option<String> {
        let rest = self.letters.get(self.at..)?;
        let word: String = rest.iter().take_while(|it| it.is_ascii_alphanumeric() || **it == '_').collect();
        self.at += word.len();
        (!word.is_empty()).then_some(word)
    }

    fn fields(&mut self) -> Option<Vec<Field>> {
        let mut fields = Vec::new();
        loop {
            fields.push(self.field()?);
            if !self.next_is(',') {
                return Some(fields);
            }
        }
    }

    fn field(&mut self) -> Option<Field> {
        let mut field = Field { name: self.word()?, modifiers: Vec::new(), fields: Vec::new() };
        loop {
            if self.next_is('.') {
                let name = self.word()?;
                if !self.next_is('(') {
                    return None;
                }
                let rest = self.letters.get(self.at..)?;
                let value: String = rest.iter().take_while(|letter| **letter != ')').collect();
                self.at += value.chars().count();
                if !self.next_is(')') {
                    return None;
                }
                field.modifiers.push((name, value));
            } else if self.next_is('{') {
                field.fields = self.fields()?;
                if !self.next_is('}') {
                    return None;
                }
            } else {
                return Some(field);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn names_modifiers_and_braces_are_read() {
        let fields = read("id, message,comments.summary(true).limit(0){id,from{name}}").unwrap();
        assert_eq!(fields.len(), 3);
        assert_eq!(fields[2].modifier("summary"), Some("true"));
        assert_eq!(fields[2].fields[1].fields[0].name, "name");
    }

    #[test]
    fn a_broken_expression_is_refused() {
        for broken in ["id,", "", "a{b", "a.limit(1", "a}b", "a.limit"] {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
