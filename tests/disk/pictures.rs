//! The vault's disk is full while a picture is taken in, or a channel is connected.

use std::path::Path;
use std::sync::Arc;

use countersign_core::clinic::NewChannel;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Platform, Secret};
use countersign_tests::clinic::{Clinic, Instead};
use countersign_tests::pictures::png;
use countersign_tests::scratch::scratch;
use countersign_vault::MemorySecretStore;

use super::faulty::FaultyDisk;
use super::folder::{alone, files, told};

fn nothing_half_written(folder: &Path, what: &str) {
    for path in files(folder).into_keys() {
        assert!(path.extension().is_none_or(|ending| ending != "partial"), "{what}: {}", path.display());
    }
}

async fn opened(folder: &Path) -> (Clinic, FaultyDisk) {
    let keychain = MemorySecretStore::new();
    Clinic::make(folder, &alone(&keychain, 1)).close().await;
    let disk = FaultyDisk::with_room();
    let instead = Instead { disk: Some(Arc::new(disk.clone())), ..Instead::default() };
    let clinic = Clinic::open_on(folder, &alone(&keychain, 2), &instead).unwrap();
    clinic.as_receptionist();
    (clinic, disk)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_does_not_fit_is_refused_whole_at_every_step_and_taken_in_when_there_is_room() {
    let folder = scratch();
    let (clinic, disk) = opened(folder.path()).await;
    let mut refused = 0;
    for steps in 0.. {
        // Several pieces of 64 KiB, and another picture each time.
        let picture = png(320, 200, u8::try_from(steps).unwrap());
        let name = format!("picture-{steps}.png");
        disk.full_after(steps);
        let taken = clinic.api().import_picture(&name, &picture);
        disk.make_room();
        nothing_half_written(folder.path(), &name);
        match taken {
            Ok(picture) => {
                assert!(refused >= 5, "make, write, force, rename, force the folder: {refused}");
                assert!(clinic.api().picture(picture.digest, None, false).is_ok());
                break;
            }
            Err(error) => {
                told(error, ErrorCode::Disk, "make room and try again");
                refused += 1;
            }
        }
        let taken = clinic.api().import_picture(&name, &picture).unwrap();
        assert!(clinic.api().picture(taken.digest, None, false).is_ok(), "{name}: there is room again");
    }
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_that_does_not_fit_leaves_the_earlier_ones_and_no_channel() {
    let folder = scratch();
    let (clinic, disk) = opened(folder.path()).await;
    let channels = clinic.channels().len();
    let new = || NewChannel { platform: Platform::X, account_id: "4711".into(), account_name: "@second".into() };
    for steps in 0.. {
        disk.full_after(steps);
        let connected = clinic.engine().seed_channel(&Secret::new("a token of a second account".into()), new());
        disk.make_room();
        nothing_half_written(folder.path(), "a credential");
        match connected {
            Ok(()) => break,
            Err(error) => {
                told(error, ErrorCode::Disk, "make room and try again");
                assert_eq!(clinic.channels().len(), channels, "no channel without its credential");
            }
        }
    }
    assert_eq!(clinic.channels().len(), channels + 1);
    clinic.close().await;
}
