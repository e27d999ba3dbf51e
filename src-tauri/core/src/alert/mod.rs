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
mod mail;
mod numbers;
mod outgoing;
mod posts;
mod quiet;
mod reminder;
mod settings;
mod ways;

pub use book::{AlertRow, anything_untold, emergencies, next_telling, shown, take_untold};
#[cfg(test)]
pub(crate) use book::{keep, news};
pub use kind::{AlertKind, AlertWay};
pub use lookout::Lookout;
pub use mail::{
    PersonEmail, forget_email, forget_mail, keep_mail, mail_account, no_email_for, person_emails, refuse_address,
    set_mail, set_person_email,
};
pub use numbers::{NumberRules, number_rules, set_number_rules};
pub use outgoing::{Sending, begin, recover, settle};
pub use quiet::QuietHours;
pub use reminder::{
    ReminderRule, SignatureWait, is_due, keep_waits, remember, reminded, reminder, set_reminder, waits,
};
pub use settings::{AlertRules, rules, set_rules};
pub use ways::{WayRow, arrived, failed, forget_slack, keep_slack, set_up, tell_nobody, tested, way};
