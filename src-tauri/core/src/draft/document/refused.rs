//! Why a document can't be taken in, each in a sentence that says what to do.

use std::io;

/// Why a document is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentRefused {
    /// There is nothing in it.
    #[error("The file is empty. Copy it again from where it came from, then add it once more.")]
    Empty,
    /// Larger than anything that a platform takes.
    #[error(
        "This document is larger than 100 MB, and no platform takes that. Save it smaller, or split it, then add it again."
    )]
    TooLarge,
    /// It is something else altogether.
    #[error("This file is no PDF document, whatever its name says. Save what it holds as a PDF, and add that.")]
    NoDocument,
    /// The file ends too early.
    #[error(
        "This PDF ends before its end: it was cut short while it was copied. Copy it again from where it came from."
    )]
    CutShort,
    /// The file makes no sense.
    #[error(
        "This PDF is damaged and can't be read. Open it in the program it was made with and save it as a PDF anew."
    )]
    Damaged,
    /// It is built of more than anybody needs to.
    #[error(
        "This PDF is built in so complicated a way that it can't be looked through. Print it to a new PDF, and add that."
    )]
    TooComplicated,
    /// It is encrypted.
    #[error(
        "This PDF is protected with a password or against copying, so no platform could show it. Save it without protection, and add that."
    )]
    Protected,
    /// It does something when it is opened.
    #[error(
        "This PDF holds {0}, which would come to everybody who downloads it. Print it to a new PDF, which leaves that out, and add that."
    )]
    Active(&'static str),
    /// The file could not be read.
    #[error("The file can't be read. Copy it again from where it came from, then add it once more.")]
    Unreadable(String),
    /// A person stopped it.
    #[error("Stopped. Nothing was added.")]
    Stopped,
}

impl DocumentRefused {
    /// What it means for a document that reading it failed.
    pub(crate) fn of(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::CutShort } else { Self::Unreadable(error.to_string()) }
    }
}
