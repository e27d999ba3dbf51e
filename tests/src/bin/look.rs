//! Takes a picture of every place, wide and narrow, light and dark. `cargo xtask look` starts it, and says where the ones
//! go that the README shows.

#![allow(clippy::print_stdout, reason = "telling where the pictures lie is what this program is for")]

use std::path::{Path, PathBuf};

use countersign_tests::places::{self, Look, Place};
use countersign_tests::window::{Window, WindowError};

/// What the README shows.
const SHOWN: [&str; 7] = [
    "review-wide-light",
    "review-wide-dark",
    "today-wide-light",
    "calendar-month-wide-light",
    "inbox-wide-light",
    "insights-wide-light",
    "insights-channel-wide-light",
];

#[tokio::main]
async fn main() -> Result<(), WindowError> {
    let shown = std::env::var_os("COUNTERSIGN_SHOWN").map(PathBuf::from);
    places::all(&mut Pictures { shown }).await
}

struct Pictures {
    /// Where the README looks for its own.
    shown: Option<PathBuf>,
}

impl Pictures {
    async fn take(&self, window: &Window, name: &str) -> Result<(), WindowError> {
        let picture = window.picture(name).await?;
        println!("{}", picture.display());
        if let Some(folder) = self.shown.as_deref().filter(|_| SHOWN.contains(&name)) {
            std::fs::copy(&picture, shown(folder, name))?;
        }
        Ok(())
    }
}

/// The README's name of a picture does not say its size.
fn shown(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{}.png", name.replace("-wide", "").replace("-light", "")))
}

impl Look for Pictures {
    async fn at(&mut self, window: &Window, place: &Place) -> Result<(), WindowError> {
        let sizes: &[(&str, u32, u32)] =
            if place.private { &[("", 0, 0)] } else { &[("-narrow", 1024, 700), ("-wide", 1280, 800)] };
        for (size, width, height) in sizes {
            if *width > 0 {
                window.size(*width, *height).await?;
            }
            for theme in ["dark", "light"] {
                places::dress(window, theme).await?;
                self.take(window, &format!("{}{size}-{theme}", place.name)).await?;
            }
        }
        Ok(())
    }
}
