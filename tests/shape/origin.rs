//! Where dependencies come from: a registry, pinned to the very bytes that were looked at.
//!
//! Invariant: a package that is not ours has a digest in the lock file. One out of a folder or a repository has none: what it is
//! could change without a change here.

use serde_json::Value;

/// Packages of `Cargo.lock` that are neither ours nor pinned.
pub fn unpinned(lock: &str) -> Vec<String> {
    let packages = lock.split("[[package]]").skip(1);
    let wrong = packages.filter_map(|package| {
        let value = |key: &str| {
            package.lines().find_map(|line| line.strip_prefix(key)).map(|value| value.trim_matches('"').to_owned())
        };
        let name = value("name = ").unwrap_or_default();
        let pinned = value("checksum = ").is_some_and(|digest| digest.len() == 64);
        match value("source = ") {
            None if name == "xtask" || name == "countersign" || name.starts_with("countersign-") => None,
            Some(source) if source.starts_with("registry+https://") && pinned => None,
            source => Some(format!("{name} comes from {}, and is not pinned", source.as_deref().unwrap_or("a folder"))),
        }
    });
    wrong.collect()
}

/// Packages of the interface's lock file that are not pinned.
pub fn of_the_interface_unpinned(lock: &str) -> Vec<String> {
    let lock: Value = serde_json::from_str(lock).unwrap_or_default();
    let Some(packages) = lock["packages"].as_object() else { return vec!["the lock file can't be read".to_owned()] };
    let others = packages.iter().filter(|(place, _)| !place.is_empty());
    let wrong = others.filter(|(_, package)| {
        let pinned = package["integrity"].as_str().is_some_and(|digest| digest.starts_with("sha512-"));
        let elsewhere = package["resolved"].as_str().is_some_and(|from| !from.starts_with("https://"));
        !pinned || elsewhere || package["link"] == Value::Bool(true)
    });
    wrong.map(|(place, _)| format!("{place} is not pinned")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_out_of_a_folder_or_a_repository_is_refused() {
        let digest = "0".repeat(64);
        let good = format!(
            "[[package]]\nname = \"countersign-core\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"serde\"\n\
             source = \"registry+https://index.example\"\nchecksum = \"{digest}\"\n"
        );
        assert_eq!(unpinned(&good), Vec::<String>::new());
        for (package, words) in [
            ("name = \"serde\"\n".to_owned(), "serde comes from a folder"),
            ("name = \"serde\"\nsource = \"git+https://x.example/serde\"\n".to_owned(), "serde comes from git+"),
            ("name = \"serde\"\nsource = \"registry+https://index.example\"\n".to_owned(), "is not pinned"),
        ] {
            let wrong = unpinned(&format!("[[package]]\n{package}"));
            assert!(wrong.len() == 1 && wrong[0].contains(words), "{wrong:?}");
        }
    }

    #[test]
    fn a_package_of_the_interface_without_a_digest_is_refused() {
        let lock = |package: &str| format!(r#"{{"packages":{{"":{{}},"node_modules/svelte":{package}}}}}"#);
        assert_eq!(of_the_interface_unpinned(&lock(r#"{"integrity":"sha512-abc"}"#)), Vec::<String>::new());
        for package in [
            "{}",
            r#"{"integrity":"sha1-abc"}"#,
            r#"{"integrity":"sha512-abc","resolved":"git+ssh://x.example/y"}"#,
            r#"{"integrity":"sha512-abc","link":true}"#,
        ] {
            assert_eq!(of_the_interface_unpinned(&lock(package)), ["node_modules/svelte is not pinned"], "{package}");
        }
        assert_eq!(of_the_interface_unpinned("{").len(), 1);
    }
}
