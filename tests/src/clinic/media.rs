//! Pictures, videos and documents that a clinic takes in: made here, as small as they may be, and each told from the others.

use countersign_core::api::TakingIn;
use countersign_core::api::types::Picture;
use countersign_core::draft::picture::{self, Target};
use countersign_core::error::Error;
use countersign_core::model::PictureFormat;

use super::{Clinic, done};

impl Clinic {
    /// Takes a picture in.
    pub fn picture(&self, shade: u8) -> Picture {
        done(self.api().import_picture(&format!("shade-{shade}.png"), &crate::pictures::png(64, 48, shade)))
    }

    /// Takes a video in that every platform takes; the number tells it from others.
    ///
    /// # Panics
    /// When it is refused.
    pub fn film(&self, number: u8) -> Picture {
        let film = crate::film::Film { millis: 5_000 + u32::from(number) * 100, ..crate::film::Film::default() };
        done(self.import_film("film.mp4", &film.bytes()))
    }

    /// Takes a GIF in that moves.
    ///
    /// # Panics
    /// When it is refused.
    pub fn gif(&self, shade: u8) -> Picture {
        done(self.api().import_picture(&format!("shade-{shade}.gif"), &crate::pictures::gif(3, shade)))
    }

    /// Takes a document of forty pages in; the number tells it from others.
    ///
    /// # Panics
    /// When it is refused.
    pub fn document(&self, number: u8) -> Picture {
        done(self.import_document("house.pdf", &crate::pictures::pdf(40, number)))
    }

    /// Takes a document in.
    ///
    /// # Errors
    /// When it is refused.
    pub fn import_document(&self, name: &str, bytes: &[u8]) -> Result<Picture, Error> {
        let length = bytes.len() as u64;
        self.api().import_document(name, &mut std::io::Cursor::new(bytes), length, &Onward)
    }

    /// Takes a picture in that is a JPEG.
    ///
    /// # Panics
    /// When it is refused.
    pub fn photo(&self, shade: u8) -> Picture {
        let target = Target { max_bytes: 1_000_000, max_edge: 64, formats: &[PictureFormat::Jpeg], bounds: None };
        let photo = picture::render(&crate::pictures::png(64, 48, shade), None, &target);
        let photo = photo.unwrap_or_else(|refused| panic!("{refused}"));
        done(self.api().import_picture(&format!("shade-{shade}.jpg"), &photo.bytes))
    }

    /// Takes a video in.
    ///
    /// # Errors
    /// When it is refused.
    pub fn import_film(&self, name: &str, bytes: &[u8]) -> Result<Picture, Error> {
        let length = bytes.len() as u64;
        self.api().import_video(name, &mut std::io::Cursor::new(bytes), length, &Onward)
    }
}

/// Lets a video come in to its end.
pub struct Onward;

impl TakingIn for Onward {
    fn got_to(&self, _: u64, _: u64) -> bool {
        true
    }
}
