//! Tests of what is said of posts.
