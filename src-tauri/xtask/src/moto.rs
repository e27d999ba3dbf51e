//! moto, a server that answers as S3 does: other people's, so that the media host is not tested against our own alone.
//!
//! Invariant: it is installed below the build output, from a list with versions, and counts as installed only once all of
//! the list is there.

use std::path::PathBuf;
use std::process::Command;

use crate::checkout::Checkout;
use crate::nested::{command, finish};
use crate::stamp;
use crate::stop::{Outcome, Stop, While};

const LIST: &str = "tests/bucket/requirements.txt";

/// The Python that has it, installed if it is not there yet.
pub fn python(checkout: &Checkout) -> Outcome<PathBuf> {
    let folder = checkout.scratch().join("moto");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let list = checkout.root.join(LIST);
    // A folder that was moved has a Python that finds nothing.
    let stamp = format!("{} {}", stamp::of_file(&list).could_not(format!("read {LIST}"))?, folder.display());
    let kept = folder.join("installed");
    if stamp::is_kept(&kept, &stamp) && runs(&python) {
        return Ok(python);
    }
    println!("Installing moto, a server that answers as S3 does.");
    let own = if cfg!(windows) { "python" } else { "python3" };
    let mut venv = command(checkout, own, &["-m", "venv", "--clear"]);
    venv.arg(&folder);
    finish(venv).map_err(|stop| {
        let sentence = stop.sentence;
        Stop::new(format!(
            "{sentence} The media host is tested against moto, which needs Python 3 with its venv module."
        ))
    })?;
    let quietly = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", LIST];
    let mut install = Command::new(&python);
    install.args(quietly).current_dir(&checkout.root);
    finish(install)?;
    stamp::keep(&kept, &stamp).could_not("remember that moto is installed")?;
    Ok(python)
}

fn runs(python: &PathBuf) -> bool {
    let asked = Command::new(python).args(["-c", "import moto"]).output();
    asked.is_ok_and(|answer| answer.status.success())
}
