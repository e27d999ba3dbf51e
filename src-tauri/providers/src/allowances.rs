//! What each platform says of its allowances, read from its answers in one place per platform.
//!
//! Invariant: what a header does not say is not made up, and only an allowance that the platform itself tells closes
//! anything: what is counted here shows how much was asked, and holds nothing back.

use countersign_core::model::Platform;
use countersign_core::publish::Allowance;

use crate::http::{Answer, Endpoint};
use crate::{facebook, linkedin, tiktok, whatsapp, x, youtube};

/// What an answer of `endpoint` says is left.
pub(crate) fn said(endpoint: &Endpoint, answer: &Answer) -> Vec<Allowance> {
    match endpoint.platform {
        Platform::X => x::allowances(endpoint, answer),
        Platform::Facebook => facebook::allowances(answer, facebook::PAGES),
        Platform::Linkedin => linkedin::allowances(endpoint, answer),
        // Instagram's answers carry Meta's own headers.
        Platform::Instagram => facebook::allowances(answer, facebook::INSTAGRAM),
        Platform::Whatsapp => whatsapp::allowances(answer),
        Platform::Youtube => youtube::allowances(endpoint, answer),
        Platform::Tiktok => tiktok::allowances(endpoint, answer),
    }
}

/// The allowances that a call of `endpoint` needs.
pub(crate) fn needed(endpoint: &Endpoint) -> Vec<String> {
    match endpoint.platform {
        Platform::X => x::needed(endpoint),
        Platform::Facebook | Platform::Instagram => facebook::needed(),
        Platform::Linkedin | Platform::Youtube => Vec::new(),
        Platform::Whatsapp => whatsapp::needed(endpoint),
        Platform::Tiktok => tiktok::needed(endpoint),
    }
}
