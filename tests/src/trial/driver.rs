//! Drives a trial: starts the process, moves the clock when both sides are idle, lets the storm loose, ends the process and
//! starts it again.
//!
//! Invariant: the clock moves only when the process waits for it (or, where it is held up by what only time mends, after it
//! was quiet), and never past the storm's next event.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use countersign_core::model::Millis;
use countersign_practice::{Control, Running};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child as Process, ChildStdin, ChildStdout, Command};

use super::orders::{Act, Orders, Said, Told};
use super::stage::{Laid, practised};
use super::storm::{Event, Script};
use crate::lines::Line;

/// The longest that anything may take, in real time.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long the calm after the storm may last: what a platform can tell is known by then.
const CALM: i64 = 26 * 60 * Millis::MINUTE;

/// One life of the process.
struct Life {
    process: Process,
    told: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
}

/// What was seen on the way.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// How often the process was ended.
    pub kills: usize,
    /// How many of those ends came in the middle of a sending.
    pub in_the_middle: usize,
    /// How many acts people tried, and how many were refused.
    pub acts: (usize, usize),
    /// How far the driven clock went, in milliseconds.
    pub driven: i64,
    /// The memory of the process after the first opening and before the last closing, in kB, where the system tells it.
    pub memory: (Option<u64>, Option<u64>),
}

/// The draft's texts that may be there: the last one that was confirmed, and what was on its way since.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What was confirmed.
    pub confirmed: String,
    /// What was on its way when the process ended, or is.
    pub on_its_way: Vec<String>,
}

/// Everything that drives.
pub struct Driver<'t> {
    /// The program that is its own child.
    pub program: &'t Path,
    /// The clinic's folder.
    pub folder: &'t Path,
    /// The platforms.
    pub platforms: &'t Running,
    /// What was laid.
    pub laid: &'t Laid,
    /// The drafts.
    pub drafts: Vec<Kept>,
    /// What is still to happen.
    pub script: Script,
    /// How far the laptop's clock is ahead.
    pub ahead: i64,
    /// The next opening's seed.
    pub seed: u64,
    /// What was seen.
    pub seen: Seen,
    /// The end that is to come: after so many steps, and so many microseconds.
    armed: Option<(u32, u64)>,
    /// What the process was told last, and has not answered; with the draft's place, where it is one.
    pending: Option<(Told, Option<usize>)>,
    words: usize,
}

impl<'t> Driver<'t> {
    /// Ready to drive.
    pub fn new(program: &'t Path, folder: &'t Path, platforms: &'t Running, laid: &'t Laid, script: Script) -> Self {
        let drafts =
            laid.drafts.iter().map(|(_, text)| Kept { confirmed: text.clone(), on_its_way: Vec::new() }).collect();
        Self {
            program,
            folder,
            platforms,
            laid,
            drafts,
            script,
            ahead: 0,
            seed: 1,
            seen: Seen::default(),
            armed: None,
            pending: None,
            words: 0,
        }
    }

    fn control(&self) -> Control {
        self.platforms.control()
    }

    fn now(&self) -> Millis {
        Millis(self.control().clock().now_ms())
    }

    fn start(&mut self) -> Result<Life, String> {
        self.seed += 1;
        let orders = Orders {
            folder: self.folder.to_string_lossy().into_owned(),
            base: self.platforms.base_url().to_owned(),
            token: self.platforms.control_token().to_owned(),
            now: self.now().0,
            ahead: self.ahead,
            seed: self.seed,
        };
        let mut process = Command::new(self.program)
            .arg(super::CHILD)
            .arg(orders.line().unwrap_or_default().trim())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("the process could not be started: {error}"))?;
        let (Some(told), Some(out)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("the process has no input or output".to_owned());
        };
        Ok(Life { process, told, said: BufReader::new(out).lines() })
    }

    /// Drives until nothing moves.
    ///
    /// # Errors
    /// When the process ends by itself, or stands still.
    pub async fn drive(&mut self) -> Result<(), String> {
        let begun = self.now();
        let mut life = self.start()?;
        let mut calm: Option<Millis> = None;
        loop {
            let control = self.control();
            let said = tokio::select! {
                said = life.said() => said?,
                () = control.until_held(1) => {
                    // An answer that is on its way when the process ends, or comes late.
                    if self.armed.take().is_some() {
                        life = self.end(life, true).await?;
                    }
                    control.release_held();
                    continue;
                }
            };
            match said {
                Said::Open => self.seen.memory.0 = self.seen.memory.0.or_else(|| life.memory()),
                Said::Step => {
                    if let Some((steps, micros)) = &mut self.armed {
                        *steps -= 1;
                        if *steps == 0 {
                            let micros = *micros;
                            self.armed = None;
                            tokio::time::sleep(Duration::from_micros(micros)).await;
                            life = self.end(life, true).await?;
                        }
                    }
                }
                Said::Done { refused } => self.done(refused),
                Said::Failed { why } => return Err(why),
                Said::Waits { seen, .. } if seen != self.now().0 || self.pending.is_some() => {}
                Said::Waits { ms, .. } => {
                    if self.happens(&mut life).await? {
                        continue;
                    }
                    let next_event = self.script.keys().next().map(|(at, _)| at.since(self.now()).max(1));
                    if next_event.is_none() {
                        if self.armed.take().is_some() {
                            life = self.end(life, false).await?;
                            continue;
                        }
                        let since = *calm.get_or_insert_with(|| self.now());
                        control.clear_faults();
                        if ms.is_none() || self.now().since(since) > CALM {
                            break;
                        }
                    }
                    let Some(by) = [ms, next_event].into_iter().flatten().min() else { break };
                    control.advance(by.max(1));
                }
            }
        }
        self.seen.memory.1 = life.memory();
        self.seen.driven = self.now().since(begun);
        life.close().await
    }

    /// What is due of the storm. Tells whether the process was told something, or ended.
    async fn happens(&mut self, life: &mut Life) -> Result<bool, String> {
        while let Some(entry) =
            self.script.first_entry().filter(|entry| entry.key().0.0 <= self.platforms.control().clock().now_ms())
        {
            let told = match entry.remove() {
                Event::Fault(fault) => {
                    self.control().script(fault);
                    continue;
                }
                Event::Kill { steps, micros } => {
                    // One that nothing came of ends it here and now.
                    if self.armed.replace((steps, micros)).is_some() {
                        let fresh = self.start_after_kill(life).await?;
                        *life = fresh;
                        return Ok(true);
                    }
                    continue;
                }
                Event::Expire(seat) => {
                    self.stand(&seat, false);
                    continue;
                }
                Event::Restore(seat) => {
                    self.stand(&seat, true);
                    (Told::Do(Act::Connect(seat)), None)
                }
                Event::SetClock(ms) => {
                    self.ahead += ms;
                    (Told::SetClock { ms }, None)
                }
                Event::Write(place) => {
                    self.words += 1;
                    let post = self.laid.drafts[place].0;
                    let text = format!("Half a sentence, {place}, and {} more words", self.words);
                    self.drafts[place].on_its_way.push(text.clone());
                    (Told::Do(Act::Save { post, text }), Some(place))
                }
                Event::Act(act) => (Told::Do(act), None),
            };
            if matches!(told.0, Told::Do(_)) {
                self.seen.acts.0 += 1;
            }
            life.tell(&told.0).await?;
            self.pending = Some(told);
            return Ok(true);
        }
        Ok(false)
    }

    fn stand(&self, seat: &super::orders::Seat, good: bool) {
        let control = self.control();
        let account = control
            .accounts()
            .into_iter()
            .find(|account| account.platform == practised(seat.platform) && account.id == seat.account);
        if let Some(account) = account {
            // It was found a moment ago.
            let _ = if good { control.restore_token(&account) } else { control.expire_token(&account) };
        }
    }

    fn done(&mut self, refused: Option<String>) {
        let place = self.pending.take().and_then(|(_, place)| place);
        if refused.is_some() {
            self.seen.acts.1 += 1;
        }
        if let Some(draft) = place.and_then(|place| self.drafts.get_mut(place))
            && let Some(text) = draft.on_its_way.pop().filter(|_| refused.is_none())
        {
            *draft = Kept { confirmed: text, on_its_way: Vec::new() };
        }
    }

    async fn start_after_kill(&mut self, life: &mut Life) -> Result<Life, String> {
        life.process.start_kill().map_err(|error| error.to_string())?;
        life.process.wait().await.map_err(|error| error.to_string())?;
        self.seen.kills += 1;
        // Whoever mends something does it again where the program ended meanwhile.
        if let Some((Told::Do(act), _)) = self.pending.take()
            && act.mends()
        {
            self.script.insert((self.now(), usize::MAX - self.seen.kills), Event::Act(act));
        }
        self.start()
    }

    /// Ends it as a power cut would, as far as a process can see, and starts it again.
    async fn end(&mut self, mut life: Life, in_the_middle: bool) -> Result<Life, String> {
        self.seen.in_the_middle += usize::from(in_the_middle);
        self.start_after_kill(&mut life).await
    }
}

impl Life {
    /// The next thing that it says.
    async fn said(&mut self) -> Result<Said, String> {
        let line = tokio::time::timeout(PATIENCE, self.said.next_line())
            .await
            .map_err(|_| "the process says nothing".to_owned())?
            .map_err(|error| error.to_string())?
            .ok_or_else(|| "the process ended by itself".to_owned())?;
        Said::read(&line).ok_or_else(|| format!("the process said {line:?}"))
    }

    async fn tell(&mut self, told: &Told) -> Result<(), String> {
        let line = told.line().unwrap_or_default();
        self.told.write_all(line.as_bytes()).await.map_err(|error| error.to_string())?;
        self.told.flush().await.map_err(|error| error.to_string())
    }

    async fn close(mut self) -> Result<(), String> {
        self.tell(&Told::Close).await?;
        while let Ok(Some(_)) = self.said.next_line().await {}
        let ended = self.process.wait().await.map_err(|error| error.to_string())?;
        if ended.success() { Ok(()) } else { Err(format!("the process closed with {ended}")) }
    }

    /// How much memory it holds, in kB.
    fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()?)).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}
