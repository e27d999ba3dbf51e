//! What Facebook keeps: posts, pictures and comments.
//!
//! Invariant: what was removed stays here, so that it is known to be removed and its id is never given out again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::films::FbFilm;
use super::wire::FacebookWire;
use crate::audience::social::{Social, Threads};

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct FacebookState {
    /// By the second half of the id, and so by age.
    pub(crate) posts: BTreeMap<u64, FbPost>,
    pub(crate) photos: BTreeMap<u64, FbPhoto>,
    pub(crate) comments: BTreeMap<u64, FbComment>,
    /// Missing in what was saved before there were films.
    #[serde(default)]
    pub(crate) films: BTreeMap<u64, FbFilm>,
    #[serde(default)]
    pub(crate) wire: FacebookWire,
    /// Worked out anew when the state is loaded.
    #[serde(skip)]
    pub(crate) threads: Threads,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FbPost {
    pub(crate) number: u64,
    pub(crate) page: String,
    pub(crate) message: String,
    pub(crate) link: Option<String>,
    pub(crate) photos: Vec<u64>,
    /// The video that it shows.
    #[serde(default)]
    pub(crate) film: Option<u64>,
    pub(crate) created_ms: i64,
    pub(crate) published: bool,
    /// When it is published by itself.
    #[serde(default)]
    pub(crate) scheduled_ms: Option<i64>,
    /// How many more reads of the Page's posts miss it.
    pub(crate) hidden_reads: u32,
    pub(crate) removed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FbPhoto {
    pub(crate) number: u64,
    pub(crate) page: String,
    pub(crate) sha256: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) caption: String,
    pub(crate) alt_text: Option<String>,
    pub(crate) created_ms: i64,
    /// The post that shows it.
    pub(crate) post: Option<u64>,
    pub(crate) removed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FbComment {
    pub(crate) number: u64,
    pub(crate) page: String,
    pub(crate) post: u64,
    pub(crate) parent: Option<u64>,
    pub(crate) message: String,
    pub(crate) created_ms: i64,
    pub(crate) removed: bool,
    #[serde(default)]
    pub(crate) social: Social,
}

impl FbPost {
    pub(crate) fn id(&self) -> String {
        format!("{}_{}", self.page, self.number)
    }
}

impl FbComment {
    pub(crate) fn id(&self) -> String {
        format!("{}_{}", self.post, self.number)
    }
}

/// Something that an id of the Graph stands for.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    Post(&'a FbPost),
    Photo(&'a FbPhoto),
    Comment(&'a FbComment),
    Film(&'a FbFilm),
}

impl FacebookState {
    /// What an id stands for, unless it was removed.
    pub(crate) fn find(&self, id: &str) -> Option<Found<'_>> {
        let Some((first, second)) = id.split_once('_') else {
            let photo = self.photos.get(&id.parse().ok()?).filter(|photo| !photo.removed).map(Found::Photo);
            return photo.or_else(|| self.film(id).map(Found::Film));
        };
        let number: u64 = second.parse().ok()?;
        if let Some(post) = self.posts.get(&number).filter(|post| post.page == first) {
            return (!post.removed).then_some(Found::Post(post));
        }
        let comment = self.comments.get(&number).filter(|it| it.post.to_string() == first && !it.removed)?;
        // What is neither of them is a visitor's post.
        let post_is_there = self.posts.get(&comment.post).is_none_or(|post| !post.removed)
            && self.films.get(&comment.post).is_none_or(|film| !film.removed);
        post_is_there.then_some(Found::Comment(comment))
    }

    pub(crate) fn put_comment(&mut self, comment: FbComment) {
        self.threads.put(comment.parent.unwrap_or(comment.post), comment.number);
        self.comments.insert(comment.number, comment);
    }

    /// Finds out again what hangs under what.
    pub(crate) fn thread(&mut self) {
        for comment in self.comments.values() {
            self.threads.put(comment.parent.unwrap_or(comment.post), comment.number);
        }
    }

    /// How many comments there are under a comment.
    pub(crate) fn answers_to(&self, comment: u64) -> usize {
        let there = |number: &u64| self.comments.get(number).is_some_and(|it| !it.removed);
        self.threads.under(comment).filter(there).count()
    }

    /// The comments under a post, oldest first.
    pub(crate) fn comments_of(&self, post: u64) -> impl Iterator<Item = &FbComment> {
        self.comments.values().filter(move |comment| comment.post == post && !comment.removed)
    }

    pub(crate) fn pictures_of<'a>(&'a self, post: &'a FbPost) -> impl Iterator<Item = &'a FbPhoto> {
        post.photos.iter().filter_map(|number| self.photos.get(number)).filter(|photo| !photo.removed)
    }

    /// The posts of a Page that this read misses; each is missed once less from now on.
    pub(crate) fn withdraw_hidden(&mut self, page: &str) -> Vec<u64> {
        let mut hidden = Vec::new();
        for post in self.posts.values_mut().filter(|post| post.page == page && post.hidden_reads > 0) {
            post.hidden_reads -= 1;
            hidden.push(post.number);
        }
        hidden
    }

    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let (post, photo, comment, film) = match self.find(id) {
            // A video and the post that shows it are one.
            Some(Found::Post(post)) => (post.number, 0, 0, post.film.unwrap_or(0)),
            Some(Found::Photo(photo)) => (0, photo.number, 0, 0),
            Some(Found::Comment(comment)) => (0, 0, comment.number, 0),
            Some(Found::Film(film)) => (film.finished.as_ref().map_or(0, |it| it.story), 0, 0, film.number),
            None => return false,
        };
        if let Some(post) = self.posts.get_mut(&post) {
            post.removed = true;
        }
        if let Some(photo) = self.photos.get_mut(&photo) {
            photo.removed = true;
        }
        // The answers under a comment go with it.
        for number in self.threads.under(comment).chain([comment]) {
            if let Some(comment) = self.comments.get_mut(&number) {
                comment.removed = true;
            }
        }
        if let Some(film) = self.films.get_mut(&film) {
            film.removed = true;
        }
        true
    }
}
