//! How a media host refuses, and the sentence for a receptionist.
//!
//! Invariant: of an answer only its status, its code and the region it names are kept. Its words are not: where a
//! signature does not fit they repeat what was signed.

use std::net::IpAddr;

use countersign_core::model::Millis;
use countersign_core::ports::{HostFault, HostRemedy};

use crate::http::distrusted;
use crate::route::RouteRefused;

/// How far clocks may be apart before they are what is wrong with a refused signature. Hosts allow fifteen minutes.
const MOST_APART: i64 = 10 * Millis::MINUTE;

/// What was asked of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Put,
    Fetch,
    Remove,
}

impl Act {
    pub(super) const fn method(self) -> &'static str {
        match self {
            Self::Put => "PUT",
            Self::Fetch => "GET",
            Self::Remove => "DELETE",
        }
    }
}

fn fault(remedy: HostRemedy, field: Option<&'static str>, message: impl Into<String>, detail: String) -> HostFault {
    HostFault { remedy, field, message: message.into(), detail }
}

fn person(field: Option<&'static str>, message: impl Into<String>, detail: String) -> HostFault {
    fault(HostRemedy::Person, field, message, detail)
}

/// What an answer means.
///
/// `apart` is how far the laptop's clock is ahead of the host's, in milliseconds.
pub(super) fn judge(act: Act, status: u16, body: &[u8], apart: i64) -> Result<(), HostFault> {
    if (200..=299).contains(&status) {
        return Ok(());
    }
    let body = String::from_utf8_lossy(body);
    let code = element(&body, "Code").unwrap_or_default();
    // What is not there does not have to be taken away, nor from a bucket that is gone.
    if act == Act::Remove && status == 404 && matches!(code, "NoSuchKey" | "NoSuchBucket") {
        return Ok(());
    }
    let detail = format!("{} answered {status} {code}", act.method()).trim_end().to_owned();
    if let Some(words) = out_of_time(status, code, &body, apart) {
        return Err(fault(HostRemedy::Passing, None, words, detail));
    }
    Err(match code {
        "InvalidAccessKeyId" | "InvalidToken" | "ExpiredToken" => person(
            Some("access_key_id"),
            "The media host does not know this access key id, or it was withdrawn. Compare it with what the host shows, or make a new key there.",
            detail,
        ),
        "SignatureDoesNotMatch" | "InvalidSignature" => person(
            Some("secret"),
            "The secret access key does not belong to this access key id. Copy both again from the media host; a lost secret can't be shown again, so make a new key there.",
            detail,
        ),
        "NoSuchBucket" | "InvalidBucketName" => person(
            Some("bucket"),
            "The media host has no bucket of this name at this address. Check the bucket's name, and that the address is of the region it lies in.",
            detail,
        ),
        "PermanentRedirect"
        | "TemporaryRedirect"
        | "Redirect"
        | "AuthorizationHeaderMalformed"
        | "AuthorizationQueryParametersError"
        | "IncorrectEndpoint"
        | "InvalidRegion" => elsewhere(&body, detail),
        "QuotaExceeded" | "InsufficientStorage" | "InsufficientCapacity" | "StorageQuotaExceeded" => person(
            None,
            "The media host has no room left for the clinic. Make room there, or ask whoever pays for it.",
            detail,
        ),
        "EntityTooLarge" => person(None, "The media host does not take files of this size.", detail),
        "SlowDown" | "InternalError" | "ServiceUnavailable" | "OperationAborted" | "RequestTimeout" => busy(detail),
        _ => by_status(act, status, code, detail),
    })
}

fn by_status(act: Act, status: u16, code: &str, detail: String) -> HostFault {
    match status {
        300..=399 => elsewhere("", detail),
        // A host names its reason. A refusal without one may be of something on the way, such as a network's sign-in page.
        401 | 403 if code.is_empty() => fault(
            HostRemedy::Passing,
            None,
            "The media host, or something on the way to it, refused without saying why. Try again in a while, or in another network; if it stays so, check what the key may do.",
            detail,
        ),
        401 | 403 => denied(act, detail),
        408 | 425 | 429 | 500..=599 => busy(detail),
        404 if act == Act::Fetch => cant_be_fetched(detail),
        _ if code.is_empty() => fault(
            HostRemedy::Passing,
            Some("endpoint"),
            "What answers at this address is no media host. Use the address that the host calls its S3 endpoint.",
            detail,
        ),
        _ => person(
            None,
            "The media host refused, and Countersign does not know why. Its own code is under Details; ask whoever set the host up.",
            detail,
        ),
    }
}

fn denied(act: Act, detail: String) -> HostFault {
    let words = match act {
        Act::Put => "The key may not put files into this folder of the bucket. Give it the right to write there.",
        Act::Fetch => {
            "The file could be put on the media host, but its address opens nothing: the key may not read this folder. Give it the right to read there; nothing else needs to be public."
        }
        Act::Remove => {
            "The key may not delete files in this folder of the bucket, so Countersign could not clear up after itself. Give it the right to delete there."
        }
    };
    person(None, words, detail)
}

fn busy(detail: String) -> HostFault {
    fault(
        HostRemedy::Time,
        None,
        "The media host is busy or in trouble. This usually passes by itself; please try again in a while.",
        detail,
    )
}

fn elsewhere(body: &str, detail: String) -> HostFault {
    let words = match element(body, "Region").filter(|region| is_region(region)) {
        Some(region) => format!("The bucket lies in the region {region}. Write that as the region, and use the address of it."),
        None => "The bucket lies somewhere else than this address and region say. Use those that the host shows for the bucket.".to_owned(),
    };
    person(Some("region"), words, detail)
}

fn cant_be_fetched(detail: String) -> HostFault {
    person(
        None,
        "The file could be put on the media host, but can't be fetched from its address, so a platform could not either. Check that the host is open to the internet.",
        detail,
    )
}

/// Whether it is the clocks: a signature is refused that was made a moment ago.
fn out_of_time(status: u16, code: &str, body: &str, apart: i64) -> Option<String> {
    if !matches!(status, 400 | 401 | 403) {
        return None;
    }
    let words = element(body, "Message").unwrap_or_default().to_ascii_lowercase();
    let said = code == "RequestTimeTooSkewed"
        || (code == "AccessDenied" && (words.contains("expired") || words.contains("not yet valid")));
    if !said && apart.abs() < MOST_APART {
        return None;
    }
    let how = match apart / Millis::MINUTE {
        0 => "not the same as the media host's".to_owned(),
        minutes if minutes > 0 => format!("{minutes} minutes ahead of the media host's"),
        minutes => format!("{} minutes behind the media host's", -minutes),
    };
    Some(format!("This laptop's clock is {how}, so the host refuses what it signs. Set the clock, then try again."))
}

/// The text of an element, where it is a plain one.
fn element<'b>(body: &'b str, name: &str) -> Option<&'b str> {
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let plain = text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    // A code and a region are names; of words it is only asked what they contain.
    (plain && (name == "Message" || text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')))
        .then_some(text)
}

fn is_region(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What it means that a request got no answer. `is_connect` ends before the request begins; see [`crate::http`].
pub(super) fn no_answer(act: Act, error: &reqwest::Error) -> HostFault {
    let method = act.method();
    if !error.is_connect() {
        let how = if error.is_timeout() { "no answer in time" } else { "the connection ended without an answer" };
        return fault(
            HostRemedy::Time,
            None,
            "The media host did not answer as it should. This usually passes by itself; please try again in a while.",
            format!("{method}: {how}"),
        );
    }
    if distrusted(error) {
        return fault(
            HostRemedy::Network,
            None,
            "The media host could not be reached safely: it, or this network, shows a certificate that the computer does not trust. Ask whoever looks after the host or the network.",
            format!("{method}: not connected, certificate or encryption"),
        );
    }
    if error.is_dns() {
        return fault(
            HostRemedy::Network,
            Some("endpoint"),
            "The media host was not found. Check its address, and the connection to the internet.",
            format!("{method}: not connected, the name was not found"),
        );
    }
    fault(
        HostRemedy::Network,
        None,
        "The media host could not be reached. Check its address, and the connection to the internet.",
        format!("{method}: not connected, refused, unreachable or too slow"),
    )
}

pub(super) fn cut_short(act: Act, status: u16) -> HostFault {
    fault(
        HostRemedy::Time,
        None,
        "The media host's answer was cut short or far too long. Please try again; if it stays so, what answers there may be no media host.",
        format!("{} answered {status}, not whole", act.method()),
    )
}

pub(super) fn refused_address(refused: RouteRefused) -> HostFault {
    let words = match refused {
        RouteRefused::NotHttps => {
            "The address of a media host begins with https://, or what is sent there could be read on the way."
        }
        RouteRefused::NotPublic => {
            "Platforms fetch pictures from this address, so it has to be a name on the internet; a name or number inside the clinic's own network does not do."
        }
        RouteRefused::NotLoopback => {
            "The practice clinic reaches nothing outside this laptop. Use the address that it came with."
        }
        RouteRefused::TooMuch => {
            "Write the address without a user name, a question mark or a hash. The bucket has a field of its own."
        }
        RouteRefused::NotAnAddress | RouteRefused::NotHttp | RouteRefused::ForeignHost => {
            "Write the whole address of the media host, such as https://s3.eu-central-1.amazonaws.com."
        }
    };
    person(Some("endpoint"), words, refused.to_string())
}

pub(super) fn inside_the_clinic() -> HostFault {
    person(
        Some("endpoint"),
        "This address leads to a computer inside the clinic's own network. A platform can't fetch anything from there; use a host on the internet.",
        "the name leads to a private address".to_owned(),
    )
}

pub(super) fn no_address() -> HostFault {
    person(
        Some("endpoint"),
        "No address can be made of these settings. Check the address of the media host, the bucket and the folder.",
        "no address".to_owned(),
    )
}

pub(super) fn no_certificates() -> HostFault {
    person(
        None,
        "This computer's list of trusted certificates can't be read, so the media host can't be reached safely. Ask whoever looks after the computer.",
        "no client".to_owned(),
    )
}

/// Whether an address is of a private network, or of this very computer.
pub(super) fn is_inside(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}
