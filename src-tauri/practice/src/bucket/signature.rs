//! Signatures in addresses: Signature Version 4, worked out here from the request alone.
//!
//! Invariant: written against Amazon's description and not with the client's code, so that the two check each other.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::error::{self, S3Error};
use crate::blobs::sha256_hex;
use crate::call::Call;
use crate::cast;
use crate::clock::{read_stamp, s3_time};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// How far ahead of this clock a signature may be dated.
const MOST_SKEW_MS: i64 = 15 * 60 * 1_000;
const LONGEST_SECONDS: i64 = 7 * 24 * 60 * 60;

/// What an address says of itself.
#[derive(Debug)]
pub(super) struct Claimed {
    pub(super) key_id: String,
    day: String,
    region: String,
    stamp: String,
    signed_ms: i64,
    lives_ms: i64,
    signed_headers: Vec<String>,
    signature: String,
}

/// Reads what an address claims; nothing of it is believed yet.
pub(super) fn claimed(call: &Call) -> Result<Claimed, S3Error> {
    let given = |name: &str| call.query(name).map(str::to_owned);
    let Some(algorithm) = given("X-Amz-Algorithm") else { return Err(error::denied("Access Denied")) };
    if algorithm != ALGORITHM {
        return Err(error::malformed("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\""));
    }
    let required = |name: &str| {
        given(name).ok_or_else(|| {
            error::malformed(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, \
                 X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
            )
        })
    };
    let credential = required("X-Amz-Credential")?;
    let [key_id, day, region, "s3", "aws4_request"] = credential.split('/').collect::<Vec<_>>()[..] else {
        return Err(error::malformed("Error parsing the X-Amz-Credential parameter"));
    };
    let stamp = required("X-Amz-Date")?;
    let signed_ms = read_stamp(&stamp)
        .filter(|_| stamp.starts_with(day))
        .ok_or_else(|| error::malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""))?;
    let seconds = required("X-Amz-Expires")?.parse().ok().filter(|seconds| (1..=LONGEST_SECONDS).contains(seconds));
    let seconds: i64 = seconds.ok_or_else(|| error::malformed("X-Amz-Expires must be between 1 and 604800"))?;
    Ok(Claimed {
        key_id: key_id.to_owned(),
        day: day.to_owned(),
        region: region.to_owned(),
        signed_ms,
        lives_ms: seconds * 1_000,
        signed_headers: required("X-Amz-SignedHeaders")?.split(';').map(str::to_owned).collect(),
        signature: required("X-Amz-Signature")?,
        stamp,
    })
}

impl Claimed {
    /// Whether the owner of `secret` signed this very request for now.
    pub(super) fn check(&self, method: &str, call: &Call, secret: &str, now: i64) -> Result<(), S3Error> {
        if self.region != cast::BUCKET_REGION {
            return Err(error::wrong_region(&self.region, cast::BUCKET_REGION));
        }
        if self.signed_ms > now + MOST_SKEW_MS {
            return Err(error::too_skewed(self.stamp.clone(), s3_time(now)));
        }
        if self.signed_ms + self.lives_ms <= now {
            return Err(error::expired(s3_time(self.signed_ms + self.lives_ms), s3_time(now)));
        }
        let to_sign = self.to_sign(&self.canonical(method, call));
        if hex(&self.sign(secret, &to_sign)) == self.signature {
            return Ok(());
        }
        Err(error::wrong_signature(&self.key_id, &to_sign))
    }

    fn canonical(&self, method: &str, call: &Call) -> String {
        let mut query: Vec<&str> =
            call.raw_query.split('&').filter(|pair| !pair.starts_with("X-Amz-Signature=")).collect();
        query.sort_unstable();
        let mut headers = String::new();
        for name in &self.signed_headers {
            headers.push_str(&format!("{name}:{}\n", call.any_header(name).unwrap_or_default().trim()));
        }
        let (path, signed) = (&call.raw_path, self.signed_headers.join(";"));
        format!("{method}\n{path}\n{}\n{headers}\n{signed}\nUNSIGNED-PAYLOAD", query.join("&"))
    }

    fn to_sign(&self, canonical: &str) -> String {
        let scope = format!("{}/{}/s3/aws4_request", self.day, self.region);
        format!("{ALGORITHM}\n{}\n{scope}\n{}", self.stamp, sha256_hex(canonical.as_bytes()))
    }

    fn sign(&self, secret: &str, to_sign: &str) -> Vec<u8> {
        let steps = [self.day.as_str(), self.region.as_str(), "s3", "aws4_request", to_sign];
        steps.iter().fold(format!("AWS4{secret}").into_bytes(), |key, step| keyed(&key, step.as_bytes()))
    }
}

fn keyed(key: &[u8], message: &[u8]) -> Vec<u8> {
    // A key of any length is one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use axum::body::Body;
    use axum::http::Request;

    use super::*;

    /// The example of Amazon's own description, *Authenticating Requests: Using Query Parameters*.
    #[tokio::test]
    async fn the_example_of_amazon_s_description_is_signed_as_it_says() {
        let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        let address = format!(
            "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1\
             %2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
             &X-Amz-Signature={signature}"
        );
        let request =
            Request::get(address).header("host", "examplebucket.s3.amazonaws.com").body(Body::empty()).unwrap();
        let (mut call, body) = Call::begun(Vec::new(), request);
        call.read_body(body).await;
        let claimed = claimed(&call).unwrap();
        let to_sign = claimed.to_sign(&claimed.canonical("GET", &call));
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        assert_eq!(hex(&claimed.sign(secret, &to_sign)), signature);
        assert_eq!(claimed.signature, signature);
        let head = claimed.to_sign(&claimed.canonical("HEAD", &call));
        assert_ne!(hex(&claimed.sign(secret, &head)), signature, "an address is good for one method");
    }
}
