//! Hands on the real window: a pointer and a keyboard, as the driver moves them.
//!
//! Invariant: nothing here makes anything happen by script. The page is only looked at, for where a thing stands and for
//! what has the focus; what happens comes of pressed buttons and keys.

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Window, WindowError};

/// The key Tab.
pub const TAB: char = '\u{E004}';
/// The key Enter.
pub const ENTER: char = '\u{E007}';
/// The key Shift.
pub const SHIFT: char = '\u{E008}';
/// The key Control.
pub const CONTROL: char = '\u{E009}';
/// The key Alt.
pub const ALT: char = '\u{E00A}';
/// The key End.
pub const END: char = '\u{E010}';
/// The arrow down.
pub const DOWN: char = '\u{E015}';

/// More things than this to tab through are no way for a person to go.
const MOST_STOPS: usize = 60;

/// A point of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Point {
    /// From the left.
    pub x: i64,
    /// From the top.
    pub y: i64,
}

/// What has the focus.
#[derive(Debug, Clone, Deserialize)]
struct Focus {
    /// Whether anything has it.
    any: bool,
    /// Whether it is what was asked for.
    here: bool,
    /// Whether it is something to write into.
    field: bool,
    /// What it is called.
    name: String,
    /// Whether the page shows that it has it.
    shown: bool,
}

impl Window {
    /// The middle of what an expression over the finders gives, once it is there; it is scrolled into sight.
    ///
    /// # Errors
    /// When there is no such thing in time.
    pub async fn middle_of(&self, expression: &str, args: &[Value]) -> Result<Point, WindowError> {
        self.until(expression, args).await?;
        let script = format!(
            "const it = {expression}; it.scrollIntoView({{ block: 'nearest', inline: 'nearest' }}); \
             const box = it.getBoundingClientRect(); \
             return {{ x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) }};"
        );
        Ok(serde_json::from_value(self.run(&script, args).await?)?)
    }

    /// Clicks a thing by its name with the pointer.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click(&self, name: &str) -> Result<(), WindowError> {
        let there = self.middle_of("pressable(arguments[0])", &[json!(name)]).await?;
        self.point_at(there).await?;
        self.button(true).await?;
        self.button(false).await
    }

    /// Takes hold of what is at a point and carries it to another, in a few steps, without letting go.
    ///
    /// # Errors
    /// When WebDriver fails.
    pub async fn carry(&self, from: Point, to: Point) -> Result<(), WindowError> {
        self.point_at(from).await?;
        self.button(true).await?;
        for step in 1..=4 {
            let (x, y) = (from.x + (to.x - from.x) * step / 4, from.y + (to.y - from.y) * step / 4);
            self.point_at(Point { x, y }).await?;
        }
        Ok(())
    }

    /// Lets go of what the pointer holds.
    ///
    /// # Errors
    /// When WebDriver fails.
    pub async fn let_go(&self) -> Result<(), WindowError> {
        self.button(false).await
    }

    /// Moves the pointer there.
    ///
    /// # Errors
    /// When WebDriver fails.
    pub async fn point_at(&self, Point { x, y }: Point) -> Result<(), WindowError> {
        self.pointer(PointerAction::MoveTo { duration: None, x: x as f64, y: y as f64 }).await
    }

    async fn button(&self, down: bool) -> Result<(), WindowError> {
        let button = MOUSE_BUTTON_LEFT;
        self.pointer(if down { PointerAction::Down { button } } else { PointerAction::Up { button } }).await
    }

    async fn pointer(&self, action: PointerAction) -> Result<(), WindowError> {
        // The same name each time: the driver remembers where it is, and what it holds.
        Ok(self.client.perform_actions(MouseActions::new("pointer".to_owned()).then(action)).await?)
    }

    /// Presses key after key.
    ///
    /// # Errors
    /// When WebDriver fails.
    pub async fn strike(&self, keys: &str) -> Result<(), WindowError> {
        self.chord(&[], keys).await
    }

    /// Presses key after key while others are held down.
    ///
    /// # Errors
    /// When WebDriver fails.
    pub async fn chord(&self, held: &[char], keys: &str) -> Result<(), WindowError> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in held {
            actions = actions.then(KeyAction::Down { value: *value });
        }
        for value in keys.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        for value in held.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Presses Tab until what is pressed by this name has the focus. Whatever has it on the way shows that it has.
    ///
    /// # Errors
    /// When it is not come to, or the focus can't be seen.
    pub async fn tab_to(&self, name: &str) -> Result<(), WindowError> {
        self.tab_until(name, false).await
    }

    /// The same, to a field by its label.
    ///
    /// # Errors
    /// When it is not come to, or the focus can't be seen.
    pub async fn tab_to_field(&self, label: &str) -> Result<(), WindowError> {
        self.tab_until(label, true).await
    }

    async fn tab_until(&self, name: &str, field: bool) -> Result<(), WindowError> {
        let mut stops = Vec::new();
        while stops.len() < MOST_STOPS {
            self.strike(&TAB.to_string()).await?;
            let focus: Focus = serde_json::from_value(self.run("return focus(arguments[0]);", &[json!(name)]).await?)?;
            // After the last thing of a page and before its first nothing has it.
            if focus.any && !focus.shown {
                return Err(format!("nobody sees the focus at {:?}, after {stops:?}", focus.name).into());
            }
            if focus.here && focus.field == field {
                return Ok(());
            }
            stops.push(focus.name);
        }
        Err(format!("Tab does not come to {name}, but to {stops:?}\n{}", self.text().await?).into())
    }

    /// Waits until the thing of this name has the focus, and shows it.
    ///
    /// # Errors
    /// When it is not given the focus.
    pub async fn is_at(&self, name: &str) -> Result<(), WindowError> {
        self.until("focus(arguments[0]).here && focus(arguments[0]).shown", &[json!(name)]).await
    }
}
