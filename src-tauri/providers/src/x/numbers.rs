//! Reads what posts on X came to, and how many follow an account.
//!
//! Invariant: up to a hundred posts a call, since each is paid for, and nothing but numbers is asked for. What X tells the author
//! alone it withholds without failing; a withheld number is missing.
//! (X API v2, GET /2/tweets and GET /2/users/me with public_metrics and non_public_metrics; read 2026-11-20.)

use async_trait::async_trait;
use countersign_core::gate::Account;
use countersign_core::measure::{CountedAs, Meter, Metric, PostAsked, PostReading, Said, Told};
use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, FailureClass};
use serde_json::Value;

use super::X;
use super::refusals::judge;
use super::wire::{self, ME, SEVERAL, is_id, post_fields};
use crate::counted::{self, number};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller};

const POST_FIELDS: &str = "public_metrics,non_public_metrics";
/// The problem of a post that is not there.
const NOT_FOUND: &str = "/resource-not-found";

#[async_trait]
impl Meter for X {
    fn platform(&self) -> Platform {
        Platform::X
    }

    async fn posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Failure> {
        self.count_posts(account, asked).await.map_err(Verdict::failure)
    }

    async fn account(&self, account: &Account, _: Millis) -> Result<Vec<(Metric, Told)>, Failure> {
        self.count_account(account).await.map_err(Verdict::failure)
    }
}

impl X {
    async fn count_posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Verdict> {
        let (known, unknown): (Vec<_>, Vec<_>) = asked.iter().partition(|it| is_id(&it.platform_id));
        let by_address = || Said::Nothing("Countersign knows this post by its address alone.".to_owned());
        let mut readings: Vec<PostReading> = unknown.into_iter().map(|it| counted::of(it, by_address())).collect();
        if known.is_empty() {
            return Ok(readings);
        }
        let ids: Vec<&str> = known.iter().map(|it| it.platform_id.as_str()).collect();
        let (parameter, _) = post_fields(self.settings.names);
        let caller = Caller::of(account, None);
        let call = Call::new(&SEVERAL, caller, &[]).ask("ids", ids.join(",")).ask(parameter, POST_FIELDS);
        let answer = self.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let body = wire::json(&answer);
        let list = |name: &str| body.as_ref().and_then(|body| body.get(name)).and_then(Value::as_array);
        let (data, errors) = (list("data"), list("errors"));
        if data.is_none() && errors.is_none() {
            return Err(Verdict::Unclear(Platform::X, format!("{} without posts", answer.status)));
        }
        let is = |value: &Value, name: &str, id: &str| value.get(name).and_then(Value::as_str) == Some(id);
        for it in known {
            let id = it.platform_id.as_str();
            let post = data.and_then(|all| all.iter().find(|post| is(post, "id", id)));
            let gone = || {
                errors.into_iter().flatten().any(|error| {
                    let kind = error.get("type").and_then(Value::as_str).unwrap_or_default();
                    is(error, "resource_id", id) && kind.ends_with(NOT_FOUND)
                })
            };
            match post {
                Some(post) => readings.push(counted::of(it, Said::Numbers(numbers(post)))),
                None if gone() => readings.push(counted::of(it, Said::Gone)),
                None => {}
            }
        }
        Ok(readings)
    }

    async fn count_account(&self, account: &Account) -> Result<Vec<(Metric, Told)>, Verdict> {
        let call = Call::new(&ME, Caller::of(account, None), &[]).ask("user.fields", "id,public_metrics");
        let answer = self.http.send(call).await?;
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let user: Value = wire::data(&answer)
            .ok_or_else(|| Verdict::Unclear(Platform::X, format!("{} without a user", answer.status)))?;
        match user.get("id").and_then(Value::as_str) {
            Some(id) if id == account.id => {}
            Some(id) if is_id(id) => {
                return Err(Verdict::Refused(failure(
                    FailureClass::SetUp,
                    "This sign-in belongs to another account than this channel’s. Connect the right account again.",
                    "another account",
                )));
            }
            Some(_) | None => {
                return Err(Verdict::Unclear(Platform::X, format!("{} without a user", answer.status)));
            }
        }
        let told = |field| number(user.get("public_metrics").and_then(|metrics| metrics.get(field)));
        Ok(counted::all(Platform::X, CountedAs::Account, told))
    }
}

fn numbers(post: &Value) -> Vec<(Metric, Told)> {
    let told = |field: &'static str| {
        let of = |kind: &str| number(post.get(kind).and_then(|metrics| metrics.get(field)));
        of("public_metrics").or_else(|| of("non_public_metrics"))
    };
    counted::all(Platform::X, CountedAs::Post, told)
}
