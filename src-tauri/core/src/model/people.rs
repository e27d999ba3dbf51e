//! Roles of people, and kinds of workspaces.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// What a person may do in the clinic. One person may hold several roles.
    pub enum Role {
        /// Reads and signs.
        Doctor = "doctor",
        /// Writes, plans, answers.
        Staff = "staff",
        /// Manages people, channels and the clinic's profile.
        Administrator = "administrator",
    }
}

word_enum! {
    /// The kind of a workspace, fixed at its creation.
    pub enum WorkspaceKind {
        /// The practice clinic: reaches loopback only.
        Practice = "practice",
        /// A real clinic.
        Real = "real",
    }
}
