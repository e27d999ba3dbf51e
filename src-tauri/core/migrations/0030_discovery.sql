-- Discovery: topics that the clinic searches X for, and what was found of each, for a few days.

-- What is searched for.
CREATE TABLE topic (
  id         TEXT PRIMARY KEY,
  words      TEXT NOT NULL,
  -- The words as topics are compared: two of them never differ by case or by spaces alone.
  words_key  TEXT NOT NULL,
  language   TEXT NOT NULL,
  changed_by TEXT NOT NULL REFERENCES person (id),
  changed_at INTEGER NOT NULL,
  UNIQUE (words_key, language)
) STRICT;

-- How far a topic was read through a channel, so that nothing is asked for twice.
CREATE TABLE topic_reading (
  topic_id   TEXT NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
  channel_id TEXT NOT NULL REFERENCES channel (id),
  -- When its newest were read last.
  read_at    INTEGER NOT NULL,
  -- The newest that was found, and when that was written.
  newest_id  TEXT,
  newest_at  INTEGER,
  -- What was left over the last time: it is older than the one, and newer than the other, as far as there is one.
  left_id       TEXT,
  left_at       INTEGER,
  left_since_id TEXT,
  left_since_at INTEGER,
  PRIMARY KEY (topic_id, channel_id),
  CHECK ((newest_id IS NULL) = (newest_at IS NULL)),
  CHECK ((left_id IS NULL) = (left_at IS NULL)),
  CHECK ((left_since_id IS NULL) = (left_since_at IS NULL))
) STRICT, WITHOUT ROWID;

-- Each search that was asked for. It holds no words.
CREATE TABLE topic_search (
  id         INTEGER PRIMARY KEY,
  topic_id   TEXT REFERENCES topic (id) ON DELETE SET NULL,
  channel_id TEXT NOT NULL REFERENCES channel (id),
  asked_at   INTEGER NOT NULL,
  -- Days since 1970, by UTC: a post is paid for once on each.
  day        INTEGER NOT NULL,
  -- How many posts it counts for against what may be read on a day. Until it ended, and where nobody knows what became of it, all
  -- that were asked for.
  counts     INTEGER NOT NULL CHECK (counts >= 0),
  -- How many were read, and not read before on the same day.
  paid       INTEGER NOT NULL DEFAULT 0 CHECK (paid >= 0),
  ended_at   INTEGER,
  -- Until when its platform asked not to be asked again.
  wait_until INTEGER
) STRICT;
CREATE INDEX topic_search_by_day ON topic_search (day);
CREATE INDEX topic_search_by_time ON topic_search (asked_at);
CREATE INDEX topic_search_going ON topic_search (topic_id, channel_id) WHERE ended_at IS NULL;
CREATE INDEX topic_search_waits ON topic_search (channel_id, wait_until) WHERE wait_until IS NOT NULL;

-- What was found. It is somebody else's, and kept for seven days at most.
CREATE TABLE hit (
  topic_id    TEXT NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
  channel_id  TEXT NOT NULL REFERENCES channel (id),
  platform_id TEXT NOT NULL,
  -- Who wrote it, without the sign before a handle; none where its platform did not tell.
  handle      TEXT,
  name        TEXT,
  words       TEXT NOT NULL,
  written_at  INTEGER NOT NULL,
  permalink   TEXT NOT NULL,
  -- None where it was not told, which is not nought.
  views       INTEGER CHECK (views >= 0),
  likes       INTEGER CHECK (likes >= 0),
  replies     INTEGER CHECK (replies >= 0),
  reposts     INTEGER CHECK (reposts >= 0),
  -- When it was read last.
  read_at     INTEGER NOT NULL,
  -- What was drafted from it.
  batch_id    TEXT REFERENCES batch (id),
  PRIMARY KEY (topic_id, channel_id, platform_id)
) STRICT;
CREATE INDEX hit_by_time ON hit (topic_id, channel_id, written_at);
CREATE INDEX hit_by_age ON hit (read_at);
CREATE INDEX hit_by_id ON hit (platform_id, read_at);

-- Whoever ends a connection keeps nothing of what was found through it.
CREATE TRIGGER hits_go_with_the_connection AFTER UPDATE OF connection ON channel
WHEN new.connection = 'disconnected' AND old.connection <> 'disconnected'
BEGIN
  DELETE FROM hit WHERE channel_id = new.id;
  DELETE FROM topic_reading WHERE channel_id = new.id;
END;
