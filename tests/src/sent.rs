//! What was sent to a platform, held against the picture of it in `snapshots`.
//!
//! Invariant: a picture holds names, fixed words and the kinds of values, never a secret or a value of its own; headers
//! and versions stand in it as they go out. Each request that differs in anything but its values stands there once, in the order of the alphabet: reads
//! that run beside a sending may come sooner or later.

use std::collections::BTreeSet;

use countersign_practice::{Control, Platform};

use crate::stage::Stage;

/// What reached a platform must be as it was. INSTA_UPDATE=always for one run takes a change over.
///
/// # Panics
/// When it is not.
pub fn as_it_was(name: &str, stage: &Stage, platform: Platform) {
    let sent = sent(stage.control(), platform);
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, sent);
    });
}

/// Every request that reached a platform, and the bucket that media are lent from: method, endpoint, headers, query and the
/// shape of its body.
fn sent(control: &Control, platform: Platform) -> String {
    let log = control.request_log();
    let each = log.iter().filter(|call| [platform, Platform::Bucket].contains(&call.platform));
    let each = each.map(|call| {
        let head = format!("{} {}", call.method, call.endpoint);
        [vec![head], call.sent.iter().map(|line| format!("    {line}")).collect()].concat().join("\n")
    });
    each.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n\n")
}
