//! The shape of the house: who may use whom, what may be in the tree, and how a source file opens.
//!
//! Invariant: each rule is a function from what it judges to a list of complaints. It is shown here to be kept by the
//! checkout, and beside its code to refuse a broken example; a rule that refuses nothing would prove nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

#[path = "shape/crates.rs"]
mod crates;
#[path = "shape/licence.rs"]
mod licence;
#[path = "shape/origin.rs"]
mod origin;
#[path = "shape/rust.rs"]
mod rust;
#[path = "shape/said.rs"]
mod said;
#[path = "shape/sources.rs"]
mod sources;
#[path = "shape/sql.rs"]
mod sql;
#[path = "shape/stages.rs"]
mod stages;
#[path = "shape/tree.rs"]
mod tree;
#[path = "shape/windows.rs"]
mod windows;

use tree::Tree;

#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn our_crates_use_one_another_as_the_design_says() {
    none(crates::wrong_edges(Tree::find().metadata()));
}

#[test]
fn the_core_reaches_no_window_no_http_client_and_no_keychain() {
    none(crates::core_reaches(Tree::find().metadata()));
}

#[test]
fn only_the_shell_depends_on_tauri() {
    none(crates::tauri_outside_the_shell(Tree::find().metadata()));
}

#[test]
fn every_crate_of_ours_takes_the_workspaces_lints_and_licence() {
    let tree = Tree::find();
    none(crates::without_lints(&tree.manifests(tree.metadata())));
}

#[test]
fn there_is_one_database_one_http_client_one_runtime_and_one_tls() {
    let lock = crates::locked(&Tree::find().text("Cargo.lock"));
    none([crates::second_copies(&lock), crates::other_tls(&lock)].concat());
}

#[test]
fn every_dependency_is_under_a_licence_on_the_list() {
    let tree = Tree::find();
    none(licence::off_the_list(tree.metadata()));
    none(licence::of_the_interface_off_the_list(&tree.text("ui/package-lock.json")));
}

#[test]
fn a_stage_uses_only_the_ground_and_the_stages_before_it() {
    let tree = Tree::find();
    none(stages::unknown(&tree.text("src-tauri/core/src/lib.rs")));
    none(tree.rust("src-tauri/core/src").iter().flat_map(stages::wrong_edges).collect());
}

#[test]
fn what_few_may_name_is_named_by_few() {
    none(Tree::find().rust("").iter().flat_map(sources::named_elsewhere).collect());
    none(Tree::find().interface().iter().flat_map(sources::tauri_in_the_interface).collect());
}

#[test]
fn every_source_file_says_what_it_is_for() {
    none(Tree::find().all().iter().filter_map(sources::without_header).collect());
}

#[test]
fn no_source_file_is_long() {
    let files = Tree::find().all();
    let longer: Vec<String> = files.iter().filter_map(sources::longer_than_wanted).collect();
    if !longer.is_empty() {
        println!("longer than wanted; split by concept:\n{}", longer.join("\n"));
    }
    none(files.iter().filter_map(sources::too_long).collect());
}

#[test]
fn whoever_reads_what_came_from_outside_says_what_it_never_makes_of_it() {
    let tree = Tree::find();
    none(sources::clients_without_properties(&tree.rust("src-tauri/providers/src")));
    none(sources::readers_without_properties(&tree.rust("src-tauri")));
    none(tree.rust("src-tauri").iter().filter_map(sources::with_chances_of_their_own).collect());
}

#[test]
fn nothing_is_left_to_be_done_later() {
    none(Tree::find().rust("").iter().flat_map(sources::left_undone).collect());
}

#[test]
fn statements_number_their_parameters_in_the_order_of_their_use() {
    none(Tree::find().rust("src-tauri/core/src").iter().flat_map(sql::misnumbered).collect());
}

#[test]
fn landed_migrations_are_as_they_landed() {
    let tree = Tree::find();
    let folder = "src-tauri/core/migrations";
    none(sql::changed_after_landing(&tree.files(folder, &["sql"]), &tree.text(&format!("{folder}/landed.sha256"))));
}

#[test]
fn every_dependency_is_pinned_by_its_digest_and_comes_from_a_registry() {
    let tree = Tree::find();
    none(origin::unpinned(&tree.text("Cargo.lock")));
    none(origin::of_the_interface_unpinned(&tree.text("ui/package-lock.json")));
}

#[test]
fn a_window_may_call_what_it_is_for_and_what_a_person_does_is_in_no_list() {
    let tree = Tree::find();
    let build = tree.text("src-tauri/build.rs");
    let (commands, list) = (tree.text("src-tauri/src/commands/mod.rs"), tree.text("src-tauri/core/src/api/list.rs"));
    none(windows::wrong_commands(&build, &commands, &list));
    let capabilities = tree.files("src-tauri/capabilities", &["json"]);
    none(windows::wrong_capabilities(&build, &capabilities, &tree.text("src-tauri/tauri.conf.json")));
}

#[test]
fn pages_load_nothing_from_elsewhere_and_run_nothing_but_our_own_scripts() {
    none(windows::wrong_policy(&Tree::find().text("src-tauri/tauri.conf.json")));
}

#[test]
fn what_comes_from_outside_is_text_and_never_markup() {
    none(Tree::find().files("ui/src", &["ts", "svelte"]).iter().flat_map(windows::markup).collect());
}

#[test]
fn whatever_is_logged_is_a_sentence_of_the_list_and_has_no_place_for_a_value() {
    let tree = Tree::find();
    let parts = ["core/src", "providers/src", "vault/src", "practice/src", "src"];
    let files: Vec<_> = parts.iter().flat_map(|part| tree.rust(&format!("src-tauri/{part}"))).collect();
    none(said::differs(&files, &tree.text("src-tauri/core/src/api/support/said.txt")));
}
