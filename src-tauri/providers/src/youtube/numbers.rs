//! Reads what videos came to, and how many subscribe to a channel.
//!
//! Invariant: one unit for up to fifty videos. A number that YouTube leaves out is hidden there, and not nought; a video that it
//! leaves out is gone only where the sign-in is the channel's own.
//! (YouTube Data API v3, videos.list and channels.list, part statistics; numbers are text there; read 2026-11-20.)

use async_trait::async_trait;
use countersign_core::gate::Account;
use countersign_core::measure::{
    CountedAs, Meter, Metric, PostAsked, PostReading, Said, Told, WhyMissing, definitions,
};
use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, FailureClass};
use serde_json::Value;

use super::Youtube;
use super::film::unclear;
use super::refusals::judge;
use super::wire::{CHANNELS, List, VIDEOS, is_video};
use crate::counted::{self, digits};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Endpoint};

#[async_trait]
impl Meter for Youtube {
    fn platform(&self) -> Platform {
        Platform::Youtube
    }

    async fn posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Failure> {
        self.count_videos(account, asked).await.map_err(Verdict::failure)
    }

    async fn account(&self, account: &Account, _: Millis) -> Result<Vec<(Metric, Told)>, Failure> {
        self.count_channel(account).await.map_err(Verdict::failure)
    }
}

impl Youtube {
    async fn count_videos(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Verdict> {
        let (known, unknown): (Vec<_>, Vec<_>) = asked.iter().partition(|it| is_video(&it.platform_id));
        let by_address = || Said::Nothing("Countersign knows this video by its address alone.".to_owned());
        let mut readings: Vec<PostReading> = unknown.into_iter().map(|it| counted::of(it, by_address())).collect();
        if known.is_empty() {
            return Ok(readings);
        }
        let ids: Vec<&str> = known.iter().map(|it| it.platform_id.as_str()).collect();
        let caller = Caller::of(account, None);
        let list = self.statistics(&VIDEOS, caller, ("id", ids.join(","))).await?;
        let is = |video: &Value, id: &str| video.get("id").and_then(Value::as_str) == Some(id);
        let mut missing = Vec::new();
        for it in known {
            match list.iter().find(|video| is(video, &it.platform_id)) {
                Some(video) => readings.push(counted::of(it, Said::Numbers(numbers(video, it.form)))),
                None => missing.push(it),
            }
        }
        // A list that holds something without a name may hold these.
        let whole = list.iter().all(|video| video.get("id").and_then(Value::as_str).is_some_and(is_video));
        if !missing.is_empty() && whole && self.who(caller).await?.id == account.id {
            readings.extend(missing.into_iter().map(|it| counted::of(it, Said::Gone)));
        }
        Ok(readings)
    }

    async fn count_channel(&self, account: &Account) -> Result<Vec<(Metric, Told)>, Verdict> {
        let list = self.statistics(&CHANNELS, Caller::of(account, None), ("mine", "true".to_owned())).await?;
        let own = list.iter().find(|channel| channel.get("id").and_then(Value::as_str) == Some(account.id.as_str()));
        let own = own.ok_or_else(|| {
            Verdict::Refused(failure(
                FailureClass::SetUp,
                "This sign-in belongs to another channel than this one. Connect the right channel again.",
                "another channel",
            ))
        })?;
        Ok(numbers(own, CountedAs::Account))
    }

    async fn statistics(
        &self,
        endpoint: &'static Endpoint,
        caller: Caller<'_>,
        (name, value): (&'static str, String),
    ) -> Result<Vec<Value>, Verdict> {
        let call = Call::new(endpoint, caller, &[]).ask("part", "id,statistics").ask(name, value);
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let list: Option<List<Value>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        list.map(|list| list.items).ok_or_else(|| unclear(&answer, "without a list"))
    }
}

fn numbers(of: &Value, form: CountedAs) -> Vec<(Metric, Told)> {
    let statistics = of.get("statistics").filter(|statistics| statistics.is_object());
    let hidden = statistics.and_then(|it| it.get("hiddenSubscriberCount")).and_then(Value::as_bool) == Some(true);
    let one = |metric, field| {
        let told = statistics.and_then(|statistics| statistics.get(field));
        match (statistics, told) {
            _ if metric == Metric::Followers && hidden => Told::Missing(WhyMissing::Hidden),
            (Some(_), None) if metric != Metric::Views => Told::Missing(WhyMissing::Hidden),
            (_, told) => Told::of(digits(told)),
        }
    };
    definitions(Platform::Youtube, form).iter().map(|it| (it.metric, one(it.metric, it.field))).collect()
}
