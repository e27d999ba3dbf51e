//! A short trial: what `cargo xtask trial` does at length, as one of the tests.

use std::path::Path;

use countersign_tests::trial::judge::Breach;
use countersign_tests::trial::{Asked, run};

/// Sixty posts on seven platforms and six ends of the process, in a storm.
#[tokio::test(flavor = "multi_thread")]
async fn no_promise_is_broken_in_a_short_storm() {
    let asked = Asked { posts: 60, kills: 6, seed: 20_261_122, hours: None };
    let report = run(asked, Path::new(env!("CARGO_BIN_EXE_trial"))).await.unwrap();
    let verdict = &report.verdict;
    assert!(verdict.holds(), "{report}");
    assert!(Breach::ALL.iter().all(|breach| verdict.count(*breach) == 0), "{report}");
    // A storm in which hardly anything went out would prove little.
    assert!(verdict.is_telling(), "{report}");
    assert_eq!(report.kills(), asked.kills, "{report}");
}
