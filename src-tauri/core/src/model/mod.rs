//! The words of the product as types: ids, time, platforms, content, people, states.
//!
//! Invariant: nothing here reads a clock, a file or a database, and nothing here can fail but a parse.

pub mod content;
pub mod crop;
pub mod digest;
pub mod gesture;
pub mod id;
pub mod login;
pub mod people;
pub mod phone;
pub mod picture;
pub mod platform;
#[cfg(test)]
mod properties;
pub mod secret;
pub mod shown;
pub mod state;
pub mod template;
mod tier;
pub mod tiktok;
pub mod time;
pub mod video;
pub(crate) mod words;
pub mod youtube;
pub mod zone;

pub use content::{
    AltText, AnswerWay, Content, FacebookKind, InstagramKind, LinkedinArticle, MediaRef, Part, PartRole,
    PlatformOptions,
};
pub use crop::Crop;
pub use digest::Digest;
pub use gesture::Gesture;
pub use id::*;
pub use login::{CommentRight, Login, Token};
pub use people::{Role, WorkspaceKind};
pub use phone::{NoNumber, PhoneNumber};
pub use picture::PictureFormat;
pub use platform::Platform;
pub use secret::{Pin, Secret};
pub use shown::ShownField;
pub use state::{ExecutionState, PartState, PostKind, ReviewStatus};
pub use template::{
    Audience, ParameterFormat, ParameterPlace, TemplateButton, TemplateCategory, TemplateHeaderKind, TemplateParameter,
    TemplateSeen, TemplateSlot, TemplateStatus, TemplateUse, WhatsappAccount, typed_account,
};
pub use tier::ChannelTier;
pub use tiktok::{TiktokConsent, TiktokCreator, TiktokPost, TiktokPrivacy, TiktokWay};
pub use time::Millis;
pub use video::{AudioCodec, VideoCodec, VideoContainer};
pub use youtube::{YoutubeCategory, YoutubePrivacy, YoutubeVideo};
