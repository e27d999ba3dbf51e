//! Reads what posts and films of a Page came to, and how many follow it.
//!
//! Invariant: one metric that Facebook does not take fails its whole request, so counts and insights are asked apart, and without
//! the one the other is told all the same. *Gone* is said only where Facebook says so to the Page's own token.
//! (Graph API v25.0: reactions, comments and shares of a PagePost, likes, comments and views of a Video; Page and Post Insights under
//! the names in use since June 2026; read 2026-11-20. That `views` of a Video is what its Page shows is unverified.)

use async_trait::async_trait;
use countersign_core::gate::Account;
use countersign_core::measure::{CountedAs, Meter, Metric, PostAsked, PostReading, Said, Told, WhyMissing};
use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, FailureClass};
use serde_json::Value;

use super::Facebook;
use super::refusals::{GraphError, is_not_there, judge};
use super::wire::{INSIGHTS, NODE, is_id};
use crate::counted::{self, number, number_or_parts};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller};

const POST_FIELDS: &str = "id,reactions.summary(true).limit(0),comments.filter(stream).summary(true).limit(0),shares";
const FILM_FIELDS: &str = "id,likes.summary(true).limit(0),comments.filter(stream).summary(true).limit(0),views";
const POST_INSIGHTS: &str = "post_media_view,post_total_media_view_unique,post_clicks";
const PAGE_INSIGHTS: &str = "page_media_view,page_total_media_view_unique,page_post_engagements";
/// The Page has fewer than 100 followers.
const TOO_FEW: i64 = 2_874_008;

#[async_trait]
impl Meter for Facebook {
    fn platform(&self) -> Platform {
        Platform::Facebook
    }

    async fn posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Failure> {
        let mut readings = Vec::new();
        for it in asked {
            let said = self.count_post(account, it).await.map_err(Verdict::failure)?;
            readings.push(counted::of(it, said));
        }
        Ok(readings)
    }

    async fn account(&self, account: &Account, _: Millis) -> Result<Vec<(Metric, Told)>, Failure> {
        self.count_page(account).await.map_err(Verdict::failure)
    }
}

impl Facebook {
    async fn count_post(&self, account: &Account, asked: &PostAsked) -> Result<Said, Verdict> {
        let caller = Caller::of(account, None);
        let (id, film) = (asked.platform_id.as_str(), asked.form == CountedAs::Film);
        if !is_id(id) || film == id.contains('_') {
            return Ok(Said::Nothing("Countersign knows this post by its address alone.".to_owned()));
        }
        let fields = if film { FILM_FIELDS } else { POST_FIELDS };
        let Some(node) = self.node(caller, id, fields).await? else {
            return match self.who(caller).await?.id == account.id {
                true => Ok(Said::Gone),
                false => Err(Verdict::Refused(another_page())),
            };
        };
        if film {
            return Ok(Said::Numbers(counted::all(Platform::Facebook, asked.form, |field| at(&node, field))));
        }
        let insights = self.insights(caller, id, &[("metric", POST_INSIGHTS)]).await?;
        Ok(Said::Numbers(both(asked.form, &node, &insights)))
    }

    async fn count_page(&self, account: &Account) -> Result<Vec<(Metric, Told)>, Verdict> {
        let caller = Caller::of(account, None);
        let page = self.node(caller, &account.id, "id,followers_count").await?;
        let page = page.ok_or_else(|| Verdict::Refused(another_page()))?;
        let asked = [("metric", PAGE_INSIGHTS), ("period", "days_28")];
        let insights = self.insights(caller, &account.id, &asked).await?;
        Ok(both(CountedAs::Account, &page, &insights))
    }

    /// An object with some of its fields; none where Facebook says that there is none.
    async fn node(&self, caller: Caller<'_>, id: &str, fields: &'static str) -> Result<Option<Value>, Verdict> {
        let names = [self.version.as_str(), id];
        let answer = self.http.send(Call::new(&NODE, caller, &names).ask("fields", fields)).await?;
        if is_not_there(&answer) {
            return Ok(None);
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let node = answer.json().filter(|node| node.get("id").and_then(Value::as_str) == Some(id));
        node.map(Some).ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without it", answer.status)))
    }

    /// The insights of an object, or why there are none.
    async fn insights(
        &self,
        caller: Caller<'_>,
        id: &str,
        asked: &[(&'static str, &str)],
    ) -> Result<Result<Value, WhyMissing>, Verdict> {
        let names = [self.version.as_str(), id];
        let call = asked.iter().fold(Call::new(&INSIGHTS, caller, &names), |call, (name, value)| call.ask(name, value));
        let answer = self.http.send(call).await?;
        if let Some(why) = GraphError::read(&answer).and_then(|error| not_told(&error)) {
            return Ok(Err(why));
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let body = answer.json().filter(|body| body.get("data").is_some_and(Value::is_array));
        body.map(Ok).ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without insights", answer.status)))
    }
}

/// What a refusal says of insights alone.
fn not_told(error: &GraphError) -> Option<WhyMissing> {
    match (error.code, error.error_subcode) {
        (100, TOO_FEW) => Some(WhyMissing::TooFew),
        // A metric that is not known any more, or none of this kind of post.
        (100, 0) => Some(WhyMissing::NotTold),
        // What only insights of posts are refused for (facebook.md); what else is told of the post is told all the same.
        (2_932_001..=2_932_010 | 3001, _) | (_, 2_932_001..=2_932_010) => Some(WhyMissing::NotTold),
        (3 | 10 | 200..=299, _) => Some(WhyMissing::NoRight),
        _ => None,
    }
}

/// A number below a place in an object, such as `shares.count`.
fn at(node: &Value, field: &str) -> Option<u64> {
    number(field.split('.').try_fold(node, |node, name| node.get(name)))
}

/// What counts and insights tell together.
fn both(form: CountedAs, node: &Value, insights: &Result<Value, WhyMissing>) -> Vec<(Metric, Told)> {
    let insight = |field: &str| {
        let rows = insights.as_ref().ok()?.get("data")?.as_array()?;
        let row = rows.iter().find(|row| row.get("name").and_then(Value::as_str) == Some(field))?;
        // The last span is the one that ended last.
        number_or_parts(row.get("values")?.as_array()?.last()?.get("value"))
    };
    let is_insight = |field: &str| POST_INSIGHTS.split(',').chain(PAGE_INSIGHTS.split(',')).any(|it| it == field);
    let mut told = counted::all(Platform::Facebook, form, |field| insight(field).or_else(|| at(node, field)));
    if let Err(why) = insights {
        let definitions = countersign_core::measure::definitions(Platform::Facebook, form);
        for ((_, told), definition) in told.iter_mut().zip(definitions) {
            if is_insight(definition.field) {
                *told = Told::Missing(*why);
            }
        }
    }
    told
}

fn another_page() -> Failure {
    failure(
        FailureClass::SetUp,
        "This channel signs in for another Page than the one that this was posted on. Connect the right Page again.",
        "the token is another Page's",
    )
}
