//! The system itself refuses to write (a limit on the size of files, which a full quota or a full disk is like): in a
//! process of its own, because such a limit can't be taken back.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use countersign_core::api::types::{ApiError, DisplayState, Post, Verification};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Platform, PostId};
use countersign_tests::apart::{Orders, Said, Told};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, platforms};
use countersign_tests::lines::Line;
use countersign_tests::scratch::scratch;
use serde_json::Value;

use super::folder::{draft, sentence, text};

struct Limited {
    process: Child,
    told: ChildStdin,
    said: BufReader<ChildStdout>,
}

impl Limited {
    /// Starts it so that no file can grow beyond so many blocks of 512 bytes. The signal that would end it is ignored, as
    /// it is for a full disk: the write fails instead.
    fn start(blocks: u64, orders: &Orders) -> Self {
        let mut process = Command::new("sh")
            .args(["-c", r#"ulimit -f "$1"; trap "" XFSZ; exec "$2" "$3""#, "sh", &blocks.to_string()])
            .args([env!("CARGO_BIN_EXE_crash_child"), orders.line().unwrap().trim()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (told, said) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Self { process, told, said: BufReader::new(said) }
    }

    fn said(&mut self) -> Said {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        Said::read(&line).unwrap_or_else(|| panic!("it said {line:?}"))
    }

    fn save(&mut self, post: PostId, text: &str) -> Result<(), ApiError> {
        let line = Told::Save { post, text: text.to_owned() }.line().unwrap();
        self.told.write_all(line.as_bytes()).unwrap();
        loop {
            match self.said() {
                Said::Saved { text: saved } => {
                    assert_eq!(saved, text);
                    return Ok(());
                }
                Said::Refused { error } => return Err(error),
                Said::Open | Said::Step { .. } | Said::Waits { .. } | Said::Idle | Said::Reads { .. } => {}
            }
        }
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        // Ended already, or ended now; either way it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_the_system_refuses_is_told_in_a_sentence_and_loses_nothing() {
    for more in [8, 100, 400] {
        let (folder, clock) = (scratch(), SharedClock::at(MORNING));
        let running = platforms(&clock).await;
        let with = With::usual(&clock, &running);
        let keys = Instead::keys_in(folder.path(), &with);
        let clinic = Clinic::make_on(folder.path(), &with, &keys);
        clinic.as_receptionist();
        let words = draft(&clinic, "Before.");
        let post = clinic.compose(Platform::X, &Content::of_text(Platform::X, "Flu shots from Thursday.")).summary.id;
        clinic.plan_in(post, 3);
        clinic.sign(post).unwrap();
        clinic.close().await;

        let orders = Orders {
            fetches: false,
            keep: None,
            folder: folder.path().to_str().unwrap().to_owned(),
            base: running.base_url().to_owned(),
            now: clock.now().0,
            seed: 2,
            stop_at: None,
        };
        // The database may not grow by more than this, and its log of changes not beyond what the database has.
        let blocks = std::fs::metadata(folder.path().join("countersign.db")).unwrap().len() / 512 + more;
        let mut child = Limited::start(blocks, &orders);
        let mut last = "Before.".to_owned();
        let refused = loop {
            let next = format!("{last}{}", "More words. ".repeat(100));
            match child.save(words, &next) {
                Ok(()) => last = next,
                Err(error) => break error,
            }
            assert!(last.len() < 2_000_000, "{blocks}: the limit is never reached");
        };
        assert_eq!(refused.code, ErrorCode::Disk, "{blocks}: {refused:?}");
        sentence(&refused, "safe");
        assert!(child.save(words, &format!("{last} Again. {}", "x".repeat(9_000))).is_err(), "{blocks}: still full");
        drop(child);
        assert!(running.control().ledger().is_empty());

        let with = With { seed: 3, ..With::usual(&clock, &running) };
        let clinic = Clinic::open_on(folder.path(), &with, &keys).unwrap();
        clinic.as_receptionist();
        assert_eq!(text(&clinic, words), last, "{blocks}: what was confirmed is there");
        clinic.settle(60).await;
        let post: Post = clinic.post(post);
        assert_eq!(post.summary.state, DisplayState::Posted, "{blocks}");
        assert_eq!(running.control().ledger().len(), 1, "{blocks}");
        let verified: Verification = clinic.call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None, "{blocks}: {}", verified.sentence);
        clinic.close().await;
    }
}
