//! Journeys through the core's own api, over the real clients and the practice platforms.

mod spine;
