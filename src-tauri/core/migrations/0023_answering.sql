-- What makes answering quicker and safer: short answers that the clinic keeps, how long an answer may take, and what is typed as one.

-- A short answer, with places in braces for what differs each time.
CREATE TABLE saved_reply (
  id         TEXT PRIMARY KEY,
  title      TEXT NOT NULL,
  -- The title as titles are compared: two of them never differ by case or by spaces alone.
  title_key  TEXT NOT NULL UNIQUE,
  words      TEXT NOT NULL,
  changed_by TEXT NOT NULL REFERENCES person (id),
  changed_at INTEGER NOT NULL
) STRICT;

-- Whose words it is: everybody who ever changed it.
CREATE TABLE saved_reply_of (
  reply_id  TEXT NOT NULL REFERENCES saved_reply (id) ON DELETE CASCADE,
  author_id TEXT NOT NULL REFERENCES person (id),
  PRIMARY KEY (reply_id, author_id)
) STRICT, WITHOUT ROWID;

-- How long an answer may take, by how soon somebody has to look; no row where it is as usual.
CREATE TABLE answer_target (
  urgency INTEGER PRIMARY KEY CHECK (urgency BETWEEN 0 AND 3),
  minutes INTEGER NOT NULL CHECK (minutes > 0 AND (urgency > 0 OR minutes <= 5))
) STRICT;

-- What somebody typed as an answer and did not keep as a draft yet: one text a person. It is empty where nothing is left of it but
-- whose words it held.
CREATE TABLE answer_typed (
  item_id    TEXT NOT NULL REFERENCES item (id),
  person_id  TEXT NOT NULL REFERENCES person (id),
  words      TEXT NOT NULL,
  begun_at   INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (item_id, person_id)
) STRICT, WITHOUT ROWID;

-- Whose words they went on with, or took from a short answer.
CREATE TABLE answer_typed_of (
  item_id   TEXT NOT NULL,
  person_id TEXT NOT NULL,
  author_id TEXT NOT NULL REFERENCES person (id),
  PRIMARY KEY (item_id, person_id, author_id),
  FOREIGN KEY (item_id, person_id) REFERENCES answer_typed (item_id, person_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- When somebody of the clinic is there to answer, on its clock, in minutes from midnight; no row where it always is.
CREATE TABLE opening_hours (
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens   INTEGER NOT NULL CHECK (opens BETWEEN 0 AND 1439),
  closes  INTEGER NOT NULL CHECK (closes > opens AND closes <= 1440),
  PRIMARY KEY (weekday, opens)
) STRICT;
