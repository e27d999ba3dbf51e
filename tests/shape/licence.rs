//! Licences: which ones we may ship, and the expressions that packages state theirs in.
//!
//! Invariant: of an `OR` one branch has to be on the list, of an `AND` every branch; a package that states nothing is
//! refused. What is on the list asks for no more than its text and names being passed on; MPL-2.0 keeps its own files open
//! and lets ours be.

use serde_json::Value;

use crate::crates::Metadata;

const LIST: [&str; 13] = [
    "Apache-2.0",
    "MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "CC0-1.0",
    "0BSD",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
];

/// Exceptions that only ever allow more.
const EXCEPTIONS: [&str; 1] = ["LLVM-exception"];

/// What states its licence in its `LICENSE` file and not in its manifest, and what the file says.
const IN_ITS_FILE: [(&str, &str); 1] = [("node_modules/svelte-toolbelt", "MIT")];

/// Whether an SPDX expression can be met with what is on the list. The old `A/B` reads as `A OR B`.
pub fn allows(expression: &str) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reading = Reading { words: &words };
    let allowed = reading.either()?;
    if reading.words.is_empty() { Ok(allowed) } else { Err(format!("`{expression}` goes on after its end")) }
}

struct Reading<'w> {
    words: &'w [&'w str],
}

impl<'w> Reading<'w> {
    fn next_is(&mut self, wanted: &str) -> bool {
        let is = self.words.first() == Some(&wanted);
        if is {
            self.words = &self.words[1..];
        }
        is
    }

    fn word(&mut self) -> Result<&'w str, String> {
        let (first, rest) = self.words.split_first().ok_or("it ends too early")?;
        self.words = rest;
        Ok(first)
    }

    fn either(&mut self) -> Result<bool, String> {
        let mut allowed = self.both()?;
        while self.next_is("OR") {
            allowed |= self.both()?;
        }
        Ok(allowed)
    }

    fn both(&mut self) -> Result<bool, String> {
        let mut allowed = self.one()?;
        while self.next_is("AND") {
            allowed &= self.one()?;
        }
        Ok(allowed)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.next_is("(") {
            let allowed = self.either()?;
            return if self.next_is(")") { Ok(allowed) } else { Err("a bracket stays open".into()) };
        }
        let licence = self.word()?;
        if matches!(licence, "AND" | "OR" | "WITH" | ")") {
            return Err(format!("`{licence}` in place of a licence"));
        }
        let excepted = !self.next_is("WITH") || EXCEPTIONS.contains(&self.word()?);
        Ok(LIST.contains(&licence) && excepted)
    }
}

fn complaint(package: &str, stated: Option<&str>) -> Option<String> {
    let stated = stated.or_else(|| IN_ITS_FILE.iter().find(|(name, _)| *name == package).map(|(_, licence)| *licence));
    match stated.map(allows) {
        Some(Ok(true)) => None,
        Some(Ok(false)) => Some(format!("{package}: {} is not on the list", stated.unwrap_or_default())),
        Some(Err(why)) => Some(format!("{package}: {} can't be read: {why}", stated.unwrap_or_default())),
        None => Some(format!("{package}: states no licence")),
    }
}

/// Packages of cargo's under other licences.
pub fn off_the_list(metadata: &Metadata) -> Vec<String> {
    let of = |package: &crate::crates::Package| {
        complaint(&format!("{} {}", package.name, package.version), package.license.as_deref())
    };
    metadata.packages.iter().filter_map(of).collect()
}

/// Packages that the interface ships, under other licences. What only builds it stays on the builder's machine.
pub fn of_the_interface_off_the_list(lock: &str) -> Vec<String> {
    let lock: Value = serde_json::from_str(lock).unwrap_or_else(|error| panic!("npm's lock: {error}"));
    let packages = lock["packages"].as_object().unwrap_or_else(|| panic!("npm's lock lists no packages"));
    let shipped = packages.iter().filter(|(path, package)| !path.is_empty() && package["dev"] != true);
    shipped.filter_map(|(path, package)| complaint(path, package["license"].as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expression: &str, allowed: bool) {
        assert_eq!(allows(expression), Ok(allowed), "{expression}");
    }

    #[test]
    fn one_branch_of_an_or_is_enough() {
        check("MIT", true);
        check("GPL-3.0-only", false);
        check("GPL-3.0-only OR MIT", true);
        check("MIT/Apache-2.0", true);
        check("Apache-2.0 / GPL-2.0-only", true);
        check("GPL-2.0-only / LGPL-2.1-only", false);
    }

    #[test]
    fn every_branch_of_an_and_is_needed() {
        check("MIT AND BSD-3-Clause", true);
        check("MIT AND GPL-3.0-only", false);
        check("MIT AND (GPL-3.0-only OR ISC)", true);
        check("MIT OR ISC AND GPL-3.0-only", true);
        check("(MIT OR ISC) AND GPL-3.0-only", false);
        check(
            "ISC AND (Apache-2.0 OR ISC) AND Apache-2.0 AND MIT AND BSD-3-Clause AND (Apache-2.0 OR ISC OR MIT-0)",
            true,
        );
    }

    #[test]
    fn an_exception_has_to_be_known() {
        check("Apache-2.0 WITH LLVM-exception", true);
        check("Apache-2.0 WITH LLVM-exception OR GPL-3.0-only", true);
        check("Apache-2.0 WITH Some-exception", false);
        check("GPL-2.0-only WITH LLVM-exception", false);
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for broken in ["", "MIT OR", "(MIT", "MIT ISC", "AND MIT", "MIT WITH"] {
            assert!(allows(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_package_without_a_licence_is_refused() {
        let metadata =
            Metadata::example(&[("silent", None), ("fine", Some("MIT")), ("copyleft", Some("AGPL-3.0-only"))]);
        assert_eq!(
            off_the_list(&metadata),
            ["silent 1.0.0: states no licence", "copyleft 1.0.0: AGPL-3.0-only is not on the list"]
        );
    }

    #[test]
    fn what_the_interface_ships_is_looked_at_and_what_builds_it_is_not() {
        let lock = r#"{"packages": {"": {}, "node_modules/a": {"license": "AGPL-3.0-only"},
            "node_modules/b": {"license": "GPL-2.0-only", "dev": true}, "node_modules/c": {"license": "MIT"}}}"#;
        assert_eq!(of_the_interface_off_the_list(lock), ["node_modules/a: AGPL-3.0-only is not on the list"]);
    }
}
