//! Sources: how a file opens, how long it is, and what only few may name.
//!
//! Invariant: a rule reads code, not comments or texts, so that a file may say what it must not do.

use crate::tree::File;

const WANTED_LINES: usize = 400;
const MOST_LINES: usize = 500;

/// What is named in few places: the name, where it may be named, and why.
const DOORS: [(&str, &[&str], &str); 9] = [
    ("tauri", &["src-tauri/src/"], "only the shell knows the window"),
    ("tauri_build", &["src-tauri/build.rs"], "only the shell knows the window"),
    ("rusqlite", &["src-tauri/core/src/store/sqlite/"], "only the store knows the database"),
    ("rusqlite_migration", &["src-tauri/core/src/store/sqlite/"], "only the store knows the database"),
    ("gate::claim", &["src-tauri/core/src/publish/"], "only publishing asks for permits"),
    ("begin_commit", &["src-tauri/core/src/gate/", "src-tauri/core/src/publish/"], "only publishing asks for permits"),
    ("gate::sign", &["src-tauri/core/src/api/sign.rs"], "only the person's own call signs"),
    ("gate::sign_beforehand", &["src-tauri/core/src/api/sign.rs"], "only the person's own call signs"),
    (".human()", &["src-tauri/core/src/api/sign.rs"], "only the person's own call has a human"),
];

fn is_at_the_boundary(file: &File) -> bool {
    file.path.starts_with("tests/")
}

/// What a file names and may not.
pub fn named_elsewhere(file: &File) -> Vec<String> {
    let code = file.code();
    let wrong = DOORS.iter().filter(|(name, places, _)| {
        let at_home = places.iter().any(|place| file.path.starts_with(place));
        // Tests may use everything but the window's own library: what they can't see from outside nobody can.
        let may_as_a_test = is_at_the_boundary(file) && !name.starts_with("tauri");
        !at_home && !may_as_a_test && code.names(name)
    });
    wrong.map(|(name, _, why)| format!("{} names `{name}`: {why}", file.path)).collect()
}

/// Tauri's packages in the interface, other than where it meets its host.
pub fn tauri_in_the_interface(file: &File) -> Vec<String> {
    let imports = |line: &&str| line.contains("from \"@tauri-apps/") || line.contains("import(\"@tauri-apps/");
    let wrong = file.text.lines().filter(imports).filter(|_| !file.path.starts_with("ui/src/host/"));
    wrong.map(|line| format!("{}: `{}`: only ui/src/host knows the window", file.path, line.trim())).collect()
}

/// A file that does not open with what it is for.
pub fn without_header(file: &File) -> Option<String> {
    let openings: &[&str] = match file.path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("rs") => &["//! "],
        Some("sql") => &["-- "],
        Some("svelte") => &["<!--"],
        Some("css") => &["/*"],
        _ => &["// ", "/*"],
    };
    let opens = openings.iter().any(|opening| file.text.starts_with(opening));
    (!opens).then(|| format!("{} does not open with what it is for", file.path))
}

/// A file that should be split.
pub fn longer_than_wanted(file: &File) -> Option<String> {
    longer(file, WANTED_LINES)
}

/// A file that must be split.
pub fn too_long(file: &File) -> Option<String> {
    longer(file, MOST_LINES)
}

fn longer(file: &File, most: usize) -> Option<String> {
    let lines = file.text.lines().count();
    (lines > most).then(|| format!("{}: {lines} lines", file.path))
}

/// What was put off.
pub fn left_undone(file: &File) -> Vec<String> {
    let code = file.code();
    let left = ["todo!", "unimplemented!", "dbg!"].iter().filter(|name| code.names(name));
    left.map(|name| format!("{} has a `{name}`", file.path)).collect()
}

/// Clients that read a platform's answers without a word on what they never make of them.
pub fn clients_without_properties(files: &[File]) -> Vec<String> {
    let there = |path: &str| files.iter().any(|file| file.path == path);
    let clients = files.iter().filter_map(|file| file.path.strip_suffix("/wire.rs"));
    clients
        .filter(|client| !there(&format!("{client}/properties.rs")))
        .map(|client| format!("{client} reads answers and has no properties.rs"))
        .collect()
}

/// Who else reads what comes from outside, and where the properties of it stand.
const READERS: [(&str, &str); 5] = [
    ("src-tauri/providers/src/counted.rs", "src-tauri/providers/src/counted_properties.rs"),
    ("src-tauri/providers/src/media_host/mod.rs", "src-tauri/providers/src/media_host/properties.rs"),
    ("src-tauri/providers/src/oauth/mod.rs", "src-tauri/providers/src/oauth/properties.rs"),
    ("src-tauri/src/navigation.rs", "src-tauri/src/navigation.rs"),
    ("src-tauri/src/pictures.rs", "src-tauri/src/pictures.rs"),
];

/// Readers that say nothing of what they never make of what they read, or that are not there any more.
pub fn readers_without_properties(files: &[File]) -> Vec<String> {
    let has = |path: &str, what: &str| files.iter().any(|file| file.path == path && file.text.contains(what));
    let silent = READERS.iter().filter(|(reader, properties)| !has(reader, "") || !has(properties, "proptest!(cases("));
    silent
        .map(|(reader, properties)| format!("{reader} reads what comes from outside; {properties} has no property"))
        .collect()
}

/// Properties with a configuration of their own: such a run may be another one tomorrow.
pub fn with_chances_of_their_own(file: &File) -> Option<String> {
    let tries = file.text.matches("proptest! {").count() + file.text.matches("proptest!(").count();
    let shared = file.text.matches("proptest_config(cases(").count() + file.text.matches("proptest!(cases(").count();
    (tries > shared).then(|| format!("{}: a property without `cases(…)`, which all of them share", file.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        assert_eq!(named_elsewhere(&File::example(path, text)), expected, "{path}: {text}");
    }

    #[test]
    fn a_door_is_named_only_where_it_opens() {
        check("src-tauri/src/main.rs", "use tauri::App;", &[]);
        check(
            "src-tauri/core/src/api/list.rs",
            "use tauri::App;",
            &["src-tauri/core/src/api/list.rs names `tauri`: only the shell knows the window"],
        );
        check(
            "tests/desktop/main.rs",
            "use tauri::test;",
            &["tests/desktop/main.rs names `tauri`: only the shell knows the window"],
        );
        check(
            "src-tauri/core/src/draft/post.rs",
            "rusqlite::Connection::open(p)",
            &["src-tauri/core/src/draft/post.rs names `rusqlite`: only the store knows the database"],
        );
        check(
            "src-tauri/providers/src/x/publish.rs",
            "gate::begin_commit(db, env, under, permit, 0)",
            &["src-tauri/providers/src/x/publish.rs names `begin_commit`: only publishing asks for permits"],
        );
        check(
            "src-tauri/src/commands/work.rs",
            "gate::sign(db, env, desktop.human()?, post, digest)",
            &[
                "src-tauri/src/commands/work.rs names `gate::sign`: only the person's own call signs",
                "src-tauri/src/commands/work.rs names `.human()`: only the person's own call has a human",
            ],
        );
    }

    #[test]
    fn speaking_of_a_door_is_not_using_it() {
        check("src-tauri/xtask/src/start.rs", "// tauri\nlet path = \"src-tauri/tauri.conf.json\";", &[]);
    }

    #[test]
    fn the_interface_knows_tauri_in_one_place() {
        let text = "// A screen.\nimport { invoke } from \"@tauri-apps/api/core\";\n";
        assert_eq!(tauri_in_the_interface(&File::example("ui/src/host/tauri.ts", text)), [""; 0]);
        assert_eq!(tauri_in_the_interface(&File::example("ui/src/screens/Today.svelte", text)).len(), 1);
    }

    #[test]
    fn a_file_says_what_it_is_for_before_anything_else() {
        let fine = [
            ("a.rs", "//! A.\n"),
            ("a.sql", "-- A.\n"),
            ("a.ts", "// A.\n"),
            ("a.svelte", "<!-- A -->\n"),
            ("a.css", "/* A */\n"),
        ];
        for (path, text) in fine {
            assert_eq!(without_header(&File::example(path, text)), None);
        }
        let silent = [
            ("a.rs", "use b;\n"),
            ("a.rs", "// A.\n"),
            ("a.sql", "CREATE TABLE a ()"),
            ("a.ts", "import b"),
            ("a.svelte", "<script>"),
        ];
        for (path, text) in silent {
            assert!(without_header(&File::example(path, text)).is_some(), "{path}: {text}");
        }
    }

    #[test]
    fn a_long_file_is_listed_and_a_very_long_one_is_refused() {
        let of = |lines: usize| File::example("a.rs", &"\n".repeat(lines));
        assert_eq!((longer_than_wanted(&of(400)), too_long(&of(400))), (None, None));
        assert_eq!((longer_than_wanted(&of(401)), too_long(&of(500))), (Some("a.rs: 401 lines".into()), None));
        assert_eq!(too_long(&of(501)), Some("a.rs: 501 lines".into()));
    }

    #[test]
    fn a_client_says_what_it_never_makes_of_an_answer() {
        let of = |paths: &[&str]| {
            clients_without_properties(&paths.iter().map(|path| File::example(path, "")).collect::<Vec<_>>())
        };
        assert_eq!(of(&["p/x/wire.rs", "p/x/properties.rs", "p/mod.rs"]), [""; 0]);
        assert_eq!(of(&["p/x/wire.rs", "p/y/properties.rs"]), ["p/x reads answers and has no properties.rs"]);
    }

    #[test]
    fn a_reader_says_what_it_never_makes_of_what_it_reads() {
        let all = || READERS.iter().flat_map(|(reader, properties)| [*reader, *properties]);
        let of =
            |text: &str| readers_without_properties(&all().map(|path| File::example(path, text)).collect::<Vec<_>>());
        assert_eq!(of("proptest!(cases(9), |(a in b)| {})"), [""; 0]);
        assert_eq!(of("fn read() {}").len(), READERS.len());
        assert_eq!(readers_without_properties(&[]).len(), READERS.len(), "one that was moved is looked for");
    }

    #[test]
    fn properties_share_one_configuration() {
        let of = |text: &str| with_chances_of_their_own(&File::example("a.rs", text)).is_some();
        assert!(!of("proptest!(cases(9), |(a in b)| {}); proptest! {\n #![proptest_config(cases(9))]"));
        assert!(of("proptest! {\n #[test]"));
        assert!(of("proptest!(|(a in b)| {})"));
        assert!(of("proptest! {\n #![proptest_config(ProptestConfig::default())]"));
    }

    #[test]
    fn what_was_put_off_is_refused() {
        let undone = |text: &str| left_undone(&File::example("a.rs", text));
        assert_eq!(undone("fn a() { todo!() }"), ["a.rs has a `todo!`"]);
        assert_eq!(undone("fn a() { std::unimplemented!(); dbg!(1); }").len(), 2);
        assert_eq!(undone("/// a(todo!())\nfn a() {}"), [""; 0]);
    }
}
