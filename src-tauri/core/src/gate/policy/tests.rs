//! Repeats, asked among many posts: what is found by index is what a look at every post finds, and how long it takes.

use std::time::Instant;

use super::*;
use crate::model::{Digest, Platform};
use crate::schedule::policy::Repeats;
use crate::store::{DataKey, Db, StoreOptions};

const NOW: Millis = Millis(1_795_228_200_000);
const CHANNELS: u64 = 3;

struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn id(kind: char, n: u64) -> String {
    format!("{kind}0000000-0000-7000-8000-{n:012x}")
}

/// Numbers that look drawn, and are the same in every run.
fn drawn(n: u64) -> u64 {
    let mut x = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// What post `n` says: one of a few texts, whole, nearly, or something of its own.
fn print(n: u64) -> (String, i64) {
    let (theme, own) = (drawn(n / 7 % 40), drawn(n + 1_000_000));
    let near = match n % 50 {
        0 => theme,
        1 => theme ^ (own & 0xff),
        _ => own,
    };
    let same = if n.is_multiple_of(50) { format!("theme {theme}") } else { format!("own {n}") };
    (Digest::of(same.as_bytes()).to_string(), near.cast_signed())
}

/// A clinic whose posts went out over the last year, the `n`th on one of its channels.
fn clinic(name: &str, posts: u64) -> (Folder, Db) {
    let folder = Folder(std::env::temp_dir().join(format!("countersign-repeats-{}-{name}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let options = StoreOptions { path: folder.0.join("clinic.db"), key: DataKey::from_bytes([7; 32]), max_pages: None };
    let db = Db::open(options, |_| {}).unwrap();
    db.write(move |tx| {
        let person = id('9', 1);
        tx.run(
            "INSERT INTO clinic (id, kind, installation_id, name, zone, language, countries, tone, zone_data, created_at)
             VALUES ($1, 'practice', $2, 'Lakeside', 'Asia/Kolkata', 'en', '[]', 'warm', '', 0)",
            args![id('c', 1), id('c', 2)],
        )?;
        tx.run("INSERT INTO person (id, name, pin_hash, created_at) VALUES ($1, 'Anil', '', 0)", args![&person])?;
        for n in 0..CHANNELS {
            let platform = if n == 2 { Platform::Facebook } else { Platform::X };
            tx.run(
                "INSERT INTO channel (id, platform, account_id, account_name, name, credential_ref, connection, created_at)
                 VALUES ($1, $2, $3, '', 'Lakeside', '', 'connected', 0)",
                args![id('8', n), platform, format!("a{n}")],
            )?;
        }
        for n in 0..posts {
            let (post, revision, delivery) = (id('1', n), id('2', n), id('4', n));
            let due = NOW.plus(-Millis::DAY * i64::try_from(n % 365).unwrap() - i64::try_from(n).unwrap());
            let on = id('8', n % CHANNELS);
            tx.run(
                "INSERT INTO post (id, kind, channel_id, correlation_id, review, head_revision, created_at, created_by)
                 VALUES ($1, 'post', $2, $3, 'pending_review', $4, 0, $5)",
                args![&post, &on, id('3', n), &revision, &person],
            )?;
            tx.run(
                "INSERT INTO revision (id, post_id, number, content, author, created_at) VALUES ($1, $2, 1, '{}', $3, 0)",
                args![&revision, &post, &person],
            )?;
            let (same, near) = print(n);
            tx.run("INSERT INTO fingerprint (revision_id, same, near) VALUES ($1, $2, $3)", args![&revision, same, near])?;
            tx.run(
                "INSERT INTO plan (post_id, wall, zone, due_at, set_by, set_at) VALUES ($1, '', 'UTC', $2, $3, 0)",
                args![&post, due, &person],
            )?;
            tx.run("INSERT INTO delivery (id, post_id, state, changed_at) VALUES ($1, $2, 'held', 0)", args![&delivery, &post])?;
            if n % 11 == 0 {
                tx.run("UPDATE delivery SET state = 'cancelled' WHERE id = $1", args![&delivery])?;
            }
        }
        Ok::<_, Error>(())
    })
    .unwrap();
    (folder, db)
}

/// The rules for a new post that says what post `n` says.
fn policy(tx: &Tx<'_>, n: u64, near: bool) -> Result<Policy> {
    let channel = clinic::channel(tx, id('8', n % CHANNELS).parse().unwrap())?;
    let (same, hash) = print(n);
    let print = Fingerprint { same: same.parse().unwrap(), near: Some(hash.cast_unsigned()) };
    let repeats = Repeats { same_days: Some(300), across_days: Some(365), near };
    Ok(Policy { repeats, print: Some(print), ..Policy::of_channel(tx, &channel)? })
}

/// Every post around a time that says the same, looked at one by one.
fn one_by_one(policy: &Policy, tx: &Tx<'_>, at: Millis) -> Result<Vec<PostId>> {
    let reach = i64::from(policy.repeats.reach().unwrap()) * Millis::DAY + BESIDE;
    let print = policy.print.unwrap();
    let sql = format!(
        "SELECT post.id, post.channel_id, plan.due_at, fingerprint.same, fingerprint.near, {BEGUN_AT} AS begun_at
         FROM plan CROSS JOIN post ON post.id = plan.post_id CROSS JOIN channel ON channel.id = post.channel_id
         CROSS JOIN fingerprint ON fingerprint.revision_id = post.head_revision
         LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE plan.due_at >= $1 AND plan.due_at < $2 AND channel.platform = $3 AND fingerprint.same IS NOT NULL
           AND {MAY_GO_OUT}
         ORDER BY plan.due_at, post.id"
    );
    let found = tx.all(&sql, args![at.plus(-reach), at.plus(reach), policy.channel.platform], |row| {
        let theirs = Fingerprint { same: row.get("same")?, near: Some(row.get::<i64>("near")?.cast_unsigned()) };
        let alike = if policy.repeats.near { print.is_near(&theirs) } else { print.says_the_same(&theirs) };
        Ok::<_, Error>(if alike { Some(row.get::<PostId>("id")?) } else { None })
    })?;
    Ok(found.into_iter().flatten().collect())
}

fn by_index(policy: &Policy, tx: &Tx<'_>, at: Millis) -> Result<Vec<PostId>> {
    let same = policy.same(tx, (at, at), Among::Planned, at, &[])?;
    Ok(same.into_iter().map(|same| same.post).collect())
}

#[test]
fn what_is_found_by_index_is_what_a_look_at_every_post_finds() {
    let (_folder, db) = clinic("alike", 1_500);
    let mut found = 0;
    let mut held_against = |times: &str| {
        db.read(|tx| {
            for n in 0..120 {
                for near in [true, false] {
                    let policy = policy(tx, n, near)?;
                    let all = one_by_one(&policy, tx, NOW)?;
                    assert_eq!(by_index(&policy, tx, NOW)?, all, "{times}: post {n}, near {near}");
                    found += all.len();
                }
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    };
    held_against("as they were planned");
    // Moved, called off, planned anew, written anew: what lies side by side follows.
    db.write(|tx| {
        tx.run("UPDATE plan SET due_at = due_at - $1 WHERE rowid % 3 = 0", args![400 * Millis::DAY])?;
        tx.run("DELETE FROM plan WHERE rowid % 7 = 0", &[])?;
        tx.run(
            "INSERT INTO plan (post_id, wall, zone, due_at, set_by, set_at)
             SELECT post.id, '', 'UTC', $1, created_by, 0 FROM post
             WHERE rowid % 14 = 0 AND NOT EXISTS (SELECT 1 FROM plan WHERE plan.post_id = post.id)",
            args![NOW],
        )?;
        for n in (0..1_500).step_by(50) {
            let (revision, post) = (id('5', n), id('1', n));
            let (same, near) = print(n + 50);
            tx.run(
                "INSERT INTO revision (id, post_id, number, content, author, created_at) VALUES ($1, $2, 2, '{}', $3, 0)",
                args![&revision, &post, id('9', 1)],
            )?;
            // Before the post names it, and after.
            let early = n % 100 == 0;
            let keep = |tx: &Tx<'_>| {
                tx.run("INSERT INTO fingerprint (revision_id, same, near) VALUES ($1, $2, $3)", args![&revision, &same, near])
            };
            if early {
                keep(tx)?;
            }
            tx.run("UPDATE post SET head_revision = $1 WHERE id = $2", args![&revision, &post])?;
            if !early {
                keep(tx)?;
            }
        }
        Ok::<_, Error>(())
    })
    .unwrap();
    held_against("as they are now");
    assert!(found > 300, "{found} are compared");
}

/// `cargo test --release -p countersign-core --lib -- --ignored --nocapture repeats_among_ten_thousand` tells the two.
#[test]
#[ignore = "a measurement, not a promise"]
fn repeats_among_ten_thousand() {
    let (_folder, db) = clinic("many", 10_000);
    let claims = 100;
    for near in [false, true] {
        let timed = |ask: &dyn Fn(&Policy, &Tx<'_>) -> Result<Vec<PostId>>| {
            let begun = Instant::now();
            for n in 0..claims {
                db.read(|tx| ask(&policy(tx, n, near)?, tx)).unwrap();
            }
            begun.elapsed() / u32::try_from(claims).unwrap()
        };
        let before = timed(&|policy, tx| one_by_one(policy, tx, NOW));
        let now = timed(&|policy, tx| by_index(policy, tx, NOW));
        println!("nearly the same {near}: {before:?} a claim before, {now:?} now, among 10,000 posts");
    }
}
