//! Posts that are found: those that name an account, and those that a search finds.
//!
//! Invariant: newest first, and a token stands for the last post of its page, so that what comes meanwhile repeats and skips
//! nothing. A search reaches seven days back and no further, mentions eight hundred posts.

use serde_json::{Value, json};

use super::credits;
use super::present::bad_id;
use super::problem::{Problem, invalid, missing};
use super::read::{Lens, answer};
use super::state::{XPost, read_id};
use crate::account::{Account, Platform};
use crate::audience::social::part;
use crate::call::Call;
use crate::clock::read_rfc3339;
use crate::reply::Reply;
use crate::world::{Scene, World};

const FOUND: &[&str] = &[
    "max_results",
    "pagination_token",
    "next_token",
    "start_time",
    "end_time",
    "since_id",
    "until_id",
    "query",
    "sort_order",
];
const MOST_MENTIONS: usize = 800;
const SEARCHED_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// What whoever signed up by themselves may ask.
const LONGEST_QUERY: usize = 512;

/// Which part of what is found is asked for.
struct Window {
    since_id: u64,
    until_id: u64,
    from_ms: i64,
    until_ms: i64,
    after: Option<u64>,
    most: usize,
}

impl Window {
    fn read(call: &Call, fewest: usize, tokens: &[&'static str]) -> Result<Self, Problem> {
        let id = |name: &str, absent: u64| {
            call.query(name).map_or(Ok(absent), |text| read_id(text).ok_or_else(|| bad_id(name, text)))
        };
        let time = |name: &str, absent: i64| {
            call.query(name).map_or(Ok(absent), |text| read_rfc3339(text).ok_or_else(|| bad_id(name, text)))
        };
        let most = call.query("max_results").unwrap_or("10");
        let number = most.parse().ok().filter(|number| (fewest..=100).contains(number)).ok_or_else(|| {
            let words = format!("The `max_results` query parameter value [{most}] is not between {fewest} and 100");
            invalid("max_results", most, &words)
        })?;
        let token = tokens.iter().find_map(|name| call.query(name).map(|token| (*name, token)));
        let after = token.map(|(name, token)| read_token(token).ok_or_else(|| bad_id(name, token))).transpose()?;
        Ok(Self {
            since_id: id("since_id", 0)?,
            until_id: id("until_id", u64::MAX)?,
            from_ms: time("start_time", i64::MIN)?,
            until_ms: time("end_time", i64::MAX)?,
            after,
            most: number,
        })
    }

    fn holds(&self, post: &XPost) -> bool {
        post.id > self.since_id
            && post.id < self.until_id
            && post.created_ms >= self.from_ms
            && post.created_ms < self.until_ms
    }
}

pub(super) fn read_token(token: &str) -> Option<u64> {
    token.strip_prefix("b26v89c19zqg8o3f")?.parse().ok()
}

pub(super) fn write_token(last: u64) -> String {
    format!("b26v89c19zqg8o3f{last}")
}

/// Whether a text names an account.
pub(super) fn names(text: &str, username: &str) -> bool {
    text.split('@').skip(1).any(|rest| {
        let name: String = rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
        name.eq_ignore_ascii_case(username)
    })
}

fn answers(world: &World, post: &XPost, account: &Account) -> bool {
    post.reply_to.and_then(|id| world.x.posts.get(&id)).is_some_and(|parent| parent.author == account.id)
}

pub(super) fn mentions(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let (lens, window) = (Lens::read(call, FOUND, account)?, Window::read(call, 5, &["pagination_token"])?);
    let id = call.segment("id");
    read_id(id).ok_or_else(|| bad_id("id", id))?;
    let Some(named) = scene.world.account(Platform::X, id).cloned() else {
        return Ok(answer(None, None, vec![missing("user", "id", id)], None));
    };
    let world = &*scene.world;
    let wanted = |post: &&XPost| {
        !post.removed && post.author != named.id && (names(&post.text, &named.username) || answers(world, post, &named))
    };
    let newest = world.x.posts.values().rev().filter(wanted).take(MOST_MENTIONS);
    let mut numbers: Vec<u64> = newest.filter(|post| window.holds(post)).map(|post| post.id).collect();
    numbers.reverse();
    shown(scene, account, &lens, &window, numbers)
}

/// One page of posts, newest first; they are paid for.
fn shown(
    scene: &mut Scene<'_>,
    account: &Account,
    lens: &Lens,
    window: &Window,
    numbers: Vec<u64>,
) -> Result<Reply, Problem> {
    let (page, more) = part(numbers, window.after, window.most, true);
    credits::read(scene, account, &page)?;
    let world = &*scene.world;
    let posts: Vec<&XPost> = page.iter().filter_map(|id| world.x.posts.get(id)).collect();
    let mut meta = json!({ "result_count": posts.len() });
    if let (Some(newest), Some(oldest)) = (posts.first(), posts.last()) {
        meta["newest_id"] = json!(newest.id.to_string());
        meta["oldest_id"] = json!(oldest.id.to_string());
        if more {
            meta["next_token"] = json!(write_token(oldest.id));
        }
    }
    if posts.is_empty() {
        return Ok(answer(None, None, Vec::new(), Some(meta)));
    }
    let data: Vec<Value> = posts.iter().map(|post| lens.show(world, scene.wire, post)).collect();
    let includes = lens.includes(world, scene.wire, &posts);
    Ok(answer(Some(json!(data)), includes, lens.withheld(world, scene.wire, &posts), Some(meta)))
}

/// One sign that a post has to bear.
#[derive(Debug, PartialEq, Eq)]
enum Sign {
    Conversation(u64),
    AnswerTo(u64),
    To(String),
    From(String),
    Names(String),
    Says(String),
    IsAnswer,
    IsRepost,
    Language,
}

/// A query: any of several lists of signs, all of which a post has to bear, or not to.
#[derive(Debug)]
struct Query(Vec<Vec<(bool, Sign)>>);

impl Query {
    fn read(text: &str) -> Result<Self, Problem> {
        let refused = |words: &str| invalid("query", text, words);
        if text.trim().is_empty() {
            return Err(refused("The `query` query parameter can not be empty"));
        }
        if text.chars().count() > LONGEST_QUERY {
            return Err(refused("The `query` query parameter is longer than 512 characters"));
        }
        let plain = text.replace(['(', ')'], " ");
        let lists = plain.split(" OR ").map(|list| words_of(list).iter().map(|word| sign(word)).collect());
        let lists: Option<Vec<Vec<(bool, Sign)>>> = lists.collect();
        let lists = lists.ok_or_else(|| refused("There were errors processing your request: unknown operator"))?;
        let stands = |list: &Vec<(bool, Sign)>| {
            list.iter()
                .any(|(wanted, sign)| *wanted && !matches!(sign, Sign::IsAnswer | Sign::IsRepost | Sign::Language))
        };
        if !lists.iter().all(stands) {
            return Err(refused("There were errors processing your request: a required operator is missing"));
        }
        Ok(Self(lists))
    }

    fn finds(&self, world: &World, post: &XPost) -> bool {
        self.0.iter().any(|list| list.iter().all(|(wanted, sign)| *wanted == bears(world, post, sign)))
    }
}

/// The words of a query; what stands between quotation marks is one.
fn words_of(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            letter => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty() && word != "AND");
    words
}

fn sign(word: &str) -> Option<(bool, Sign)> {
    let (wanted, word) = word.strip_prefix('-').map_or((true, word), |word| (false, word));
    let name = |name: &str| name.trim_start_matches('@').to_ascii_lowercase();
    let sign = match word.split_once(':') {
        Some(("conversation_id", id)) => Sign::Conversation(read_id(id)?),
        Some(("in_reply_to_tweet_id", id)) => Sign::AnswerTo(read_id(id)?),
        Some(("to", user)) => Sign::To(name(user)),
        Some(("from", user)) => Sign::From(name(user)),
        Some(("is", "reply")) => Sign::IsAnswer,
        Some(("is", "retweet")) => Sign::IsRepost,
        Some(("lang", _)) => Sign::Language,
        Some(_) => return None,
        None => match word.strip_prefix('@') {
            Some(user) => Sign::Names(name(user)),
            None => Sign::Says(word.to_lowercase()),
        },
    };
    Some((wanted, sign))
}

fn bears(world: &World, post: &XPost, sign: &Sign) -> bool {
    let username = |id: &str| match world.account(Platform::X, id) {
        Some(account) => account.username.to_ascii_lowercase(),
        None => world.audience.handle_of(Platform::X, id).to_ascii_lowercase(),
    };
    match sign {
        Sign::Conversation(id) => post.conversation == *id,
        Sign::AnswerTo(id) => post.reply_to == Some(*id),
        Sign::To(user) => post
            .reply_to
            .and_then(|id| world.x.posts.get(&id))
            .is_some_and(|it| username(&it.author) == *user || it.author == *user),
        Sign::From(user) => username(&post.author) == *user || post.author == *user,
        Sign::Names(user) => names(&post.text, user),
        Sign::Says(words) => post.text.to_lowercase().contains(words.as_str()),
        Sign::IsAnswer => post.reply_to.is_some(),
        // A repost is no post of its own here, and languages are not told apart.
        Sign::IsRepost => false,
        Sign::Language => true,
    }
}

pub(super) fn search(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let lens = Lens::read(call, FOUND, account)?;
    let window = Window::read(call, 10, &["next_token", "pagination_token"])?;
    let query = Query::read(call.query("query").unwrap_or_default())?;
    let oldest = scene.now - SEARCHED_MS;
    if window.from_ms != i64::MIN && window.from_ms < oldest {
        let given = call.query("start_time").unwrap_or_default();
        return Err(invalid("start_time", given, "Invalid 'start_time': it must be on or after seven days ago"));
    }
    let world = &*scene.world;
    let found =
        world.x.posts.values().filter(|post| {
            !post.removed && post.created_ms >= oldest && window.holds(post) && query.finds(world, post)
        });
    let numbers = found.map(|post| post.id).collect();
    shown(scene, account, &lens, &window, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_or_refused_as_a_whole() {
        assert_eq!(words_of("flu \"blood test\" -is:retweet"), ["flu", "blood test", "-is:retweet"]);
        assert_eq!(sign("-from:@Asha"), Some((false, Sign::From("asha".to_owned()))));
        assert_eq!(sign("shoe_size:44"), None);
        assert!(Query::read("conversation_id:123 OR (flu lang:en)").is_ok());
        for refused in ["", "-is:retweet", "has:teeth", "lang:en", &"a".repeat(513)] {
            assert!(Query::read(refused).is_err(), "{refused}");
        }
    }
}
