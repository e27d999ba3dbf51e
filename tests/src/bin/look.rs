//! Takes a picture of every screen, wide and narrow, light and dark. `cargo xtask look` starts it.

#![allow(clippy::print_stdout, reason = "telling where the pictures lie is what this program is for")]

use countersign_tests::window::{Start, Window, WindowError};
use serde_json::json;

const SCREENS: [&str; 7] = ["Today", "Compose", "Review", "Calendar", "Queue", "Activity", "Settings"];

#[tokio::main]
async fn main() -> Result<(), WindowError> {
    let home = tempfile::tempdir()?;
    let window = Window::open(&Start::from_environment(home.path(), None)?).await?;
    let looked = look(&window).await;
    window.close().await?;
    looked
}

async fn look(window: &Window) -> Result<(), WindowError> {
    window.sees("How would you like to start?").await?;
    everywhere(window, "welcome").await?;
    window.press("Practice clinic").await?;
    window.sees("Who is there?").await?;
    everywhere(window, "lock").await?;
    window.press("Dr. Meera Rao").await?;
    window.fill("PIN of Dr. Meera Rao", "2468").await?;
    window.keys("\u{E007}").await?;
    window.no_longer_sees("Who is there?").await?;
    for screen in SCREENS {
        window.ask("location.hash = '#/' + arguments[0].toLowerCase();", &[json!(screen)]).await?;
        window.until("document.querySelector('main h1, main h2')", &[]).await?;
        everywhere(window, &screen.to_lowercase()).await?;
    }
    Ok(())
}

async fn everywhere(window: &Window, name: &str) -> Result<(), WindowError> {
    for (size, width, height) in [("wide", 1280, 800), ("narrow", 1024, 700)] {
        window.size(width, height).await?;
        for theme in ["light", "dark"] {
            window.ask("document.documentElement.dataset.theme = arguments[0];", &[json!(theme)]).await?;
            println!("{}", window.picture(&format!("{name}-{size}-{theme}")).await?.display());
        }
    }
    Ok(())
}
