-- What makes answering quicker: short answers that the clinic keeps.

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
