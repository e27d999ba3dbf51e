//! Journeys through the core's own api, over the real clients and the practice platforms.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod access;
mod addresses;
mod allowing;
mod backup;
mod by_hand;
mod calendar;
mod calls;
mod clock;
mod composing;
mod connecting;
mod connecting_by_facebook;
mod connecting_on_linkedin;
mod connecting_on_x;
mod deciding;
mod desk;
mod filming;
mod gate;
mod holding;
mod input;
mod keeping;
mod keys;
mod large_films;
mod late;
mod looking_back;
mod media_host;
mod moving;
mod network;
mod pieces;
mod pins;
mod policy;
mod read_back;
mod recipients;
mod record;
mod reopening;
mod reviewing;
mod roles;
mod setting_up;
mod signing;
mod spine;
mod the_rest;
mod tiktok;
mod times;
mod writing;
mod youtube;
