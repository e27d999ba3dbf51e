//! Alerts: what people must hear of although nobody looks at the window.
//!
//! Invariant: an alert is a cause that goes on, and is computed from what stands in the tables: it is raised once for as long
//! as its cause goes on, and cleared when that is gone. It knows ids, a platform and instants; no word that anybody wrote and
//! nobody's name gets into one.

mod book;
mod causes;
mod complaints;
mod kind;
mod lookout;
mod quiet;
mod settings;

pub use book::{AlertRow, anything_untold, emergencies, shown, take_untold};
#[cfg(test)]
pub(crate) use book::{keep, news};
pub use kind::{AlertKind, AlertWay};
pub use lookout::Lookout;
pub use quiet::QuietHours;
pub use settings::{AlertRules, rules, set_rules};
