//! What a program and everything it started use: processor time, wake-ups, memory. From Linux's `/proc`.
//!
//! Invariant: memory that processes share is counted once, by each one's share; what ended meanwhile is not counted.

use std::fs;
use std::path::Path;

/// What was used up to now, and what is held.
#[derive(Debug, Clone, Copy, Default)]
pub struct Use {
    /// Time on a processor, in nanoseconds.
    pub busy_ns: u64,
    /// How often a thread gave the processor back, and so was woken.
    pub wakes: u64,
    /// Memory, in kilobytes: own, and its share of the shared.
    pub pss_kb: u64,
    /// How many processes.
    pub processes: u64,
}

impl Use {
    /// What a set of processes uses.
    pub fn of(processes: &[u32]) -> Self {
        let mut all = Self::default();
        for id in processes {
            let folder = Path::new("/proc").join(id.to_string());
            all.processes += 1;
            all.pss_kb += number_after(&folder.join("smaps_rollup"), "Pss:");
            for task in fs::read_dir(folder.join("task")).into_iter().flatten().flatten() {
                let scheduled = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
                all.busy_ns += scheduled.split(' ').next().and_then(|ns| ns.parse::<u64>().ok()).unwrap_or(0);
                all.wakes += number_after(&task.path().join("status"), "voluntary_ctxt_switches:");
            }
        }
        all
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
