//! Who we are: the clinic's profile, its people and their keys, its channels, and who sits at the laptop.

mod channel;
mod key;
mod media_host;
mod person;
mod pin;
mod preference;
mod profile;
mod session;
mod visit;

pub use channel::{
    ChannelChange, ChannelConnection, ChannelRow, ChannelWay, NewChannel, add_channel, add_channel_by_hand, channel,
    channels, connect_by_hand, refuse_channel, remove_channel, set_channel, unlink_channel,
};
pub use key::{enrol, fingerprint, key_in_use, retire_keys};
pub use media_host::{
    MediaHostRow, MediaHostSettings, announce_secret, forget_media_host, lends_files, media_host, refuse_media_host,
    seed_media_host, set_media_host, settle_proof,
};
pub use person::{NewPerson, PersonRow, add_person, leave, people, person, update_person};
pub use pin::{PinCheck, hash_pin, verify_pin};
pub use preference::{PreferenceName, preference, set_preference};
pub use profile::{Profile, create, profile, update_profile};
pub use session::{Caller, Desktop, Human, SIGNATURES_A_SESSION, SIGNING_MINUTES, SessionState};
pub use visit::{begin_visit, end_visit, last_here};
