//! Reads what public posts came to, and how many follow an account.
//!
//! Invariant: a post is asked for by its own id, which only its address tells; the id of its publishing names no post. That TikTok
//! does not show one proves nothing: it tells of what everybody may watch alone.
//! (TikTok Display API, video/query with up to 20 ids; user/info with the right user.info.stats; read 2026-11-20.)

use async_trait::async_trait;
use countersign_core::gate::Account;
use countersign_core::measure::{
    CountedAs, Meter, Metric, PostAsked, PostReading, Said, Told, WhyMissing, definitions,
};
use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, FailureClass};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::refusals::{code, data, unclear};
use super::wire::{USER, VIDEO};
use super::{Tiktok, address};
use crate::counted::{self, number};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller};

const NOT_PUBLIC: &str = "TikTok tells the numbers of posts that everybody may watch, and tells this one’s own number only once it is among them.";
const NOT_SHOWN: &str = "TikTok does not show this post among those that everybody may watch, so it tells no numbers.";

#[derive(Debug, Deserialize)]
struct Videos {
    videos: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Whose {
    user: Value,
}

#[async_trait]
impl Meter for Tiktok {
    fn platform(&self) -> Platform {
        Platform::Tiktok
    }

    async fn posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Failure> {
        self.count_posts(account, asked).await.map_err(Verdict::failure)
    }

    async fn account(&self, account: &Account, _: Millis) -> Result<Vec<(Metric, Told)>, Failure> {
        self.count_account(account).await.map_err(Verdict::failure)
    }
}

impl Tiktok {
    async fn count_posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Verdict> {
        let named: Vec<(&PostAsked, Option<String>)> = asked.iter().map(|it| (it, own_id(it))).collect();
        let ids: Vec<&str> = named.iter().filter_map(|(_, id)| id.as_deref()).collect();
        let mut videos = Vec::new();
        if !ids.is_empty() {
            let call = Call::new(&VIDEO, Caller::of(account, None), &[])
                .ask("fields", format!("id,{}", fields(CountedAs::Post)))
                .json(json!({ "filters": { "video_ids": ids } }));
            let answer = self.http.send(call).await?;
            videos = data::<Videos>(&answer)?.videos;
        }
        let is = |video: &Value, id: &str| video.get("id").and_then(Value::as_str) == Some(id);
        let said = |id: Option<&str>| match id {
            None => Said::Nothing(NOT_PUBLIC.to_owned()),
            Some(id) => match videos.iter().find(|video| is(video, id)) {
                None => Said::Nothing(NOT_SHOWN.to_owned()),
                Some(video) => {
                    Said::Numbers(counted::all(Platform::Tiktok, CountedAs::Post, |field| number(video.get(field))))
                }
            },
        };
        Ok(named.iter().map(|(it, id)| counted::of(it, said(id.as_deref()))).collect())
    }

    async fn count_account(&self, account: &Account) -> Result<Vec<(Metric, Told)>, Verdict> {
        let call = Call::new(&USER, Caller::of(account, None), &[])
            .ask("fields", format!("open_id,{}", fields(CountedAs::Account)));
        let answer = self.http.send(call).await?;
        if matches!(code(&answer).as_str(), "scope_not_authorized" | "scope_permission_missed") {
            return Ok(counted::none(Platform::Tiktok, CountedAs::Account, WhyMissing::NoRight));
        }
        let user = data::<Whose>(&answer)?.user;
        match user.get("open_id").and_then(Value::as_str) {
            Some(id) if id == account.id => {}
            Some(id) if !id.is_empty() => {
                return Err(Verdict::Refused(failure(
                    FailureClass::SetUp,
                    "This sign-in belongs to another account than this channel’s. Connect the right account again.",
                    "another account",
                )));
            }
            Some(_) | None => return Err(unclear(&answer, "without an account")),
        }
        Ok(counted::all(Platform::Tiktok, CountedAs::Account, |field| number(user.get(field))))
    }
}

fn own_id(asked: &PostAsked) -> Option<String> {
    let address = Url::parse(asked.permalink.as_deref()?).ok()?;
    address::shown(&address).map(|shown| shown.id)
}

fn fields(form: CountedAs) -> String {
    definitions(Platform::Tiktok, form).iter().map(|it| it.field).collect::<Vec<_>>().join(",")
}
