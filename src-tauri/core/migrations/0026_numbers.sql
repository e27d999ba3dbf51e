-- How often what is public was seen and liked, and how many follow an account: as each platform tells it.

-- When a public part's platform is asked for its numbers. Times count from the instant at which it became public.
CREATE TABLE post_meter (
  part_id    TEXT PRIMARY KEY REFERENCES part (id),
  channel_id TEXT NOT NULL REFERENCES channel (id),
  account_id TEXT NOT NULL,
  posted_at  INTEGER NOT NULL,
  -- What its platform counts it as; none until it is first asked for.
  form       TEXT,
  -- When it is asked for next; none where nobody asks any more.
  next_at    INTEGER,
  -- When it was decided that nobody asks any more; none where it was taken down.
  ended_at   INTEGER,
  -- When its platform last answered.
  read_at    INTEGER,
  tries      INTEGER NOT NULL DEFAULT 0,
  -- Why there is no number, or could not be read the last time, in a sentence.
  reason     TEXT,
  -- Since when its platform says that there is no such thing.
  gone_at    INTEGER
) STRICT;
CREATE INDEX post_meter_due ON post_meter (channel_id, account_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX post_meter_next ON post_meter (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX post_meter_ended ON post_meter (ended_at) WHERE ended_at IS NOT NULL;

-- The same of an account, with the pause that all of its readings keep.
CREATE TABLE account_meter (
  channel_id   TEXT NOT NULL REFERENCES channel (id),
  account_id   TEXT NOT NULL,
  next_at      INTEGER NOT NULL,
  read_at      INTEGER,
  tries        INTEGER NOT NULL DEFAULT 0,
  reason       TEXT,
  paused_until INTEGER,
  PRIMARY KEY (channel_id, account_id)
) STRICT, WITHOUT ROWID;

-- One number of a part, or of an account where no part is named, as it stands.
CREATE TABLE number_series (
  id         INTEGER PRIMARY KEY,
  part_id    TEXT REFERENCES part (id),
  channel_id TEXT NOT NULL REFERENCES channel (id),
  account_id TEXT NOT NULL,
  metric     TEXT NOT NULL,
  -- None where the platform does not tell it: what is missing is no nought.
  value      INTEGER CHECK (value >= 0),
  missing    TEXT,
  -- Since when it stands like that.
  since_at   INTEGER NOT NULL,
  CHECK ((value IS NULL) = (missing IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX number_series_of_part ON number_series (part_id, metric) WHERE part_id IS NOT NULL;
CREATE UNIQUE INDEX number_series_of_account ON number_series (channel_id, account_id, metric) WHERE part_id IS NULL;

-- What a number was from an instant on, until the next.
CREATE TABLE number_sample (
  series_id INTEGER NOT NULL REFERENCES number_series (id),
  at        INTEGER NOT NULL,
  value     INTEGER CHECK (value >= 0),
  missing   TEXT,
  PRIMARY KEY (series_id, at),
  CHECK ((value IS NULL) = (missing IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX number_sample_by_age ON number_sample (at);

-- Readings that were paid for: a part is paid for once a day, by UTC.
CREATE TABLE paid_reading (
  part_id TEXT NOT NULL REFERENCES part (id),
  -- Days since 1970, by UTC.
  day     INTEGER NOT NULL,
  PRIMARY KEY (part_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX paid_reading_by_day ON paid_reading (day);

-- Whatever becomes public is asked for a quarter of an hour later, whichever way it went out. Messages are counted by nobody.
CREATE TRIGGER part_is_measured AFTER UPDATE OF state ON part
WHEN new.state = 'posted' AND old.state <> 'posted' AND new.platform <> 'whatsapp' AND new.posted_at IS NOT NULL
BEGIN
  INSERT INTO post_meter (part_id, channel_id, account_id, posted_at, next_at)
  VALUES (new.id, new.channel_id, new.account_id, new.posted_at, new.posted_at + 900000)
  ON CONFLICT (part_id) DO NOTHING;
END;
-- What is not public any more is not asked for. Its numbers stay.
CREATE TRIGGER part_is_measured_no_more AFTER UPDATE OF state ON part
WHEN new.state = 'removed' AND old.state <> 'removed'
BEGIN
  UPDATE post_meter SET next_at = NULL, ended_at = NULL WHERE part_id = new.id;
END;
INSERT INTO post_meter (part_id, channel_id, account_id, posted_at, next_at)
SELECT id, channel_id, account_id, posted_at, posted_at + 900000 FROM part
WHERE state = 'posted' AND platform <> 'whatsapp' AND posted_at IS NOT NULL
  -- Where each reading is paid for, nobody pays for what is older than the last of them.
  AND (platform <> 'x' OR posted_at > unixepoch('now') * 1000 - 2419200000);
