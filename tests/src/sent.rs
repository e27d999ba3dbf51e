//! What was sent to a platform, as text that stays the same from run to run.
//!
//! Invariant: each request that differs in anything but its values stands there once, in the order of the alphabet: reads
//! that run beside a sending may come sooner or later.

use std::collections::BTreeSet;

use countersign_practice::{Control, Platform};

/// Every request that reached a platform, and the bucket that media are lent from: method, endpoint, headers, query and the
/// shape of its body.
#[must_use]
pub fn sent(control: &Control, platform: Platform) -> String {
    let log = control.request_log();
    let each = log.iter().filter(|call| [platform, Platform::Bucket].contains(&call.platform));
    let each = each.map(|call| {
        let head = format!("{} {}", call.method, call.endpoint);
        [vec![head], call.sent.iter().map(|line| format!("    {line}")).collect()].concat().join("\n")
    });
    each.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n\n")
}
