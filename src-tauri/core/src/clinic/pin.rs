//! PINs: argon2id hashes, and a delay after wrong ones that grows and survives a restart.
//!
//! Invariant: the count of wrong PINs is on disk before the answer is given, so that ending the program resets nothing.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::audit::{self, Action, Actor, Entry};
use crate::env::{Env, PinHashCost};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Millis, PersonId, Pin};
use crate::store::{Db, Tag, Tx, args};

/// How many seconds to wait after the n-th wrong PIN in a row; the last entry holds from there on.
const WAITS: [i64; 7] = [0, 0, 30, 60, 300, 900, 3600];

/// What a PIN turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinCheck {
    /// It is the person's.
    Right,
    /// It is not; the next one may be tried after so many seconds.
    Wrong {
        /// Seconds.
        wait: u32,
    },
}

fn argon2(PinHashCost { memory_kib, passes }: PinHashCost) -> Result<Argon2<'static>> {
    let params = Params::new(memory_kib, passes, 1, None).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The argon2id hash of a PIN, in PHC form.
///
/// # Errors
/// When hashing fails, which is a fault of ours.
pub fn hash_pin(env: &Env, pin: &Pin) -> Result<String> {
    let salt: [u8; 16] = env.bytes();
    let hash = argon2(env.pin_hash_cost())?
        .hash_password_with_salt(pin.expose().as_bytes(), &salt)
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

/// Checks a person's PIN, and remembers a wrong one.
///
/// # Errors
/// [`ErrorCode::PinWait`] while the person has to wait; [`ErrorCode::NotFound`] for nobody.
pub fn verify_pin(db: &Db, env: &std::sync::Arc<Env>, id: PersonId, pin: &Pin) -> Result<PinCheck> {
    let hash: String = db.read(|tx| {
        may_try(tx, env, id)?;
        tx.one("SELECT pin_hash FROM person WHERE id = $1", args![id], |row| row.get("pin_hash"))?
            .ok_or_else(|| Error::not_found("person"))
    })?;
    let parsed = PasswordHash::new(&hash).map_err(|error| Error::internal(error.to_string()))?;
    // By the cost that the hash itself names.
    let right = Argon2::default().verify_password(pin.expose().as_bytes(), &parsed).is_ok();
    let env = std::sync::Arc::clone(env);
    db.write(move |tx| {
        // Asked again: of many tries made at once only the first may count.
        may_try(tx, &env, id)?;
        if right {
            tx.run("UPDATE person SET pin_failures = 0, pin_wait_until = 0 WHERE id = $1", args![id])?;
            return Ok(PinCheck::Right);
        }
        let failures: i64 = tx
            .one(
                "UPDATE person SET pin_failures = pin_failures + 1 WHERE id = $1 RETURNING pin_failures",
                args![id],
                |row| row.get("pin_failures"),
            )?
            .unwrap_or(1);
        let wait = wait_after(failures);
        tx.run("UPDATE person SET pin_wait_until = $1 WHERE id = $2", args![env.now().plus(wait), id])?;
        audit::record(
            tx,
            &env,
            &Entry::denied(Actor::Person(id), Action::PinRefused, "wrong_pin").fact("in_a_row", failures),
        )?;
        tx.changed(Tag::People);
        Ok::<_, Error>(PinCheck::Wrong { wait: seconds(wait) })
    })
}

/// How long to wait after so many wrong PINs in a row, in milliseconds.
fn wait_after(failures: i64) -> i64 {
    let index = usize::try_from(failures - 1).unwrap_or(usize::MAX).min(WAITS.len() - 1);
    if failures < 1 { 0 } else { WAITS[index] * 1000 }
}

fn may_try(tx: &Tx<'_>, env: &Env, id: PersonId) -> Result<()> {
    let (failures, until) = tx
        .one("SELECT pin_failures, pin_wait_until FROM person WHERE id = $1 AND left_at IS NULL", args![id], |row| {
            Ok::<_, Error>((row.get::<i64>("pin_failures")?, row.get::<Millis>("pin_wait_until")?))
        })?
        .ok_or_else(|| Error::not_found("person"))?;
    // A clock that was ahead when the PIN was wrong, and is right now, must not lock anybody out for longer.
    let left = until.since(env.now()).min(wait_after(failures));
    if left > 0 { Err(waiting(seconds(left))) } else { Ok(()) }
}

fn seconds(ms: i64) -> u32 {
    u32::try_from((ms + 999) / 1000).unwrap_or(u32::MAX)
}

fn waiting(wait: u32) -> Error {
    Error::refused(ErrorCode::PinWait, format!("Too many wrong PINs. Wait {} and try again.", words(wait)))
        .with(|refusal| refusal.wait_seconds = Some(wait))
}

fn words(wait: u32) -> String {
    if wait < 120 { format!("{wait} seconds") } else { format!("{} minutes", wait.div_ceil(60)) }
}

impl PinCheck {
    /// The refusal that a wrong PIN is answered with.
    ///
    /// # Errors
    /// Always, when the PIN was wrong.
    pub fn required(self) -> Result<()> {
        match self {
            Self::Right => Ok(()),
            Self::Wrong { wait: 0 } => {
                Err(Error::refused(ErrorCode::WrongPin, "This is not the PIN. Please try again.")
                    .with(|refusal| refusal.field = Some("pin")))
            }
            Self::Wrong { wait } => Err(waiting(wait).with(|refusal| {
                refusal.message = format!("This is not the PIN. Wait {} before the next try.", words(wait));
                refusal.field = Some("pin");
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rand::SeedableRng;

    use super::*;
    use crate::env::DrivenClock;

    #[test]
    fn a_pin_costs_whoever_tries_it_what_is_recommended_unless_somebody_says_otherwise() {
        let (clock, pin) = (Arc::new(DrivenClock::at(Millis(0))), Pin::parse("482913".into()).unwrap());
        let rng = || Box::new(rand::rngs::StdRng::seed_from_u64(1));
        let usual = hash_pin(&Env::new(clock.clone(), rng()), &pin).unwrap();
        assert!(usual.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{usual}");
        let trifling = hash_pin(&Env::with_pins_at(PinHashCost::TRIFLING, clock, rng()), &pin).unwrap();
        assert!(trifling.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{trifling}");
    }
}
