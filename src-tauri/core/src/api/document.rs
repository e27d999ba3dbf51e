//! Use cases of documents: taking one in, and handing it out to be looked at.
//!
//! Invariant: a document is kept to the bit, and only after it was looked through; one that is refused or stopped leaves
//! nothing.

use std::sync::Arc;

use super::context::{Api, Who};
use super::film::TakingIn;
use super::types::Picture;
use super::views;
use crate::draft::document::{self, DocumentRefused, MOST_BYTES};
use crate::draft::video::Source;
use crate::draft::{self, DocumentRow};
use crate::error::{Error, ErrorCode, Result};
use crate::model::Digest;
use crate::ports::SealedReader;

/// How much is read at once.
const PIECE: usize = 1 << 20;

impl Api {
    /// Takes a document of `length` bytes in.
    ///
    /// # Errors
    /// When it is no document that this version takes; nothing of it is kept then.
    pub fn import_document(
        &self,
        file_name: &str,
        source: &mut dyn Source,
        length: u64,
        watch: &dyn TakingIn,
    ) -> Result<Picture> {
        let caller = self.admit(Who::Writers, "media_import")?;
        let bytes = read(source, length, watch).map_err(refused)?;
        let facts = document::inspect(&bytes).map_err(refused)?;
        let (digest, bytes) = self.files.put_from(&mut bytes.as_slice())?;
        let row = DocumentRow { digest, file_name: file_name.to_owned(), bytes, facts };
        let (env, by) = (Arc::clone(&self.env), caller.person);
        let row = self.db.write(move |tx| {
            draft::add_document(tx, &env, by, &row)?;
            // One that was there before keeps its first name.
            Ok::<_, Error>(draft::document(tx, row.digest)?.unwrap_or_else(|| row.clone()))
        })?;
        Ok(views::document(&row))
    }

    /// A stored document, to be looked at in a program of the computer's, with a name that such a program knows it by.
    ///
    /// # Errors
    /// When nobody is signed in, or there is no such document.
    pub fn document_file(&self, digest: Digest) -> Result<(String, Box<dyn SealedReader>)> {
        self.desktop.caller()?;
        self.db.read(|tx| draft::document(tx, digest))?.ok_or_else(|| Error::not_found("document"))?;
        let mark: String = digest.to_string().chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        Ok((format!("{mark}.pdf"), self.files.open(&digest)?))
    }
}

/// What stands for a document in lists: a page with a folded corner, and how many pages there are.
pub(super) fn placeholder(row: &DocumentRow) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 320"><rect width="240" height="320" fill="#eef1f4"/><path d="M56 48h92l40 40v184H56z" fill="#ffffff" stroke="#4a5560" stroke-width="4"/><path d="M148 48v40h40" fill="none" stroke="#4a5560" stroke-width="4"/><text x="122" y="178" fill="#4a5560" font-family="sans-serif" font-weight="bold" font-size="40" text-anchor="middle">PDF</text><text x="122" y="214" fill="#4a5560" font-family="sans-serif" font-size="22" text-anchor="middle">{}</text></svg>"##,
        row.length()
    )
}

fn read(source: &mut dyn Source, length: u64, watch: &dyn TakingIn) -> Result<Vec<u8>, DocumentRefused> {
    if length > MOST_BYTES {
        return Err(DocumentRefused::TooLarge);
    }
    let length = usize::try_from(length).map_err(|_| DocumentRefused::TooLarge)?;
    let mut bytes = Vec::new();
    while bytes.len() < length {
        if !watch.got_to(bytes.len() as u64, length as u64) {
            return Err(DocumentRefused::Stopped);
        }
        let from = bytes.len();
        bytes.resize(length.min(from + PIECE), 0);
        let piece = bytes.get_mut(from..).unwrap_or_default();
        source.read_exact(piece).map_err(|error| DocumentRefused::of(&error))?;
    }
    Ok(bytes)
}

fn refused(refused: DocumentRefused) -> Error {
    let message = refused.to_string();
    match refused {
        DocumentRefused::Stopped => Error::refused(ErrorCode::Cancelled, message),
        DocumentRefused::Unreadable(detail) => {
            Error::invalid("media", message).with(|refusal| refusal.detail = Some(detail))
        }
        DocumentRefused::Empty
        | DocumentRefused::TooLarge
        | DocumentRefused::NoDocument
        | DocumentRefused::CutShort
        | DocumentRefused::Damaged
        | DocumentRefused::TooComplicated
        | DocumentRefused::Protected
        | DocumentRefused::Active(_) => Error::invalid("media", message),
    }
}
