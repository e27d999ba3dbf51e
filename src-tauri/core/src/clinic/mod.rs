//! Who we are: the clinic's profile, its people and their keys, its channels, and who sits at the laptop.

mod allowed;
mod app;
mod channel;
mod key;
mod media_host;
mod person;
mod pin;
mod preference;
mod profile;
#[cfg(test)]
mod properties;
mod recipient;
mod rest;
mod session;
mod signing_rule;
mod token;
mod version;
mod visit;
mod word_rules;

pub use allowed::{choose_platforms, is_allowed, platforms_chosen};
pub use app::{PlatformApp, app, app_id, forget_app, set_app};
pub use channel::{
    ChannelChange, ChannelConnection, ChannelRow, ChannelWay, NewChannel, add_channel, add_channel_by_hand, channel,
    channels, channels_since, connect_by_hand, is_channel, mend_channel, refuse_channel, remove_channel, set_channel,
    unlink_channel,
};
pub use key::{EnrolledKey, enrol, enrolled_keys, fingerprint, key_in_use, know_keys, retire_keys};
pub use media_host::{
    MediaHostRow, MediaHostSettings, announce_secret, forget_media_host, lends_files, media_host, refuse_media_host,
    seed_media_host, set_media_host, settle_proof,
};
pub use person::{NewPerson, PersonRow, add_person, leave, people, person, update_person};
pub use pin::{PinCheck, hash_pin, verify_pin};
pub use preference::{PreferenceName, preference, set_preference};
pub use profile::{Profile, create, profile, update_profile, zone};
pub use recipient::{
    AudienceTaken, AudienceView, Consent, ConsentRecord, ConsentTo, ImportProblem, ImportReport, KeptStop, LeftOut,
    ListRow, NewRecipient, OptOutSource, RecipientRow, Recipients, add_recipient, audience_recipients, audience_stops,
    check_import, consents_before, count_stops, forget_recipient, is_audience, is_excluded, known_as, list_audience,
    make_number_key, opt_out, opt_out_number, recipient, recipient_list_name, recipient_lists, recipients,
    remove_recipient_list, rename_recipient, renew_consent, same_person, save_recipient_list, set_recipient_list,
    stops, take_audience, take_import, take_over_stops,
};
pub use rest::{recovered, rest_until, rested, resting_until, trouble};
pub use session::{Caller, Desktop, Human, SIGNATURES_A_SESSION, SIGNING_MINUTES, SessionState};
pub use signing_rule::{Doctors, Shortfall, SigningRule, set_signing_rule, shortfall, signing_rule};
pub use token::{
    NewToken, NotRenewed, Origin, Standing, TOLD_AHEAD, TokenRow, keep_token, next_renewal, not_renewed, renew_again,
    renew_now, renewed, renewed_tokens, to_renew, token, tokens,
};
pub use version::{ApiVersionRow, api_version, set_api_version};
pub use visit::{begin_visit, end_visit, last_here};
pub use word_rules::{WordRules, set_word_rules, word_rules};
