//! How long a photo of twelve megapixels takes: to be taken in, shown small, and made into what is sent.
//!
//! Invariant: every photo is one that was not there before, since a picture that is kept already costs nothing; what is
//! measured is the use case itself, with its seal and its durable write.

use std::time::{Duration, Instant};

use countersign_core::api::types::{Channel, Post, PostRef};
use countersign_core::model::{AltText, Content, MediaRef, Platform};
use countersign_core::publish::Unwatched;
use countersign_practice::{Options, Platform as Practised, PracticeClock, PracticePlatforms};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::Fault;
use crate::clinic::{Clinic, told};
use crate::figures::{Times, goal, heading, line};

const PHOTOS: u32 = 5;
const GOAL_MS: f64 = 1_500.0;
/// Upright as it is stored, and to be turned by a quarter: that one is encoded anew.
const ORIENTATIONS: [(&str, u8); 2] = [("upright", 1), ("turned", 6)];

/// Measures and tells.
pub fn measure() -> Result<(), Fault> {
    heading("pictures: a photo of twelve megapixels");
    block_in_place(|| Handle::current().block_on(photos()))
}

async fn photos() -> Result<(), Fault> {
    let folder = tempfile::tempdir()?;
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 };
    let platforms = PracticePlatforms::start(options).await?;
    let accounts = [platforms.control().add_account(Practised::Facebook, "Lakeside")];
    let clinic = Clinic::make(folder.path(), platforms.base_url(), &accounts, std::sync::Arc::new(Unwatched))?;
    clinic.unlock()?;
    let channels: Vec<Channel> = clinic.call("channel_list", Value::Null)?;
    let channel = channels.first().ok_or("the clinic has no channel")?;
    for (name, orientation) in ORIENTATIONS {
        let (mut taken, mut small, mut made) = (Vec::new(), Vec::new(), Vec::new());
        for seed in 0..PHOTOS {
            let file = photo(seed * 2 + u32::from(orientation), orientation)?;
            let begun = Instant::now();
            let picture = told(clinic.api().import_picture("photo.jpg", &file))?;
            taken.push(begun.elapsed());
            let begun = Instant::now();
            told(clinic.api().picture(picture.digest, None, true))?;
            small.push(begun.elapsed());
            let media = MediaRef { digest: picture.digest, alt: AltText("A lake".into()), crop: None };
            made.push(submitted(&clinic, channel, media)?);
        }
        let taken = Times::of(taken);
        line(&format!("{name}: taken in"), &taken);
        goal("  median", taken.median(), GOAL_MS);
        line(&format!("{name}: shown small"), Times::of(small));
        line(&format!("{name}: submitted, made into what is sent"), Times::of(made));
    }
    clinic.engine.close().await;
    platforms.shutdown().await;
    Ok(())
}

/// How long it takes to submit a post with the picture.
fn submitted(clinic: &Clinic, channel: &Channel, media: MediaRef) -> Result<Duration, Fault> {
    let mut content = Content::of_text(Platform::Facebook, "An evening by the lake");
    content.parts.first_mut().ok_or("a post has a part")?.media.push(media);
    let post: Post = clinic.call("post_create", json!({ "channel_id": channel.id }))?;
    let request = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
    let post: Post = clinic.call("post_save", request)?;
    let begun = Instant::now();
    clinic.call::<Value>("post_submit", PostRef { id: post.summary.id })?;
    Ok(begun.elapsed())
}

/// A photo as a telephone takes it: light that changes slowly, grain, and the way it was held in its Exif.
fn photo(seed: u32, orientation: u8) -> Result<Vec<u8>, Fault> {
    let pixels = RgbImage::from_fn(4_032, 3_024, |x, y| {
        let grain = ((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503) ^ seed.wrapping_mul(97)) >> 7) & 15;
        let [red, green, grain] = [x * 255 / 4_032, y * 255 / 3_024, grain].map(|it| u8::try_from(it).unwrap_or(255));
        Rgb([red, green, 120 + grain])
    });
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90).encode_image(&pixels)?;
    // A segment of 34 bytes behind the first mark: one field, the orientation.
    let exif = [
        &b"\xFF\xE1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..],
        &[orientation, 0, 0, 0, 0, 0, 0],
    ]
    .concat();
    file.splice(2..2, exif);
    Ok(file)
}
