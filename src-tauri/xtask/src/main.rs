//! The project's commands: `cargo xtask run | test | trial | bindings | bench | verify | look`.
//!
//! Invariant: std only. This crate is compiled on a machine that has nothing yet, so it may need no system library, no
//! web view and no crate to download; everything else is found, fetched and built from here.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what a command line has to say goes to its output")]

mod ask;
mod bindings;
mod caretaker;
mod checkout;
mod interface;
mod matrix;
mod moto;
mod nested;
mod packages;
mod proof;
mod screen;
mod session;
mod stamp;
mod start;
mod stop;
mod suite;
mod tally;
mod threats;
mod toolchain;
mod verify;

use ask::Ask;
use checkout::Checkout;
use stop::Outcome;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let code = match Ask::parse(&arguments) {
        Ok(ask) => match obey(ask) {
            Ok(code) => code,
            Err(stop) => {
                eprintln!("{}", stop.sentence);
                1
            }
        },
        Err(complaint) => {
            eprintln!("{complaint}\n\n{}", ask::USAGE);
            2
        }
    };
    std::process::exit(code);
}

fn obey(ask: Ask) -> Outcome<i32> {
    match ask {
        Ask::Usage => {
            println!("{}", ask::USAGE);
            Ok(0)
        }
        Ask::Caretaker => {
            caretaker::serve();
            Ok(0)
        }
        Ask::Run(place) => start::application(&Checkout::find()?, place),
        Ask::Verify(words) => verify::command(&Checkout::find()?, &words),
        Ask::Look => start::pictures(&Checkout::find()?),
        Ask::Bench => start::measurements(&Checkout::find()?),
        Ask::Trial(words) => start::trial(&Checkout::find()?, &words),
        Ask::Test(only) => suite::run(&Checkout::find()?, only).map(|()| 0),
        Ask::Window(name) => suite::window(&Checkout::find()?, &name).map(|()| 0),
        Ask::Bindings => bindings::command(&Checkout::find()?).map(|()| 0),
    }
}
