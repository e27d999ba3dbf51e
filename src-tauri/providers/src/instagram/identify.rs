//! Whose token it is, and by that to which host it belongs.
//!
//! Invariant: an account is connected only when Instagram itself names it as one that the token acts for.

use countersign_core::model::Platform;
use countersign_core::publish::Identity;
use serde_json::Value;

use super::wire::{self, ACCOUNTS, Door, LinkedPage, List, Me, NODE};
use super::{Instagram, is_username, refusals, set_up};
use crate::errors::Verdict;
use crate::http::Caller;

impl Instagram {
    /// An Instagram login names itself; a person who came by Facebook lists the accounts of their Pages.
    pub(super) async fn who(&self, caller: Caller<'_>, wanted: Option<&str>) -> Result<Identity, Verdict> {
        match self.itself(caller).await {
            Ok(own) if wanted.is_some_and(|wanted| wanted != own.id) => Err(another(&own)),
            Err(verdict) if refusals::is_of_the_token(&verdict) => self.among_pages(caller, wanted, verdict).await,
            read => read,
        }
    }

    async fn itself(&self, caller: Caller<'_>) -> Result<Identity, Verdict> {
        let fields = [("fields", "user_id,username".to_owned())];
        let answer = self.ask_at(Door::Instagram, &NODE, caller, "me", &fields).await?;
        let me: Option<Me> = wire::read(&answer);
        me.and_then(|me| {
            let id = match me.user_id {
                Value::String(id) => id,
                Value::Number(id) => id.to_string(),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
            };
            named(id, &me.username)
        })
        .ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without a name", answer.status)))
    }

    async fn among_pages(
        &self,
        caller: Caller<'_>,
        wanted: Option<&str>,
        refused: Verdict,
    ) -> Result<Identity, Verdict> {
        let query = [("fields", "instagram_business_account{id,username}".to_owned()), ("limit", "100".to_owned())];
        let answer = match self.ask_at(Door::Facebook, &ACCOUNTS, caller, "me", &query).await {
            Ok(answer) => answer,
            // Neither host knows it.
            Err(verdict) if refusals::is_of_the_token(&verdict) => return Err(refused),
            Err(verdict) => return Err(refusals::of_a_page(verdict)),
        };
        let list: List<LinkedPage> = wire::read(&answer)
            .ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without a list", answer.status)))?;
        let linked = list.data.into_iter().filter_map(|page| page.instagram_business_account);
        let mut known: Vec<Identity> = linked.filter_map(|account| named(account.id, &account.username)).collect();
        known.sort_by(|a, b| a.id.cmp(&b.id));
        known.dedup();
        match (wanted, known.as_slice()) {
            (Some(wanted), _) => match known.iter().find(|account| account.id == wanted) {
                Some(account) => Ok(account.clone()),
                None => Err(set_up(
                    "This token does not reach the Instagram account of this channel. Make one as somebody who manages the Page that the account is linked with.",
                    &format!("{} other accounts", known.len()),
                )),
            },
            (None, [only]) => Ok(only.clone()),
            (None, []) => Err(set_up(
                "This token reaches no Instagram account. The account has to be a professional one, linked with a Facebook Page that you manage; or make the token with an Instagram login.",
                "no linked account",
            )),
            (None, [_, ..]) => {
                let names: Vec<String> =
                    known.iter().map(|account| format!("{} {}", account.id, account.name)).collect();
                Err(set_up(
                    "This token reaches several Instagram accounts. Please say which one by its id; the ids are under Details.",
                    &names.join(", "),
                ))
            }
        }
    }
}

fn named(id: String, username: &str) -> Option<Identity> {
    let name = if is_username(username) { format!("@{username}") } else { id.clone() };
    wire::is_id(&id).then_some(Identity { id, name })
}

fn another(own: &Identity) -> Verdict {
    set_up(
        format!("This token belongs to {}, which is another account than this channel's.", own.name),
        &format!("account {}", own.id),
    )
}
