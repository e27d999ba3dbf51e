//! Packages: which of ours may use which, what the core must never reach, and what there may be only one of.
//!
//! Invariant: the table below is the design's picture. Edges come from cargo's own answer; what there is one of is counted
//! in `Cargo.lock`, which holds every platform at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Who may use whom; the first list in the product, the second in its own tests as well.
const MAY_USE: [(&str, &[&str], &[&str]); 10] = [
    (
        "countersign",
        &[
            "countersign-agent",
            "countersign-core",
            "countersign-vault",
            "countersign-providers",
            "countersign-practice",
            "countersign-record",
        ],
        &["countersign-spoil"],
    ),
    ("countersign-agent", &["countersign-core"], &[]),
    ("countersign-core", &[], &["countersign-spoil"]),
    ("countersign-vault", &["countersign-core"], &["countersign-spoil"]),
    ("countersign-providers", &["countersign-core"], &["countersign-practice", "countersign-spoil"]),
    ("countersign-practice", &[], &[]),
    ("countersign-record", &[], &["countersign-spoil"]),
    // Spoils samples for property tests; no product may reach it.
    ("countersign-spoil", &[], &[]),
    (
        "countersign-tests",
        &[
            "countersign-agent",
            "countersign-core",
            "countersign-vault",
            "countersign-providers",
            "countersign-practice",
            "countersign-record",
        ],
        &[],
    ),
    ("xtask", &[], &[]),
];

const SHELL: &str = "countersign";

/// What the core does without, by the beginnings of their names.
const NOT_IN_THE_CORE: [&str; 9] =
    ["tauri", "wry", "tao", "reqwest", "hyper", "axum", "keyring", "secret-service", "rustls"];

/// Two of these would mean two databases, two connection pools, two runtimes, or two answers to whom we trust.
const ONLY_ONE: [&str; 6] = ["rusqlite", "libsqlite3-sys", "reqwest", "rustls", "ring", "tokio"];

/// TLS, and cryptography for TLS, other than rustls over ring. Not here are `schannel` and `security-framework`: by them
/// rustls-native-certs and keyring read the system's certificates and keychain. SQLCipher links the system's libcrypto,
/// which is no package; where it has to build its own, `libsqlite3-sys` alone may bring these two.
const OTHER_TLS: [&str; 16] = [
    "openssl",
    "native-tls",
    "hyper-tls",
    "tokio-native-tls",
    "tokio-openssl",
    "aws-lc-rs",
    "aws-lc-sys",
    "aws-lc-fips-sys",
    "boring",
    "boring-sys",
    "mbedtls",
    "s2n-tls",
    "wolfssl",
    "rustls-openssl",
    "openssl-sys",
    "openssl-src",
];
const FOR_SQLCIPHER: [(&str, &str); 2] = [("openssl-sys", "libsqlite3-sys"), ("openssl-src", "openssl-sys")];

/// What `cargo metadata` says.
#[derive(Deserialize)]
pub struct Metadata {
    /// Every package.
    pub packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

/// A package.
#[derive(Deserialize)]
pub struct Package {
    id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as it states it.
    pub license: Option<String>,
    /// Where its manifest is.
    pub manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

impl Metadata {
    /// The packages of this workspace.
    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}

/// Edges between our packages that the table does not have, and dependencies of what may have none.
pub fn wrong_edges(metadata: &Metadata) -> Vec<String> {
    let ours: BTreeSet<&str> = metadata.ours().map(|package| package.name.as_str()).collect();
    let mut complaints = Vec::new();
    for package in metadata.ours() {
        let Some((name, product, own_tests)) = MAY_USE.iter().find(|(name, ..)| *name == package.name) else {
            complaints.push(format!("{} is not in the table of who may use whom", package.name));
            continue;
        };
        for used in &package.dependencies {
            let in_tests = used.kind.as_deref() == Some("dev");
            let may = product.contains(&used.name.as_str()) || (in_tests && own_tests.contains(&used.name.as_str()));
            if (ours.contains(used.name.as_str()) && !may) || *name == "xtask" {
                complaints.push(format!("{name} may not use {}", used.name));
            }
        }
    }
    complaints
}

/// What the core reaches in the product and must not.
pub fn core_reaches(metadata: &Metadata) -> Vec<String> {
    let name = |id: &str| metadata.packages.iter().find(|package| package.id == id).map_or("", |package| &package.name);
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let core = metadata.ours().find(|package| package.name == "countersign-core");
    let mut way = vec![core.unwrap_or_else(|| panic!("there is no core")).id.as_str()];
    let mut seen = BTreeMap::from([(way[0], None)]);
    let mut complaints = Vec::new();
    while let Some(here) = way.pop() {
        if NOT_IN_THE_CORE.iter().any(|not| name(here) == *not || name(here).starts_with(&format!("{not}-"))) {
            let path: Vec<&str> =
                std::iter::successors(Some(here), |id| seen.get(id).copied().flatten()).map(name).collect();
            complaints.push(format!("the core reaches {}", path.join(", which is used by ")));
        }
        let edges = nodes.get(here).map_or(&[][..], |node| &node.deps);
        for edge in edges.iter().filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev"))) {
            if !seen.contains_key(edge.pkg.as_str()) {
                seen.insert(&edge.pkg, Some(here));
                way.push(&edge.pkg);
            }
        }
    }
    complaints
}

/// Packages of ours, but for the shell, that ask for Tauri or its parts.
pub fn tauri_outside_the_shell(metadata: &Metadata) -> Vec<String> {
    let is_tauri = |name: &str| name == "wry" || name == "tao" || name == "tauri" || name.starts_with("tauri-");
    let others = metadata.ours().filter(|package| package.name != SHELL);
    let asks = others.flat_map(|package| package.dependencies.iter().map(move |used| (&package.name, &used.name)));
    asks.filter(|(_, used)| is_tauri(used)).map(|(name, used)| format!("{name} may not use {used}")).collect()
}

/// Packages of ours whose manifest does not take the workspace's lints and licence.
pub fn without_lints(manifests: &[(String, String)]) -> Vec<String> {
    let takes = |text: &str, line: &str| text.lines().map(str::trim).any(|own| own == line);
    let lints =
        |text: &str| text.split("[lints]").nth(1).is_some_and(|rest| rest.trim_start().starts_with("workspace = true"));
    let without = manifests.iter().flat_map(|(name, text)| {
        let no_lints = (!lints(text)).then(|| format!("{name} has no `lints.workspace = true`"));
        let no_licence =
            (!takes(text, "license.workspace = true")).then(|| format!("{name} has no `license.workspace = true`"));
        no_lints.into_iter().chain(no_licence)
    });
    without.collect()
}

/// A package of `Cargo.lock`.
pub struct Locked {
    name: String,
    version: String,
    uses: Vec<String>,
}

/// Reads `Cargo.lock`.
pub fn locked(lock: &str) -> Vec<Locked> {
    let quoted = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
    let read = |entry: &str| {
        let value = |key: &str| entry.lines().find(|line| line.starts_with(key)).map(quoted).unwrap_or_default();
        let uses = entry.lines().skip_while(|line| !line.starts_with("dependencies")).skip(1);
        let uses = uses.take_while(|line| !line.starts_with(']')).map(quoted);
        Locked { name: value("name = "), version: value("version = "), uses: uses.collect() }
    };
    lock.split("[[package]]").skip(1).map(read).collect()
}

/// More than one version of what there may be one of.
pub fn second_copies(lock: &[Locked]) -> Vec<String> {
    let versions = |name: &str| -> Vec<&str> {
        lock.iter().filter(|package| package.name == name).map(|package| package.version.as_str()).collect()
    };
    let copies = ONLY_ONE.iter().map(|name| (name, versions(name))).filter(|(_, versions)| versions.len() > 1);
    copies
        .map(|(name, versions)| format!("{name} is there {} times: {}", versions.len(), versions.join(", ")))
        .collect()
}

/// TLS libraries that should not be there.
pub fn other_tls(lock: &[Locked]) -> Vec<String> {
    let users = |name: &str| -> Vec<&str> {
        let uses = |package: &&Locked| package.uses.iter().any(|used| used.split(' ').next() == Some(name));
        lock.iter().filter(uses).map(|package| package.name.as_str()).collect()
    };
    let there = lock.iter().filter(|package| OTHER_TLS.contains(&package.name.as_str()));
    let wrong = there.filter(|package| {
        !FOR_SQLCIPHER.iter().any(|(name, user)| package.name == *name && users(name).iter().all(|own| own == user))
    });
    wrong
        .map(|package| format!("{} {}, used by {}", package.name, package.version, users(&package.name).join(", ")))
        .collect()
}

#[cfg(test)]
impl Metadata {
    /// Packages that use nothing.
    pub fn example(packages: &[(&str, Option<&str>)]) -> Self {
        let package = |(name, license): &(&str, Option<&str>)| Package {
            id: (*name).into(),
            name: (*name).into(),
            version: "1.0.0".into(),
            license: license.map(Into::into),
            manifest_path: String::new(),
            dependencies: Vec::new(),
        };
        let packages = packages.iter().map(package).collect();
        Self { packages, workspace_members: BTreeSet::new(), resolve: Resolve { nodes: Vec::new() } }
    }

    /// Packages by name; those that begin as ours do are ours. Each edge has its kind.
    fn with_edges(edges: &[(&str, &str, Option<&str>)]) -> Self {
        let names: BTreeSet<&str> = edges.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        let mut it = Self::example(&names.iter().map(|name| (*name, Some("MIT"))).collect::<Vec<_>>());
        for package in &mut it.packages {
            let own = edges.iter().filter(|(from, ..)| *from == package.name);
            let own: Vec<_> = own.map(|(_, to, kind)| (String::from(*to), kind.map(String::from))).collect();
            let edge = |(to, kind): &(String, Option<String>)| Edge {
                pkg: to.clone(),
                dep_kinds: vec![Kind { kind: kind.clone() }],
            };
            it.resolve.nodes.push(Node { id: package.id.clone(), deps: own.iter().map(edge).collect() });
            package.dependencies = own.into_iter().map(|(name, kind)| Dependency { name, kind }).collect();
            if package.name.starts_with("countersign") || package.name == "xtask" {
                it.workspace_members.insert(package.id.clone());
            }
        }
        it
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_that_the_table_does_not_have_is_refused() {
        let edges = [
            ("countersign", "countersign-core", None),
            ("countersign-core", "countersign-vault", None),
            ("countersign-practice", "countersign-core", Some("dev")),
            ("countersign-providers", "countersign-practice", Some("dev")),
            ("countersign-tests", "countersign", None),
            ("countersign-vault", "countersign-practice", Some("dev")),
            ("countersign-web", "countersign-core", None),
            ("xtask", "serde", Some("build")),
        ];
        assert_eq!(
            wrong_edges(&Metadata::with_edges(&edges)),
            [
                "countersign-core may not use countersign-vault",
                "countersign-practice may not use countersign-core",
                "countersign-tests may not use countersign",
                "countersign-vault may not use countersign-practice",
                "countersign-web is not in the table of who may use whom",
                "xtask may not use serde",
            ]
        );
        let edges = [("countersign-providers", "countersign-practice", None)];
        assert_eq!(wrong_edges(&Metadata::with_edges(&edges)).len(), 1, "in its tests only");
    }

    #[test]
    fn what_the_core_reaches_by_others_counts_and_what_its_tests_reach_does_not() {
        let edges = [
            ("countersign-core", "fetcher", None),
            ("fetcher", "hyper-util", None),
            ("countersign-core", "tester", Some("dev")),
            ("tester", "reqwest", None),
        ];
        assert_eq!(
            core_reaches(&Metadata::with_edges(&edges)),
            ["the core reaches hyper-util, which is used by fetcher, which is used by countersign-core"]
        );
    }

    #[test]
    fn only_the_shell_may_ask_for_tauri() {
        let edges = [("countersign", "tauri", None), ("countersign-core", "tauri-plugin-store", None)];
        assert_eq!(
            tauri_outside_the_shell(&Metadata::with_edges(&edges)),
            ["countersign-core may not use tauri-plugin-store"]
        );
    }

    #[test]
    fn a_manifest_without_the_workspaces_lints_is_refused() {
        let manifest = |text: &str| vec![("a".to_owned(), text.to_owned())];
        assert!(without_lints(&manifest("license.workspace = true\n[lints]\nworkspace = true\n")).is_empty());
        assert_eq!(without_lints(&manifest("license.workspace = true\n[dependencies]\nworkspace = true\n")).len(), 1);
        assert_eq!(without_lints(&manifest("[lints]\nworkspace = true\n")), ["a has no `license.workspace = true`"]);
    }

    fn lock(entries: &[(&str, &str, &[&str])]) -> Vec<Locked> {
        let entry = |(name, version, uses): &(&str, &str, &[&str])| {
            let uses: String = uses.iter().map(|used| format!(" \"{used}\",\n")).collect();
            format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\ndependencies = [\n{uses}]\n\n")
        };
        locked(&entries.iter().map(entry).collect::<String>())
    }

    #[test]
    fn a_second_copy_is_refused() {
        let lock = lock(&[
            ("rusqlite", "0.40.2", &[]),
            ("rusqlite", "0.39.0", &[]),
            ("serde", "1.0.0", &[]),
            ("serde", "2.0.0", &[]),
        ]);
        assert_eq!(second_copies(&lock), ["rusqlite is there 2 times: 0.40.2, 0.39.0"]);
    }

    #[test]
    fn another_tls_is_refused_with_who_brings_it() {
        let with_aws = lock(&[
            ("aws-lc-rs", "1.19.0", &[]),
            ("rustls", "0.23.0", &["aws-lc-rs", "ring"]),
            ("ring", "0.17.0", &[]),
        ]);
        assert_eq!(other_tls(&with_aws), ["aws-lc-rs 1.19.0, used by rustls"]);
    }

    #[test]
    fn openssl_is_there_for_sqlcipher_only() {
        let own = [
            ("libsqlite3-sys", "1.0.0", &["openssl-sys 0.9.1"][..]),
            ("openssl-sys", "0.9.1", &["openssl-src"]),
            ("openssl-src", "3.0.0", &[]),
        ];
        assert!(other_tls(&lock(&own)).is_empty());
        let shared = [&own[..], &[("curl", "1.0.0", &["openssl-sys"][..])]].concat();
        assert_eq!(other_tls(&lock(&shared)), ["openssl-sys 0.9.1, used by libsqlite3-sys, curl"]);
    }
}
