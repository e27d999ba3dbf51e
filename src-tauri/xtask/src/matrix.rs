//! The matrix of platforms and behaviours: which test proves that a platform's client behaves.
//!
//! Invariant: a cell is proved only by tests that passed in this run, by their full names, or says why the platform has no
//! such thing. A test that was renamed, left out or failed leaves its cell unproved, and that fails the suite.

use std::collections::BTreeSet;
use std::fmt;

use crate::proof;

/// Introduces the reason of a cell that has nothing to prove.
const NONE: &str = "no such thing:";
/// Stands for the platform's name within a test's.
const PLATFORM: &str = "{platform}";

/// What is to be proved, as `tests/matrix.txt` lists it.
#[derive(Debug)]
pub struct Matrix {
    platforms: Vec<String>,
    behaviours: Vec<Behaviour>,
}

#[derive(Debug)]
struct Behaviour {
    name: String,
    /// As many as there are platforms, in their order.
    cells: Vec<Cell>,
}

#[derive(Debug, Clone)]
enum Cell {
    ProvedBy(Vec<String>),
    NoSuchThing(String),
}

impl Matrix {
    /// Reads the list. A line `platforms: …` comes first; a behaviour stands at the margin; beneath it, indented, platforms
    /// and after a colon either the tests that prove it, separated by blanks, or [`NONE`] and why.
    ///
    /// # Errors
    /// With the line that can't be read, or the cell that is missing or there twice.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let platforms: Vec<String> = lines
            .next()
            .and_then(|(_, line)| line.strip_prefix("platforms:"))
            .map(|names| names.split_whitespace().map(str::to_owned).collect())
            .ok_or("The matrix has to begin with its platforms.")?;
        let mut drafts: Vec<(String, Vec<Option<Cell>>)> = Vec::new();
        for (number, line) in lines {
            let wrong = |what: String| format!("Line {} of the matrix: {what}", number + 1);
            if !line.starts_with(' ') {
                drafts.push((line.trim().to_owned(), vec![None; platforms.len()]));
                continue;
            }
            let (names, proof) = line.split_once(": ").ok_or_else(|| wrong("there is no colon.".to_owned()))?;
            let (_, cells) = drafts.last_mut().ok_or_else(|| wrong("it belongs to no behaviour.".to_owned()))?;
            for name in names.split_whitespace() {
                let at = platforms.iter().position(|it| it == name);
                let cell =
                    at.and_then(|at| cells.get_mut(at)).ok_or_else(|| wrong(format!("{name} is no platform.")))?;
                if cell.replace(Cell::read(proof, name)).is_some() {
                    return Err(wrong(format!("{name} is there twice.")));
                }
            }
        }
        let behaviours = drafts.into_iter().map(|(name, cells)| Behaviour::whole(name, cells, &platforms));
        Ok(Self { behaviours: behaviours.collect::<Result<_, _>>()?, platforms })
    }

    /// Every test that is named and did not pass, with the cell that it leaves unproved.
    pub fn unproved(&self, passed: &BTreeSet<String>) -> Vec<String> {
        let cells =
            self.behaviours.iter().flat_map(|it| self.platforms.iter().zip(&it.cells).map(move |cell| (it, cell)));
        let claims = cells.flat_map(|(behaviour, (platform, cell))| {
            let tests: &[String] = match cell {
                Cell::ProvedBy(tests) => tests,
                Cell::NoSuchThing(_) => &[],
            };
            tests.iter().map(move |test| (format!("{platform}, {}", behaviour.name), test.as_str()))
        });
        proof::unproved(claims, passed)
    }
}

impl Cell {
    fn read(proof: &str, platform: &str) -> Self {
        match proof.trim().strip_prefix(NONE) {
            Some(why) => Self::NoSuchThing(why.trim().to_owned()),
            None => Self::ProvedBy(proof.split_whitespace().map(|test| test.replace(PLATFORM, platform)).collect()),
        }
    }
}

impl Behaviour {
    fn whole(name: String, cells: Vec<Option<Cell>>, platforms: &[String]) -> Result<Self, String> {
        let missing = platforms.iter().zip(&cells).find(|(_, cell)| cell.is_none()).map(|(platform, _)| platform);
        match missing {
            Some(platform) => Err(format!("The matrix says nothing of “{name}” on {platform}.")),
            None => Ok(Self { name, cells: cells.into_iter().flatten().collect() }),
        }
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.behaviours.iter().map(|it| it.name.chars().count()).max().unwrap_or_default();
        write!(out, "{:first$}", "")?;
        for platform in &self.platforms {
            write!(out, "  {platform:>width$}", width = width(platform))?;
        }
        let mut reasons: Vec<&str> = Vec::new();
        for behaviour in &self.behaviours {
            write!(out, "\n{:first$}", behaviour.name)?;
            for (platform, cell) in self.platforms.iter().zip(&behaviour.cells) {
                let shown = match cell {
                    Cell::ProvedBy(tests) => format!("{} ✓", tests.len()),
                    Cell::NoSuchThing(why) => {
                        let known = reasons.iter().position(|it| it == why);
                        let at = known.unwrap_or_else(|| {
                            reasons.push(why);
                            reasons.len() - 1
                        });
                        format!("({})", at + 1)
                    }
                };
                write!(out, "  {shown:>width$}", width = width(platform))?;
            }
        }
        write!(out, "\nn ✓: proved by n tests of this run. No such thing:")?;
        for (number, reason) in (1..).zip(&reasons) {
            write!(out, "\n({number}) {reason}")?;
        }
        Ok(())
    }
}

/// How wide a platform's column is: its name, and at the least a two-digit number of tests.
fn width(platform: &str) -> usize {
    platform.chars().count().max(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "# A note.\nplatforms: x facebook\n\nPublish a text\n  x facebook: publishing::{platform}::a_text\n\
                       Publish a thread\n  x: threads::a_chain threads::a_long_chain\n  facebook: no such thing: a Page has no threads\n";

    fn passed(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_cell_is_proved_only_by_every_test_it_names() {
        let matrix = Matrix::read(TWO).unwrap();
        let all =
            ["publishing::x::a_text", "publishing::facebook::a_text", "threads::a_chain", "threads::a_long_chain"];
        assert_eq!(matrix.unproved(&passed(&all)), Vec::<String>::new());
        let left = matrix.unproved(&passed(&all[1..3]));
        assert_eq!(
            left,
            [
                "x, Publish a text: publishing::x::a_text did not pass",
                "x, Publish a thread: threads::a_long_chain did not pass"
            ]
        );
    }

    #[test]
    fn the_table_lines_up_and_tells_every_reason_once() {
        let table = Matrix::read(TWO).unwrap().to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines,
            [
                "                     x  facebook",
                "Publish a text     1 ✓       1 ✓",
                "Publish a thread   2 ✓       (1)",
                "n ✓: proved by n tests of this run. No such thing:",
                "(1) a Page has no threads",
            ]
        );
    }

    #[test]
    fn a_list_with_a_hole_or_a_slip_is_refused() {
        for (text, words) in [
            ("", "begin with its platforms"),
            ("platforms: x y\nPublish\n  x: a\n", "nothing of “Publish” on y"),
            ("platforms: x\nPublish\n  x: a\n  x: b\n", "Line 4 of the matrix: x is there twice"),
            ("platforms: x\nPublish\n  z: a\n", "z is no platform"),
            ("platforms: x\n  x: a\n", "belongs to no behaviour"),
            ("platforms: x\nPublish\n  x a\n", "no colon"),
        ] {
            let refused = Matrix::read(text).unwrap_err();
            assert!(refused.contains(words), "{refused}");
        }
    }
}
