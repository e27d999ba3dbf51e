-- Gestures: what the clinic does without words to what stands on a platform, and how far each has come.
CREATE TABLE gesture (
  -- In which order they were asked for.
  number         INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  item_id        TEXT NOT NULL REFERENCES item (id),
  kind           TEXT NOT NULL,
  -- The account that makes it.
  channel_id     TEXT NOT NULL REFERENCES channel (id),
  account_id     TEXT NOT NULL,
  correlation_id TEXT NOT NULL,
  state          TEXT NOT NULL,
  -- When it is to be made; what was asked for at once is due since then.
  due_at         INTEGER NOT NULL,
  -- Whether somebody chose that time.
  planned        INTEGER NOT NULL CHECK (planned IN (0, 1)),
  asked_at       INTEGER NOT NULL,
  asked_by       TEXT NOT NULL REFERENCES person (id),
  -- What was signed beforehand and let it out the last time.
  beforehand     TEXT REFERENCES beforehand (digest),
  -- The digest of the words that it was asked for on: praise that became something else since is not liked.
  words          TEXT NOT NULL,
  -- Whether its platform may have done it: it was asked, and did not say that it did not.
  may_stand      INTEGER NOT NULL DEFAULT 0 CHECK (may_stand IN (0, 1)),
  tries          INTEGER NOT NULL DEFAULT 0,
  -- When it is looked at next; none where nobody looks any more.
  next_at        INTEGER,
  message        TEXT,
  detail         TEXT,
  changed_at     INTEGER NOT NULL
) STRICT;
-- Nobody asks for the same twice while it has not come to its end.
CREATE UNIQUE INDEX gesture_open ON gesture (item_id, kind) WHERE state IN ('waiting', 'going');
CREATE INDEX gesture_next ON gesture (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX gesture_of_item ON gesture (item_id);
-- What somebody may still have to do something about.
CREATE INDEX gesture_listed ON gesture (due_at) WHERE state IN ('waiting', 'going', 'refused', 'missed');

-- As with what is published: what no doctor signed does not leave this computer, whatever the program believes.
CREATE TRIGGER gesture_goes_signed BEFORE UPDATE OF state ON gesture
WHEN new.state = 'going' AND NOT EXISTS (
  SELECT 1 FROM beforehand_approval WHERE beforehand = new.beforehand AND revoked_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'no signature lets this gesture out');
END;
CREATE TRIGGER gesture_begins_waiting BEFORE INSERT ON gesture WHEN new.state <> 'waiting'
BEGIN
  SELECT RAISE(ABORT, 'a gesture begins waiting');
END;
