//! Every place of the application, and the way to it: for whoever has to look at all of them.
//!
//! Invariant: there is one list. What is looked at for a picture is looked at for people who can't see it, too. The way
//! leads by what a person reads and presses, and leaves every place as it was.

mod beginning;
mod inbox;
mod insights;
mod topics;

use std::path::Path;

use countersign_core::env::{Clock, SystemClock};
use countersign_core::model::Millis;
use serde_json::json;

use crate::busy::{BY_HAND, Busy, FLU, IN_DOUBT, OTHERWISE, SENT, TOUR};
use crate::clinic::PIN;
use crate::private_window;
use crate::window::{Start, Window, WindowError};

pub use beginning::first_day;
pub use insights::a_year;

const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";
const DOWN: &str = "\u{E015}";
const CONTROL: &str = "\u{E009}";

/// What is not drawn to its end yet has colours of its own; what turns for ever, and what stands still behind the lock, is
/// waited for by nobody.
const DRAWN: &str = "const done = arguments[arguments.length - 1]; \
     const ending = () => document.getAnimations().filter((it) => \
       it.effect?.target?.checkVisibility() && Number.isFinite(it.effect?.getComputedTiming().endTime)); \
     const frames = (then) => requestAnimationFrame(() => requestAnimationFrame(then)); \
     const settled = () => Promise.allSettled(ending().map((it) => it.finished)); \
     setTimeout(() => done(false), 20000); \
     frames(() => settled().then(() => frames(() => done(true))));";

/// Somewhere that one can stand still and look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name, good for a file.
    pub name: String,
    /// Whether it is the private window, whose size is its own.
    pub private: bool,
}

/// Stands still at a place.
pub trait Look {
    /// Looks; the window shows the place.
    fn at(&mut self, window: &Window, place: &Place) -> impl Future<Output = Result<(), WindowError>>;
}

/// Puts a theme on, and waits until everything is drawn in it.
///
/// # Errors
/// When WebDriver fails, or it is never drawn to its end.
pub async fn dress(window: &Window, theme: &str) -> Result<(), WindowError> {
    window.ask("document.documentElement.dataset.theme = arguments[0];", &[json!(theme)]).await?;
    let drawn = window.client().execute_async(DRAWN, Vec::new()).await?;
    if drawn == json!(true) { Ok(()) } else { Err("it is never drawn to its end".into()) }
}

/// Opens the application as it is on its first day, with a clinic at work, and with a year behind it, and leads through all of it.
///
/// # Errors
/// When the window does not come up, a step of the way does not come about, or whoever looks fails.
pub async fn all(look: &mut impl Look) -> Result<(), WindowError> {
    first_day(look).await?;
    at_work(look).await?;
    a_year(look).await
}

/// A clinic with posts in every state.
///
/// # Errors
/// As [`all`].
pub async fn at_work(look: &mut impl Look) -> Result<(), WindowError> {
    let home = tempfile::tempdir()?;
    put_aside(home.path())?;
    let busy = Busy::lay(home.path()).await;
    let window = Window::open(&Start::from_environment(home.path(), Some(busy.address()))?).await?;
    let walked = Walk { window: &window, look }.at_work().await;
    let ended = closed(window, walked).await;
    busy.end().await;
    ended
}

/// Lays down what a restore puts aside: a clinic that could not be opened, some days ago.
fn put_aside(data: &Path) -> Result<(), WindowError> {
    let at = SystemClock.now().plus(-2 * Millis::DAY);
    Ok(std::fs::create_dir_all(data.join(format!("clinic-put-aside-{}", at.0)))?)
}

async fn closed(window: Window, walked: Result<(), WindowError>) -> Result<(), WindowError> {
    if walked.is_err() {
        // Where it stopped, unless the very window is gone.
        let _ = window.picture("where-it-stopped").await;
    }
    window.close().await?;
    walked
}

struct Walk<'w, L> {
    window: &'w Window,
    look: &'w mut L,
}

impl<L: Look> Walk<'_, L> {
    async fn at(&mut self, name: &str) -> Result<(), WindowError> {
        self.look.at(self.window, &Place { name: name.into(), private: false }).await
    }

    async fn private(&mut self, name: &str) -> Result<(), WindowError> {
        self.look.at(self.window, &Place { name: name.into(), private: true }).await
    }

    /// Looks at what just opened over a screen, and puts it away again.
    async fn over(&mut self, name: &str, says: &str) -> Result<(), WindowError> {
        self.window.sees(says).await?;
        self.at(name).await?;
        self.escape().await
    }

    async fn escape(&self) -> Result<(), WindowError> {
        // Struck, and not sent to what has the focus: a field for files takes only the names of some.
        self.window.strike(ESCAPE).await?;
        self.window.until("!top()", &[]).await
    }

    /// A menu opens by its keys; a click that nobody pressed with a pointer opens none.
    async fn menu(&self, name: &str) -> Result<(), WindowError> {
        self.window.until("pressable(arguments[0])", &[json!(name)]).await?;
        self.window.ask("pressable(arguments[0]).focus();", &[json!(name)]).await?;
        self.window.keys(DOWN).await?;
        self.window.until("top()?.getAttribute('role') === 'menu'", &[]).await
    }

    async fn unlock(&self, name: &str, pin: &str) -> Result<(), WindowError> {
        self.window.press(name).await?;
        self.window.fill(&format!("PIN of {name}"), pin).await?;
        self.window.keys(ENTER).await?;
        self.window.until("!says('Who is there?') && !says('Welcome back')", &[]).await
    }

    async fn lock(&self) -> Result<(), WindowError> {
        self.window.keys(&format!("{CONTROL}l{CONTROL}")).await
    }

    async fn at_work(&mut self) -> Result<(), WindowError> {
        self.window.press("Practice clinic").await?;
        self.window.sees("Who is there?").await?;
        self.at("lock").await?;
        self.unlock("Dr. Meera Rao", PIN).await?;
        self.today().await?;
        self.review().await?;
        self.calendar().await?;
        self.inbox().await?;
        self.activity().await?;
        self.settings().await?;
        self.lock().await?;
        self.window.sees("Welcome back").await?;
        self.at("lock-again").await?;
        self.unlock("Anil Kumar", PIN).await?;
        self.compose().await
    }

    async fn today(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Today").await?;
        window.sees(IN_DOUBT).await?;
        self.at("today").await?;
        window.press("Look and decide…").await?;
        window.press("It is not there").await?;
        self.over("resolve", "What becomes of this post?").await?;
        window.press("See what differs…").await?;
        self.over("read-back", OTHERWISE).await?;
        window.press("Post it by hand…").await?;
        window.sees("Where is it?").await?;
        self.over("by-hand", BY_HAND).await?;
        window.keys("?").await?;
        self.over("keyboard", "Keys work while no text field has the cursor.").await?;
        window.keys(&format!("{CONTROL}k{CONTROL}")).await?;
        window.until("top()?.querySelector('input')", &[]).await?;
        window.keys("lake").await?;
        self.over("palette", "The lake walk is back").await?;
        self.menu("Signed in as Dr. Meera Rao").await?;
        self.over("menu", "Switch person").await
    }

    async fn review(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Review").await?;
        window.sees("Your signature covers version").await?;
        self.at("review").await?;
        window.keys("c").await?;
        window.sees("What should change?").await?;
        self.at("review-ask").await?;
        window.press("Ask for changes C").await?;
        window.no_longer_sees("What should change?").await?;
        window.press("Sign A").await?;
        self.over("pin", "Your signature covers exactly these texts").await?;
        // How many there are depends on the hour: what comes after midnight is another day's.
        window.until("[...Array(15).keys()].some((n) => pressable(`Sign ${n + 2}…`))", &[]).await?;
        let shown = window.text().await?;
        let together = (2..=16).map(|count| format!("Sign {count}…")).find(|name| shown.contains(name.as_str()));
        window.press(&together.ok_or("nothing can be signed together")?).await?;
        window.until("says('Read each one.') && !says('Reading the posts…')", &[]).await?;
        self.over("sign-together", "Read each one.").await
    }

    async fn calendar(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Calendar").await?;
        window.until("count('World COPD Day') > 1 || says('Without a time')", &[]).await?;
        for (key, view) in [("1", "month"), ("2", "week"), ("3", "day")] {
            window.keys(key).await?;
            window.until("document.querySelector('[role=\"button\"][data-entry]')", &[]).await?;
            self.at(&format!("calendar-{view}")).await?;
        }
        window.keys("1").await?;
        self.menu("Filter").await?;
        self.over("calendar-filter", "Begun by").await?;
        window.keys("4").await?;
        window.sees("Show what is past").await?;
        self.at("calendar-list").await?;
        window.press(IN_DOUBT).await?;
        window.sees("Attempts").await?;
        self.at("calendar-post").await?;
        self.menu("Dossier of this post").await?;
        self.over("dossier-menu", "Open to read or print").await?;
        window.press("Show what is past").await?;
        window.press(crate::busy::POSTED).await?;
        window.press("Take down now…").await?;
        self.over("take-down", "Take this post down?").await?;
        window.press(SENT).await?;
        window.sees("What became of it").await?;
        self.at("sent-message").await?;
        window.press(crate::busy::ASKED).await?;
        window.press("Move to…").await?;
        self.over("plan", "Such as 18:30").await?;
        window.keys("1").await
    }

    async fn activity(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Activity").await?;
        window.press(IN_DOUBT).await?;
        window.sees("Number in the record").await?;
        self.at("activity").await?;
        window.press("Every entry").await?;
        window.press("Check the record").await?;
        window.sees("The record is whole").await?;
        self.at("activity-checked").await?;
        window.press("Filter F").await?;
        window.until("field('Who')", &[]).await?;
        self.at("activity-entries").await?;
        self.menu("Keep the record elsewhere").await?;
        window.press("Export the record…").await?;
        self.over("activity-export", "Choose a place…").await?;
        window.press("By post").await
    }

    /// Every section that the settings themselves name.
    async fn settings(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Settings").await?;
        window.until("document.querySelector('nav[aria-label=\"Settings\"] a')", &[]).await?;
        let links =
            "return [...document.querySelectorAll('nav[aria-label=\"Settings\"] a')].map((it) => it.innerText.trim());";
        let sections: Vec<String> = serde_json::from_value(window.ask(links, &[]).await?)?;
        for section in &sections {
            window.press(section).await?;
            window
                .until("document.querySelector('main h1') && !document.querySelector('main [aria-busy=\"true\"]')", &[])
                .await?;
            self.at(&format!("settings-{}", section.to_lowercase().replace(' ', "-"))).await?;
        }
        window.press("This laptop").await?;
        window.press("Save a support report…").await?;
        self.over("support-report", "Countersign: support report").await?;
        window.press("People").await?;
        window.press("Add a person").await?;
        self.over("add-a-person", "PIN again").await?;
        self.recipients().await?;
        window.press("Channels").await?;
        self.menu("Connect a channel").await?;
        window.press("X").await?;
        window.sees("What has to be set up first").await?;
        self.at("settings-connect-x").await?;
        window.press("Hand in the app…").await?;
        private_window::enter(window).await?;
        self.private("private-app").await?;
        private_window::leave_by(window, "Cancel").await?;
        window.press("Channels").await?;
        self.menu("Connect a channel").await?;
        window.press("Facebook").await?;
        window.sees("What has to be set up first").await?;
        self.at("settings-connect").await?;
        window.press("Channels").await?;
        window.until("document.querySelector('main a[href*=\"channels%3A\"]')", &[]).await?;
        window.ask("document.querySelector('main a[href*=\"channels%3A\"]').click();", &[]).await?;
        window.sees("Test connection").await?;
        self.at("settings-channel").await
    }

    async fn recipients(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Recipients").await?;
        for (button, name, says) in [
            ("Add a recipient", "recipient-add", "Only somebody who agreed"),
            ("Take in a file…", "recipient-file", "Take in a file"),
            ("Lists…", "recipient-lists", "A list says whom a kind of message is for."),
            ("Somebody said stop…", "recipient-stop", "Also for somebody who is no recipient"),
        ] {
            window.press(button).await?;
            self.over(name, says).await?;
        }
        self.menu("More about Recipient 0").await?;
        window.press("New consent…").await?;
        self.over("recipient-consent", "It counts from now on").await
    }

    async fn compose(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Compose").await?;
        window.sees("Go on writing").await?;
        self.at("compose").await?;
        window.press("Past post").await?;
        window.sees("Find a past post").await?;
        self.at("compose-past").await?;
        window.press("Blank").await?;
        window.press("Begin writing").await?;
        window.fill("Shared text", "Flu shots from Thursday, without an appointment.").await?;
        window.sees("Follows").await?;
        self.at("compose-shared").await?;
        window.press("Back to all drafts").await?;
        window.press("Show all").await?;
        window.press("The lake walk is back").await?;
        window.sees("As Facebook shows it").await?;
        self.at("compose-post").await?;
        window.press("Crop lake.png…").await?;
        self.over("crop", "What Facebook shows of this picture.").await?;
        window.press("Back to all drafts").await?;
        window.press(TOUR).await?;
        window.sees("0:05").await?;
        self.at("compose-reel").await?;
        window.press("Back to all drafts").await?;
        window.press("Show all").await?;
        window.press(FLU).await?;
        window.sees("3 recipients").await?;
        self.at("compose-message").await?;
        window.press("Choose another").await?;
        self.over("compose-templates", "Come and see our new rooms").await?;
        window.press("Back to all drafts").await?;
        self.topics().await
    }
}
