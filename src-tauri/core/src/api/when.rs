//! Instants with their wall-clock text.

use super::types::{Plan, When};
use crate::clinic::Profile;
use crate::model::Millis;
use crate::model::zone::Zone;
use crate::schedule::PlanRow;

/// The clinic's zone, as what is shown is told in it.
pub(super) fn clinic_zone(profile: &Profile) -> Zone {
    zone_or_utc(&profile.zone)
}

/// The zone called `name`; UTC for one that newer data dropped.
pub(super) fn zone_or_utc(name: &str) -> Zone {
    Zone::named(name).unwrap_or_else(|_| Zone::utc())
}

/// An instant as a clock in `zone` shows it.
pub fn when(at: Millis, zone: &Zone) -> When {
    let face = zone.clock_at(at);
    When {
        at,
        date: face.date(),
        time: face.time(),
        day_label: face.day_label(),
        zone: zone.name().to_owned(),
        offset: face.offset(),
    }
}

/// A plan as it is shown: in the zone it was made in.
pub(super) fn plan(row: &PlanRow, now: Millis) -> Plan {
    Plan { due: when(row.due, &zone_or_utc(&row.zone)), past: row.due <= now }
}
