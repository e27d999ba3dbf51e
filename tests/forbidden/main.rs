//! What must not compile: forging, copying or keeping what the gate hands out, signing without a person, printing secrets.
//!
//! Invariant: each file in the folders beside this one is one forbidden use and is refused for the reason in the file of
//! the same name. [`allowed`] is the same vocabulary put to its right use: it compiles with this test, so that a case is
//! refused for what it does and not for a name that has changed.
//!
//! After a change that words a refusal differently: `TRYBUILD=overwrite cargo test -p countersign-core --test forbidden`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod allowed;

#[test]
fn permits_humans_and_secrets_can_only_be_used_as_meant() {
    let cases = trybuild::TestCases::new();
    for folder in ["permit", "human", "secret"] {
        cases.compile_fail(format!("../../tests/forbidden/{folder}/*.rs"));
    }
}
