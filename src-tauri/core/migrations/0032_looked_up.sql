-- Whether people heard of a post's numbers before: each post is told of once.
CREATE INDEX alert_of_post ON alert (post_id) WHERE post_id IS NOT NULL;
-- What went out on a channel in a span, under whichever name: a channel that is connected gets its account's in place of the one that it
-- had while it was served by hand, and its posts stay its own.
DROP INDEX post_meter_by_time;
CREATE INDEX post_meter_of_channel ON post_meter (channel_id, posted_at);
