//! Reads what posts of a Page came to, and how many follow it.
//!
//! Invariant: a day has few calls, so posts are asked for together, shares and others apart, as their names want it. Of what there
//! is no number LinkedIn tells no element: that is missing, and neither nought nor gone.
//! (organizationalEntityShareStatistics with `shares` and `ugcPosts`, networkSizes with CompanyFollowedByMember; read 2026-11-20.)

use async_trait::async_trait;
use countersign_core::gate::Account;
use countersign_core::measure::{CountedAs, Meter, Metric, PostAsked, PostReading, Said, Told};
use countersign_core::model::{Millis, Platform};
use countersign_core::publish::{Failure, FailureClass};
use serde_json::Value;

use super::refusals::{is_denied, judge};
use super::wire::{NETWORK, STATISTICS, is_post};
use super::{Linkedin, is_member};
use crate::counted::{self, number};
use crate::errors::{Verdict, failure};
use crate::http::{Answer, Call, Caller};

/// The kinds of posts that there are statistics of: how they are listed, how an element names one, and how its name begins.
const KINDS: [(&str, &str, &str); 2] =
    [("shares", "share", "urn:li:share:"), ("ugcPosts", "ugcPost", "urn:li:ugcPost:")];
const OF_A_MEMBER: &str =
    "LinkedIn tells programs the numbers of a Page’s posts alone, not of a person’s. Please look for them on LinkedIn.";

#[async_trait]
impl Meter for Linkedin {
    fn platform(&self) -> Platform {
        Platform::Linkedin
    }

    async fn posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Failure> {
        self.count_posts(account, asked).await.map_err(Verdict::failure)
    }

    async fn account(&self, account: &Account, _: Millis) -> Result<Vec<(Metric, Told)>, Failure> {
        self.count_page(account).await.map_err(Verdict::failure)
    }
}

impl Linkedin {
    async fn count_posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Verdict> {
        let mut readings = Vec::new();
        if is_member(&account.id) {
            let said = |it| counted::of(it, Said::Nothing(OF_A_MEMBER.to_owned()));
            return Ok(asked.iter().map(said).collect());
        }
        for (list, kind, begins) in KINDS {
            let of: Vec<&PostAsked> =
                asked.iter().filter(|it| it.platform_id.starts_with(begins) && is_post(&it.platform_id)).collect();
            if of.is_empty() {
                continue;
            }
            // The colons of names would be read as structure.
            let names: Vec<String> = of.iter().map(|it| it.platform_id.replace(':', "%3A")).collect();
            let call = self.statistics(account).shaped(list, format!("List({})", names.join(",")));
            let elements = self.elements(call).await?;
            for it in of {
                let mut own = elements
                    .iter()
                    .filter(|element| element.get(kind).and_then(Value::as_str) == Some(it.platform_id.as_str()));
                let element = own.next().and_then(|element| element.get("totalShareStatistics"));
                let told = |field| number(element.and_then(|element| element.get(field)));
                readings.push(counted::of(it, Said::Numbers(counted::all(Platform::Linkedin, CountedAs::Post, told))));
            }
        }
        for it in asked {
            if readings.iter().all(|reading: &PostReading| reading.part != it.part) {
                let why = "LinkedIn tells no numbers under the name by which Countersign knows this post.".to_owned();
                readings.push(counted::of(it, Said::Nothing(why)));
            }
        }
        Ok(readings)
    }

    async fn count_page(&self, account: &Account) -> Result<Vec<(Metric, Told)>, Verdict> {
        if is_member(&account.id) {
            return Err(Verdict::Refused(failure(FailureClass::SetUp, OF_A_MEMBER, "a member")));
        }
        let names = [account.id.as_str()];
        let call = self.call(&NETWORK, Caller::of(account, None), &names).ask("edgeType", "CompanyFollowedByMember");
        let network = self.counted(call).await?;
        let elements = self.elements(self.statistics(account)).await?;
        let own = elements
            .iter()
            .find(|element| element.get("organizationalEntity").and_then(Value::as_str) == Some(account.id.as_str()));
        let totals = own.and_then(|element| element.get("totalShareStatistics"));
        Ok(counted::all(Platform::Linkedin, CountedAs::Account, |field| {
            number(network.get(field)).or_else(|| number(totals?.get(field)))
        }))
    }

    fn statistics<'a>(&self, account: &'a Account) -> Call<'a> {
        self.call(&STATISTICS, Caller::of(account, None), &[])
            .header("x-restli-method", "FINDER")
            .ask("q", "organizationalEntity")
            .ask("organizationalEntity", &account.id)
    }

    async fn elements(&self, call: Call<'_>) -> Result<Vec<Value>, Verdict> {
        match self.counted(call).await?.get_mut("elements").map(Value::take) {
            Some(Value::Array(elements)) => Ok(elements),
            Some(_) | None => Err(Verdict::Unclear(Platform::Linkedin, "without elements".to_owned())),
        }
    }

    async fn counted(&self, call: Call<'_>) -> Result<Value, Verdict> {
        let answer: Answer = self.http.send(call).await?;
        if is_denied(&answer) {
            return Err(Verdict::Refused(failure(
                FailureClass::SetUp,
                "LinkedIn does not tell this channel its numbers. Connect it again as somebody who administers the page.",
                "403",
            )));
        }
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        answer.json().ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without numbers", answer.status)))
    }
}
