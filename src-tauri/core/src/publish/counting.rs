//! How many parts of a delivery are in a state: what its own state follows from.

use crate::error::{Error, Result};
use crate::model::{DeliveryId, PartState};
use crate::store::{Tx, args};

pub(super) fn count(tx: &Tx<'_>, delivery: DeliveryId, state: PartState) -> Result<i64> {
    let n = tx.one(
        "SELECT count(*) AS n FROM part WHERE delivery_id = $1 AND state = $2",
        args![delivery, state],
        |row| row.get::<i64>("n").map_err(Error::from),
    )?;
    Ok(n.unwrap_or(0))
}
