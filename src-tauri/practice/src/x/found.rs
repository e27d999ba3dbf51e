//! Posts that are found: those that name an account, and those that a search finds.
//!
//! Invariant: newest first, and a token stands for the last post of its page, so that what comes meanwhile repeats and skips
//! nothing. A search reaches seven days back and no further, mentions eight hundred posts.

use serde_json::{Value, json};

use super::credits;
use super::present::bad_id;
use super::problem::{Problem, invalid, missing, not_enrolled};
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
    /// These words, one after the other.
    Says(Vec<String>),
    Tag(String),
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
        let words = words_of(text);
        let lists = words.split(|word| *word == Word::Bare("OR".to_owned()));
        let lists = lists.map(|list| list.iter().filter(|word| !word.is_and()).map(Word::sign).collect());
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

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// One that may be an order.
    Bare(String),
    /// What stands between quotation marks, which is text whatever it looks like.
    Quoted { wanted: bool, text: String },
}

impl Word {
    fn is_and(&self) -> bool {
        *self == Self::Bare("AND".to_owned())
    }

    fn sign(&self) -> Option<(bool, Sign)> {
        match self {
            Self::Bare(word) => sign(word),
            Self::Quoted { wanted, text } => Some((*wanted, Sign::Says(tokens(text)))),
        }
    }
}

/// The words of a query; what stands between quotation marks is one. Brackets outside of them only group.
fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut bare_before = "";
    // Every second piece stands between quotation marks.
    for (place, piece) in text.split('"').enumerate() {
        if place % 2 == 1 {
            let wanted = !bare_before.ends_with('-');
            if !wanted && words.last() == Some(&Word::Bare("-".to_owned())) {
                words.pop();
            }
            words.push(Word::Quoted { wanted, text: piece.to_owned() });
        } else {
            let bare = piece.split(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')'));
            words.extend(bare.filter(|word| !word.is_empty()).map(|word| Word::Bare(word.to_owned())));
            bare_before = piece;
        }
    }
    words
}

/// A text in the pieces that a search compares.
fn tokens(text: &str) -> Vec<String> {
    let pieces = text.split(|letter: char| !(letter.is_alphanumeric() || is_mark(letter)));
    pieces.filter(|piece| !piece.is_empty()).map(str::to_lowercase).collect()
}

/// What belongs to the letter before it in the scripts of India.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0900}'..='\u{0DFF}') || letter == '_'
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
            None => match word.strip_prefix('#') {
                Some(tag) => Sign::Tag(tag.to_lowercase()),
                None => Sign::Says(tokens(word)),
            },
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
        Sign::Says(words) => {
            let text = tokens(&post.text);
            !words.is_empty() && text.windows(words.len()).any(|some| some == words.as_slice())
        }
        Sign::Tag(tag) => {
            let tags = post.text.split('#').skip(1);
            tags.map(|rest| rest.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect::<String>())
                .any(|found| found.to_lowercase() == *tag)
        }
        Sign::IsAnswer => post.reply_to.is_some(),
        // A repost is no post of its own here, and languages are not told apart.
        Sign::IsRepost => false,
        Sign::Language => true,
    }
}

pub(super) fn search(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    if !scene.wire.searches {
        return Err(not_enrolled(&account.id, "Appropriate Level of API Access"));
    }
    let lens = Lens::read(call, FOUND, account)?;
    let window = Window::read(call, 10, &["next_token", "pagination_token"])?;
    let query = Query::read(call.query("query").unwrap_or_default())?;
    let oldest = scene.now - SEARCHED_MS;
    if window.from_ms != i64::MIN && window.from_ms < oldest {
        let given = call.query("start_time").unwrap_or_default();
        return Err(invalid("start_time", given, "Invalid 'start_time': it must be on or after seven days ago"));
    }
    let world = &*scene.world;
    for (name, id) in [("since_id", window.since_id), ("until_id", window.until_id)] {
        // An id of a post that is older than what is searched is refused, whoever wrote it.
        if world.x.posts.get(&id).is_some_and(|post| post.created_ms < oldest) {
            let words = format!(
                "'{name}' must be a tweet id created after seven days ago. Please use a '{name}' that is larger"
            );
            return Err(invalid(name, call.query(name).unwrap_or_default(), &words));
        }
    }
    if call.query("start_time").is_some() && (call.query("since_id").is_some() || call.query("until_id").is_some()) {
        let words = "Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time' or 'end_time'.";
        return Err(invalid("start_time", call.query("start_time").unwrap_or_default(), words));
    }
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
        let (bare, quoted) = (
            |word: &str| Word::Bare(word.to_owned()),
            |wanted: bool, text: &str| Word::Quoted { wanted, text: text.to_owned() },
        );
        assert_eq!(
            words_of("flu \"blood test\" -is:retweet"),
            [bare("flu"), quoted(true, "blood test"), bare("-is:retweet")]
        );
        assert_eq!(words_of("(flu) -\"from:asha\""), [bare("flu"), quoted(false, "from:asha")]);
        assert_eq!(
            quoted(true, "from:asha").sign(),
            Some((true, Sign::Says(vec!["from".to_owned(), "asha".to_owned()])))
        );
        assert_eq!(sign("#Flu"), Some((true, Sign::Tag("flu".to_owned()))));
        assert_eq!(sign("-from:@Asha"), Some((false, Sign::From("asha".to_owned()))));
        assert_eq!(sign("shoe_size:44"), None);
        assert!(Query::read("conversation_id:123 OR (flu lang:en)").is_ok());
        for refused in ["", "-is:retweet", "has:teeth", "lang:en", &"a".repeat(513)] {
            assert!(Query::read(refused).is_err(), "{refused}");
        }
    }
}
