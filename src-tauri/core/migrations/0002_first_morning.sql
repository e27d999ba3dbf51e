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

CREATE TRIGGER part_commit_when_not_held BEFORE UPDATE OF state ON part
WHEN NEW.state = 'committing' AND EXISTS (
  SELECT 1 FROM delivery JOIN post ON post.id = delivery.post_id
  WHERE delivery.id = NEW.delivery_id AND post.held_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'held_by_a_person'); END;

-- What ended, and was given a new time, ends again when the new time is undone.
INSERT INTO delivery_edges (from_state, to_state) VALUES ('held', 'failed'), ('held', 'partly_posted');

-- Whether a post has a time, so that those without one are found among very many.
ALTER TABLE post ADD COLUMN planned INTEGER NOT NULL DEFAULT 0 CHECK (planned IN (0, 1));
UPDATE post SET planned = 1 WHERE id IN (SELECT post_id FROM plan);
CREATE TRIGGER plan_marks_its_post AFTER INSERT ON plan
BEGIN UPDATE post SET planned = 1 WHERE id = NEW.post_id; END;
CREATE TRIGGER plan_unmarks_its_post AFTER DELETE ON plan
BEGIN UPDATE post SET planned = 0 WHERE id = OLD.post_id; END;
CREATE INDEX post_without_a_time ON post (id) WHERE planned = 0 AND discarded_at IS NULL;
CREATE INDEX post_being_written ON post (id) WHERE review IN ('draft', 'changes_requested') AND discarded_at IS NULL;

-- -------------------------------------------------------------------------------------------------- draft

ALTER TABLE batch ADD COLUMN origin TEXT NOT NULL DEFAULT 'theme' CHECK (origin IN ('theme', 'blank', 'copy'));

-- Who changed the shared text last, and when.
ALTER TABLE batch ADD COLUMN canonical_at INTEGER;
ALTER TABLE batch ADD COLUMN canonical_by TEXT REFERENCES person (id);

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

-- How many complete readings of the platform showed nothing. `lookups` counts every look, also those that failed.
ALTER TABLE delivery ADD COLUMN empty_readings INTEGER NOT NULL DEFAULT 0;

-- How a channel's posts get out: by the platform's interface, or by a person's hand.
ALTER TABLE channel ADD COLUMN way TEXT NOT NULL DEFAULT 'api' CHECK (way IN ('api', 'by_hand'));

-- A person asked for a post to be taken down: nothing more of it goes out, and what is or becomes public is removed.
ALTER TABLE delivery ADD COLUMN take_down_at INTEGER;
ALTER TABLE delivery ADD COLUMN take_down_by TEXT REFERENCES person (id);
-- A person was content with what is public of a post: the rest is not sent.
ALTER TABLE delivery ADD COLUMN rest_dropped_at INTEGER;

-- What is half public ends so, whatever it waited for; what is handed over may be done in part.
INSERT INTO delivery_edges (from_state, to_state) VALUES
  ('scheduled', 'partly_posted'), ('expired', 'partly_posted'), ('missed', 'partly_posted'), ('cancelled', 'partly_posted'),
  ('failed', 'partly_posted'), ('handed_over', 'partly_posted'), ('running', 'cancelled');

CREATE TRIGGER part_commit_when_not_taken_down BEFORE UPDATE OF state ON part
WHEN NEW.state = 'committing'
  AND EXISTS (SELECT 1 FROM delivery WHERE delivery.id = NEW.delivery_id AND delivery.take_down_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'taken_down'); END;

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
CREATE INDEX removal_stuck ON removal (part_id) WHERE state IN ('refused', 'by_hand');

-- What went out since an instant, and what was signed of a post, are asked for among very many.
CREATE INDEX part_posted ON part (posted_at) WHERE state = 'posted';
CREATE INDEX approval_by_post ON approval (post_id);

-- What the desktop was, or has to be, told. 'mark' makes one telling of each occurrence.
CREATE TABLE notice (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('failed', 'in_doubt', 'missed', 'waiting', 'stopped', 'expiring', 'by_hand', 'still_public')),
  post_id    TEXT REFERENCES post (id),
  mark       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  shown_at   INTEGER,
  UNIQUE (kind, mark)
) STRICT;

CREATE INDEX notice_unshown ON notice (created_at) WHERE shown_at IS NULL;
CREATE INDEX notice_by_post ON notice (post_id, kind);

-- ------------------------------------------------------------------------------------------------- record

-- Where the record goes on for a channel's posts, for a person, or at a day, however far back that is.
CREATE INDEX audit_by_post ON audit_entry (post_id, seq);
CREATE INDEX audit_by_actor ON audit_entry (actor, seq);
CREATE INDEX audit_by_time ON audit_entry (at);
CREATE INDEX audit_denied ON audit_entry (seq) WHERE allowed = 0;
