//! The checkout as the rules see it: files with their place and text, and what cargo says about the packages.
//!
//! Invariant: nothing is fetched. What cargo has not downloaded is not asked for.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::crates::Metadata;
use crate::rust::Code;

/// Folders of tools and of what they made.
const NOT_OURS: [&str; 6] = ["target", "node_modules", "dist", "gen", "bindings", ".git"];

/// A file of ours.
pub struct File {
    /// Its place below the root, with `/` between the names.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl File {
    /// An example.
    pub fn example(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Its text as Rust.
    pub fn code(&self) -> Code {
        Code::read(&self.text)
    }

    /// Whether it is nothing but tests.
    pub fn is_test(&self) -> bool {
        let mut names = self.path.split('/');
        names.any(|name| name == "tests" || name == "tests.rs")
    }
}

/// The checkout.
pub struct Tree {
    root: PathBuf,
}

impl Tree {
    /// The checkout that cargo runs this test in.
    pub fn find() -> Self {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = package.as_deref().and_then(Path::parent).map(Path::to_owned);
        Self {
            root: root
                .unwrap_or_else(|| panic!("cargo tells its tests where their package is; this was not started by it")),
        }
    }

    /// One file's text.
    pub fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The files under `folder` whose names end in one of `endings`, in order.
    pub fn files(&self, folder: &str, endings: &[&str]) -> Vec<File> {
        let mut found = Vec::new();
        self.walk(&self.root.join(folder), endings, &mut found);
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    fn walk(&self, folder: &Path, endings: &[&str], found: &mut Vec<File>) {
        for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten()
        {
            let (path, name) = (entry.path(), entry.file_name());
            if path.is_dir() {
                if !NOT_OURS.iter().any(|not| name == *not) {
                    self.walk(&path, endings, found);
                }
            } else if path.extension().is_some_and(|own| endings.iter().any(|ending| own == *ending)) {
                let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let below = path.strip_prefix(&self.root).unwrap_or(&path);
                let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
                found.push(File { path: names.join("/"), text });
            }
        }
    }

    /// Our Rust files under `folder`.
    pub fn rust(&self, folder: &str) -> Vec<File> {
        self.files(folder, &["rs"])
    }

    /// The interface's files.
    pub fn interface(&self) -> Vec<File> {
        self.files("ui", &["ts", "js", "svelte", "css"])
    }

    /// Every source file of ours.
    pub fn all(&self) -> Vec<File> {
        let mut all = self.files("src-tauri", &["rs", "sql"]);
        all.extend(self.files("tests", &["rs", "js"]));
        all.extend(self.interface());
        all
    }

    /// What cargo says about the packages: of every platform if all of them were downloaded, else of this one.
    pub fn metadata(&self) -> &'static Metadata {
        // Cargo takes a second to answer, and every test gets the same answer.
        static ANSWER: OnceLock<Metadata> = OnceLock::new();
        ANSWER.get_or_init(|| self.ask_for_metadata())
    }

    fn ask_for_metadata(&self) -> Metadata {
        let whole = self.ask_cargo(&["metadata", "--format-version", "1", "--locked", "--offline"]);
        let text = whole.unwrap_or_else(|_| {
            let version = self.ask_cargo(&["-vV"]).unwrap_or_else(|said| panic!("{said}"));
            let host = version.lines().find_map(|line| line.strip_prefix("host: "));
            let host = host.unwrap_or_else(|| panic!("cargo does not name its host"));
            let this = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
            self.ask_cargo(&this).unwrap_or_else(|said| panic!("cargo metadata: {said}"))
        });
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("cargo metadata: {error}"))
    }

    fn ask_cargo(&self, arguments: &[&str]) -> Result<String, String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo).args(arguments).current_dir(&self.root).output();
        let output = output.map_err(|error| error.to_string())?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    /// The manifests of our packages, with their names.
    pub fn manifests(&self, metadata: &Metadata) -> Vec<(String, String)> {
        let ours = metadata.ours();
        ours.map(|package| {
            let text = std::fs::read_to_string(&package.manifest_path);
            (package.name.clone(), text.unwrap_or_else(|error| panic!("{}: {error}", package.name)))
        })
        .collect()
    }
}
