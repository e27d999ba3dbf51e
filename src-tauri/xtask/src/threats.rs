//! The threats that `SECURITY.md` names: which tests answer each of them.
//!
//! Invariant: a threat without a test that answers it is refused, and so is a page without threats; what is named has to have
//! passed in this run, by its full name. The page's own words are for people, and nothing here judges them.

use std::collections::BTreeSet;
use std::fmt;

use crate::proof;

/// The heading that the threats stand below, to the next heading of its rank.
const CHAPTER: &str = "## Threats";
/// Begins the heading of a threat.
const THREAT: &str = "### ";
/// Begins a line with the tests that answer the threat above it: their names in backquotes, before a colon and what they show.
const PROOF: &str = "- proved by ";

/// The threats, in the order of the page.
#[derive(Debug)]
pub struct Threats(Vec<Threat>);

#[derive(Debug)]
struct Threat {
    name: String,
    tests: Vec<String>,
}

impl Threats {
    /// Reads the page.
    ///
    /// # Errors
    /// With the line that names no test, or the threat that has none.
    pub fn read(page: &str) -> Result<Self, String> {
        let lines = page.lines().enumerate().skip_while(|(_, line)| line.trim_end() != CHAPTER).skip(1);
        let mut threats: Vec<Threat> = Vec::new();
        for (number, line) in lines.take_while(|(_, line)| !line.starts_with("## ")) {
            if let Some(name) = line.strip_prefix(THREAT) {
                threats.push(Threat { name: name.trim().to_owned(), tests: Vec::new() });
            } else if let Some(proof) = line.strip_prefix(PROOF) {
                let wrong = |what: &str| format!("Line {} of the threats: {what}", number + 1);
                let threat = threats.last_mut().ok_or_else(|| wrong("it belongs to no threat."))?;
                let tests = named(proof).ok_or_else(|| wrong("it names no test."))?;
                threat.tests.extend(tests);
            }
        }
        match threats.iter().find(|threat| threat.tests.is_empty()) {
            Some(threat) => Err(format!("No test answers the threat “{}”.", threat.name)),
            None if threats.is_empty() => Err(format!("There are no threats below “{CHAPTER}”.")),
            None => Ok(Self(threats)),
        }
    }

    /// Every test that is named and did not pass, with the threat that it leaves unanswered.
    pub fn unproved(&self, passed: &BTreeSet<String>) -> Vec<String> {
        let claims =
            self.0.iter().flat_map(|threat| threat.tests.iter().map(|test| (threat.name.clone(), test.as_str())));
        proof::unproved(claims, passed)
    }
}

/// The names in backquotes, up to the colon that what they show stands behind. A name's own colons have no blank after them.
fn named(proof: &str) -> Option<Vec<String>> {
    let names = proof.split_once(": ").map_or(proof, |(names, _)| names);
    let tests: Vec<String> = names.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let all =
        !tests.is_empty() && names.matches('`').count().is_multiple_of(2) && tests.iter().all(|test| is_name(test));
    all.then_some(tests)
}

fn is_name(test: &str) -> bool {
    !test.is_empty() && test.chars().all(|letter| letter.is_ascii_alphanumeric() || "_:/.".contains(letter))
}

impl fmt::Display for Threats {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = self.0.iter().map(|threat| threat.name.chars().count()).max().unwrap_or_default();
        for (at, Threat { name, tests }) in self.0.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            write!(out, "{name:longest$}  {:>3} ✓", tests.len())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Security\n\n- proved by nothing, up here\n\n## Threats\n\n### A stolen laptop\n\nSomebody reads the disk.\n\n\
                        - proved by `store::nothing_readable`, `vault::sealed`: keys and `files`\n\
                        - proved by `pins::wrong_pins_wait`\n\n### A shared login\n\n- proved by `roles::each`: who may what\n\n\
                        ## Reporting\n\n### No threat at all\n";

    fn passed(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_threat_is_answered_only_by_every_test_it_names() {
        let threats = Threats::read(PAGE).unwrap();
        let all = ["store::nothing_readable", "vault::sealed", "pins::wrong_pins_wait", "roles::each"];
        assert_eq!(threats.unproved(&passed(&all)), Vec::<String>::new());
        assert_eq!(
            threats.unproved(&passed(&all[..2])),
            ["A stolen laptop: pins::wrong_pins_wait did not pass", "A shared login: roles::each did not pass"]
        );
    }

    #[test]
    fn the_page_of_this_checkout_answers_every_threat() {
        let threats = Threats::read(include_str!("../../../SECURITY.md")).unwrap();
        let names: Vec<&str> = threats.0.iter().map(|threat| threat.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "A stolen laptop",
                "A shared login",
                "An email that is read by strangers",
                "A malicious comment",
                "A malicious platform answer",
                "A local process",
                "Curious staff",
                "An agent with a token",
                "A tampered database",
                "The supply chain"
            ]
        );
    }

    #[test]
    fn the_table_lines_up() {
        let table = Threats::read(PAGE).unwrap().to_string();
        assert_eq!(table.lines().collect::<Vec<_>>(), ["A stolen laptop    3 ✓", "A shared login     1 ✓"]);
    }

    #[test]
    fn a_page_with_a_hole_or_a_slip_is_refused() {
        for (page, words) in [
            ("", "no threats"),
            ("### A threat\n- proved by `a::b`\n", "no threats"),
            ("## Threats\n\nNone.\n", "no threats"),
            ("## Threats\n### Theft\nSomebody takes it.\n", "No test answers the threat “Theft”"),
            ("## Threats\n### Theft\n## Other\n- proved by `a::b`\n", "No test answers the threat “Theft”"),
            ("## Threats\n- proved by `a::b`\n", "Line 2 of the threats: it belongs to no threat"),
            ("## Threats\n### Theft\n- proved by hope\n", "Line 3 of the threats: it names no test"),
            ("## Threats\n### Theft\n- proved by hope: `a::b`\n", "it names no test"),
            ("## Threats\n### Theft\n- proved by `a::b`, `c::d\n", "it names no test"),
            ("## Threats\n### Theft\n- proved by `a b`\n", "it names no test"),
        ] {
            let refused = Threats::read(page).unwrap_err();
            assert!(refused.contains(words), "{page:?}: {refused}");
        }
    }
}
