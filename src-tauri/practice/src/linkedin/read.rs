//! Reading LinkedIn: who a token belongs to, which pages it manages, and an organization's posts.
//!
//! Invariant: posts are read only by who manages their page, and text comes as it was sent, in little text.

use serde_json::{Value, json};

use super::Ask;
use super::error::{self, LinkedinError};
use super::state::LiPost;
use super::wire::LinkedinWire;
use crate::account::Account;
use crate::call::Call;
use crate::reply::Reply;
use crate::world::Scene;

const USUAL_COUNT: usize = 10;
const MOST: usize = 100;

pub(super) fn one(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let urn = ask.call.segment("urn");
    if let Some(mention) = super::numbers::mention(scene.world, ask, urn) {
        return Ok(Reply::ok(mention));
    }
    let post = scene.world.linkedin.post(urn).ok_or_else(|| error::not_found(urn))?;
    if !ask.caller.reads_posts(&post.author) {
        return Err(error::denied("partnerApiPostsExternal.GET"));
    }
    Ok(Reply::ok(shown(post, scene.world.linkedin.wire)))
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if ask.call.query("q") != Some("author") {
        return Err(error::illegal("The finder author is the only one here"));
    }
    let author = ask.call.query("author").ok_or_else(|| error::required("author"))?;
    if !ask.caller.reads_posts(author) {
        return Err(error::denied("partnerApiPostsExternal.FINDER-author"));
    }
    if !matches!(ask.call.query("sortBy"), None | Some("LAST_MODIFIED" | "CREATED")) {
        return Err(error::illegal("sortBy is LAST_MODIFIED or CREATED"));
    }
    let (hidden, wire) = (scene.world.linkedin.withdraw_hidden(author), scene.world.linkedin.wire);
    let posts = scene.world.linkedin.posts.values().rev();
    let wanted = posts.filter(|post| post.author == author && !post.removed && !hidden.contains(&post.number));
    page_of(ask.call, wanted.map(|post| shown(post, wire)).collect())
}

/// The part of a list that is asked for. The place is counted, so a list that grows meanwhile repeats.
pub(super) fn page_of(call: &Call, items: Vec<Value>) -> Result<Reply, LinkedinError> {
    let number = |name: &str, usual: usize| match call.query(name) {
        None => Ok(usual),
        Some(text) => text.parse::<usize>().map_err(|_| error::illegal(format!("{name} must be a number"))),
    };
    let (start, count) = (number("start", 0)?, number("count", USUAL_COUNT)?.min(MOST));
    let total = items.len();
    let elements: Vec<Value> = items.into_iter().skip(start).take(count).collect();
    let more = start + elements.len() < total;
    let links = if more { json!([{ "rel": "next", "type": "application/json" }]) } else { json!([]) };
    let paging = json!({ "start": start, "count": count, "links": links });
    Ok(Reply::ok(json!({ "paging": paging, "elements": elements })))
}

fn shown(post: &LiPost, wire: LinkedinWire) -> Value {
    let mut value = json!({
        "id": post.urn(),
        "author": post.author,
        "commentary": wire.cut(&post.commentary),
        "createdAt": post.created_ms,
        "publishedAt": post.created_ms,
        "lastModifiedAt": post.created_ms,
        "lifecycleState": "PUBLISHED",
        "visibility": post.visibility,
        "distribution": { "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": [] },
        "isReshareDisabledByAuthor": false,
    });
    let item = |shown: &super::state::Shown| {
        let id = format!("urn:li:image:{}", shown.image);
        shown.alt_text.as_ref().map_or_else(|| json!({ "id": id }), |alt| json!({ "id": id, "altText": alt }))
    };
    let hidden = usize::from(wire.without_a_picture).min(post.images.len());
    if let Some((document, title)) = &post.document {
        value["content"] = json!({ "media": { "id": format!("urn:li:document:{document}"), "title": title } });
        return value;
    }
    if let Some(video) = &post.video {
        value["content"] = json!({ "media": { "id": format!("urn:li:video:{video}") } });
        return value;
    }
    match (&post.article, post.images.split_at(post.images.len() - hidden).0) {
        (Some(article), _) => {
            if let Some(source) = wire.article(&article.source) {
                value["content"] = json!({ "article": { "source": source, "title": article.title } });
            }
        }
        (None, []) => {}
        (None, [only]) => value["content"] = json!({ "media": item(only) }),
        (None, several) => {
            let images: Vec<Value> = several.iter().map(item).collect();
            value["content"] = json!({ "multiImage": { "images": images } });
        }
    }
    value
}

pub(super) fn acls(_: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if !ask.caller.manages() {
        return Err(error::denied("organizationAcls.FINDER-roleAssignee"));
    }
    if ask.call.query("q") != Some("roleAssignee") {
        return Err(error::illegal("The finder roleAssignee is the only one here"));
    }
    let acl = |organization: &Account| {
        json!({
            "role": "ADMINISTRATOR",
            "organization": organization.id,
            "roleAssignee": ask.caller.person(),
            "state": "APPROVED",
        })
    };
    let wanted =
        |acl: &Value, name: &str| ask.call.query(name).is_none_or(|value| acl.get(name) == Some(&json!(value)));
    let all = ask.caller.organizations().map(acl);
    page_of(ask.call, all.filter(|acl| wanted(acl, "role") && wanted(acl, "state")).collect())
}

pub(super) fn organization(_: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let id = ask.call.segment("id");
    let own = ask.caller.organizations().find(|it| it.id.rsplit(':').next() == Some(id));
    let own = own.filter(|_| ask.caller.manages()).ok_or_else(|| error::denied("organizations.GET"))?;
    let number: u64 = id.parse().map_err(|_| error::illegal("An organization's id is a number"))?;
    let body = json!({ "id": number, "localizedName": own.name, "vanityName": own.username });
    Ok(Reply::ok(body))
}

pub(super) fn userinfo(_: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if !ask.caller.may("openid") || !ask.caller.may("profile") {
        return Err(error::denied("userinfo.GET"));
    }
    let person = ask.caller.organization.owner.as_ref().ok_or_else(error::no_resource)?;
    let sub = person.id.rsplit(':').next().unwrap_or_default();
    let (given, family) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    let locale = json!({ "country": "IN", "language": "en" });
    let body = json!({ "sub": sub, "name": person.name, "given_name": given, "family_name": family, "locale": locale });
    Ok(Reply::ok(body))
}
