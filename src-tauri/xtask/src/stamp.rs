//! Has anything changed since the last time?
//!
//! Invariant: a stamp is written only after the work it stands for has succeeded, and a stamp that cannot be read
//! counts as another one. So the worst that can happen is work done once too often.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

/// The contents of one file as a short word. Not for security: it only has to differ when the file does.
pub fn of_file(file: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    fs::read(file)?.hash(&mut hasher);
    Ok(word(&hasher))
}

/// Names and contents of everything below a folder, except the entries directly in it that `leave_out` names. Times of
/// change do not count: a checkout sets them anew.
pub fn of_folder(folder: &Path, leave_out: &[&str]) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for (name, content) in contents(folder, leave_out)? {
        name.hash(&mut hasher);
        content.hash(&mut hasher);
    }
    Ok(word(&hasher))
}

/// Every file below a folder with its bytes, in the order of the names. A link counts as what it says, not as what it
/// points to, so a link to a parent folder ends nowhere.
pub fn contents(folder: &Path, leave_out: &[&str]) -> io::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let at_the_top = next == folder;
            if at_the_top && leave_out.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            if kind.is_dir() {
                open.push(path);
                continue;
            }
            let content = if kind.is_symlink() {
                fs::read_link(&path)?.into_os_string().into_encoded_bytes()
            } else {
                fs::read(&path)?
            };
            found.insert(path.strip_prefix(folder).unwrap_or(&path).to_owned(), content);
        }
    }
    Ok(found)
}

/// Whether the stamp kept in `file` is this one.
pub fn is_kept(file: &Path, stamp: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|kept| kept == stamp)
}

/// Keeps a stamp.
pub fn keep(file: &Path, stamp: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, stamp)
}

fn word(hasher: &DefaultHasher) -> String {
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small folder of its own for each test; the name keeps tests that run side by side apart.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("countersign-stamp-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join("dist")).unwrap();
        fs::write(folder.join("src/a.ts"), "a").unwrap();
        fs::write(folder.join("dist/a.js"), "a").unwrap();
        folder
    }

    fn check(name: &str, change: impl Fn(&Path), expected_to_differ: bool) {
        let folder = folder(name);
        let before = of_folder(&folder, &["dist"]).unwrap();
        change(&folder);
        let after = of_folder(&folder, &["dist"]).unwrap();
        assert_eq!(before != after, expected_to_differ, "for {name}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_folder_differs_when_a_source_does() {
        check("edited", |folder| fs::write(folder.join("src/a.ts"), "b").unwrap(), true);
        check("added", |folder| fs::write(folder.join("src/b.ts"), "").unwrap(), true);
        check("renamed", |folder| fs::rename(folder.join("src/a.ts"), folder.join("src/c.ts")).unwrap(), true);
        check("removed", |folder| fs::remove_file(folder.join("src/a.ts")).unwrap(), true);
    }

    #[test]
    fn what_does_not_matter_does_not_differ() {
        check("same-again", |folder| fs::write(folder.join("src/a.ts"), "a").unwrap(), false);
        check("left-out", |folder| fs::write(folder.join("dist/a.js"), "b").unwrap(), false);
        check("empty-folder", |folder| fs::create_dir(folder.join("src/empty")).unwrap(), false);
    }

    #[test]
    fn a_left_out_name_counts_further_down() {
        check(
            "deeper",
            |folder| {
                fs::create_dir_all(folder.join("src/dist")).unwrap();
                fs::write(folder.join("src/dist/x.ts"), "x").unwrap();
            },
            true,
        );
    }

    #[test]
    fn a_stamp_is_kept_until_it_changes() {
        let folder = folder("kept");
        let file = folder.join("not/yet/there");
        assert!(!is_kept(&file, "1"), "nothing was kept");
        keep(&file, "1").unwrap();
        assert!(is_kept(&file, "1"));
        assert!(!is_kept(&file, "2"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
