//! Values on their way into and out of a statement.

use super::StoreError;
use crate::model::{CredentialRef, Digest, Millis};

/// One value of a statement or a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A type that can be read from a [`Value`].
pub trait FromValue: Sized {
    /// Reads it, or says what is wrong.
    ///
    /// # Errors
    /// When the value is of another kind, or not one that this type can hold.
    fn from_value(value: Value) -> Result<Self, StoreError>;
}

fn mismatch<T>(value: &Value) -> StoreError {
    let kind = match value {
        Value::Null => "NULL",
        Value::Integer(_) => "an integer",
        Value::Text(_) => "text",
        Value::Blob(_) => "bytes",
    };
    StoreError::Unexpected(format!("{kind} where {} was expected", std::any::type_name::<T>()))
}

macro_rules! integers {
    ($($ty:ty),+) => {$(
        impl From<$ty> for Value {
            fn from(number: $ty) -> Self { Self::Integer(i64::from(number)) }
        }
        impl FromValue for $ty {
            fn from_value(value: Value) -> Result<Self, StoreError> {
                if let Value::Integer(number) = value {
                    return Self::try_from(number).map_err(|_| mismatch::<Self>(&value));
                }
                Err(mismatch::<Self>(&value))
            }
        }
    )+};
}
integers!(i64, i32, u32, u16, u8);

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Integer(i64::from(flag))
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        if let Value::Text(text) = value {
            return Ok(text);
        }
        Err(mismatch::<Self>(&value))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        if let Value::Blob(bytes) = value {
            return Ok(bytes);
        }
        Err(mismatch::<Self>(&value))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        if value == Value::Null {
            return Ok(None);
        }
        T::from_value(value).map(Some)
    }
}

impl From<Millis> for Value {
    fn from(at: Millis) -> Self {
        Self::Integer(at.0)
    }
}

impl FromValue for Millis {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        i64::from_value(value).map(Self)
    }
}

impl From<&CredentialRef> for Value {
    fn from(reference: &CredentialRef) -> Self {
        Self::Text(reference.as_str().to_owned())
    }
}

impl FromValue for CredentialRef {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        String::from_value(value).map(Self::from)
    }
}

/// Types stored as the text that they print and parse.
macro_rules! by_text {
    ($($ty:path),+ $(,)?) => {$(
        impl From<$ty> for Value {
            fn from(value: $ty) -> Self { Self::Text(value.to_string()) }
        }
        impl FromValue for $ty {
            fn from_value(value: Value) -> Result<Self, StoreError> {
                let text = String::from_value(value)?;
                text.parse().map_err(|_| StoreError::Unexpected(format!("{text:?} is no {}", stringify!($ty))))
            }
        }
    )+};
}
by_text!(
    Digest,
    crate::model::WorkspaceId,
    crate::model::InstallationId,
    crate::model::RunId,
    crate::model::PersonId,
    crate::model::PersonKeyId,
    crate::model::ChannelId,
    crate::model::BatchId,
    crate::model::PostId,
    crate::model::RevisionId,
    crate::model::RemarkId,
    crate::model::ApprovalId,
    crate::model::DeliveryId,
    crate::model::PartId,
    crate::model::AttemptId,
    crate::model::SlotId,
    crate::model::NoticeId,
    crate::model::HashtagSetId,
    crate::model::RecipientId,
    crate::model::RecipientListId,
    crate::model::FeedId,
    crate::model::PlatformPostId,
    crate::model::AuthorId,
    crate::model::ConversationId,
    crate::model::ItemId,
    crate::model::GestureId,
    crate::model::NoteId,
    crate::model::SavedReplyId,
    crate::model::TopicId,
    crate::model::AlertId,
    crate::model::CorrelationId,
);

/// Enums stored as their word.
macro_rules! by_word {
    ($($ty:path),+ $(,)?) => {$(
        impl From<$ty> for $crate::store::Value {
            fn from(value: $ty) -> Self { Self::Text(value.word().to_owned()) }
        }
        impl $crate::store::FromValue for $ty {
            fn from_value(value: $crate::store::Value) -> Result<Self, $crate::store::StoreError> {
                let word = <String as $crate::store::FromValue>::from_value(value)?;
                <$ty>::from_word(&word)
                    .ok_or_else(|| $crate::store::StoreError::Unexpected(format!("{word:?} is no {}", stringify!($ty))))
            }
        }
    )+};
}
by_word!(
    crate::model::Role,
    crate::model::WorkspaceKind,
    crate::model::Platform,
    crate::model::PictureFormat,
    crate::model::VideoContainer,
    crate::model::VideoCodec,
    crate::model::AudioCodec,
    crate::model::PostKind,
    crate::model::ReviewStatus,
    crate::model::ExecutionState,
    crate::model::PartState,
    crate::model::AnswerWay,
    crate::model::Gesture,
);

pub(crate) use by_word;

/// The arguments of a statement, in the order of `$1…$n`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::store::Value::from($value)),*] };
}
pub(crate) use args;
