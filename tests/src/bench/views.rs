//! How quick the window is for whoever works in it: from one screen to another, from a month to a week, into a post, and
//! from a key to the counter that counts it.
//!
//! Invariant: both ends are read on the page's own clock, from the press to the frame in which what was asked for is
//! drawn, with the posts on it; the clinic is one at work.

use countersign_tests::busy::Busy;
use countersign_tests::clinic::PIN;
use countersign_tests::window::{Start, Window};
use serde_json::{Value, json};

use crate::Fault;
use crate::figures::{Times, heading, line};

const ROUNDS: usize = 20;
const KEYS: usize = 100;
const ENTER: &str = "\u{E007}";

/// A screen: its address, and what is there once its posts are drawn.
const SCREENS: [(&str, &str); 5] = [
    ("calendar", "main section[aria-label='Posts by day and time'] [data-entry]"),
    ("review", "main article [data-part]"),
    ("activity", "main a[href^='#/activity/']"),
    ("compose", "main a[href^='#/compose/']"),
    ("today", "main [data-row]"),
];

/// Presses, waits for what the press is for, and tells the milliseconds to the frame that shows it.
const PRESS: &str = "
const [pressed, shown, place] = arguments, done = arguments[arguments.length - 1];
const there = () => location.hash.startsWith(place) && document.querySelector(shown);
const button = document.querySelector(pressed);
if (!button || there()) { done(button ? 'it was there before' : 'nothing to press'); return; }
const begun = performance.now();
const drawn = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
const seen = new MutationObserver(() => { if (there()) { seen.disconnect(); drawn(); } });
seen.observe(document, { subtree: true, childList: true, attributes: true });
setTimeout(() => done('it never came'), 20000);
button.click();";

/// From here on every key is timed until the counter says something else and that is drawn.
const LISTEN: &str = "
const counter = [...document.querySelectorAll('main .num')].find((it) => /^[\\d,]+ of [\\d,]+/.test(it.textContent.trim()));
const field = document.querySelector('main textarea');
if (!counter || !field) return false;
window.measured = [];
let begun;
field.addEventListener('keydown', () => (begun = performance.now()), true);
new MutationObserver(() => {
  if (begun === undefined) return;
  const from = begun;
  begun = undefined;
  requestAnimationFrame(() => setTimeout(() => window.measured.push(performance.now() - from)));
}).observe(counter, { subtree: true, childList: true, characterData: true });
field.focus();
field.setSelectionRange(field.value.length, field.value.length);
return true;";

const COUNTED: &str = "
const [count] = arguments, done = arguments[arguments.length - 1];
const look = setInterval(() => { if (window.measured.length >= count) { clearInterval(look); done(window.measured); } }, 1);
setTimeout(() => { clearInterval(look); done(null); }, 20000);";

/// Measures and tells.
pub async fn measure() -> Result<(), Fault> {
    heading("window: at work");
    if std::env::var_os("COUNTERSIGN_BIN").is_none() {
        line("not measured", "COUNTERSIGN_BIN is not set; `cargo xtask bench` sets it");
        return Ok(());
    }
    let home = tempfile::tempdir()?;
    let busy = Busy::lay(home.path()).await;
    let window = Window::open(&Start::from_environment(home.path(), Some(busy.address()))?).await?;
    let measured = work(&window).await;
    window.close().await?;
    busy.end().await;
    measured
}

/// Signs the receptionist in, and waits for Today.
pub async fn sign_in(window: &Window) -> Result<(), Fault> {
    window.size(1280, 800).await?;
    window.press("Practice clinic").await?;
    window.press("Anil Kumar").await?;
    window.fill("PIN of Anil Kumar", PIN).await?;
    window.keys(ENTER).await?;
    window.until("document.querySelector('main [data-row]')", &[]).await
}

async fn work(window: &Window) -> Result<(), Fault> {
    sign_in(window).await?;
    screens(window).await?;
    pages(window).await?;
    posts(window).await?;
    keys(window).await
}

/// Presses something, and tells the milliseconds until what is wanted is drawn at that place.
pub async fn press(window: &Window, pressed: &str, shown: &str, place: &str) -> Result<f64, Fault> {
    let asked = vec![json!(pressed), json!(shown), json!(place)];
    let answer = window.client().execute_async(PRESS, asked).await?;
    answer.as_f64().ok_or_else(|| format!("{pressed}: {answer}").into())
}

async fn screens(window: &Window) -> Result<(), Fault> {
    let mut spans = vec![Vec::new(); SCREENS.len()];
    for _ in 0..ROUNDS {
        for ((screen, shown), spans) in SCREENS.iter().zip(&mut spans) {
            let place = format!("#/{screen}");
            spans.push(press(window, &format!("nav a[href='{place}']"), shown, &place).await?);
        }
    }
    for ((screen, _), spans) in SCREENS.iter().zip(&spans) {
        line(&format!("to the screen {screen}"), Times::of_ms(spans.iter().copied()));
    }
    line("to any screen", Times::of_ms(spans.into_iter().flatten()));
    Ok(())
}

async fn pages(window: &Window) -> Result<(), Fault> {
    press(window, "nav a[href='#/calendar']", SCREENS[0].1, "#/calendar").await?;
    let views = ["week", "day", "month"];
    let mut spans = vec![Vec::new(); views.len()];
    for _ in 0..ROUNDS {
        for (view, spans) in views.iter().zip(&mut spans) {
            let shown = format!("main section.{view} [data-entry]");
            spans.push(press(window, &format!("input[value='{view}']"), &shown, "#/calendar").await?);
        }
    }
    for (view, spans) in views.iter().zip(spans) {
        line(&format!("the calendar's {view}"), Times::of_ms(spans));
    }
    Ok(())
}

async fn posts(window: &Window) -> Result<(), Fault> {
    press(window, "nav a[href='#/compose']", SCREENS[3].1, "#/compose").await?;
    let (mut opened, mut left) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        opened.push(press(window, "main a[href^='#/compose/']", "main textarea", "#/compose/").await?);
        left.push(press(window, "nav a[href='#/compose']", SCREENS[3].1, "#/compose").await?);
    }
    line("opening a post to write", Times::of_ms(opened));
    line("back to all drafts", Times::of_ms(left));
    Ok(())
}

async fn keys(window: &Window) -> Result<(), Fault> {
    press(window, "main a[href^='#/compose/']", "main textarea", "#/compose/").await?;
    window.until("[...document.querySelectorAll('main .num')].some((it) => / of /.test(it.textContent))", &[]).await?;
    if window.client().execute(LISTEN, Vec::new()).await? != Value::Bool(true) {
        return Err("there is no counter".into());
    }
    let mut measured = Vec::new();
    for number in 1..=KEYS {
        window.keys("a").await?;
        let told = window.client().execute_async(COUNTED, vec![json!(number)]).await?;
        measured = serde_json::from_value::<Option<Vec<f64>>>(told)?.ok_or("a key was never counted")?;
    }
    let times = Times::of_ms(measured);
    line("a key to its counter", &times);
    line("  p95", format_args!("{:.1} ms", times.p95()));
    Ok(())
}
