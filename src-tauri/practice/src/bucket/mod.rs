//! A bucket: files that are put, fetched and removed by signed addresses, as S3 and those that do as S3 answer.
//!
//! Invariant: nothing is done, and nothing is shown, without a signature of a key that is known and an address whose time
//! has come and is not over; the bucket's names are no secret, its files are.

mod error;
mod signature;
pub(crate) mod state;

use axum::body::Bytes;
use axum::http::StatusCode;

use crate::account::{Platform, Standing};
use crate::call::{Call, Payload};
use crate::cast;
use crate::reply::Reply;
use crate::templates::bucket as at;
use crate::world::Scene;
use error::S3Error;
use state::Stored;

type Work = fn(&mut Scene<'_>, &Call) -> Result<Reply, S3Error>;

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    work: Work,
}

/// The endpoints under the bucket's host.
pub(crate) static DESKS: &[Desk] = &[
    Desk { method: "PUT", template: at::FILE, work: put },
    Desk { method: "GET", template: at::FILE, work: get },
    Desk { method: "HEAD", template: at::FILE, work: get },
    Desk { method: "DELETE", template: at::FILE, work: delete },
];

impl Desk {
    pub(crate) fn perform(&self, scene: &mut Scene<'_>, call: &Call) -> Reply {
        let worked = self.admit(scene, call).and_then(|()| (self.work)(scene, call));
        worked.unwrap_or_else(S3Error::reply)
    }

    fn admit(&self, scene: &Scene<'_>, call: &Call) -> Result<(), S3Error> {
        let claimed = signature::claimed(call)?;
        let secret = scene
            .world
            .account(Platform::Bucket, &claimed.key_id)
            .filter(|account| {
                let grant = scene.world.grant(Platform::Bucket, &account.token);
                grant.is_some_and(|grant| grant.standing == Standing::Good)
            })
            .map(|account| account.token.clone())
            .ok_or_else(error::unknown_key)?;
        claimed.check(self.method, call, &secret, scene.now)?;
        if call.segment("bucket") != cast::BUCKET {
            return Err(error::no_such_bucket());
        }
        let manners = scene.world.bucket.manners;
        let may = match self.method {
            "PUT" => manners.may_put,
            "DELETE" => manners.may_delete,
            _ => manners.may_get,
        };
        if may { Ok(()) } else { Err(error::denied("Access Denied")) }
    }
}

fn put(scene: &mut Scene<'_>, call: &Call) -> Result<Reply, S3Error> {
    if matches!(call.body, Payload::TooLarge) {
        return Err(error::too_large());
    }
    let sha256 = scene.blobs.keep(call.bytes.clone());
    let mime = call.header("content-type").unwrap_or("binary/octet-stream").to_owned();
    let stored = Stored { sha256: sha256.clone(), mime, put_ms: scene.now };
    scene.world.bucket.files.insert(call.segment("key").to_owned(), stored);
    Ok(Reply::raw(StatusCode::OK, "application/xml", Bytes::new()).with("etag", format!("\"{}\"", &sha256[..32])))
}

fn get(scene: &mut Scene<'_>, call: &Call) -> Result<Reply, S3Error> {
    let stored = scene.world.bucket.files.get(call.segment("key")).cloned().ok_or_else(error::no_such_key)?;
    let bytes = scene.blobs.get(&stored.sha256).ok_or_else(error::no_such_key)?;
    Ok(Reply::raw(StatusCode::OK, "binary/octet-stream", bytes).with("content-type", stored.mime))
}

/// As everywhere: what is not there is deleted already.
fn delete(scene: &mut Scene<'_>, call: &Call) -> Result<Reply, S3Error> {
    scene.world.bucket.files.remove(call.segment("key"));
    Ok(Reply::raw(StatusCode::NO_CONTENT, "application/xml", Bytes::new()))
}

pub(crate) fn unsupported() -> Reply {
    error::not_allowed().reply()
}

pub(crate) fn too_many() -> Reply {
    error::slow_down().reply()
}

pub(crate) fn server_error(status: StatusCode) -> Reply {
    error::internal(status).reply()
}

pub(crate) fn token_expired() -> Reply {
    error::unknown_key().reply()
}

/// Something that stands in between answers for the bucket.
pub(crate) fn error_in_200() -> Reply {
    Reply::raw(StatusCode::OK, "text/html", Bytes::from_static(b"<html><body>Please sign in</body></html>"))
}
