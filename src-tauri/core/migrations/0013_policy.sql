-- The clinic's own rules: when a channel posts, how often, what may be said twice, and which words and links never go out.
-- Where no row stands there is no rule.

-- ------------------------------------------------------------------------------------------------- clinic

-- Words and hosts of links, in the form in which they are compared.
CREATE TABLE word_rule (
  kind  TEXT NOT NULL CHECK (kind IN ('denied_phrase', 'allowed_phrase', 'denied_host', 'allowed_host')),
  text  TEXT NOT NULL,
  PRIMARY KEY (kind, text)
) STRICT;

-- -------------------------------------------------------------------------------------------------- draft

-- What a revision says, in a form that tells sameness and likeness. Both are none where it says too little to tell.
CREATE TABLE fingerprint (
  revision_id  TEXT PRIMARY KEY REFERENCES revision (id),
  same         TEXT,
  near         INTEGER
) STRICT;

-- ----------------------------------------------------------------------------------------------- schedule

-- When a channel posts, in minutes of its wall clock from midnight. Weekday 1 is Monday. A channel with windows posts in
-- them alone; one without posts at any time.
CREATE TABLE policy_window (
  channel_id  TEXT NOT NULL REFERENCES channel (id),
  weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens       INTEGER NOT NULL CHECK (opens BETWEEN 0 AND 1439),
  closes      INTEGER NOT NULL CHECK (closes > opens AND closes <= 1440),
  PRIMARY KEY (channel_id, weekday, opens)
) STRICT;

-- How often a channel posts.
CREATE TABLE policy_pace (
  channel_id   TEXT PRIMARY KEY REFERENCES channel (id),
  most_a_day   INTEGER CHECK (most_a_day BETWEEN 1 AND 100),
  gap_minutes  INTEGER CHECK (gap_minutes BETWEEN 1 AND 1440)
) STRICT;

-- For how many days the same is not said again: on one channel, and on others of its platform.
CREATE TABLE policy_repeats (
  only_one     INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  same_days    INTEGER CHECK (same_days BETWEEN 1 AND 365),
  across_days  INTEGER CHECK (across_days BETWEEN 1 AND 365),
  -- Whether what is nearly the same counts as the same.
  near         INTEGER NOT NULL CHECK (near IN (0, 1))
) STRICT;
