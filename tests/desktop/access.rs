//! Every place of the real window, in both themes, as axe sees it (WCAG 2.2, A and AA); and nothing scrolls sideways in the
//! smallest window.
//!
//! Invariant: the walk goes on to its end, so that one run tells everything that is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use countersign_tests::places::{self, Look, Place};
use countersign_tests::window::{Window, WindowError};
use serde::Deserialize;

const AXE: &str = "const done = arguments[arguments.length - 1]; \
     const only = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']; \
     axe.run(document, { runOnly: only, resultTypes: ['violations'] }).then( \
       ({ violations }) => done({ found: violations.flatMap(({ id, nodes }) => nodes.map((node) => \
         ({ rule: id, selector: node.target.flat().join(' '), summary: node.failureSummary ?? '' }))) }), \
       (error) => done({ found: [], failed: String(error) }));";

const SIDEWAYS: &str = "const it = document.scrollingElement; return it.scrollWidth - it.clientWidth;";

#[derive(Deserialize)]
struct Answer {
    found: Vec<Found>,
    failed: Option<String>,
}

#[derive(Deserialize)]
struct Found {
    rule: String,
    selector: String,
    summary: String,
}

/// The same fault wherever it is: at which elements, at which places.
#[derive(Default)]
struct Fault {
    selectors: BTreeSet<String>,
    places: BTreeSet<String>,
}

struct Axe {
    script: String,
    /// What was found, and where.
    found: BTreeMap<(String, String), Fault>,
    wide: Vec<String>,
    looked: usize,
}

impl Axe {
    fn at_hand() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let script = std::fs::read_to_string(root.join("ui/node_modules/axe-core/axe.min.js"));
        let script = script.expect("`npm ci` puts axe among the interface's packages");
        Self { script, found: BTreeMap::new(), wide: Vec::new(), looked: 0 }
    }

    /// Everything that is wrong, each with its places.
    #[track_caller]
    fn finds_nothing(self, walked: Result<(), WindowError>, places: usize) {
        let told = self.found.iter().map(|((rule, summary), Fault { selectors, places })| {
            let listed = |list: &BTreeSet<String>| list.iter().map(|it| format!("\n    {it}")).collect::<String>();
            format!("{rule}: {}{}\n  at{}\n", summary.replace('\n', " "), listed(selectors), listed(places))
        });
        let told: Vec<String> = told.collect();
        assert!(told.is_empty(), "{} things are wrong:\n\n{}\n{walked:?}", told.len(), told.join("\n"));
        assert!(self.wide.is_empty(), "scrolls sideways: {:?}", self.wide);
        walked.unwrap();
        assert!(self.looked >= places, "only {} places were looked at", self.looked);
    }
}

impl Look for Axe {
    async fn at(&mut self, window: &Window, place: &Place) -> Result<(), WindowError> {
        if !place.private {
            window.size(1024, 700).await?;
        }
        self.looked += 1;
        if window.ask("return typeof axe;", &[]).await? == "undefined" {
            window.client().execute(&self.script, Vec::new()).await?;
        }
        for theme in ["light", "dark"] {
            let here = format!("{} ({theme})", place.name);
            places::dress(window, theme).await?;
            let answer: Answer = serde_json::from_value(window.client().execute_async(AXE, Vec::new()).await?)?;
            if let Some(failed) = answer.failed {
                return Err(format!("{}: {failed}", place.name).into());
            }
            for found in answer.found {
                let fault = self.found.entry((found.rule, found.summary)).or_default();
                fault.selectors.insert(found.selector);
                fault.places.insert(here.clone());
            }
        }
        let over = window.ask(SIDEWAYS, &[]).await?.as_f64().ok_or("no width")?;
        if over > 0.0 {
            self.wide.push(format!("{} by {over}", place.name));
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_the_first_day() {
    let mut axe = Axe::at_hand();
    let walked = places::first_day(&mut axe).await;
    axe.finds_nothing(walked, 19);
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_a_clinic_at_work() {
    let mut axe = Axe::at_hand();
    let walked = places::at_work(&mut axe).await;
    axe.finds_nothing(walked, 53);
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_a_year_of_numbers() {
    let mut axe = Axe::at_hand();
    let walked = places::a_year(&mut axe).await;
    axe.finds_nothing(walked, 4);
}
