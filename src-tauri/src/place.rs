//! Where this laptop is, as far as it says.
//!
//! Invariant: a zone that comes from here is one of the core's own list, old names of zones among them.

use countersign_core::api;
use countersign_core::api::types::{SetUpChoices, When};
use countersign_core::model::Millis;
use countersign_core::model::zone::{Zone, names};

/// What a person can choose from while there is no clinic to ask.
pub fn choices() -> SetUpChoices {
    let zones = names();
    let zone = local_zone(&zones);
    SetUpChoices { zones, zone }
}

/// The zone of this laptop, for what there is no clinic's to tell by.
pub fn zone() -> Zone {
    local_zone(&names()).and_then(|name| Zone::named(&name).ok()).unwrap_or_else(Zone::utc)
}

/// An instant on this laptop's clock.
pub fn when(at: Millis) -> When {
    api::when(at, &zone())
}

/// The zone of this laptop, if it says one that the core knows.
pub fn local_zone(known: &[String]) -> Option<String> {
    let told = std::env::var("TZ").ok().filter(|zone| !zone.is_empty()).or_else(|| {
        let link = std::fs::read_link("/etc/localtime").ok()?;
        link.to_str().map(str::to_owned)
    })?;
    known_zone(&told, known)
}

/// `Asia/Kolkata` out of itself, `:Asia/Kolkata` and `/usr/share/zoneinfo/Asia/Kolkata`.
fn known_zone(told: &str, known: &[String]) -> Option<String> {
    let told = told.strip_prefix(':').unwrap_or(told);
    let zone = told.split_once("zoneinfo/").map_or(told, |(_, zone)| zone);
    let zone = zone.strip_prefix("posix/").unwrap_or(zone);
    known.iter().find(|name| *name == zone).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_read_from_what_systems_say() {
        let known = names();
        for told in [
            "Asia/Kolkata",
            ":Asia/Kolkata",
            "/usr/share/zoneinfo/Asia/Kolkata",
            "../usr/share/zoneinfo/posix/Asia/Kolkata",
        ] {
            assert_eq!(known_zone(told, &known).as_deref(), Some("Asia/Kolkata"), "{told}");
        }
        assert_eq!(
            known_zone("Asia/Calcutta", &known).as_deref(),
            Some("Asia/Calcutta"),
            "an old name is one of the list"
        );
        assert_eq!(known_zone("IST-5:30", &known), None);
        assert_eq!(known_zone("/usr/share/zoneinfo/Moon/Sea", &known), None);
    }
}
