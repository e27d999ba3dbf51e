//! What is asked of the desktop's own bus: whether anything shows a tray, and the promise not to fall asleep.
//!
//! Invariant: it may be missing, silent or refuse; then the answer is no, and nothing else happens. May wait, so never on the
//! main thread.

/// Keeps the laptop awake until it is dropped.
#[derive(Debug)]
pub struct Promise {
    #[cfg(target_os = "linux")]
    _held: zbus::zvariant::OwnedFd,
}

#[cfg(target_os = "linux")]
mod linux {
    use zbus::Result;
    use zbus::blocking::Connection;
    use zbus::zvariant::{OwnedFd, OwnedValue};

    const WATCHER: &str = "org.kde.StatusNotifierWatcher";

    pub fn shows_a_tray() -> Result<bool> {
        let bus = Connection::session()?;
        let asked = bus.call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            "NameHasOwner",
            &WATCHER,
        )?;
        if !asked.body().deserialize::<bool>()? {
            return Ok(false);
        }
        // A watcher keeps the list; only a host draws it.
        let asked = bus.call_method(
            Some(WATCHER),
            "/StatusNotifierWatcher",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &(WATCHER, "IsStatusNotifierHostRegistered"),
        )?;
        let body = asked.body();
        Ok(bool::try_from(body.deserialize::<OwnedValue>()?).unwrap_or(true))
    }

    pub fn stay_awake() -> Result<OwnedFd> {
        let bus = Connection::system()?;
        let asked = bus.call_method(
            Some("org.freedesktop.login1"),
            "/org/freedesktop/login1",
            Some("org.freedesktop.login1.Manager"),
            "Inhibit",
            &("sleep:idle", "Countersign", "A signed post goes out now", "block"),
        )?;
        asked.body().deserialize()
    }
}

/// Whether the desktop shows tray icons right now.
pub fn shows_a_tray() -> bool {
    #[cfg(target_os = "linux")]
    return linux::shows_a_tray().unwrap_or_else(|error| {
        tracing::debug!(%error, "nobody says whether there is a tray");
        false
    });
    #[cfg(not(target_os = "linux"))]
    true
}

/// Asks the system not to fall asleep.
pub fn stay_awake() -> Option<Promise> {
    #[cfg(target_os = "linux")]
    return match linux::stay_awake() {
        Ok(held) => Some(Promise { _held: held }),
        Err(error) => {
            tracing::debug!(%error, "nobody keeps this laptop awake");
            None
        }
    };
    #[cfg(not(target_os = "linux"))]
    None
}
