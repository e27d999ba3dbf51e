-- The first morning: slots and closed days, posts that follow a shared text, cut-outs of pictures, anchored remarks,
-- channels served by hand, taking down, notices, and what each person saw last.

-- ----------------------------------------------------------------------------------------------- schedule

-- The weekly times at which a channel likes to post. Weekday 1 is Monday.
CREATE TABLE slot (
  id          TEXT PRIMARY KEY,
  channel_id  TEXT NOT NULL REFERENCES channel (id),
  weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  wall        TEXT NOT NULL,
  UNIQUE (channel_id, weekday, wall)
) STRICT;

-- Days, in the clinic's zone, on which nothing should go out: '2026-12-25'.
CREATE TABLE closed_day (
  date   TEXT PRIMARY KEY,
  label  TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE closed_weekday (
  weekday  INTEGER PRIMARY KEY CHECK (weekday BETWEEN 1 AND 7)
) STRICT;

-- A person holds a post back, whatever its signature and time.
ALTER TABLE post ADD COLUMN held_at INTEGER;
ALTER TABLE post ADD COLUMN held_by TEXT REFERENCES person (id);

-- -------------------------------------------------------------------------------------------------- draft

ALTER TABLE batch ADD COLUMN origin TEXT NOT NULL DEFAULT 'theme' CHECK (origin IN ('theme', 'blank', 'copy'));

-- A linked post says what its batch's shared text says, until somebody changes it by hand.
ALTER TABLE post ADD COLUMN linked INTEGER NOT NULL DEFAULT 0 CHECK (linked IN (0, 1));

CREATE TABLE hashtag_set (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  tags        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  created_by  TEXT NOT NULL REFERENCES person (id)
) STRICT;

-- A rendition belongs to a master, a platform and the cut-out asked for; '' is the whole picture.
CREATE TABLE media_rendition (
  master    TEXT NOT NULL REFERENCES media (digest),
  platform  TEXT NOT NULL,
  crop      TEXT NOT NULL,
  digest    TEXT NOT NULL,
  format    TEXT NOT NULL,
  width     INTEGER NOT NULL,
  height    INTEGER NOT NULL,
  bytes     INTEGER NOT NULL,
  PRIMARY KEY (master, platform, crop)
) STRICT;

INSERT INTO media_rendition (master, platform, crop, digest, format, width, height, bytes)
SELECT master, platform, '', digest, format, width, height, bytes FROM media_derived;
DROP TABLE media_derived;

-- ------------------------------------------------------------------------------------------------- review

-- What a remark points at: part, first and last character, and the words as they stood. JSON; null for the whole post.
ALTER TABLE remark ADD COLUMN anchor TEXT;
ALTER TABLE remark ADD COLUMN resolved_at INTEGER;
ALTER TABLE remark ADD COLUMN resolved_by TEXT REFERENCES person (id);

-- When a person was here, and when the time before: 'posted since you were last here'.
CREATE TABLE visit (
  person_id  TEXT PRIMARY KEY REFERENCES person (id),
  began_at   INTEGER NOT NULL,
  ended_at   INTEGER,
  before_at  INTEGER
) STRICT;

CREATE TABLE preference (
  person_id  TEXT NOT NULL REFERENCES person (id),
  name       TEXT NOT NULL,
  value      TEXT NOT NULL,
  PRIMARY KEY (person_id, name)
) STRICT;

-- ------------------------------------------------------------------------------------------------ publish

-- How a channel's posts get out: by the platform's interface, or by a person's hand.
ALTER TABLE channel ADD COLUMN way TEXT NOT NULL DEFAULT 'api' CHECK (way IN ('api', 'by_hand'));

-- Taking something public down again. One row for each part asked for; asking again begins the row anew.
CREATE TABLE removal (
  part_id       TEXT PRIMARY KEY REFERENCES part (id),
  state         TEXT NOT NULL CHECK (state IN ('asked', 'removed', 'refused', 'by_hand')),
  asked_at      INTEGER NOT NULL,
  asked_by      TEXT NOT NULL REFERENCES person (id),
  tries         INTEGER NOT NULL DEFAULT 0,
  next_try_at   INTEGER,
  message       TEXT,
  detail        TEXT,
  changed_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX removal_waiting ON removal (next_try_at) WHERE state = 'asked';

-- What the desktop was, or has to be, told. 'mark' makes one telling of each occurrence.
CREATE TABLE notice (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('failed', 'in_doubt', 'missed', 'waiting', 'stopped', 'expiring', 'by_hand')),
  post_id    TEXT REFERENCES post (id),
  mark       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  shown_at   INTEGER,
  UNIQUE (kind, mark)
) STRICT;

CREATE INDEX notice_unshown ON notice (created_at) WHERE shown_at IS NULL;
