-- Videos, beside pictures: a part names either by the digest of what is kept of it.
CREATE TABLE video (
  digest            TEXT PRIMARY KEY,
  file_name         TEXT NOT NULL,
  container         TEXT NOT NULL,
  width             INTEGER NOT NULL,
  height            INTEGER NOT NULL,
  duration_ms       INTEGER NOT NULL,
  codec             TEXT NOT NULL,
  -- Pictures in a thousand seconds; none where the file does not tell.
  frame_rate        INTEGER,
  -- All three, or none where there is no sound.
  audio_codec       TEXT,
  audio_channels    INTEGER,
  audio_rate        INTEGER,
  bit_rate          INTEGER NOT NULL,
  bytes             INTEGER NOT NULL,
  index_first       INTEGER NOT NULL CHECK (index_first IN (0, 1)),
  edit_list         INTEGER NOT NULL CHECK (edit_list IN (0, 1)),
  -- What was taken out when it came: anything at all, and a place among it.
  metadata_removed  INTEGER NOT NULL CHECK (metadata_removed IN (0, 1)),
  place_removed     INTEGER NOT NULL CHECK (place_removed IN (0, 1)),
  -- The still picture that stands for it; none as long as nobody could draw one.
  poster            TEXT REFERENCES media (digest),
  created_at        INTEGER NOT NULL,
  created_by        TEXT NOT NULL REFERENCES person (id),
  CHECK ((audio_codec IS NULL) = (audio_channels IS NULL) AND (audio_codec IS NULL) = (audio_rate IS NULL))
) STRICT;
