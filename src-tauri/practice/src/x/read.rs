//! Reading from X: who am I, one post, several posts, a timeline.
//!
//! Invariant: a parameter that the specification does not name is refused, and a post that is being kept from view
//! is missed by the timeline alone, never by a read of its id.

use serde_json::{Map, Value, json};

use super::metrics;
use super::present::{self, Wanted, bad_id, media_fields, post_fields, user_fields};
use super::problem::{Problem, invalid, missing, withheld_field};
use super::state::{XPost, read_id};
use super::wire::XWire;
use crate::account::{Account, Platform};
use crate::call::Call;
use crate::clock::read_rfc3339;
use crate::reply::Reply;
use crate::world::{Scene, World};

const MOST_IDS: usize = 100;
const SHARED: &[&str] = &["post.fields", "tweet.fields", "user.fields", "media.fields", "expansions"];
const TIMELINE: &[&str] =
    &["max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id", "exclude"];
const EXPANSIONS: &[&str] = &[
    "author_id",
    "attachments.media_keys",
    "referenced_posts",
    "referenced_posts.id",
    "referenced_tweets",
    "referenced_tweets.id",
];

/// What of each post is asked for.
pub(super) struct Lens {
    /// Who asks.
    viewer: String,
    post: Wanted,
    user: Wanted,
    media: Wanted,
    expansions: Vec<String>,
}

impl Lens {
    pub(super) fn read(call: &Call, also: &[&str], account: &Account) -> Result<Self, Problem> {
        let known: Vec<&str> = SHARED.iter().chain(also).copied().collect();
        if let Some((name, value)) = call.query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            let message = format!("The query parameter [{name}] is not one of [{}]", known.join(","));
            return Err(invalid(name, value, &message));
        }
        let lists = |names: &[&str]| names.iter().filter_map(|name| call.query(name)).collect::<Vec<_>>().join(",");
        let expansions: Vec<String> =
            lists(&["expansions"]).split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if let Some(unknown) = expansions.iter().find(|name| !EXPANSIONS.contains(&name.as_str())) {
            return Err(present::unknown_value("expansions", unknown, EXPANSIONS));
        }
        Ok(Self {
            viewer: account.id.clone(),
            post: post_fields("post.fields", &lists(&["post.fields", "tweet.fields"]))?,
            user: user_fields(&lists(&["user.fields"]))?,
            media: media_fields(&lists(&["media.fields"]))?,
            expansions,
        })
    }

    fn expands(&self, name: &str) -> bool {
        self.expansions.iter().any(|it| it.starts_with(name))
    }

    pub(super) fn show(&self, world: &World, wire: XWire, post: &XPost) -> Value {
        present::post(world, wire, post, &self.post, post.author == self.viewer)
    }

    pub(super) fn includes(&self, world: &World, wire: XWire, posts: &[&XPost]) -> Option<Value> {
        let mut includes = Map::new();
        if self.expands("author_id") {
            let mut authors: Vec<&str> = posts.iter().map(|post| post.author.as_str()).collect();
            authors.sort_unstable();
            authors.dedup();
            let authors = authors.into_iter().filter_map(|id| somebody(world, id));
            let users: Vec<Value> = authors.map(|it| present::user(world, wire, &it, &self.user)).collect();
            includes.insert("users".to_owned(), json!(users));
        }
        if self.expands("attachments.media_keys") {
            let media: Vec<Value> = posts
                .iter()
                .flat_map(|post| &post.media)
                .filter_map(|id| world.x.media.get(id))
                .map(|media| present::media(media, &self.media))
                .collect();
            if !media.is_empty() {
                includes.insert("media".to_owned(), json!(media));
            }
        }
        if self.expands("referenced_") {
            let parents: Vec<Value> = posts
                .iter()
                .filter_map(|post| world.x.live(post.reply_to?))
                .map(|parent| self.show(world, wire, parent))
                .collect();
            if !parents.is_empty() {
                includes.insert(wire.name("posts", "tweets").to_owned(), json!(parents));
            }
        }
        (!includes.is_empty()).then_some(Value::Object(includes))
    }

    pub(super) fn withheld(&self, world: &World, wire: XWire, posts: &[&XPost]) -> Vec<Value> {
        let each = |post: &&XPost| {
            let own = post.author == self.viewer;
            let hidden =
                self.post.withheld().filter(|name| !own || metrics::for_author(world, wire, post, name).is_none());
            hidden.map(|field| withheld_field(post.id, field)).collect::<Vec<_>>()
        };
        posts.iter().flat_map(each).collect()
    }
}

/// A user by their id, whether it is an account or one of the people.
pub(super) fn somebody(world: &World, id: &str) -> Option<Account> {
    if let Some(account) = world.account(Platform::X, id) {
        return Some(account.clone());
    }
    let person = world.audience.person(Platform::X, id)?;
    Some(Account {
        platform: Platform::X,
        id: id.to_owned(),
        name: person.name.clone(),
        username: person.handle.clone(),
        token: String::new(),
        owner: None,
    })
}

/// An answer without its empty halves, as X leaves them out.
pub(super) fn answer(data: Option<Value>, includes: Option<Value>, errors: Vec<Value>, meta: Option<Value>) -> Reply {
    let mut body = Map::new();
    let errors = (!errors.is_empty()).then(|| json!(errors));
    for (name, value) in [("data", data), ("includes", includes), ("errors", errors), ("meta", meta)] {
        if let Some(value) = value {
            body.insert(name.to_owned(), value);
        }
    }
    Reply::ok(Value::Object(body))
}

pub(super) fn me(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let lens = Lens::read(call, &[], account)?;
    let data = present::user(scene.world, scene.wire, account, &lens.user);
    Ok(Reply::ok(json!({ "data": data })))
}

pub(super) fn one(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let lens = Lens::read(call, &[], account)?;
    let id = call.segment("id");
    let number = read_id(id).ok_or_else(|| bad_id("id", id))?;
    let Some(post) = scene.world.x.live(number) else {
        return Ok(answer(None, None, vec![missing("tweet", "id", id)], None));
    };
    let includes = lens.includes(scene.world, scene.wire, &[post]);
    Ok(answer(
        Some(lens.show(scene.world, scene.wire, post)),
        includes,
        lens.withheld(scene.world, scene.wire, &[post]),
        None,
    ))
}

pub(super) fn several(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let lens = Lens::read(call, &["ids"], account)?;
    let list = call.query("ids").unwrap_or_default();
    let ids: Vec<&str> = list.split(',').collect();
    if ids.len() > MOST_IDS {
        return Err(invalid(
            "ids",
            list,
            "The number of values in the `ids` query parameter list is not between 1 and 100",
        ));
    }
    let (mut posts, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        let number = read_id(id).ok_or_else(|| bad_id("ids", id))?;
        match scene.world.x.live(number) {
            Some(post) => posts.push(post),
            None => errors.push(missing("tweet", "ids", id)),
        }
    }
    errors.extend(lens.withheld(scene.world, scene.wire, &posts));
    let data: Vec<Value> = posts.iter().map(|post| lens.show(scene.world, scene.wire, post)).collect();
    let includes = lens.includes(scene.world, scene.wire, &posts);
    Ok(answer((!data.is_empty()).then(|| json!(data)), includes, errors, None))
}

/// Which part of a timeline is asked for.
struct Reach {
    after: u64,
    before: u64,
    from_ms: i64,
    until_ms: i64,
    without_replies: bool,
    /// The number of posts to pass over: what the pagination token stands for.
    offset: usize,
    most: usize,
}

impl Reach {
    fn read(call: &Call) -> Result<Self, Problem> {
        let id = |name: &str, absent: u64| {
            call.query(name).map_or(Ok(absent), |text| read_id(text).ok_or_else(|| bad_id(name, text)))
        };
        let time = |name: &str, absent: i64| {
            call.query(name).map_or(Ok(absent), |text| read_rfc3339(text).ok_or_else(|| bad_id(name, text)))
        };
        let most = call.query("max_results").unwrap_or("10");
        let most_number = most.parse().ok().filter(|most| (5..=100).contains(most)).ok_or_else(|| {
            let message = format!("The `max_results` query parameter value [{most}] is not between 5 and 100");
            invalid("max_results", most, &message)
        })?;
        let token = call.query("pagination_token");
        let offset = token.map_or(Ok(0), |token| read_token(token).ok_or_else(|| bad_id("pagination_token", token)))?;
        let excluded: Vec<&str> = call.query("exclude").unwrap_or_default().split(',').collect();
        if let Some(other) = excluded.iter().find(|it| !["", "replies", "retweets"].contains(it)) {
            return Err(present::unknown_value("exclude", other, &["replies", "retweets"]));
        }
        Ok(Self {
            after: id("since_id", 0)?,
            before: id("until_id", u64::MAX)?,
            from_ms: time("start_time", i64::MIN)?,
            until_ms: time("end_time", i64::MAX)?,
            without_replies: excluded.contains(&"replies"),
            offset,
            most: most_number,
        })
    }

    fn holds(&self, post: &XPost) -> bool {
        post.id > self.after
            && post.id < self.before
            && post.created_ms >= self.from_ms
            && post.created_ms < self.until_ms
            && !(self.without_replies && post.reply_to.is_some())
    }
}

fn read_token(token: &str) -> Option<usize> {
    token.strip_prefix("7140w")?.parse().ok()
}

fn write_token(offset: usize) -> String {
    format!("7140w{offset:06}")
}

pub(super) fn timeline(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let lens = Lens::read(call, TIMELINE, account)?;
    let reach = Reach::read(call)?;
    let id = call.segment("id");
    read_id(id).ok_or_else(|| bad_id("id", id))?;
    if scene.world.account(Platform::X, id).is_none() {
        return Ok(answer(None, None, vec![missing("user", "id", id)], None));
    }
    let hidden = scene.world.x.withdraw_hidden(id);
    let world = &*scene.world;
    let all: Vec<&XPost> = world
        .x
        .posts
        .values()
        .rev()
        .filter(|post| !post.removed && post.author == id && !hidden.contains(&post.id) && reach.holds(post))
        .collect();
    let page: Vec<&XPost> = all.iter().skip(reach.offset).take(reach.most).copied().collect();
    let mut meta = json!({ "result_count": page.len() });
    if let (Some(newest), Some(oldest)) = (page.first(), page.last()) {
        meta["newest_id"] = json!(newest.id.to_string());
        meta["oldest_id"] = json!(oldest.id.to_string());
    }
    if all.len() > reach.offset + page.len() {
        meta["next_token"] = json!(write_token(reach.offset + page.len()));
    }
    if reach.offset > 0 {
        meta["previous_token"] = json!(write_token(reach.offset.saturating_sub(reach.most)));
    }
    if page.is_empty() {
        return Ok(answer(None, None, Vec::new(), Some(meta)));
    }
    let data: Vec<Value> = page.iter().map(|post| lens.show(world, scene.wire, post)).collect();
    let includes = lens.includes(world, scene.wire, &page);
    Ok(answer(Some(json!(data)), includes, lens.withheld(world, scene.wire, &page), Some(meta)))
}
