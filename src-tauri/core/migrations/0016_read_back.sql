-- What is public, read back from its platform and compared with what was signed.

CREATE TABLE read_back (
  part_id       TEXT PRIMARY KEY REFERENCES part (id),
  -- None as long as nobody knows.
  outcome       TEXT CHECK (outcome IN ('same', 'differs', 'cannot_be_read', 'gone')),
  -- How often its platform was asked, and when last.
  looks         INTEGER NOT NULL DEFAULT 0,
  looked_at     INTEGER,
  -- How many of these came to nothing in a row: the waits grow with it.
  tries         INTEGER NOT NULL DEFAULT 0,
  next_look_at  INTEGER,
  -- What the last reading said and another one has to confirm: a digest.
  suspected     TEXT,
  -- Why it can't be read, or could not be the last time.
  reason        TEXT,
  -- Names of what was compared, and what differs of it. JSON.
  compared      TEXT NOT NULL DEFAULT '[]',
  differences   TEXT NOT NULL DEFAULT '[]',
  -- The digest of the outcome with its differences, since when it is so, and who saw it.
  finding       TEXT,
  found_at      INTEGER,
  seen_at       INTEGER,
  seen_by       TEXT REFERENCES person (id),
  CHECK ((seen_at IS NULL) = (seen_by IS NULL)),
  CHECK ((outcome IS NULL) = (found_at IS NULL))
) STRICT;

CREATE INDEX read_back_next ON read_back (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX read_back_unseen ON read_back (part_id) WHERE outcome IN ('differs', 'gone') AND seen_at IS NULL;

-- Whether what goes out on a channel is read back; on some platforms each reading costs something.
ALTER TABLE channel ADD COLUMN read_back INTEGER NOT NULL DEFAULT 1 CHECK (read_back IN (0, 1));

-- A kind of notice is a word that the program knows; it is listed there and nowhere else.
CREATE TABLE notice_of_any_kind (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  post_id    TEXT REFERENCES post (id),
  mark       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  shown_at   INTEGER,
  UNIQUE (kind, mark)
) STRICT;
INSERT INTO notice_of_any_kind SELECT id, kind, post_id, mark, created_at, shown_at FROM notice;
DROP TABLE notice;
ALTER TABLE notice_of_any_kind RENAME TO notice;
CREATE INDEX notice_unshown ON notice (created_at) WHERE shown_at IS NULL;
CREATE INDEX notice_by_post ON notice (post_id, kind);
