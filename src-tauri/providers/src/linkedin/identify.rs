//! Whose token it is: a page that it may post for, or the member who gave it.
//!
//! Invariant: a page is connected only when LinkedIn itself says that whoever gave the token may post for it.

use countersign_core::model::Platform;
use countersign_core::publish::{FailureClass, Identity};

use super::Linkedin;
use super::refusals::{is_denied, judge};
use super::wire::{self, ACLS, Acl, List, ORGANIZATION, ORGANIZATION_URN, Organization, PERSON_URN, USERINFO, User};
use crate::errors::Verdict;
use crate::http::{Answer, Call, Caller};

/// The roles that may post.
const MAY_POST: [&str; 4] =
    ["ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"];

/// Whom somebody wants to connect.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted<'a> {
    /// The one page that the token manages, or else the person.
    Whatever,
    Page(&'a str),
    Person(Option<&'a str>),
}

impl<'a> Wanted<'a> {
    /// A page's number or name in LinkedIn's words, a person's, or `me`.
    fn read(id: Option<&'a str>) -> Option<Self> {
        let Some(id) = id else { return Some(Self::Whatever) };
        if id.eq_ignore_ascii_case("me") {
            return Some(Self::Person(None));
        }
        if wire::is_person(id) {
            return Some(Self::Person(Some(id)));
        }
        let number = id.strip_prefix(ORGANIZATION_URN).unwrap_or(id);
        (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(Self::Page(number))
    }
}

impl Linkedin {
    pub(super) async fn who(&self, caller: Caller<'_>, account_id: Option<&str>) -> Result<Identity, Verdict> {
        let wanted = Wanted::read(account_id).ok_or_else(|| {
            Verdict::refused(
                FailureClass::SetUp,
                "This is no page id. It is the number in the address of the page's admin view, linkedin.com/company/…; write “me” to post as the person whom the token belongs to.",
                "page id",
            )
        })?;
        match wanted {
            Wanted::Person(None) => self.member(caller).await,
            Wanted::Person(Some(person)) => {
                let member = self.member(caller).await?;
                if member.id == person { Ok(member) } else { Err(another(&member.name)) }
            }
            Wanted::Page(number) => {
                let pages = self.pages(caller).await?.ok_or_else(|| no_right("organizationAcls denied"))?;
                if pages.iter().any(|page| page == number) {
                    return self.page(caller, number).await;
                }
                Err(no_right(&format!("{} other pages", pages.len())))
            }
            Wanted::Whatever => match self.pages(caller).await?.as_deref() {
                None | Some([]) => self.member(caller).await,
                Some([only]) => self.page(caller, only).await,
                Some(pages) => Err(Verdict::refused(
                    FailureClass::SetUp,
                    "This token manages several pages. Please say which one: its id is the number in the address of its admin view.",
                    &pages.join(" "),
                )),
            },
        }
    }

    /// The numbers of the pages that the token may post for; none where it may not even ask.
    pub(super) async fn pages(&self, caller: Caller<'_>) -> Result<Option<Vec<String>>, Verdict> {
        let call = self
            .call(&ACLS, caller, &[])
            .header("x-restli-method", "FINDER")
            .ask("q", "roleAssignee")
            .ask("state", "APPROVED")
            .ask("count", 100);
        let answer = self.http.send(call).await?;
        if is_denied(&answer) {
            return Ok(None);
        }
        let list: List<Acl> = whole(&answer, "list of pages")?;
        let mut pages: Vec<String> = list
            .elements
            .iter()
            .filter(|acl| MAY_POST.contains(&acl.role.as_str()) && ["", "APPROVED"].contains(&acl.state.as_str()))
            .filter_map(|acl| wire::organization_number(&acl.organization).map(str::to_owned))
            .collect();
        pages.sort();
        pages.dedup();
        Ok(Some(pages))
    }

    pub(super) async fn page(&self, caller: Caller<'_>, number: &str) -> Result<Identity, Verdict> {
        let names = [number];
        let answer = self.http.send(self.call(&ORGANIZATION, caller, &names)).await?;
        let page: Organization = whole(&answer, "page")?;
        let id = format!("{ORGANIZATION_URN}{number}");
        let name = if page.localized_name.is_empty() { id.clone() } else { page.localized_name };
        Ok(Identity { id, name })
    }

    pub(super) async fn member(&self, caller: Caller<'_>) -> Result<Identity, Verdict> {
        let answer = self.http.send(Call::new(&USERINFO, caller, &[])).await?;
        if is_denied(&answer) {
            return Err(Verdict::refused(
                FailureClass::SetUp,
                "This token does not say whose it is. Make one with the scopes openid, profile, w_member_social and w_member_social_feed to post as a person, or with r_organization_admin, w_organization_social, r_organization_social, w_organization_social_feed and r_organization_social_feed to post for a page.",
                &format!("{} userinfo", answer.status),
            ));
        }
        let user: User = whole(&answer, "name")?;
        if !wire::is_word(&user.sub) {
            return Err(Verdict::Unclear(Platform::Linkedin, format!("{} without a readable id", answer.status)));
        }
        let name = if user.name.is_empty() { user.sub.clone() } else { user.name };
        Ok(Identity { id: format!("{PERSON_URN}{}", user.sub), name })
    }
}

fn whole<T: serde::de::DeserializeOwned>(answer: &Answer, what: &str) -> Result<T, Verdict> {
    if !answer.succeeded() {
        return Err(judge(answer));
    }
    let read: Option<T> = answer.json().and_then(|body| serde_json::from_value(body).ok());
    read.ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without a {what}", answer.status)))
}

fn another(name: &str) -> Verdict {
    Verdict::refused(
        FailureClass::SetUp,
        format!("This token belongs to {name}, who is another person than this channel's."),
        "another member",
    )
}

fn no_right(detail: &str) -> Verdict {
    Verdict::refused(
        FailureClass::SetUp,
        "LinkedIn does not say that this token may post for this page. Make it as somebody who manages the page, with the scopes r_organization_admin, w_organization_social, r_organization_social, w_organization_social_feed and r_organization_social_feed.",
        detail,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_read_as_people_write_it() {
        assert_eq!(Wanted::read(None), Some(Wanted::Whatever));
        assert_eq!(Wanted::read(Some("5515715")), Some(Wanted::Page("5515715")));
        assert_eq!(Wanted::read(Some("urn:li:organization:5515715")), Some(Wanted::Page("5515715")));
        assert_eq!(Wanted::read(Some("Me")), Some(Wanted::Person(None)));
        let person = "urn:li:person:rT4q-Reception";
        assert_eq!(Wanted::read(Some(person)), Some(Wanted::Person(Some(person))));
        for wrong in ["lakeside-family-clinic", "urn:li:organization:", "urn:li:share:1", "5515715/admin"] {
            assert_eq!(Wanted::read(Some(wrong)), None, "{wrong}");
        }
    }
}
