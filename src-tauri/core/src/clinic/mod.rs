//! Who we are: the clinic's profile, its people and their keys, its channels, and who sits at the laptop.

mod channel;
mod key;
mod person;
mod pin;
mod profile;
mod session;

pub use channel::{
    ChannelChange, ChannelConnection, ChannelRow, NewChannel, add_channel, channel, channels, refuse_channel,
    remove_channel, set_channel, unlink_channel,
};
pub use key::{enrol, fingerprint, key_in_use, retire_keys};
pub use person::{NewPerson, PersonRow, add_person, leave, people, person, update_person};
pub use pin::{PinCheck, hash_pin, verify_pin};
pub use profile::{Profile, create, profile, update_profile};
pub use session::{Caller, Desktop, Human, SIGNATURES_A_SESSION, SIGNING_MINUTES, SessionState};
