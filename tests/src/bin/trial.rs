//! `cargo xtask trial`, and the process that it ends.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what came of it goes to the output")]

use std::process::ExitCode;

use countersign_tests::lines::Line;
use countersign_tests::trial::orders::Orders;
use countersign_tests::trial::{Asked, CHILD, child, run};

const USAGE: &str = "trial [--posts N] [--kills K] [--seed S] [--soak HOURS]";

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, orders] = arguments.as_slice()
        && first == CHILD
    {
        return match Orders::read(orders) {
            Some(orders) => child::serve(&orders).await,
            None => ExitCode::FAILURE,
        };
    }
    let Some(asked) = asked(&arguments) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let outcome = match std::env::current_exe() {
        Ok(program) => run(asked, &program).await,
        Err(error) => Err(error.to_string()),
    };
    match outcome {
        Ok(report) => {
            println!("{report}");
            let verdict = &report.verdict;
            if !verdict.is_telling() {
                eprintln!("Too little went out to tell anything.");
            }
            if verdict.holds() && verdict.is_telling() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("The trial did not come to its end: {why}\nAgain: {}", asked.command());
            ExitCode::FAILURE
        }
    }
}

fn asked(arguments: &[String]) -> Option<Asked> {
    let mut asked = Asked { posts: 200, kills: 20, seed: 1, hours: None };
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return None };
        match name.as_str() {
            "--posts" => asked.posts = value.parse().ok().filter(|posts| *posts > 0)?,
            "--kills" => asked.kills = value.parse().ok()?,
            "--seed" => asked.seed = value.parse().ok()?,
            "--soak" => asked.hours = Some(value.parse().ok().filter(|hours| *hours > 0)?),
            _ => return None,
        }
    }
    Some(asked)
}
