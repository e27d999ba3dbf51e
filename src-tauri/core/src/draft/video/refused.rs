//! Why a video can't be taken in, each in a sentence that says what to do.

use std::io;

/// Why a video is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VideoRefused {
    /// There is nothing in it.
    #[error("The file is empty. Copy it again from where it came from, then add it once more.")]
    Empty,
    /// The file ends too early.
    #[error(
        "This video ends before its end: it was cut short while it was copied or recorded. Copy it again from the phone or camera."
    )]
    CutShort,
    /// The file makes no sense.
    #[error("This video is damaged and can't be read. Copy it again from the phone or camera.")]
    Damaged,
    /// What a player needs to find the pictures is missing.
    #[error(
        "This recording was never finished: it has no index, so no player can show it. Record it again, or let the camera repair it."
    )]
    NoIndex,
    /// It carries something that can't be taken out of it.
    #[error(
        "This video carries more than pictures and sound, such as a camera's notes of where it was, and they can't be taken out of a file like this. Save it as an ordinary MP4 with a video program, and add that."
    )]
    Uncleanable,
    /// It is a video of a kind that no platform takes from us.
    #[error("This is a {0} video. Save it as MP4 with H.264, which every platform takes, and add that.")]
    OtherVideo(&'static str),
    /// It is something else altogether.
    #[error("This file is {0}, whatever its name says; it is no video.")]
    NoVideo(&'static str),
    /// There is only sound in it.
    #[error("There is only sound in this file. Add a video, or make one of it with a picture.")]
    OnlySound,
    /// It is encrypted.
    #[error("This video is protected against copying, so no platform could show it. Use a recording of your own.")]
    Protected,
    /// Nobody can tell how long it is.
    #[error(
        "Nobody can tell how long this video is: it was saved as a stream. Save it as an ordinary MP4 and add that."
    )]
    NoLength,
    /// Larger than anything that a platform takes.
    #[error("This video is larger than 10 GB, and no platform takes that. Export a smaller one, for example in 1080p.")]
    TooLarge,
    /// The file could not be read.
    #[error("The file can't be read. Copy it again from where it came from, then add it once more.")]
    Unreadable(String),
    /// A person stopped it.
    #[error("Stopped. Nothing was added.")]
    Stopped,
}

impl VideoRefused {
    /// What it means for a video that reading it failed.
    pub(crate) fn of(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::CutShort } else { Self::Unreadable(error.to_string()) }
    }
}
