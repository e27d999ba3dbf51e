//! What a program and everything it started use: processor time, wake-ups, memory. From Linux's `/proc`.
//!
//! Invariant: memory that processes share is counted once, by each one's share; what ended meanwhile, a thread or a
//! process, is not counted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What a process used up to now, by thread, and what it holds.
pub struct Use {
    /// Its name.
    pub name: String,
    /// Memory, in megabytes: its own, and its share of what it shares.
    pub pss_mb: f64,
    threads: BTreeMap<u64, Thread>,
}

#[derive(Clone, Copy, Default)]
struct Thread {
    busy_ns: u64,
    /// How often it gave the processor back, and so had to be woken.
    waits: u64,
}

impl Use {
    /// What a process uses.
    pub fn of(id: u32) -> Self {
        let folder = Path::new("/proc").join(id.to_string());
        let thread = |task: &Path| {
            let scheduled = fs::read_to_string(task.join("schedstat")).unwrap_or_default();
            let busy_ns = scheduled.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0);
            Thread { busy_ns, waits: number_after(&task.join("status"), "voluntary_ctxt_switches:") }
        };
        let tasks = fs::read_dir(folder.join("task")).into_iter().flatten().flatten();
        let named = tasks.filter_map(|task| Some((task.file_name().to_str()?.parse().ok()?, thread(&task.path()))));
        Self {
            name: fs::read_to_string(folder.join("comm")).unwrap_or_default().trim().to_owned(),
            pss_mb: number_after(&folder.join("smaps_rollup"), "Pss:") as f64 / 1024.0,
            threads: named.collect(),
        }
    }

    /// Seconds on a processor and wake-ups since `before`, of the threads that are there.
    pub fn since(&self, before: &Self) -> (f64, u64) {
        let spent = self.threads.iter().map(|(id, thread)| {
            let then = before.threads.get(id).copied().unwrap_or_default();
            (thread.busy_ns.saturating_sub(then.busy_ns), thread.waits.saturating_sub(then.waits))
        });
        let (busy_ns, wakes) = spent.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (busy_ns as f64 / 1e9, wakes)
    }
}

/// Processor time of this process, its ended threads among them, in milliseconds. The kernel counts in hundredths.
pub fn own_busy_ms() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // What follows the name, which may hold anything, begins with the third field; the times are the 14th and 15th.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10
}

fn number_after(file: &Path, key: &str) -> u64 {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Everything that `parent` started, and what that started.
pub fn descendants(parent: u32) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()));
    let parents: Vec<(u32, u64)> =
        ids.map(|id| (id, number_after(&Path::new("/proc").join(id.to_string()).join("status"), "PPid:"))).collect();
    let mut found = vec![parent];
    let mut next = 0;
    while let Some(of) = found.get(next).copied() {
        found.extend(parents.iter().filter(|(_, by)| *by == u64::from(of)).map(|(id, _)| *id));
        next += 1;
    }
    found.split_off(1)
}
