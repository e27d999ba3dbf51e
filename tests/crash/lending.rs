//! The process really ends while a picture lies on the media host, at every step of lending it and of taking it back.
//! Whatever it was, nothing is left there, and the post is public once.

use countersign_core::model::Platform;
use countersign_core::publish::Step;
use countersign_tests::lending::all_taken_back;

use super::child::Ended;
use super::judge::judge;
use super::stage::{Case, DRAFT, Prepared};
use countersign_tests::kinds::Kind;

/// How many minutes after the end the clinic is opened again: at once, and when the post is late and no address is good
/// any more.
const LATER: [i64; 2] = [0, 90];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_on_the_media_host_wherever_the_process_ends() {
    let prepared = Prepared::make(&[(Platform::Facebook, Kind::Pictures(2), 3)]).await;
    let steps =
        Step::OF_A_LOAN.into_iter().chain([Step::Prepared, Step::CommitStarted, Step::Answered, Step::Concluded]);
    for step in steps {
        for nth in 1..=if Step::OF_A_LOAN.contains(&step) { 2 } else { 1 } {
            for minutes in LATER {
                let name = format!("ended at {step} {nth}, opened {minutes} minutes later");
                let mut case = Case::of(&prepared).await;
                case.fetches = true;
                let mut child = case.child(Some((step.to_string(), nth)));
                assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::AtStep, "{name}");
                child.kill().await;
                case.clock.advance(minutes * 60_000);
                let clinic = case.finish(&prepared.signed).await;
                all_taken_back(&clinic, &case.running.control()).await;
                judge(&name, &clinic, &case.running, &prepared.signed, (prepared.draft, DRAFT));
                clinic.close().await;
            }
        }
    }
}
