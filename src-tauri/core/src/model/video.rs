//! What videos are made of.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// The container of a video.
    pub enum VideoContainer {
        /// MPEG-4.
        Mp4 = "mp4",
        /// QuickTime.
        Mov = "mov",
    }
}

word_enum! {
    /// How moving pictures are encoded.
    pub enum VideoCodec {
        /// H.264, also called AVC.
        H264 = "h264",
        /// H.265, also called HEVC.
        Hevc = "hevc",
        /// VP9.
        Vp9 = "vp9",
        /// AV1.
        Av1 = "av1",
        /// MPEG-4 Part 2.
        Mpeg4 = "mpeg4",
        /// Apple ProRes.
        ProRes = "prores",
        /// Anything else.
        Other = "other",
    }
}

word_enum! {
    /// How sound is encoded.
    pub enum AudioCodec {
        /// AAC.
        Aac = "aac",
        /// MP3.
        Mp3 = "mp3",
        /// Not compressed.
        Pcm = "pcm",
        /// Opus.
        Opus = "opus",
        /// Dolby Digital.
        Ac3 = "ac3",
        /// Anything else.
        Other = "other",
    }
}

impl VideoContainer {
    /// Its MIME type.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
        }
    }

    /// Its name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "MP4",
            Self::Mov => "MOV",
        }
    }
}

impl VideoCodec {
    /// Its name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::H264 => "H.264",
            Self::Hevc => "H.265 (HEVC)",
            Self::Vp9 => "VP9",
            Self::Av1 => "AV1",
            Self::Mpeg4 => "MPEG-4 Part 2",
            Self::ProRes => "ProRes",
            Self::Other => "an unusual encoding",
        }
    }
}

impl AudioCodec {
    /// Its name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aac => "AAC",
            Self::Mp3 => "MP3",
            Self::Pcm => "PCM",
            Self::Opus => "Opus",
            Self::Ac3 => "Dolby Digital",
            Self::Other => "an unusual encoding",
        }
    }
}
