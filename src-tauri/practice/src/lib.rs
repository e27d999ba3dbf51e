//! The practice platforms: stateful servers on loopback that refuse what the platforms refuse.
//!
//! One listener on 127.0.0.1 stands in for every platform; each real host is the first part of the path
//! (`https://api.x.com/2/tweets` is `/x/api.x.com/2/tweets`). Three things hold throughout: what was answered is on
//! disk before the answer leaves (when a state file is given), an endpoint that is not built here answers the
//! platform's own refusal and never a made-up success, and nothing but loopback is ever bound or called.

mod account;
mod alter;
mod audience;
mod blobs;
mod bucket;
mod call;
pub mod cast;
mod chance;
mod clock;
mod control;
mod control_audience;
mod control_http;
mod dialog;
mod exchange;
mod facebook;
mod fault;
pub mod film;
mod guard;
mod hold;
mod html;
mod instagram;
mod intake;
mod ledger;
mod linkedin;
mod logins;
mod mail;
mod picture;
mod proofs;
mod quota;
mod reply;
mod requests;
mod routes;
mod sent;
mod serve;
mod state_file;
pub mod templates;
mod tiktok;
mod uploads;
mod whatsapp;
mod world;
mod x;
mod youtube;

pub use account::{Account, Owner, Platform};
pub use alter::Alteration;
pub use audience::numbers::{Counts, Numbers};
pub use audience::{Matter, Person, Population, Said, Tongue, words};
pub use bucket::state::{BucketFile, BucketManners};
pub use clock::PracticeClock;
pub use control::{Control, UnknownTarget};
pub use control_audience::{Messaged, Remarked};
pub use facebook::wire::FacebookWire;
pub use fault::{Action, Endpoint, Fault};
pub use instagram::wire::InstagramWire;
pub use ledger::{LedgerEntry, LedgerKind, Recipient};
pub use linkedin::wire::{LinkedinArticles, LinkedinWire};
pub use logins::App;
pub use mail::state::{MailManners, PracticeEmail, SlackManners};
pub use requests::RequestRecord;
pub use serve::{Options, PracticePlatforms, Running, StartError};
pub use tiktok::wire::{TiktokChunks, TiktokTokens, TiktokWire};
pub use whatsapp::wire::{NewTemplate, TemplateStanding, WhatsappPerson, WhatsappWire};
pub use x::wire::{XNames, XWire};
pub use youtube::state::{YoutubeSeen, YoutubeTold};
pub use youtube::wire::YoutubeWire;
