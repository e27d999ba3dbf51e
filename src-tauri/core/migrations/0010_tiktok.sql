-- What TikTok says of an account, and deliveries that a platform works on or hands to a person of its own.

-- What may be chosen for a post, as it was when it was last asked for; it is asked anew before each post.
CREATE TABLE tiktok_creator (
  channel_id TEXT PRIMARY KEY REFERENCES channel (id),
  seen       TEXT NOT NULL,
  at         INTEGER NOT NULL
) STRICT;

-- A platform that was asked what became of something may answer that it works on it, that a person finishes it there, or,
-- once a person had it, that it was thrown away.
INSERT INTO delivery_edges (from_state, to_state) VALUES
  ('in_doubt', 'processing'), ('in_doubt', 'handed_over'),
  ('processing', 'handed_over'), ('processing', 'retrying'),
  ('handed_over', 'failed');
