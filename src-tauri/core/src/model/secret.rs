//! Values that must not be seen: a token, a PIN.
//!
//! Invariant: no type here can be printed, serialised or compared; whoever needs the value says so by calling `expose`.

use zeroize::Zeroizing;

/// A token or another credential.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A person's PIN: four to twelve digits.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

/// A text that can't be a PIN.
#[derive(Debug, thiserror::Error)]
#[error("A PIN has 4 to 12 digits.")]
pub struct InvalidPin;

impl Pin {
    /// Takes what was typed.
    ///
    /// # Errors
    /// When it isn't four to twelve digits.
    pub fn parse(typed: String) -> Result<Self, InvalidPin> {
        let typed = Zeroizing::new(typed);
        let fits = (4..=12).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(typed)) } else { Err(InvalidPin) }
    }

    /// The digits, for the one call that needs them.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}
