//! The places of insights, of a clinic with a year behind it: all channels, what can be said of the posts of one, and a month's report.
//!
//! Invariant: that of all places.

use super::{Look, PIN, Walk, closed};
use crate::busy::Busy;
use crate::history::History;
use crate::window::{Start, Window, WindowError};

const PAST: History = History { posts: 240, days: 365, samples: 6 };

/// A clinic with a year behind it.
///
/// # Errors
/// As [`super::all`].
pub async fn a_year(look: &mut impl Look) -> Result<(), WindowError> {
    let home = tempfile::tempdir()?;
    let busy = Busy::lay(home.path()).await;
    let _ = PAST.put_down(&busy.database(home.path())?)?;
    let window = Window::open(&Start::from_environment(home.path(), Some(busy.address()))?).await?;
    let walked = Walk { window: &window, look }.a_year().await;
    let ended = closed(window, walked).await;
    busy.end().await;
    ended
}

impl<L: Look> Walk<'_, L> {
    async fn a_year(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Practice clinic").await?;
        self.unlock("Dr. Meera Rao", PIN).await?;
        window.press("Insights").await?;
        window.until("document.querySelector('main .cards figure')", &[]).await?;
        self.at("insights").await?;
        window.press("One channel").await?;
        window.sees("By hour of the week").await?;
        self.at("insights-channel").await?;
        // What a sentence rests on, and every number of the charts.
        window.ask("for (const it of document.querySelectorAll('main summary')) it.click();", &[]).await?;
        window
            .until(
                "[...document.querySelectorAll('main details')].every((it) => it.open) && document.querySelectorAll('main details table').length > 1",
                &[],
            )
            .await?;
        self.at("insights-evidence").await?;
        window.press("Report").await?;
        window.sees("Save for printing…").await?;
        self.at("insights-report").await
    }
}
