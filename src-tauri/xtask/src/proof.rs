//! What a list of ours names as proof, held against the tests that passed in this run.
//!
//! Invariant: a claim is proved by a test of its full name that passed, and by nothing else; one that was renamed, left out or
//! failed is told with the claim that it leaves unproved.

use std::collections::BTreeSet;

/// Every named test that did not pass, after what it was to prove.
pub fn unproved<'a>(claims: impl IntoIterator<Item = (String, &'a str)>, passed: &BTreeSet<String>) -> Vec<String> {
    let missing = claims.into_iter().filter(|(_, test)| !passed.contains(*test));
    missing.map(|(claim, test)| format!("{claim}: {test} did not pass")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_name_of_a_test_that_passed_proves_a_claim() {
        let passed = BTreeSet::from(["gate::a_stop_holds".to_owned()]);
        let claims = |test| [("Stopped".to_owned(), test)];
        assert_eq!(unproved(claims("gate::a_stop_holds"), &passed), Vec::<String>::new());
        for other in ["a_stop_holds", "gate::a_stop_holds_it", "gate::a_stop", ""] {
            assert_eq!(unproved(claims(other), &passed), [format!("Stopped: {other} did not pass")]);
        }
    }
}
