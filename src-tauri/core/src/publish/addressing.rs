//! Where the public sees what went out, on platforms that tell it only when asked once more.
//!
//! Invariant: a part is *posted* on disk before its address is asked for, so that nothing which goes wrong here can leave a
//! public post unrecorded. An address that is known is never replaced.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use tokio::task::{JoinSet, block_in_place};

use crate::clinic::{self, ChannelConnection, ChannelWay};
use crate::error::{Error, Result};
use crate::gate::{self, Account};
use crate::model::{ChannelId, DeliveryId, Digest, Millis, PartId, PartRole};
use crate::store::{Tag, Tx, args};

use super::dispatcher::Dispatcher;

/// How long an address that could not be had is left alone: our own choice.
const AGAIN_AFTER: i64 = 10 * Millis::MINUTE;
/// How long after a part went out its address is still asked for: a story is gone by then.
const FOR: i64 = Millis::DAY;

/// A public part whose address is not known.
#[derive(Debug)]
pub(super) struct Unaddressed {
    part: PartId,
    role: PartRole,
    platform_id: String,
    account: Account,
}

/// The public parts without an address: those of one delivery, or of all that went out lately.
fn unaddressed(tx: &Tx<'_>, of: Option<DeliveryId>, since: Millis) -> Result<Vec<Unaddressed>> {
    let rows = tx.all(
        "SELECT part.id, part.ordinal, part.platform_id, part.account_id, part.channel_id, delivery.id AS delivery_id,
                delivery.manifest
         FROM part JOIN delivery ON delivery.id = part.delivery_id
         WHERE part.state = 'posted' AND part.permalink IS NULL AND part.posted_at >= $1
           AND part.platform <> 'whatsapp'
           AND (delivery.id = $2 OR ($2 IS NULL AND delivery.state <> 'running'))",
        args![since, of],
        |row| {
            Ok::<_, Error>((
                (row.get::<PartId>("id")?, row.get::<u32>("ordinal")?, row.get::<String>("platform_id")?),
                (row.get::<String>("account_id")?, row.get::<ChannelId>("channel_id")?),
                row.get::<Option<Digest>>("manifest")?,
            ))
        },
    )?;
    let mut found = Vec::new();
    for ((part, ordinal, platform_id), (account, channel), manifest) in rows {
        let channel = clinic::channel(tx, channel)?;
        let reachable = channel.way == ChannelWay::Api && channel.connection == ChannelConnection::Connected;
        let Some(manifest) = manifest.filter(|_| reachable && channel.account_id == account) else { continue };
        let index = usize::try_from(ordinal).unwrap_or(usize::MAX);
        let manifest = gate::load_manifest(tx, manifest)?;
        let role = manifest.body.parts.get(index).map(|signed| signed.role);
        // Nobody but one person sees a message, so it has no address.
        let Some(role) = role.filter(|role| !role.is_private()) else { continue };
        let account = Account {
            channel: channel.id,
            platform: channel.platform,
            id: channel.account_id,
            name: channel.account_name,
            credential: channel.credential,
            sign_in: channel.sign_in,
        };
        found.push(Unaddressed { part, role, platform_id, account });
    }
    Ok(found)
}

fn keep(tx: &Tx<'_>, part: PartId, address: &str) -> Result<()> {
    tx.run("UPDATE part SET permalink = $1 WHERE id = $2 AND permalink IS NULL", args![address, part])?;
    tx.changed(Tag::Publishing);
    tx.changed(Tag::Posts);
    Ok(())
}

impl Dispatcher {
    /// Asks for the addresses of what one delivery just made public.
    pub(super) async fn address(self: &Arc<Self>, of: DeliveryId) {
        let since = self.env.now().plus(-FOR);
        match block_in_place(|| self.db.read(|tx| unaddressed(tx, Some(of), since))) {
            Ok(parts) => {
                for part in parts {
                    self.ask_for(part).await;
                }
            }
            Err(error) => tracing::error!(%error, "what has no address could not be read"),
        }
    }

    /// Begins to ask for every address that is missing and was not asked for lately.
    pub(super) fn address_the_rest(self: &Arc<Self>, now: Millis, tasks: &mut JoinSet<()>) -> Result<()> {
        let mut parts = block_in_place(|| self.db.read(|tx| unaddressed(tx, None, now.plus(-FOR))))?;
        {
            let mut asked = self.addressing.lock().unwrap_or_else(PoisonError::into_inner);
            asked.retain(|_, at| now.since(*at) < AGAIN_AFTER);
            parts.retain(|part| !asked.contains_key(&part.part));
        }
        if parts.is_empty() {
            return Ok(());
        }
        let this = Arc::clone(self);
        tasks.spawn(async move {
            for part in parts {
                this.ask_for(part).await;
            }
        });
        Ok(())
    }

    async fn ask_for(self: &Arc<Self>, one: Unaddressed) {
        let now = self.env.now();
        if self.addressing.lock().unwrap_or_else(PoisonError::into_inner).insert(one.part, now).is_some() {
            return;
        }
        let Some(publisher) = self.publisher(one.account.platform) else { return };
        match publisher.permalink(&one.account, one.role, &one.platform_id).await {
            Ok(Some(address)) => {
                let kept = block_in_place(|| self.db.write(move |tx| keep(tx, one.part, &address)));
                if let Err(error) = kept {
                    tracing::error!(%error, "the address of a post could not be kept");
                }
            }
            Ok(None) => {}
            Err(failure) => tracing::warn!(detail = failure.detail, "the address of a post could not be read"),
        }
    }
}

/// When which part's address was last asked for.
pub(super) type Asked = BTreeMap<PartId, Millis>;
