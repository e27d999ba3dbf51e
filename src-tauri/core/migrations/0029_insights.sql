-- A number of a post as it stood at a certain age, so that posts are held against each other at the same age. It is written once, when
-- that age passes, since the samples around it are thinned out later.
CREATE TABLE number_at_age (
  series_id INTEGER NOT NULL REFERENCES number_series (id),
  age       TEXT NOT NULL,
  -- None where there was none: what is missing is no nought.
  value     INTEGER CHECK (value >= 0),
  missing   TEXT,
  PRIMARY KEY (series_id, age),
  CHECK ((value IS NULL) = (missing IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- What went out on a channel in a span.
CREATE INDEX post_meter_by_time ON post_meter (channel_id, account_id, posted_at);
