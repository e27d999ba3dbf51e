//! Use cases of the media host: where it is, whether it works, and forgetting it.
//!
//! Invariant: its secret comes from the private window alone, and goes nowhere but into the vault once it worked.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::context::{Api, Who};
use super::types::{MediaHost, MediaHostSet, SecretField};
use super::when::{clinic_zone, when};
use crate::clinic::{self, Caller, MediaHostRow, MediaHostSettings};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{CredentialRef, Secret};
use crate::ports::HostFault;
use crate::publish;

/// The shortest and the longest secret key that is taken for one, in bytes.
const SECRET: std::ops::RangeInclusive<usize> = 8..=256;

pub(super) fn get(api: &Api, _: &Caller, (): ()) -> Result<MediaHost> {
    shown(api)
}

pub(super) fn set(api: &Api, caller: &Caller, typed: MediaHostSet) -> Result<MediaHost> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let settings = to_settings(typed).tidied();
    settings.check()?;
    api.media_host.admits(&settings.endpoint).map_err(refusal)?;
    api.db.write(move |tx| clinic::set_media_host(tx, &env, by, &settings))?;
    shown(api)
}

pub(super) fn test(api: &Api, caller: &Caller, (): ()) -> Result<MediaHost> {
    let host = the_host(api)?;
    if host.secret_at.is_none() {
        return Err(Error::refused(
            ErrorCode::Invalid,
            "The secret key is missing. Enter it first; it is tested then.",
        ));
    }
    let runtime = Handle::try_current().map_err(|error| Error::internal(error.to_string()))?;
    block_in_place(|| runtime.block_on(api.dispatcher.prove_media_host(caller.actor(), &host, None)))?
        .map_err(refusal)?;
    shown(api)
}

pub(super) fn forget(api: &Api, caller: &Caller, (): ()) -> Result<MediaHost> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| clinic::forget_media_host(tx, &env, by))?;
    api.dispatcher.wake();
    shown(api)
}

impl Api {
    /// What has to be typed into the private window for the media host, and the name of its bucket.
    ///
    /// # Errors
    /// When the caller is no administrator, or there are no settings yet.
    pub fn media_host_fields(&self) -> Result<(String, Vec<SecretField>)> {
        self.admit(Who::Administrator, "media_host_connect")?;
        let host = the_host(self)?;
        let secret = SecretField {
            name: "secret".into(),
            label: "Secret access key".into(),
            help: format!(
                "The secret that belongs to the access key id {}. The host shows it once, when the key is made.",
                host.settings.access_key_id
            ),
            hidden: true,
            required: true,
        };
        Ok((host.settings.bucket, vec![secret]))
    }

    /// Keeps the secret key of the media host, after it was seen to work.
    ///
    /// # Errors
    /// When the caller is no administrator, or the host does not do what it must; nothing is kept then.
    pub async fn connect_media_host(&self, secret: &Secret) -> Result<MediaHost> {
        let caller = self.admit(Who::Administrator, "media_host_connect")?;
        let host = the_host(self)?;
        let typed = secret.expose();
        if !SECRET.contains(&typed.len()) || !typed.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid(
                "secret",
                "This is no secret access key. Copy it again from the host, without spaces.",
            ));
        }
        self.dispatcher.prove_media_host(caller.actor(), &host, Some(secret)).await?.map_err(refusal)?;
        shown(self)
    }

    pub(crate) fn keep_media_host(&self, secret: &Secret, settings: &MediaHostSettings) -> Result<()> {
        let reference = CredentialRef::for_media_host(&self.env.unguessable());
        let (env, announced) = (Arc::clone(&self.env), reference.clone());
        let (settings, used) = (settings.tidied(), reference.clone());
        // Sealed first: written down by itself it would be idle, and forgotten. A clinic that is being made is made anew
        // if this ends in between.
        self.credentials.seal(&reference, secret)?;
        self.db.write(move |tx| {
            let by = clinic::people(tx)?.first().map(|person| person.id);
            let by = by.ok_or_else(|| Error::internal("a clinic without people"))?;
            clinic::announce_secret(tx, &announced)?;
            clinic::seed_media_host(tx, &env, by, &settings, &used)
        })
    }
}

fn the_host(api: &Api) -> Result<MediaHostRow> {
    api.db.read(clinic::media_host)?.ok_or_else(|| {
        Error::refused(
            ErrorCode::Stale,
            "The clinic has no media host any more. Fill in where it is, and save that first.",
        )
    })
}

fn shown(api: &Api) -> Result<MediaHost> {
    api.db.read(|tx| {
        let zone = clinic_zone(&clinic::profile(tx)?);
        let lent = publish::lent_now(tx)?;
        let Some(host) = clinic::media_host(tx)? else {
            return Ok(MediaHost { settings: None, has_secret: false, proven_at: None, problem: None, lent });
        };
        Ok(MediaHost {
            has_secret: host.secret_at.is_some(),
            proven_at: host.proven_at.map(|at| when(at, &zone)),
            problem: host.problem,
            settings: Some(MediaHostSet {
                endpoint: host.settings.endpoint,
                region: host.settings.region,
                bucket: host.settings.bucket,
                folder: host.settings.folder,
                access_key_id: host.settings.access_key_id,
            }),
            lent,
        })
    })
}

fn to_settings(typed: MediaHostSet) -> MediaHostSettings {
    MediaHostSettings {
        endpoint: typed.endpoint,
        region: typed.region,
        bucket: typed.bucket,
        folder: typed.folder,
        access_key_id: typed.access_key_id,
    }
}

fn refusal(fault: HostFault) -> Error {
    Error::refused(ErrorCode::Invalid, fault.message).with(|refusal| {
        refusal.field = fault.field;
        refusal.detail = Some(fault.detail);
    })
}
