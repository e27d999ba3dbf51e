//! PINs: wrong ones cost time, and closing the program costs nothing less.

use countersign_core::api::types::ApiError;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Pin, Role};
use countersign_tests::clinic::pin;
use countersign_tests::stage::{Stage, says};

fn wrong() -> Pin {
    Pin::parse("1357".into()).unwrap()
}

fn tried(stage: &Stage, pin: &Pin) -> Result<(), ApiError> {
    let who = stage.clinic().person(Role::Doctor);
    stage.clinic().api().unlock(who, pin).map(|_| ()).map_err(ApiError::from)
}

/// The next wrong PIN is answered like this, with this many seconds to wait.
#[track_caller]
fn check(stage: &Stage, code: ErrorCode, wait: Option<u32>, words: &str) {
    let refused = tried(stage, &wrong()).unwrap_err();
    says(&refused, code, Some("pin"), &["This is not the PIN", words]);
    assert_eq!(refused.wait_seconds, wait);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_wait_longer_each_time_and_a_restart_does_not_help() {
    let mut stage = Stage::set().await;
    check(&stage, ErrorCode::WrongPin, None, "try again");
    check(&stage, ErrorCode::WrongPin, None, "try again");
    check(&stage, ErrorCode::PinWait, Some(30), "Wait 30 seconds");
    let early = tried(&stage, &pin()).unwrap_err();
    says(&early, ErrorCode::PinWait, None, &["Too many wrong PINs", "Wait 30 seconds and try again"]);
    stage.clock.advance(30_000);
    check(&stage, ErrorCode::PinWait, Some(60), "Wait 60 seconds");
    stage.clock.advance(60_000);
    check(&stage, ErrorCode::PinWait, Some(300), "Wait 5 minutes");
    stage.close().await;
    stage.open();
    stage.clock.advance(200_000);
    let early = tried(&stage, &pin()).unwrap_err();
    says(&early, ErrorCode::PinWait, None, &["Wait 100 seconds"]);
    assert_eq!(early.wait_seconds, Some(100), "the wait went on while the program was closed");
    stage.clock.advance(100_000);
    tried(&stage, &pin()).unwrap();
    check(&stage, ErrorCode::WrongPin, None, "try again");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_persons_wrong_pins_do_not_keep_another_out() {
    let stage = Stage::set().await;
    for _ in 0..3 {
        assert!(tried(&stage, &wrong()).is_err());
    }
    stage.clinic().as_receptionist();
}

#[test]
fn a_pin_is_four_to_twelve_digits() {
    for typed in ["", "123", "12a4", "1234567890123", "١٢٣٤", " 1234", "12 34"] {
        assert_eq!(Pin::parse(typed.into()).unwrap_err().to_string(), "A PIN has 4 to 12 digits.", "{typed:?}");
    }
    for typed in ["0000", "123456789012"] {
        assert!(Pin::parse(typed.into()).is_ok(), "{typed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_pin_asks_for_the_pin_of_whoever_sits_there() {
    let stage = Stage::set().await;
    let doctor = stage.clinic().as_doctor().person(Role::Doctor);
    let before = stage.clinic().api().session().unwrap();
    let refused = stage.clinic().api().set_pin(doctor, &wrong(), &wrong()).map(|_| ()).map_err(ApiError::from);
    says(&refused.unwrap_err(), ErrorCode::WrongPin, Some("own_pin"), &["This is not the PIN"]);
    assert!(tried(&stage, &wrong()).is_err(), "the PIN stayed what it was");
    assert!(before.person.is_some());
    stage.clinic().api().set_pin(doctor, &pin(), &wrong()).unwrap();
    assert!(tried(&stage, &wrong()).is_ok());
}
