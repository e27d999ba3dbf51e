-- What stands under one post and is open, in the order of the work; and what of it somebody is done with, the latest first.
CREATE INDEX conversation_under ON conversation (platform_post_id, rank, place, id, snoozed_until)
  WHERE done_at IS NULL AND theirs_at IS NOT NULL AND platform_post_id IS NOT NULL;
CREATE INDEX conversation_under_done ON conversation (platform_post_id, done_at, id)
  WHERE done_at IS NOT NULL AND theirs_at IS NOT NULL AND platform_post_id IS NOT NULL;
