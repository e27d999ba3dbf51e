//! Reads what posts, reels and stories came to, and how many follow an account.
//!
//! Invariant: which metrics there are hangs on what kind of post it is, and one that there is not fails the whole request: only what
//! is defined for that kind is asked for. An empty set is no number, and never nought.
//! (Instagram platform: IG Media Insights by product, IG User Insights with `metric_type=total_value`, IG User node; read 2026-11-20.
//! In which words Instagram says that too few people saw something is unverified.)

use async_trait::async_trait;
use countersign_core::gate::Account;
use countersign_core::measure::{
    CountedAs, CountedOver, Meter, Metric, PostAsked, PostReading, Said, Told, WhyMissing, definitions,
};
use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, FailureClass};
use serde_json::Value;

use super::Instagram;
use super::refusals::is_missing;
use super::wire::{INSIGHTS, NODE, is_id};
use crate::counted::{self, number};
use crate::errors::Verdict;
use crate::http::Caller;

/// Over how many days an account's totals are asked.
const TOTAL_OVER: i64 = 28 * Millis::DAY;

#[async_trait]
impl Meter for Instagram {
    fn platform(&self) -> Platform {
        Platform::Instagram
    }

    async fn posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Failure> {
        let mut readings = Vec::new();
        for it in asked {
            let said = self.count_media(account, it).await.map_err(Verdict::failure)?;
            readings.push(counted::of(it, said));
        }
        Ok(readings)
    }

    async fn account(&self, account: &Account, now: Millis) -> Result<Vec<(Metric, Told)>, Failure> {
        self.count_account(account, now).await.map_err(Verdict::failure)
    }
}

impl Instagram {
    async fn count_media(&self, account: &Account, asked: &PostAsked) -> Result<Said, Verdict> {
        if !is_id(&asked.platform_id) {
            return Ok(Said::Nothing("Countersign knows this post by its address alone.".to_owned()));
        }
        let caller = Caller::of(account, None);
        let query = [("metric", fields(asked.form, CountedOver::Lifetime))];
        match self.insights(caller, &asked.platform_id, &query).await {
            Ok(Ok(rows)) => {
                Ok(Said::Numbers(counted::all(Platform::Instagram, asked.form, |field| value(&rows, field))))
            }
            Ok(Err(why)) => Ok(Said::Numbers(counted::none(Platform::Instagram, asked.form, why))),
            Err(verdict) if is_missing(&verdict) => {
                self.who(caller, Some(&account.id)).await?;
                Ok(Said::Gone)
            }
            Err(verdict) => Err(verdict),
        }
    }

    async fn count_account(&self, account: &Account, now: Millis) -> Result<Vec<(Metric, Told)>, Verdict> {
        let caller = Caller::of(account, None);
        let fields_of_node = fields(CountedAs::Account, CountedOver::Lifetime);
        let (_, answer) = self.ask(&NODE, caller, &account.id, &[("fields", fields_of_node)]).await?;
        let node = answer.json();
        let node =
            node.ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without an account", answer.status)))?;
        let query = [
            ("metric", fields(CountedAs::Account, CountedOver::Days28)),
            ("period", "day".to_owned()),
            ("metric_type", "total_value".to_owned()),
            ("since", (now.plus(-TOTAL_OVER).0 / 1_000).to_string()),
            ("until", (now.0 / 1_000).to_string()),
        ];
        let totals = self.insights(caller, &account.id, &query).await?;
        let one = |it: &countersign_core::measure::Definition| match (&totals, it.span) {
            (_, CountedOver::Lifetime | CountedOver::Year) => Told::of(number(node.get(it.field))),
            (Ok(rows), CountedOver::Days28) => Told::of(value(rows, it.field)),
            (Err(why), CountedOver::Days28) => Told::Missing(*why),
        };
        Ok(definitions(Platform::Instagram, CountedAs::Account).iter().map(|it| (it.metric, one(it))).collect())
    }

    /// The rows of insights, or why there are none.
    async fn insights(
        &self,
        caller: Caller<'_>,
        node: &str,
        query: &[(&'static str, String)],
    ) -> Result<Result<Vec<Value>, WhyMissing>, Verdict> {
        let answer = match self.ask(&INSIGHTS, caller, node, query).await {
            Ok((_, answer)) => answer,
            Err(verdict) => return not_told(verdict).map(Err),
        };
        let rows = answer.json().and_then(|mut body| match body.get_mut("data").map(Value::take) {
            Some(Value::Array(rows)) => Some(rows),
            Some(_) | None => None,
        });
        rows.map(Ok).ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without insights", answer.status)))
    }
}

/// What a refusal says of insights alone; whatever says more stays one.
fn not_told(verdict: Verdict) -> Result<WhyMissing, Verdict> {
    match verdict {
        Verdict::Refused(failure) if failure.detail.to_ascii_lowercase().contains("not enough viewers") => {
            Ok(WhyMissing::TooFew)
        }
        Verdict::Refused(failure) if failure.class == FailureClass::SetUp && is_permission(&failure) => {
            Ok(WhyMissing::NoRight)
        }
        other @ (Verdict::Refused(_) | Verdict::Later(_) | Verdict::Unclear(..)) => Err(other),
    }
}

/// Whether Instagram says that the sign-in may not do this: by Meta's numbers for it.
fn is_permission(failure: &Failure) -> bool {
    let code = failure.detail.split("code ").nth(1).unwrap_or_default();
    let code: String = code.chars().take_while(char::is_ascii_digit).collect();
    matches!(code.parse::<u32>(), Ok(3 | 10 | 200..=299))
}

/// The platform's own names of what counts over this time.
fn fields(form: CountedAs, over: CountedOver) -> String {
    let all = definitions(Platform::Instagram, form).iter().filter(|it| it.span == over);
    all.map(|it| it.field).collect::<Vec<_>>().join(",")
}

/// A number of a row, in either of the forms that rows have.
fn value(rows: &[Value], field: &str) -> Option<u64> {
    let row = rows.iter().find(|row| row.get("name").and_then(Value::as_str) == Some(field))?;
    match row.get("total_value") {
        Some(total) => number(total.get("value")),
        None => number(row.get("values")?.as_array()?.last()?.get("value")),
    }
}
