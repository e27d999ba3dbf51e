//! What was asked on the command line.
//!
//! Invariant: a word that is not understood is refused, never passed over. A mistyped `--only` must not look like a
//! suite that passed.

/// The text behind `--help` and behind every refusal.
pub const USAGE: &str = "\
cargo xtask run [--headless|--window]   build and start Countersign; without a display, play the practice story
cargo xtask test [--only STEP]          every check; STEP is fmt, ui, lint, doc, bindings, rust or desktop
cargo xtask test --only desktop NAME    the tests of the window whose names hold NAME
cargo xtask bindings                    write ui/src/api/bindings anew from the Rust types
cargo xtask bench                       build for release and measure
cargo xtask trial [--posts N] [--kills K] [--seed S] [--soak HOURS]
                                        try every promise in a storm, end the process K times, and print what came of it
cargo xtask verify FILE [--checkpoint FILE]   check an exported record, and from a checkpoint on that was kept elsewhere
cargo xtask look                        pictures of every screen, into target/look";

/// One request.
#[derive(Debug, PartialEq, Eq, Clone)]
pub enum Ask {
    /// Show what can be asked.
    Usage,
    /// Start the application.
    Run(Place),
    /// Check everything, or one step of it.
    Test(Option<Step>),
    /// Run the tests of the window whose names hold these words.
    Window(String),
    /// Write the TypeScript types anew.
    Bindings,
    /// Measure the release build.
    Bench,
    /// Try the promises, as these words say.
    Trial(Vec<String>),
    /// Check an exported record: what its verifier is asked.
    Verify(Vec<String>),
    /// Take pictures of every screen.
    Look,
    /// Started by this program itself: see `caretaker`.
    Caretaker,
}

/// Where the application's window appears.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Place {
    /// On a screen if there is one, in a private session if not.
    WhereverPossible,
    /// On the screen of the person who asked.
    Window,
    /// In a private session, on a screen nobody sees.
    Headless,
}

/// One step of the suite.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Step {
    /// The layout of the Rust sources.
    Fmt,
    /// Everything that needs only Node.
    Ui,
    /// Clippy.
    Lint,
    /// The documentation and its links.
    Doc,
    /// The generated types are the committed ones.
    Bindings,
    /// Every Rust test, the ones that open the window at the end.
    Rust,
    /// Only the tests that open the window.
    Desktop,
}

impl Step {
    /// The whole suite, cheap steps first. `Desktop` is left out because `Rust` contains it.
    pub const SUITE: [Step; 6] = [Step::Fmt, Step::Ui, Step::Lint, Step::Doc, Step::Bindings, Step::Rust];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Step::Fmt => "fmt",
            Step::Ui => "ui",
            Step::Lint => "lint",
            Step::Doc => "doc",
            Step::Bindings => "bindings",
            Step::Rust => "rust",
            Step::Desktop => "desktop",
        }
    }

    fn called(name: &str) -> Option<Step> {
        Step::SUITE.into_iter().chain([Step::Desktop]).find(|step| step.name() == name)
    }
}

impl Ask {
    /// Reads the arguments; the error is the complaint to show above the usage.
    pub fn parse(arguments: &[String]) -> Result<Ask, String> {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] | ["help" | "--help" | "-h"] => Ok(Ask::Usage),
            ["run"] => Ok(Ask::Run(Place::WhereverPossible)),
            ["run", "--window"] => Ok(Ask::Run(Place::Window)),
            ["run", "--headless"] => Ok(Ask::Run(Place::Headless)),
            ["test"] => Ok(Ask::Test(None)),
            ["test", "--only", name] => match Step::called(name) {
                Some(step) => Ok(Ask::Test(Some(step))),
                None => Err(format!("There is no step called `{name}`.")),
            },
            ["test", "--only", "desktop", name] => Ok(Ask::Window((*name).to_owned())),
            ["bindings"] => Ok(Ask::Bindings),
            ["bench"] => Ok(Ask::Bench),
            ["trial", rest @ ..] => trial(rest),
            ["verify", file] if !file.starts_with('-') => Ok(Ask::Verify(vec![(*file).to_owned()])),
            ["verify", file, flag @ "--checkpoint", kept] if !file.starts_with('-') => {
                Ok(Ask::Verify([file, flag, kept].map(|word| (*word).to_owned()).to_vec()))
            }
            ["look"] => Ok(Ask::Look),
            ["caretaker"] => Ok(Ask::Caretaker),
            other => Err(format!("`{}` is not understood.", other.join(" "))),
        }
    }
}

/// What tells a trial how many posts it has.
pub const POSTS: &str = "--posts";

/// What a trial can be told: each of these words with a number behind it, at most once.
const TRIAL: [&str; 4] = [POSTS, "--kills", "--seed", "--soak"];

fn trial(words: &[&str]) -> Result<Ask, String> {
    for (index, pair) in words.chunks(2).enumerate() {
        let [name, number] = pair else { return Err(format!("`{}` needs a number.", pair.concat())) };
        let again = words.iter().step_by(2).take(index).any(|before| before == name);
        if again || !TRIAL.contains(name) {
            return Err(format!("`{name}` is not understood here. A trial takes {}.", TRIAL.join(", ")));
        }
        if number.parse::<u64>().is_err() {
            return Err(format!("`{number}` behind `{name}` is no number."));
        }
    }
    Ok(Ask::Trial(words.iter().map(|word| (*word).to_owned()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<Ask>) {
        let words: Vec<String> = line.split_whitespace().map(String::from).collect();
        assert_eq!(Ask::parse(&words).ok(), expected, "for `{line}`");
    }

    #[test]
    fn what_is_known_is_understood() {
        check("", Some(Ask::Usage));
        check("run", Some(Ask::Run(Place::WhereverPossible)));
        check("run --headless", Some(Ask::Run(Place::Headless)));
        check("run --window", Some(Ask::Run(Place::Window)));
        check("test", Some(Ask::Test(None)));
        check("test --only desktop", Some(Ask::Test(Some(Step::Desktop))));
        check("test --only desktop sheet", Some(Ask::Window("sheet".to_owned())));
        check("bindings", Some(Ask::Bindings));
        check("trial", Some(Ask::Trial(Vec::new())));
        let asked = ["--posts", "60", "--seed", "7"].map(String::from).to_vec();
        check("trial --posts 60 --seed 7", Some(Ask::Trial(asked)));
        let verify = |words: &[&str]| Some(Ask::Verify(words.iter().map(|word| (*word).to_owned()).collect()));
        check("verify record.jsonl", verify(&["record.jsonl"]));
        check("verify record.jsonl --checkpoint kept.jsonl", verify(&["record.jsonl", "--checkpoint", "kept.jsonl"]));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        check("test --only", None);
        check("test --only everything", None);
        check("test lint", None);
        check("test --only lint sheet", None);
        check("run --headless --window", None);
        check("verify", None);
        check("verify --checkpoint kept.jsonl", None);
        check("verify record.jsonl kept.jsonl", None);
        check("runn", None);
        check("trial --posts", None);
        check("trial --posts many", None);
        check("trial --seed 1 --seed 2", None);
        check("trial --kill 3", None);
    }

    #[test]
    fn every_step_of_the_suite_can_be_asked_for_alone() {
        for step in Step::SUITE {
            check(&format!("test --only {}", step.name()), Some(Ask::Test(Some(step))));
        }
    }
}
