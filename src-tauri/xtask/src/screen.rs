//! Where windows appear: on a person's screen, or on a virtual one that nobody sees.
//!
//! Invariant: how the web view draws is decided in one place, so that a picture taken in a private session shows what a
//! person on the same machine would see.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::stop::{Outcome, Stop, While};

/// Whether this person has a screen in front of them. Only on Linux can it be missing.
pub fn is_there() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// What the web view has to be told about this machine.
///
/// WebKit's renderer hands pictures over in graphics memory. Without a graphics card it first sets up OpenGL in
/// software to do so, which costs 110 MB and most of a second at every start and draws nothing better. A person who has
/// set the variable knows more than we do.
pub fn renderer() -> Option<(&'static str, &'static str)> {
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let left_to_us = cfg!(target_os = "linux") && std::env::var_os(VARIABLE).is_none();
    (left_to_us && !has_graphics_card()).then_some((VARIABLE, "1"))
}

fn has_graphics_card() -> bool {
    let Ok(devices) = fs::read_dir("/dev/dri") else { return false };
    devices.flatten().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}

/// A running virtual screen.
pub struct Virtual {
    /// The server.
    pub server: Child,
    /// What belongs into `DISPLAY`.
    pub display: String,
    /// What belongs into `XAUTHORITY`.
    pub authority: PathBuf,
}

/// Prepares a server that chooses a free number itself: two suites on one machine never ask for the same one. `folder`
/// takes its log and the record that lets in whoever can read the folder, and nobody else.
pub fn server(folder: &Path) -> Outcome<(Command, PathBuf)> {
    let authority = folder.join("authority");
    let mut cookie = [0; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut cookie))
        .and_then(|()| fs::write(&authority, record(cookie)))
        .could_not("write the virtual screen's access record")?;
    let log = fs::File::create(folder.join("screen.log")).could_not("write the virtual screen's log")?;
    let mut server = Command::new("Xvfb");
    server.args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-noreset", "-auth"]).arg(&authority);
    server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    Ok((server, authority))
}

/// Waits until the server says which number it took.
pub fn ready(mut server: Child, authority: PathBuf) -> Outcome<Virtual> {
    let number = first_line(&mut server, Duration::from_secs(30))
        .filter(|number| number.parse::<u16>().is_ok())
        .ok_or_else(|| Stop::new("The virtual screen (Xvfb) did not start."))?;
    Ok(Virtual { server, display: format!(":{number}"), authority })
}

/// The first line a child prints. `None` if it ends, or the time does, before there is one.
pub fn first_line(child: &mut Child, patience: Duration) -> Option<String> {
    let output = child.stdout.take()?;
    let (said, heard) = mpsc::channel();
    std::thread::spawn(move || {
        let mut lines = BufReader::new(output).lines();
        let first = lines.next().and_then(Result::ok);
        let answered = said.send(first);
        // Read on to the end: a server whose output nobody takes would be stopped by its next word.
        lines.for_each(drop);
        answered
    });
    heard.recv_timeout(patience).ok().flatten().map(|line| line.trim().to_owned())
}

/// The one record of an X authority file: it holds for any host and any display number, since the number is not known
/// before the server runs and the server wants the file first.
fn record(cookie: [u8; 16]) -> Vec<u8> {
    const ANY_HOST: [u8; 2] = [0xff, 0xff];
    let mut record = ANY_HOST.to_vec();
    for field in [&b""[..], b"", b"MIT-MAGIC-COOKIE-1", &cookie] {
        let length = u16::try_from(field.len()).unwrap_or(u16::MAX);
        record.extend(length.to_be_bytes());
        record.extend(field);
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_access_record_is_laid_out_as_x_expects() {
        let record = record([7; 16]);
        assert_eq!(&record[..6], [0xff, 0xff, 0, 0, 0, 0], "any host, no address, no number");
        assert_eq!(&record[6..8], [0, 18], "lengths are big-endian");
        assert_eq!(&record[8..26], b"MIT-MAGIC-COOKIE-1");
        assert_eq!(&record[26..], [&[0, 16][..], &[7; 16]].concat());
    }
}
