-- Pictures that move, and documents.

-- How many pictures a picture shows, one after the other: more than one only in a GIF that moves.
ALTER TABLE media ADD COLUMN frames INTEGER NOT NULL DEFAULT 1 CHECK (frames >= 1);

-- Documents, beside pictures and videos: a part names any of them by the digest of what is kept of it.
CREATE TABLE document (
  digest      TEXT PRIMARY KEY,
  file_name   TEXT NOT NULL,
  bytes       INTEGER NOT NULL,
  pages       INTEGER NOT NULL CHECK (pages >= 1),
  -- What it tells about itself, each empty where it does not.
  title       TEXT NOT NULL,
  author      TEXT NOT NULL,
  about       TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  created_by  TEXT NOT NULL REFERENCES person (id)
) STRICT;

-- The version that a platform's interface is asked with, where a person chose it; its client's own where nobody did.
CREATE TABLE api_version (
  platform    TEXT PRIMARY KEY,
  version     TEXT NOT NULL,
  changed_at  INTEGER NOT NULL,
  changed_by  TEXT NOT NULL REFERENCES person (id)
) STRICT;
