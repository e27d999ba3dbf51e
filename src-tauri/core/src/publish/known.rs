//! Whether what was seen on a platform is on record already.
//!
//! Invariant: an address counts once, by whichever of its names the platform calls it, as far as a name tells. A platform
//! may call one thing in several ways that end alike, such as LinkedIn's `share` and `ugcPost` of one number. The activity
//! in LinkedIn's addresses has a number of its own, so that it shows a post on record no name tells. Where an address holds a
//! name that the platform's interface never uses, as Instagram's does, the address itself tells.

use crate::error::{Error, Result};
use crate::gate::Account;
use crate::model::DeliveryId;
use crate::store::{Tx, args};

use super::answers::Sighting;

/// Whether a sighting is of a part on record, or of what its platform keeps for another delivery than `but`.
pub(super) fn is_another_part(tx: &Tx<'_>, account: &Account, sighting: &Sighting, but: DeliveryId) -> Result<bool> {
    let kept: Option<i64> = tx.one(
        "SELECT 1 AS one FROM keeping WHERE platform_id = $1 AND delivery_id <> $2",
        args![&sighting.platform_id, but],
        |row| row.get("one").map_err(Error::from),
    )?;
    if kept.is_some() {
        return Ok(true);
    }
    let same_address: Option<i64> = tx.one(
        "SELECT 1 AS one FROM part WHERE platform = $1 AND account_id = $2 AND permalink = $3",
        args![account.platform, &account.id, sighting.permalink.clone()],
        |row| row.get("one"),
    )?;
    if same_address.is_some() {
        return Ok(true);
    }
    let own = own_name(&sighting.platform_id);
    if !tells(own) {
        return is_another_by_id(tx, account, &sighting.platform_id);
    }
    let alike: Vec<String> = tx.all(
        "SELECT platform_id FROM part WHERE platform = $1 AND account_id = $2 AND platform_id LIKE '%' || $3",
        args![account.platform, &account.id, own],
        |row| row.get("platform_id").map_err(Error::from),
    )?;
    Ok(alike.iter().any(|known| own_name(known) == own))
}

/// Whether an id's last word names the thing by itself: a number does, and so does a long word. Of the ids of messages, where signs stand
/// anywhere, what is behind the last of them may be a letter or two.
fn tells(own: &str) -> bool {
    (own.len() >= 5 && own.bytes().all(|sign| sign.is_ascii_digit())) || own.len() >= 16
}

fn is_another_by_id(tx: &Tx<'_>, account: &Account, platform_id: &str) -> Result<bool> {
    let known: Option<i64> = tx.one(
        "SELECT 1 AS one FROM part WHERE platform = $1 AND account_id = $2 AND platform_id = $3",
        args![account.platform, &account.id, platform_id],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(known.is_some())
}

/// What an id calls the thing itself: its last word, behind those of its kind and of what it hangs under.
fn own_name(id: &str) -> &str {
    id.rsplit(|sign: char| !sign.is_ascii_alphanumeric()).find(|word| !word.is_empty()).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::{own_name, tells};

    #[test]
    fn a_letter_behind_the_last_sign_of_an_id_names_nothing() {
        for (id, told) in
            [("m_AbC-dEf_g", false), ("m_AbC-7", false), ("122_133455", true), ("pfbid02AbCdEfGhIjK", true)]
        {
            assert_eq!(tells(own_name(id)), told, "{id}");
        }
    }

    #[test]
    fn a_thing_is_called_by_its_last_word() {
        for (id, own) in [
            ("1489201733550108672", "1489201733550108672"),
            ("urn:li:share:714", "714"),
            ("urn:li:ugcPost:714", "714"),
            ("urn:li:comment:(urn:li:activity:714,715)", "715"),
            ("104857600012345_122", "122"),
            ("122_133", "133"),
            ("pfbid02AbCdEfGhIjK", "pfbid02AbCdEfGhIjK"),
            ("", ""),
        ] {
            assert_eq!(own_name(id), own, "{id}");
        }
    }
}
