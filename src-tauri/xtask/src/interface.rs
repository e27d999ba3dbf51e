//! The interface: its packages, its scripts, and its built form in `ui/dist`.
//!
//! Invariant: `ui/dist` is there and belongs to the sources before anything compiles the shell, and it is rewritten only
//! when they changed, because every rewriting makes cargo compile the shell again.

use std::fs;

use crate::checkout::Checkout;
use crate::nested;
use crate::stamp;
use crate::stop::{Outcome, Stop, While};

/// Not sources: what npm installs and what the bundler writes.
const NOT_SOURCES: [&str; 2] = ["node_modules", "dist"];

/// Installs the packages that the lock file names, if they are not those of the last time.
///
/// The stamp lies among the packages: `npm ci` begins by deleting them all, so an installation that was interrupted
/// leaves no stamp behind.
pub fn install(checkout: &Checkout) -> Outcome<()> {
    let lock = checkout.ui().join("package-lock.json");
    if !lock.is_file() {
        return Err(Stop::new(format!("{} is missing, so there is no interface to build.", checkout.shown(&lock))));
    }
    let stamp = stamp::of_file(&lock).could_not("read the interface's lock file")?;
    let kept = checkout.ui().join("node_modules").join(".installed-lock");
    if stamp::is_kept(&kept, &stamp) {
        return Ok(());
    }
    println!("Installing the interface's packages.");
    nested::finish(nested::npm(checkout, &["ci", "--no-audit", "--no-fund"]))?;
    stamp::keep(&kept, &stamp).could_not("remember which packages are installed")
}

/// Installs and builds, each only if needed.
pub fn build(checkout: &Checkout) -> Outcome<()> {
    install(checkout)?;
    let kept = checkout.scratch().join("interface.stamp");
    if stamp::is_kept(&kept, &state(checkout)?) {
        return Ok(());
    }
    println!("Building the interface.");
    nested::finish(nested::npm(checkout, &["run", "--silent", "build"]))?;
    if !checkout.ui().join("dist").join("index.html").is_file() {
        return Err(Stop::new("`npm run build` succeeded without writing ui/dist/index.html."));
    }
    stamp::keep(&kept, &state(checkout)?).could_not("remember which interface was built")
}

/// Installs, and puts an empty page where there is no built interface at all. That is enough to compile the shell, and
/// it is all one can ask for while the interface still lacks the very types that are about to be written. The page never
/// gets further: its state is kept by no stamp, so `build` replaces it.
pub fn stand_in(checkout: &Checkout) -> Outcome<()> {
    install(checkout)?;
    let dist = checkout.ui().join("dist");
    let page = dist.join("index.html");
    if page.is_file() {
        return Ok(());
    }
    fs::create_dir_all(&dist)
        .and_then(|()| fs::write(&page, "<!doctype html><title>Countersign</title>"))
        .could_not("put an empty page into ui/dist")
}

/// Sources and result together, so that a `ui/dist` that was deleted, half written or built from something else is
/// noticed as well.
fn state(checkout: &Checkout) -> Outcome<String> {
    let sources = stamp::of_folder(&checkout.ui(), &NOT_SOURCES).could_not("read the interface's sources")?;
    let dist = checkout.ui().join("dist");
    let built = if fs::exists(&dist).unwrap_or(false) {
        stamp::of_folder(&dist, &[]).could_not("read ui/dist")?
    } else {
        "nothing".to_owned()
    };
    Ok(format!("{sources} {built}"))
}
