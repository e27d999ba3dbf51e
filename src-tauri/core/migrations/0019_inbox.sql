-- What people write under the clinic's posts and to its accounts, and what the clinic makes of it.

-- Anything that was seen on a platform, ours or not: what people say hangs on it.
CREATE TABLE platform_post (
  id           TEXT PRIMARY KEY,
  channel_id   TEXT NOT NULL REFERENCES channel (id),
  account_id   TEXT NOT NULL,
  platform_id  TEXT NOT NULL,
  -- What of ours it is; none where it did not go out from here.
  part_id      TEXT REFERENCES part (id),
  permalink    TEXT,
  -- Its first words, as its platform tells them.
  words        TEXT NOT NULL DEFAULT '',
  published_at INTEGER,
  UNIQUE (channel_id, account_id, platform_id)
) STRICT;
CREATE INDEX platform_post_of_part ON platform_post (part_id) WHERE part_id IS NOT NULL;
CREATE INDEX platform_post_by_age ON platform_post (channel_id, account_id, published_at);

-- One place that is read: the comments of a post, the mentions of an account, the messages of a conversation.
CREATE TABLE feed (
  id          TEXT PRIMARY KEY,
  channel_id  TEXT NOT NULL REFERENCES channel (id),
  account_id  TEXT NOT NULL,
  kind        TEXT NOT NULL,
  -- The platform's id of the post or the conversation; empty where it is the whole account's.
  scope       TEXT NOT NULL,
  -- What another feed said of it last, a count or an instant, and what of that was read. It is read where they differ.
  mark        TEXT,
  read_mark   TEXT,
  -- From where the newest is asked for, as the platform calls it.
  newest      TEXT,
  -- Where pages begin that are still to be read; none where nothing is left.
  older       TEXT,
  -- When the reading of all of it began that goes on, and when the last one ended.
  whole_since INTEGER,
  -- Whether something of that reading could not be understood: nothing is gone because of it.
  in_doubt    INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt IN (0, 1)),
  whole_at    INTEGER,
  -- When it was first heard of: what was written long before that is nobody's work.
  begun_at    INTEGER NOT NULL,
  -- When it is read next; none where another feed says when.
  next_at     INTEGER,
  read_at     INTEGER,
  tries       INTEGER NOT NULL DEFAULT 0,
  -- Why it could not be read the last time, in a sentence.
  reason      TEXT,
  -- Since when every reading failed by what may pass; none where it could be read, or is not told to this sign-in at all.
  failing_since INTEGER,
  UNIQUE (channel_id, account_id, kind, scope)
) STRICT;
CREATE INDEX feed_next ON feed (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX feed_failing ON feed (failing_since) WHERE scope = '' AND failing_since IS NOT NULL;
CREATE INDEX feed_due ON feed (channel_id, account_id, next_at) WHERE next_at IS NOT NULL;

-- Who writes. A platform that hides people tells no id; those are nobody's row.
CREATE TABLE author (
  id          TEXT PRIMARY KEY,
  channel_id  TEXT NOT NULL REFERENCES channel (id),
  platform_id TEXT NOT NULL,
  name        TEXT NOT NULL,
  handle      TEXT,
  UNIQUE (channel_id, platform_id)
) STRICT;

-- A comment with its answers, a mention with its, or the messages of one person.
CREATE TABLE conversation (
  id               TEXT PRIMARY KEY,
  channel_id       TEXT NOT NULL REFERENCES channel (id),
  account_id       TEXT NOT NULL,
  kind             TEXT NOT NULL CHECK (kind IN ('comment', 'mention', 'message')),
  -- The platform's id of what began it.
  root             TEXT NOT NULL,
  platform_post_id TEXT REFERENCES platform_post (id),
  author_id        TEXT REFERENCES author (id),
  -- When the newest of it was written, and the newest that is not ours.
  newest_at        INTEGER NOT NULL,
  theirs_at        INTEGER,
  -- When the newest of theirs came in, or was changed: an answer may come long after it was written.
  heard_at         INTEGER,
  -- How soon somebody has to look, from 0; by the rules, or chosen by a person, who said why. What comes in after that and is
  -- more urgent ends it.
  urgency          INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 3),
  chosen_by        TEXT REFERENCES person (id),
  chosen_why       TEXT,
  chosen_at        INTEGER,
  -- Until when an answer is wanted; none where the last word is ours, or nobody waits for one.
  answer_by        INTEGER,
  assigned_to      TEXT REFERENCES person (id),
  snoozed_until    INTEGER,
  -- Nobody's work any more: somebody said so, or it was old when it was first seen.
  done_at          INTEGER,
  done_by          TEXT REFERENCES person (id),
  -- In which order they are worked on: what waits by urgency and by when an answer is wanted, then the rest, the newest first.
  rank             INTEGER NOT NULL GENERATED ALWAYS AS (CASE WHEN answer_by IS NULL THEN 4 ELSE urgency END) VIRTUAL,
  place            INTEGER NOT NULL GENERATED ALWAYS AS (CASE WHEN answer_by IS NULL THEN -newest_at ELSE answer_by END) VIRTUAL,
  UNIQUE (channel_id, account_id, kind, root),
  CHECK (done_by IS NULL OR done_at IS NOT NULL),
  CHECK ((chosen_by IS NULL) = (chosen_why IS NULL) AND (chosen_by IS NULL) = (chosen_at IS NULL))
) STRICT;
-- All that is counted of them stands in it.
CREATE INDEX conversation_open ON conversation (rank, place, id, snoozed_until, assigned_to) WHERE done_at IS NULL AND theirs_at IS NOT NULL;
CREATE INDEX conversation_late ON conversation (channel_id, rank, place) WHERE done_at IS NULL AND theirs_at IS NOT NULL;
CREATE INDEX conversation_done ON conversation (done_at, id) WHERE done_at IS NOT NULL AND theirs_at IS NOT NULL;
CREATE INDEX conversation_put_off ON conversation (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX conversation_of_person ON conversation (assigned_to) WHERE assigned_to IS NOT NULL;

-- One comment, mention or message, theirs or ours.
CREATE TABLE item (
  -- What the index of words calls it; a copy of the database keeps it.
  number          INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  feed_id         TEXT NOT NULL REFERENCES feed (id),
  channel_id      TEXT NOT NULL REFERENCES channel (id),
  account_id      TEXT NOT NULL,
  platform_id     TEXT NOT NULL,
  -- The platform's id of what it answers; none where it began the conversation.
  answers         TEXT,
  author_id       TEXT REFERENCES author (id),
  ours            INTEGER NOT NULL CHECK (ours IN (0, 1)),
  words           TEXT NOT NULL,
  permalink       TEXT,
  written_at      INTEGER NOT NULL,
  first_seen_at   INTEGER NOT NULL,
  edited_at       INTEGER,
  gone_at         INTEGER,
  hidden          INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
  -- What the rules made of it: JSON.
  triage          TEXT NOT NULL DEFAULT '[]',
  urgency         INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 3),
  -- Which reading of the whole feed saw it last.
  seen_in         INTEGER NOT NULL,
  UNIQUE (channel_id, account_id, platform_id)
) STRICT;
CREATE INDEX item_of_conversation ON item (conversation_id, written_at);
CREATE INDEX item_of_feed ON item (feed_id, seen_in) WHERE gone_at IS NULL;

-- What an item said before somebody changed it.
CREATE TABLE item_before (
  item_id TEXT NOT NULL REFERENCES item (id),
  until   INTEGER NOT NULL,
  words   TEXT NOT NULL,
  PRIMARY KEY (item_id, until)
) STRICT;

-- The words of all items, to be searched; kept equal by the triggers below.
CREATE VIRTUAL TABLE item_words USING fts5 (
  words, content = 'item', content_rowid = 'number', tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER item_is_found AFTER INSERT ON item BEGIN
  INSERT INTO item_words (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER item_is_found_anew AFTER UPDATE OF words ON item BEGIN
  INSERT INTO item_words (item_words, rowid, words) VALUES ('delete', old.number, old.words);
  INSERT INTO item_words (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER item_is_found_no_more AFTER DELETE ON item BEGIN
  INSERT INTO item_words (item_words, rowid, words) VALUES ('delete', old.number, old.words);
END;

-- What people of the clinic tell each other about a conversation. It goes nowhere.
CREATE TABLE conversation_note (
  id              TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  person_id       TEXT NOT NULL REFERENCES person (id),
  at              INTEGER NOT NULL,
  words           TEXT NOT NULL
) STRICT;
CREATE INDEX conversation_note_of ON conversation_note (conversation_id, at);

CREATE TABLE conversation_tag (
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  tag             TEXT NOT NULL,
  PRIMARY KEY (conversation_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_tag_by_tag ON conversation_tag (tag);

-- When somebody has read a conversation last: what came, or was changed, after that is new to them, whenever it was written.
CREATE TABLE conversation_read (
  person_id       TEXT NOT NULL REFERENCES person (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  read_at         INTEGER NOT NULL,
  PRIMARY KEY (person_id, conversation_id)
) STRICT, WITHOUT ROWID;
