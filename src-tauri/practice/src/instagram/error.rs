//! The refusals of Instagram's own, by Meta's table of error codes.
//!
//! Invariant: code and subcode are the documented ones; where Meta documents none, that is said.

use axum::http::StatusCode;

use crate::facebook::error::GraphError;

fn refusal(code: i64, subcode: u32, message: &str, title: &'static str, words: &str) -> GraphError {
    GraphError::new(code, message).sub(subcode).user(title, words)
}

pub(super) fn not_permitted() -> GraphError {
    GraphError::new(10, "(#10) Application does not have permission for this action").status(StatusCode::FORBIDDEN)
}

pub(super) fn account_limit() -> GraphError {
    GraphError::new(4, "(#4) Application request limit reached").status(StatusCode::FORBIDDEN)
}

/// Too many containers in a day. Meta documents the limit, and no code for it.
pub(super) fn too_many_containers() -> GraphError {
    GraphError::new(17, "(#17) User request limit reached")
}

pub(super) fn not_fetched() -> GraphError {
    refusal(
        9_004,
        2_207_052,
        "Only photo or video can be accepted as media type.",
        "Media download has failed",
        "The media could not be fetched from this URI.",
    )
}

pub(super) fn too_large() -> GraphError {
    refusal(
        36_000,
        2_207_004,
        "The image is too large to download.",
        "Image size too large",
        "It should be less than 8 MiB.",
    )
}

pub(super) fn wrong_format() -> GraphError {
    refusal(36_001, 2_207_005, "The image format is not supported.", "Image format not supported", "It should be JPEG.")
}

pub(super) fn wrong_ratio() -> GraphError {
    refusal(
        36_003,
        2_207_009,
        "The submitted image has an unsupported aspect ratio.",
        "Invalid aspect ratio",
        "It should be between 4:5 and 1.91:1.",
    )
}

pub(super) fn long_caption() -> GraphError {
    refusal(
        36_004,
        2_207_010,
        "The caption is too long.",
        "Caption too long",
        "The caption was too long: at most 2,200.",
    )
}

pub(super) fn many_tags() -> GraphError {
    refusal(100, 2_207_040, "Invalid parameter", "Too many tags", "There can be at most 20 @ tags.")
}

pub(super) fn unknown_type() -> GraphError {
    refusal(100, 2_207_023, "Invalid parameter", "Unknown media type", "The media type is not one that is known.")
}

pub(super) fn carousel_size() -> GraphError {
    refusal(100, 2_207_028, "Invalid parameter", "Carousel", "A carousel has to have 2 to 10 items.")
}

pub(super) fn no_such_container() -> GraphError {
    refusal(24, 2_207_006, "The requested resource does not exist", "Media not found", "The media could not be found.")
}

/// A container whose time is over; and, since Meta documents no other code, one that is public already.
pub(super) fn container_gone() -> GraphError {
    refusal(24, 2_207_008, "The requested resource does not exist", "Media builder expired", "Create it again.")
}

pub(super) fn not_ready() -> GraphError {
    refusal(9_007, 2_207_027, "Media ID is not available", "Media is not ready", "Please wait for a moment.")
}

pub(super) fn daily_limit() -> GraphError {
    refusal(9, 2_207_042, "Application request limit reached", "Posting limit", "The most posts of a day are reached.")
}

pub(super) fn bad_span() -> GraphError {
    GraphError::new(100, "(#100) since must be before until")
}
