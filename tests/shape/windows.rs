//! Windows: which commands each may call, what its pages may load, and that nothing from outside becomes markup in them.
//!
//! Invariant: a command that `build.rs` does not name can't be called, one that no capability lists neither; what a person alone may do
//! is no command of the core's list, which is all that anything but a person in front of the window is ever given.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::tree::File;

/// What a window needs of tauri's own: hearing events, and its zoom.
const OF_TAURI: [&str; 3] =
    ["core:event:allow-listen", "core:event:allow-unlisten", "core:webview:allow-set-webview-zoom"];

/// What the private window may do, and no other window may.
const PRIVATE: [&str; 3] = ["secret_cancel", "secret_submit", "secret_task"];

/// What a person in front of the window alone may do.
const OF_A_PERSON: [&str; 22] = [
    "session_unlock",
    "signing_open",
    "post_sign",
    "approval_revoke",
    "fixed_answers_sign",
    "fixed_answers_revoke",
    "person_add",
    "person_pin_set",
    "publishing_resume",
    "channel_connect",
    "channel_disconnect",
    "mail_connect",
    "slack_connect",
    "media_host_connect",
    "login_app_set",
    "login_begin",
    "login_choose",
    "workspace_create",
    "workspace_recover",
    "workspace_restore",
    "record_export",
    "backup_place_choose",
];

/// What each directive may name. Whatever is not here is refused, and so is a directive that is left out.
const POLICY: [(&str, &[&str]); 11] = [
    ("default-src", &["'self'"]),
    ("script-src", &["'self'"]),
    ("style-src", &["'self'"]),
    ("font-src", &["'self'"]),
    ("img-src", &["'self'", "media:", "http://media.localhost", "blob:", "data:"]),
    ("media-src", &["'self'", "media:", "http://media.localhost", "blob:"]),
    ("connect-src", &["ipc:", "http://ipc.localhost", "media:", "http://media.localhost"]),
    ("object-src", &["'none'"]),
    ("base-uri", &["'none'"]),
    ("form-action", &["'none'"]),
    ("frame-ancestors", &["'none'"]),
];

/// How a text becomes markup or a program.
const MARKUP: [&str; 9] = [
    "{@html",
    ".innerHTML",
    ".outerHTML",
    "insertAdjacentHTML",
    "createContextualFragment",
    "document.write",
    "srcdoc",
    "new Function(",
    "window.open(",
];

/// The commands that the shell's `build.rs` names.
fn named(build: &str) -> BTreeSet<String> {
    let list = build.split("const COMMANDS").nth(1).and_then(|rest| rest.split("];").next()).unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The commands that the shell's handler carries out.
fn handled(commands: &str) -> BTreeSet<String> {
    let list = commands.split("generate_handler![").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default();
    let paths = list.split(',').map(str::trim).filter(|path| !path.is_empty());
    paths.filter_map(|path| path.rsplit("::").next()).map(str::to_owned).collect()
}

/// The commands of the core's list.
fn listed(list: &str) -> BTreeSet<String> {
    let lines = list.split("\ncommands! {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap_or_default();
    lines.lines().filter_map(|line| line.split_once(": ")).map(|(name, _)| name.trim().to_owned()).collect()
}

/// Where the command's names differ from each other, or what is a person's is in the core's list.
pub fn wrong_commands(build: &str, commands: &str, list: &str) -> Vec<String> {
    let (named, handled, listed) = (named(build), handled(commands), listed(list));
    let differ = named.symmetric_difference(&handled).map(|name| format!("`{name}` is named or handled, and not both"));
    let both = named.intersection(&listed).map(|name| format!("`{name}` is a command of its own and one of the list"));
    let given = OF_A_PERSON.iter().filter(|name| listed.contains(**name));
    let given = given.map(|name| format!("`{name}` is a person's, and in the list that others will be given"));
    let gone = OF_A_PERSON.iter().filter(|name| !named.contains(**name)).map(|name| format!("there is no `{name}`"));
    let empty = (listed.len() < 20).then(|| "the core's list can't be read".to_owned());
    differ.chain(both).chain(given).chain(gone).chain(empty).collect()
}

/// Capabilities that let a window do what it is not for, or commands that no window or more than one may call.
pub fn wrong_capabilities(build: &str, capabilities: &[File], configuration: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut callers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut identifiers = BTreeSet::new();
    for file in capabilities {
        let Ok(Value::Object(capability)) = serde_json::from_str::<Value>(&file.text) else {
            complaints.push(format!("{} can't be read", file.path));
            continue;
        };
        for key in capability
            .keys()
            .filter(|key| !["$schema", "identifier", "description", "windows", "permissions"].contains(&key.as_str()))
        {
            complaints.push(format!("{} has `{key}`: windows of ours call, by name, and nobody else", file.path));
        }
        let identifier = capability.get("identifier").and_then(Value::as_str).unwrap_or_default().to_owned();
        if capability.get("windows") != Some(&serde_json::json!([identifier])) {
            complaints.push(format!("{} is for the window of its own name alone", file.path));
        }
        for permission in capability.get("permissions").and_then(Value::as_array).into_iter().flatten() {
            let permission = permission.as_str().unwrap_or("a permission with a scope");
            if let Some(command) = permission.strip_prefix("allow-") {
                callers.entry(command.replace('-', "_")).or_default().push(identifier.clone());
            } else if identifier == "secret" || !OF_TAURI.contains(&permission) {
                complaints.push(format!("{} has `{permission}`", file.path));
            }
        }
        identifiers.insert(identifier);
    }
    for command in named(build) {
        let window = if PRIVATE.contains(&command.as_str()) { "secret" } else { "main" };
        match callers.remove(&command) {
            Some(callers) if callers == [window] => {}
            callers => complaints.push(format!("`{command}` is for {window}, and is called by {callers:?}")),
        }
    }
    complaints.extend(callers.keys().map(|command| format!("`{command}` is allowed and is no command")));
    let used: BTreeSet<String> = serde_json::from_str::<Value>(configuration)
        .ok()
        .and_then(|conf| serde_json::from_value(conf["app"]["security"]["capabilities"].clone()).ok())
        .unwrap_or_default();
    if used != identifiers {
        complaints.push(format!("the configuration uses {used:?}, and there are {identifiers:?}"));
    }
    complaints
}

/// What a page of ours may load, where that is not exactly what it needs.
pub fn wrong_policy(configuration: &str) -> Vec<String> {
    let Ok(configuration) = serde_json::from_str::<Value>(configuration) else {
        return vec!["the configuration can't be read".to_owned()];
    };
    let security = &configuration["app"]["security"];
    let mut complaints = Vec::new();
    let policy = security["csp"].as_object().cloned().unwrap_or_default();
    for (directive, allowed) in POLICY {
        let sources = policy.get(directive).and_then(Value::as_str).unwrap_or_default();
        if sources.is_empty() {
            complaints.push(format!("the policy has no {directive}"));
        }
        let foreign = sources.split_whitespace().filter(|source| !allowed.contains(source));
        complaints.extend(foreign.map(|source| format!("{directive} lets in {source}")));
    }
    let known = |name: &str| POLICY.iter().any(|(directive, _)| *directive == name);
    complaints.extend(policy.keys().filter(|name| !known(name)).map(|name| format!("nobody has thought about {name}")));
    for key in security.as_object().into_iter().flatten().map(|(key, _)| key) {
        if !["csp", "freezePrototype", "capabilities"].contains(&key.as_str()) {
            complaints.push(format!("nobody has thought about {key}"));
        }
    }
    if security["freezePrototype"] != Value::Bool(true) {
        complaints.push("what pages share can be changed by any of their scripts".to_owned());
    }
    if configuration["app"]["withGlobalTauri"] == Value::Bool(true) {
        complaints.push("every script of a page reaches the commands".to_owned());
    }
    complaints
}

/// Where the interface could make markup, or a program, of a text; and links that it would open by itself.
pub fn markup(file: &File) -> Vec<String> {
    let lines = file.text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let found = lines.flat_map(|line| {
        let direct = ["href=\"http", "href='http", "href=\"//"].iter().filter(|it| line.contains(**it));
        MARKUP.iter().filter(|it| line.contains(**it)).chain(direct).copied()
    });
    found.map(|sign| format!("{} has `{sign}`: what comes from outside is text", file.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILD: &str = "const COMMANDS: &[&str] = &[\n \"post_sign\",\n \"secret_task\",\n];\n";

    fn capabilities(main: &str, secret: &str) -> Vec<File> {
        let of = |name: &str, permissions: &str, more: &str| {
            let text =
                format!("{{\"identifier\":\"{name}\",\"windows\":[\"{name}\"],\"permissions\":[{permissions}]{more}}}");
            File::example(&format!("{name}.json"), &text)
        };
        vec![of("main", main, ""), of("secret", secret, "")]
    }

    const CONFIGURATION: &str = r#"{"app":{"security":{"capabilities":["main","secret"]}}}"#;

    #[track_caller]
    fn check(main: &str, secret: &str, words: &str) {
        let complaints = wrong_capabilities(BUILD, &capabilities(main, secret), CONFIGURATION);
        assert!(complaints.iter().any(|it| it.contains(words)), "{complaints:?}");
    }

    #[test]
    fn a_window_that_may_more_than_it_is_for_is_refused() {
        let good = capabilities("\"core:event:allow-listen\",\"allow-post-sign\"", "\"allow-secret-task\"");
        assert_eq!(wrong_capabilities(BUILD, &good, CONFIGURATION), Vec::<String>::new());
        check("\"allow-post-sign\",\"allow-secret-task\"", "\"allow-secret-task\"", "`secret_task` is for secret");
        check("\"allow-post-sign\"", "\"allow-secret-task\",\"allow-post-sign\"", "`post_sign` is for main");
        check(
            "\"allow-post-sign\"",
            "\"allow-secret-task\",\"core:event:allow-listen\"",
            "secret.json has `core:event",
        );
        check("\"allow-post-sign\",\"core:default\"", "\"allow-secret-task\"", "main.json has `core:default`");
        check("\"allow-post-sign\",\"opener:default\"", "\"allow-secret-task\"", "main.json has `opener:default`");
        check("\"allow-post-sign\",{\"identifier\":\"fs:scope\"}", "\"allow-secret-task\"", "with a scope");
        check(
            "\"allow-post-sign\",\"allow-anything\"",
            "\"allow-secret-task\"",
            "`anything` is allowed and is no command",
        );
        check("", "\"allow-secret-task\"", "`post_sign` is for main, and is called by None");
    }

    #[test]
    fn a_capability_for_pages_elsewhere_or_for_every_window_is_refused() {
        for more in [",\"remote\":{\"urls\":[\"https://*\"]}", ",\"webviews\":[\"*\"]"] {
            let text = format!("{{\"identifier\":\"main\",\"windows\":[\"*\"],\"permissions\":[]{more}}}");
            let complaints = wrong_capabilities("", &[File::example("main.json", &text)], CONFIGURATION);
            assert!(complaints.iter().any(|it| it.contains("by name, and nobody else")), "{complaints:?}");
            assert!(complaints.iter().any(|it| it.contains("for the window of its own name")), "{complaints:?}");
            assert!(complaints.iter().any(|it| it.contains("the configuration uses")), "{complaints:?}");
        }
    }

    #[test]
    fn a_person_s_act_in_the_core_s_list_is_refused() {
        let list = "\ncommands! {\n    post_get: PostRef => Post, Anyone, [], draft::get;\n    post_sign: () => (), Anyone, [], x::y;\n}\n";
        let handler = "generate_handler![\n a::post_sign,\n a::secret_task,\n a::rpc,\n]";
        let complaints = wrong_commands(BUILD, handler, list);
        for words in [
            "`rpc` is named or handled",
            "`post_sign` is a person's",
            "`post_sign` is a command of its own",
            "there is no `session_unlock`",
        ] {
            assert!(complaints.iter().any(|it| it.contains(words)), "{words}: {complaints:?}");
        }
    }

    #[test]
    fn a_policy_that_lets_more_in_is_refused() {
        let with = |name: &str, sources: &str| {
            let mut csp: serde_json::Map<String, Value> =
                POLICY.iter().map(|(name, sources)| ((*name).to_owned(), sources.join(" ").into())).collect();
            csp.insert(name.to_owned(), sources.into());
            serde_json::json!({ "app": { "security": { "csp": csp, "freezePrototype": true } } }).to_string()
        };
        assert_eq!(wrong_policy(&with("object-src", "'none'")), Vec::<String>::new());
        for (name, sources, words) in [
            ("script-src", "'self' 'unsafe-inline'", "script-src lets in 'unsafe-inline'"),
            ("script-src", "'self' 'unsafe-eval'", "script-src lets in 'unsafe-eval'"),
            ("connect-src", "ipc: https:", "connect-src lets in https:"),
            ("img-src", "'self' https://x.example", "img-src lets in https://x.example"),
            ("style-src", "", "the policy has no style-src"),
            ("frame-src", "*", "nobody has thought about frame-src"),
        ] {
            let complaints = wrong_policy(&with(name, sources));
            assert!(complaints.iter().any(|it| it.contains(words)), "{words}: {complaints:?}");
        }
        let loose = r#"{"app":{"withGlobalTauri":true,"security":{"dangerousDisableAssetCspModification":true}}}"#;
        let complaints = wrong_policy(loose);
        for words in ["dangerousDisable", "can be changed by any", "every script of a page", "no script-src"] {
            assert!(complaints.iter().any(|it| it.contains(words)), "{words}: {complaints:?}");
        }
    }

    #[test]
    fn what_makes_markup_of_a_text_is_refused() {
        for line in [
            "{@html post.text}",
            "node.innerHTML = name;",
            "frame.srcdoc = name;",
            "<a href=\"https://x.example\">x</a>",
            "window.open(permalink)",
        ] {
            assert!(!markup(&File::example("ui/src/a.svelte", line)).is_empty(), "{line}");
        }
        assert!(markup(&File::example("ui/src/a.svelte", "<a href={href(\"today\")}>{post.text}</a>")).is_empty());
    }
}
