-- What stands under one post, in the order of the work.
CREATE INDEX conversation_under ON conversation (platform_post_id, rank, place, id)
  WHERE done_at IS NULL AND theirs_at IS NOT NULL AND platform_post_id IS NOT NULL;
