//! Where things lie in this checkout.
//!
//! Invariant: no path depends on the folder the command was typed in, and none is compiled in, so a checkout that was
//! moved still works.

use std::path::{Path, PathBuf};

use crate::stop::{Outcome, Stop, While};

/// One working copy and its build output.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The folder with the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's output folder, wherever the person's own settings put it.
    pub target: PathBuf,
    /// This program, remembered at the start because a rebuild may replace the file.
    pub program: PathBuf,
}

/// Which of cargo's two output folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What `run` and `test` build.
    Debug,
    /// What is measured and shipped.
    Release,
}

impl Checkout {
    /// Asks cargo, by way of what it tells the programs it runs.
    pub fn find() -> Outcome<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| Stop::new("Please start this with `cargo xtask`: cargo tells it where the project lies."))?;
        let program = std::env::current_exe().could_not("find this program's own file")?;
        match (here.ancestors().nth(2), program.ancestors().nth(2)) {
            (Some(root), Some(target)) if root.join("Cargo.toml").is_file() => {
                Ok(Self { root: root.to_owned(), target: target.to_owned(), program: program.clone() })
            }
            _ => Err(Stop::new(format!("There is no workspace two folders above {}.", here.display()))),
        }
    }

    /// The interface's folder.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The list of what is to be proved of each platform's client.
    pub fn matrix(&self) -> PathBuf {
        self.root.join("tests").join("matrix.txt")
    }

    /// The page that names the threats and the tests that answer them.
    pub fn security(&self) -> PathBuf {
        self.root.join("SECURITY.md")
    }

    /// A folder for what this crate remembers and makes on the way.
    pub fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A binary that cargo has built.
    pub fn binary(&self, profile: Profile, name: &str) -> PathBuf {
        let folder = match profile {
            Profile::Debug => "debug",
            Profile::Release => "release",
        };
        self.target.join(folder).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A path as a person wants to read it.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}
