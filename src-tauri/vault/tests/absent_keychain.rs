//! The keychain of the operating system when it is not there, and when it never answers. Needs no keychain: the session bus
//! is a path that leads nowhere, or a socket that takes a connection and says nothing.
//!
//! The bus's address is given to a process when it starts, so each case is this test program once more, as a child.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]
#![cfg(target_os = "linux")]

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_core::ports::VaultFault;
use countersign_vault::{KeychainState, SecretStore, SystemKeychain};

const CASE: &str = "COUNTERSIGN_TEST_ABSENT_KEYCHAIN";
const LIMIT: Duration = Duration::from_millis(500);

fn run_child(case: &str, bus: &Path) {
    let asked = Instant::now();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_child_asks_the_keychain"])
        .env(CASE, case)
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", bus.display()))
        .env_remove("XDG_RUNTIME_DIR")
        .status()
        .unwrap();
    assert!(status.success(), "the child failed: {status}");
    // It has come to its end although the keychain never answered.
    assert!(asked.elapsed() < Duration::from_secs(60));
}

#[test]
fn no_session_bus_means_that_the_keychain_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    run_child("missing", &folder.path().join("bus"));
}

#[test]
fn a_keychain_that_never_answers_is_locked_and_does_not_hang_the_exit() {
    let folder = tempfile::tempdir().unwrap();
    let bus = folder.path().join("bus");
    let _says_nothing = UnixListener::bind(&bus).unwrap();
    run_child("silent", &bus);
}

/// What the children do; by itself it does nothing.
#[test]
fn the_child_asks_the_keychain() {
    let Ok(case) = std::env::var(CASE) else { return };
    let keychain = Arc::new(SystemKeychain::with_limit("0123456789abcdef", LIMIT));
    if case == "missing" {
        assert_eq!(keychain.state(), KeychainState::Missing);
        assert!(matches!(keychain.get("name"), Err(VaultFault::KeychainMissing)));
        assert!(matches!(keychain.set("name", b"secret"), Err(VaultFault::KeychainMissing)));
        return;
    }
    // From the pool of a runtime, whose end waits for its threads.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let asked = Arc::clone(&keychain);
    let answer = runtime.block_on(runtime.spawn_blocking(move || asked.get("name").map(|_| ()))).unwrap();
    assert!(matches!(answer, Err(VaultFault::KeychainLocked)), "{answer:?}");
    drop(runtime);
    assert_eq!(keychain.state(), KeychainState::Locked);
    assert!(matches!(keychain.delete("name"), Err(VaultFault::KeychainLocked)));
}
