-- Whether people heard of a post's numbers before: each post is told of once.
CREATE INDEX alert_of_post ON alert (post_id) WHERE post_id IS NOT NULL;
