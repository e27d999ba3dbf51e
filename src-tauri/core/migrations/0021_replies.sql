-- Answers to what people wrote. An answer is a post like any other, for the doctor and for the gate, that goes under theirs.

-- The platform's id of what a post answers; none where it stands for itself.
ALTER TABLE post ADD COLUMN answers TEXT;

-- What is answered, as it was read last. When that changes, what was signed for it is signed for something else.
CREATE TABLE post_target (
  post_id     TEXT PRIMARY KEY REFERENCES post (id),
  channel_id  TEXT NOT NULL REFERENCES channel (id),
  account_id  TEXT NOT NULL,
  platform_id TEXT NOT NULL,
  -- What the platform hangs the answer on: the same, or the comment above it where answers have no answers of their own.
  goes_to     TEXT NOT NULL,
  -- The platform's id of the post that it stands under; none where it is a post itself.
  under       TEXT,
  author      TEXT NOT NULL,
  words       TEXT NOT NULL,
  written_at  INTEGER NOT NULL,
  gone_at     INTEGER
) STRICT;
CREATE INDEX post_target_by_id ON post_target (channel_id, account_id, platform_id);

CREATE TRIGGER post_target_stays BEFORE UPDATE OF post_id, channel_id, account_id, platform_id, goes_to, under ON post_target
BEGIN SELECT RAISE(ABORT, 'an answer answers one thing'); END;

-- Whether its time comes with its signature.
ALTER TABLE plan ADD COLUMN once_signed INTEGER NOT NULL DEFAULT 0 CHECK (once_signed IN (0, 1));

-- Which conversation an answer belongs to, and what in it it answers.
CREATE TABLE reply (
  post_id         TEXT PRIMARY KEY REFERENCES post (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  item_id         TEXT NOT NULL REFERENCES item (id)
) STRICT;
CREATE INDEX reply_of_conversation ON reply (conversation_id);
