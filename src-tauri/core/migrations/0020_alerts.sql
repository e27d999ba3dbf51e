-- What people must hear of although nobody looks at the window: causes that go on, and by which way each was told.

CREATE TABLE alert (
  id              TEXT PRIMARY KEY,
  kind            TEXT NOT NULL,
  -- What it is about, so that one cause is one alert: an id, and what of it.
  subject         TEXT NOT NULL,
  channel_id      TEXT REFERENCES channel (id),
  post_id         TEXT REFERENCES post (id),
  conversation_id TEXT REFERENCES conversation (id),
  raised_at       INTEGER NOT NULL,
  -- When its cause was gone.
  cleared_at      INTEGER,
  CHECK (cleared_at IS NULL OR cleared_at >= raised_at)
) STRICT;
-- One cause is raised once for as long as it goes on.
CREATE UNIQUE INDEX alert_open ON alert (kind, subject) WHERE cleared_at IS NULL;
CREATE INDEX alert_cleared ON alert (cleared_at) WHERE cleared_at IS NOT NULL;

-- By which way an alert is told, from when on, and when that was done.
CREATE TABLE alert_telling (
  alert_id   TEXT NOT NULL REFERENCES alert (id),
  way        TEXT NOT NULL,
  not_before INTEGER NOT NULL,
  told_at    INTEGER,
  PRIMARY KEY (alert_id, way)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_untold ON alert_telling (way, not_before) WHERE told_at IS NULL;

-- What the clinic chose otherwise than it comes.
CREATE TABLE alert_rule (
  kind   TEXT NOT NULL,
  way    TEXT NOT NULL,
  wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
  PRIMARY KEY (kind, way)
) STRICT, WITHOUT ROWID;

-- When only an emergency is told, on the clinic's clock, in minutes from midnight; no row where there are no such hours.
CREATE TABLE quiet_hours (
  only_one   INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  from_min   INTEGER NOT NULL CHECK (from_min BETWEEN 0 AND 1439),
  until_min  INTEGER NOT NULL CHECK (until_min BETWEEN 0 AND 1439),
  CHECK (from_min <> until_min)
) STRICT;

-- What alerts look for among everything that was written.
CREATE INDEX item_of_side_effect ON item (first_seen_at)
  WHERE instr(triage, '"category":"side_effect"') > 0 AND ours = 0 AND gone_at IS NULL;
CREATE INDEX item_of_complaint ON item (channel_id, written_at)
  WHERE instr(triage, '"category":"complaint"') > 0 AND ours = 0;
