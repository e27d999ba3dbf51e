//! Who sits at the laptop: the session, its lock, and the doctor's pen.
//!
//! Invariant: a [`Human`] comes out of an unlocked [`Desktop`] whose signing session was opened with the doctor's PIN, and
//! from nowhere else. Each is good for one signature. The desktop is handed to the shell alone; no command, agent or
//! import can reach it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{PinCheck, begin_visit, end_visit, key_in_use, person, profile, verify_pin};
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Millis, PersonId, PersonKeyId, Pin, Role};
use crate::ports::{KeyCustody, Pen, VaultFault};
use crate::store::{Db, Tag};

/// How long a signing session lasts.
pub const SIGNING_MINUTES: i64 = 5;
/// How many signatures a signing session is good for.
pub const SIGNATURES_A_SESSION: u32 = 20;

/// Who calls a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub person: PersonId,
    /// As shown.
    pub name: String,
    /// The person's roles.
    pub roles: Vec<Role>,
}

impl Caller {
    /// The person as an actor of the record.
    pub const fn actor(&self) -> Actor {
        Actor::Person(self.person)
    }
}

/// What the interface may know of the session.
#[derive(Debug, Clone, Default)]
pub struct SessionState {
    /// Who is signed in.
    pub caller: Option<Caller>,
    /// Until when the pen is out.
    pub signing_until: Option<Millis>,
    /// How many signatures are left.
    pub signatures_left: u32,
}

/// A doctor at the laptop who has just shown their PIN. Good for one signature. Only a desktop makes one:
/// `tests/forbidden/human/` tries the other ways, and holds the compiler to its reasons.
pub struct Human<'d> {
    person: PersonId,
    key: PersonKeyId,
    signing: MutexGuard<'d, State>,
}

impl Human<'_> {
    /// Who.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// The key they sign with.
    pub const fn key(&self) -> PersonKeyId {
        self.key
    }

    /// Signs, and is used up.
    pub(crate) fn sign(self, message: &[u8]) -> Result<[u8; 64]> {
        let signing = self.signing.signing.as_ref().ok_or_else(pin_needed)?;
        Ok(signing.pen.sign(message))
    }
}

#[derive(Default)]
struct State {
    caller: Option<Caller>,
    touched: Option<Millis>,
    lock_after: i64,
    signing: Option<Signing>,
}

struct Signing {
    key: PersonKeyId,
    pen: Box<dyn Pen>,
    until: Millis,
    left: u32,
}

/// The session of the person in front of the window.
///
/// The time is read with the state in hand: a reading older than the last touch would look like a clock that was put
/// back, and lock somebody out who is at work.
pub struct Desktop {
    db: Db,
    env: Arc<Env>,
    keys: Arc<dyn KeyCustody>,
    state: Mutex<State>,
}

impl std::fmt::Debug for Desktop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desktop").finish_non_exhaustive()
    }
}

impl Desktop {
    pub(crate) fn new(db: Db, env: Arc<Env>, keys: Arc<dyn KeyCustody>) -> Self {
        Self { db, env, keys, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Signs a person in with their PIN.
    ///
    /// # Errors
    /// When the PIN is wrong, or has to wait.
    pub fn unlock(&self, id: PersonId, pin: &Pin) -> Result<SessionState> {
        verify_pin(&self.db, &self.env, id, pin)?.required()?;
        let (caller, lock_after) = self.db.read(|tx| {
            let who = person(tx, id)?;
            let minutes = i64::from(profile(tx)?.lock_after_minutes);
            Ok::<_, Error>((Caller { person: id, name: who.name, roles: who.roles }, minutes * Millis::MINUTE))
        })?;
        // Whoever sat here before without locking has left as well.
        let before = self.session().caller.map(|caller| caller.person).filter(|before| *before != id);
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            if let Some(before) = before {
                end_visit(tx, &env, before)?;
            }
            begin_visit(tx, &env, id)?;
            audit::record(tx, &env, &Entry::done(Actor::Person(id), Action::SessionUnlocked)).map_err(Error::from)
        })?;
        let now = self.env.now();
        *self.state() = State { caller: Some(caller), touched: Some(now), lock_after, signing: None };
        Ok(self.session())
    }

    /// Locks; the pen is put away.
    ///
    /// # Errors
    /// When the store refuses the entry; the session is locked all the same.
    pub fn lock(&self) -> Result<()> {
        let before = std::mem::take(&mut *self.state());
        self.was_locked(before)
    }

    fn was_locked(&self, before: State) -> Result<()> {
        let Some(caller) = before.caller else { return Ok(()) };
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            tx.changed(Tag::Session);
            end_visit(tx, &env, caller.person)?;
            audit::record(tx, &env, &Entry::done(caller.actor(), Action::SessionLocked)).map_err(Error::from)
        })?;
        Ok(())
    }

    /// Somebody moved: the automatic lock starts anew.
    pub fn touch(&self) {
        let mut state = self.state();
        let now = self.env.now();
        if state.caller.is_some() && !state.is_over(now) {
            state.touched = Some(now);
        }
    }

    /// Locks if nobody moved for as long as the clinic wants. Returns whether it did.
    ///
    /// # Errors
    /// When the store refuses the entry.
    pub fn lock_if_idle(&self) -> Result<bool> {
        let mut state = self.state();
        let now = self.env.now();
        if !state.is_over(now) {
            return Ok(false);
        }
        // Taken under the same lock as it was judged: somebody who unlocks meanwhile is not locked out again.
        let before = std::mem::take(&mut *state);
        drop(state);
        self.was_locked(before)?;
        Ok(true)
    }

    /// The state of the session. Does not count as somebody moving.
    pub fn session(&self) -> SessionState {
        let mut state = self.state();
        let now = self.env.now();
        if state.is_over(now) {
            return SessionState::default();
        }
        state.put_the_pen_away(now);
        SessionState {
            caller: state.caller.clone(),
            signing_until: state.signing.as_ref().map(|signing| signing.until),
            signatures_left: state.signing.as_ref().map_or(0, |signing| signing.left),
        }
    }

    /// Who is signed in, with the roles they have by now.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`] when nobody is, or who was has left the clinic meanwhile.
    pub fn caller(&self) -> Result<Caller> {
        let id = self.session().caller.ok_or_else(locked)?.person;
        let (who, minutes) = self.db.read(|tx| Ok::<_, Error>((person(tx, id)?, profile(tx)?.lock_after_minutes)))?;
        if who.left_at.is_some() {
            self.lock()?;
            return Err(locked());
        }
        let caller = Caller { person: id, name: who.name, roles: who.roles };
        let mut state = self.state();
        state.lock_after = i64::from(minutes) * Millis::MINUTE;
        match &mut state.caller {
            Some(known) if known.person == id => *known = caller.clone(),
            Some(_) | None => return Err(locked()),
        }
        Ok(caller)
    }

    /// Takes out the doctor's pen, with their PIN, for [`SIGNING_MINUTES`] and [`SIGNATURES_A_SESSION`].
    ///
    /// # Errors
    /// When nobody is signed in, the person is no doctor or has no key here, or the PIN is wrong.
    pub fn open_signing(&self, pin: &Pin) -> Result<SessionState> {
        let caller = self.caller()?;
        if !caller.roles.contains(&Role::Doctor) {
            return Err(Error::refused(ErrorCode::NotAllowed, "Only a doctor can sign."));
        }
        verify_pin(&self.db, &self.env, caller.person, pin)?.required()?;
        let key = self.db.read(|tx| key_in_use(tx, caller.person))?.map(|(key, _)| key).ok_or_else(|| {
            Error::refused(
                ErrorCode::NotAllowed,
                "You have no signing key on this laptop. Set your PIN again under Settings, People; that makes one.",
            )
        })?;
        let pen = self.keys.open(key, pin).map_err(|fault| custody_error(&fault))?;
        let mut state = self.state();
        let now = self.env.now();
        if state.caller.as_ref().is_none_or(|current| current.person != caller.person) {
            return Err(locked());
        }
        state.touched = Some(now);
        state.signing =
            Some(Signing { key, pen, until: now.plus(SIGNING_MINUTES * Millis::MINUTE), left: SIGNATURES_A_SESSION });
        drop(state);
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            audit::record(tx, &env, &Entry::done(caller.actor(), Action::SigningOpened).fact("key", key))
                .map_err(Error::from)
        })?;
        Ok(self.session())
    }

    /// Puts the pen away.
    pub fn close_signing(&self) {
        self.state().signing = None;
    }

    /// A doctor, for one signature.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`] when nobody is signed in, [`ErrorCode::PinNeeded`] when the pen is not out.
    pub fn human(&self) -> Result<Human<'_>> {
        let mut state = self.state();
        let now = self.env.now();
        if state.is_over(now) {
            return Err(locked());
        }
        let person = state.caller.as_ref().map(|caller| caller.person).ok_or_else(locked)?;
        state.put_the_pen_away(now);
        let signing = state.signing.as_mut().ok_or_else(pin_needed)?;
        signing.left -= 1;
        let key = signing.key;
        state.touched = Some(now);
        Ok(Human { person, key, signing: state })
    }

    /// Whether a PIN is this person's; for acts that ask for it again.
    ///
    /// # Errors
    /// When the person has to wait, or the store refuses.
    pub fn check_pin(&self, id: PersonId, pin: &Pin) -> Result<PinCheck> {
        verify_pin(&self.db, &self.env, id, pin)
    }
}

impl State {
    fn is_over(&self, now: Millis) -> bool {
        // A clock that was put back must not keep a session open for ever: any long difference ends it.
        self.touched.is_some_and(|touched| now.since(touched).abs() > self.lock_after)
    }

    fn put_the_pen_away(&mut self, now: Millis) {
        if self.signing.as_ref().is_some_and(|signing| signing.left == 0 || now >= signing.until) {
            self.signing = None;
        }
    }
}

fn locked() -> Error {
    Error::refused(ErrorCode::Locked, "Countersign is locked. Unlock it with your PIN.")
}

fn pin_needed() -> Error {
    Error::refused(ErrorCode::PinNeeded, "Enter your PIN to sign.")
}

fn custody_error(fault: &VaultFault) -> Error {
    let (code, message) = match fault {
        VaultFault::WrongPin => (ErrorCode::WrongPin, "This is not the PIN. Please try again."),
        VaultFault::KeychainMissing => {
            (ErrorCode::KeychainMissing, "The system keychain is not there, and your key can't be opened without it.")
        }
        VaultFault::KeychainLocked => {
            (ErrorCode::KeychainLocked, "The system keychain is locked. Unlock it and try again.")
        }
        VaultFault::NotThere | VaultFault::Damaged(_) | VaultFault::Disk(_) | VaultFault::Full => (
            ErrorCode::Internal,
            "Your signing key can't be opened. Set your PIN again under Settings, People; that makes a new key.",
        ),
    };
    Error::refused(code, message).with(|refusal| refusal.detail = Some(fault.to_string()))
}
