-- What a post's numbers were at an age, so that posts can be held against one another; and when people hear of it.

-- The first reading of a post that is so old: its history is thinned out with age, and this is not. It is written once.
CREATE TABLE number_mark (
  part_id    TEXT NOT NULL REFERENCES part (id),
  age_hours  INTEGER NOT NULL,
  channel_id TEXT NOT NULL REFERENCES channel (id),
  account_id TEXT NOT NULL,
  -- What was counted, and as what: only what means the same is held against one another.
  form       TEXT NOT NULL,
  metric     TEXT NOT NULL,
  value      INTEGER NOT NULL CHECK (value >= 0),
  posted_at  INTEGER NOT NULL,
  PRIMARY KEY (part_id, age_hours)
) STRICT, WITHOUT ROWID;
CREATE INDEX number_mark_of_account ON number_mark (channel_id, account_id, form, metric, age_hours, posted_at);
CREATE INDEX number_mark_by_post ON number_mark (posted_at);

CREATE INDEX post_meter_by_post ON post_meter (posted_at);

-- What the clinic chose of alerts about numbers; no row where it is as usual.
CREATE TABLE alert_numbers (
  only_one    INTEGER PRIMARY KEY CHECK (only_one = 1),
  -- After so many hours without being seen.
  unseen_hours INTEGER NOT NULL CHECK (unseen_hours BETWEEN 1 AND 168),
  -- So many times as much as usual, and as little.
  spike_times INTEGER NOT NULL CHECK (spike_times BETWEEN 2 AND 20),
  drop_times  INTEGER NOT NULL CHECK (drop_times BETWEEN 2 AND 20)
) STRICT;
