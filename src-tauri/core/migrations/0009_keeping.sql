-- Posts that their platform keeps and makes public at their time by itself.

CREATE TABLE keeping (
  delivery_id    TEXT PRIMARY KEY REFERENCES delivery (id),
  -- Since when a person wants the platform to keep it, and who; none once nobody does.
  wanted_at      INTEGER,
  wanted_by      TEXT REFERENCES person (id),
  -- The instant that the platform was told to make it public at; none while it was told nothing.
  told_at        INTEGER,
  -- The platform's own id of what it keeps.
  platform_id    TEXT,
  kept_at        INTEGER,
  -- Since when it is being taken back, and why: a word of the record.
  back_asked_at  INTEGER,
  back_because   TEXT,
  tries          INTEGER NOT NULL DEFAULT 0,
  -- Not looked at, taken back or handed over before.
  next_try_at    INTEGER,
  -- Why the platform does not keep it although somebody wanted that.
  message        TEXT,
  changed_at     INTEGER NOT NULL,
  CHECK ((wanted_at IS NULL) = (wanted_by IS NULL)),
  CHECK (platform_id IS NULL OR told_at IS NOT NULL)
) STRICT;

-- What a platform keeps is one delivery's.
CREATE UNIQUE INDEX keeping_platform_id ON keeping (platform_id) WHERE platform_id IS NOT NULL;

INSERT INTO delivery_edges (from_state, to_state) VALUES
  ('running', 'at_platform'), ('in_doubt', 'at_platform'),
  ('at_platform', 'posted'), ('at_platform', 'held'), ('at_platform', 'missed'), ('at_platform', 'failed');

-- With the platform is what the platform gave an id for,
CREATE TRIGGER delivery_at_platform_is_kept BEFORE UPDATE OF state ON delivery
WHEN NEW.state = 'at_platform'
  AND NOT EXISTS (SELECT 1 FROM keeping WHERE keeping.delivery_id = NEW.id AND keeping.platform_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'no platform keeps it'); END;

-- and it waits here again only once the platform has it no more: two would make it public.
CREATE TRIGGER delivery_leaves_platform_once_back BEFORE UPDATE OF state ON delivery
WHEN OLD.state = 'at_platform' AND NEW.state IN ('held', 'missed')
  AND EXISTS (SELECT 1 FROM keeping WHERE keeping.delivery_id = NEW.id AND keeping.platform_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'its platform still keeps it'); END;

-- Nobody begins to make public here what a platform keeps.
CREATE TRIGGER part_commit_not_while_kept BEFORE UPDATE OF state ON part
WHEN NEW.state = 'committing'
  AND EXISTS (SELECT 1 FROM keeping WHERE keeping.delivery_id = NEW.delivery_id AND keeping.platform_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'its platform keeps it'); END;

-- Which platforms this clinic may use, once an administrator chose; as long as nothing stands here, those that it has channels on.
CREATE TABLE platform_allowed (
  platform   TEXT PRIMARY KEY,
  chosen_at  INTEGER NOT NULL,
  chosen_by  TEXT NOT NULL REFERENCES person (id)
) STRICT;

CREATE TRIGGER part_commit_needs_an_allowed_platform BEFORE UPDATE OF state ON part
WHEN NEW.state = 'committing' AND EXISTS (SELECT 1 FROM platform_allowed)
  AND NOT EXISTS (SELECT 1 FROM platform_allowed WHERE platform_allowed.platform = NEW.platform)
BEGIN SELECT RAISE(ABORT, 'platform_not_allowed'); END;
