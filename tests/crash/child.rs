//! The other process, from the side of whoever ends it.

use std::process::Stdio;
use std::time::Duration;

use countersign_practice::Control;
use countersign_tests::apart::{Orders, Said, Told};
use countersign_tests::clinic::SharedClock;
use countersign_tests::lines::Line;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child as Process, ChildStdin, ChildStdout, Command};

/// The longest that anything may take, in real time.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Child {
    process: Process,
    told: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
    /// Whether it was told to stop at a step.
    stops: bool,
    steps: Vec<(String, usize)>,
}

/// How a stretch of a child's life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It stands at the step it was to stop at.
    AtStep,
    /// An answer of a platform is held.
    AtHold,
    /// Nothing is left to do.
    Idle,
}

impl Child {
    pub fn start(orders: &Orders) -> Self {
        let line = orders.line().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_crash_child"))
            .arg(line.trim())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (told, said) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let stops = orders.stop_at.is_some();
        Self { process, told, said: BufReader::new(said).lines(), stops, steps: Vec::new() }
    }

    /// The next thing it says; nothing once it has ended.
    pub async fn said(&mut self) -> Option<Said> {
        let line =
            tokio::time::timeout(PATIENCE, self.said.next_line()).await.expect("the child says nothing").unwrap();
        line.map(|line| Said::read(&line).unwrap_or_else(|| panic!("the child said {line:?}")))
    }

    pub async fn tell(&mut self, told: &Told) {
        let line = told.line().unwrap();
        self.told.write_all(line.as_bytes()).await.unwrap();
        self.told.flush().await.unwrap();
    }

    /// Drives its clock and the platforms' until it stops somewhere.
    pub async fn run(&mut self, clock: &SharedClock, control: &Control) -> Ended {
        loop {
            let said = tokio::select! {
                said = self.said() => said.expect("the child ended by itself"),
                () = control.until_held(1) => return Ended::AtHold,
            };
            match said {
                Said::Step { step, nth, stop } => {
                    self.steps.push((step, nth));
                    if stop {
                        return Ended::AtStep;
                    }
                }
                Said::Waits { ms } => self.advance(clock, ms).await,
                // The last step is said after the write that it is about, by another thread.
                Said::Idle if self.stops => {}
                Said::Idle => return Ended::Idle,
                Said::Open | Said::Saved { .. } | Said::Reads { .. } => {}
                Said::Refused { error } => panic!("{error:?}"),
            }
        }
    }

    /// Moves both clocks: the platforms' first, since a child is never ahead of them.
    pub async fn advance(&mut self, clock: &SharedClock, ms: i64) {
        clock.advance(ms);
        self.tell(&Told::Advance { ms }).await;
    }

    /// Ends it as a power cut would, as far as a process can see.
    pub async fn kill(mut self) {
        self.process.start_kill().unwrap();
        let status = self.process.wait().await.unwrap();
        assert!(!status.success(), "it was to be killed, and ended by itself");
    }

    /// Has it close in order. Returns all steps that it went through.
    pub async fn close(mut self) -> Vec<(String, usize)> {
        self.tell(&Told::Close).await;
        while let Some(said) = self.said().await {
            if let Said::Step { step, nth, .. } = said {
                self.steps.push((step, nth));
            }
        }
        assert!(self.process.wait().await.unwrap().success());
        self.steps
    }
}
