-- The spine: one clinic, its people and channels, posts and their revisions, signatures, deliveries, and the record.
-- Times are milliseconds since 1970 UTC, ids are UUIDv7 text, digests are SHA-256 in hexadecimal, lists are JSON text.

CREATE TABLE schema_file (
  number  INTEGER PRIMARY KEY,
  sha256  TEXT NOT NULL
) STRICT;

-- ------------------------------------------------------------------------------------------------- clinic

CREATE TABLE clinic (
  id                  TEXT PRIMARY KEY,
  kind                TEXT NOT NULL CHECK (kind IN ('practice', 'real')),
  installation_id     TEXT NOT NULL,
  name                TEXT NOT NULL,
  zone                TEXT NOT NULL,
  language            TEXT NOT NULL,
  countries           TEXT NOT NULL,
  offer               TEXT NOT NULL DEFAULT '',
  location            TEXT NOT NULL DEFAULT '',
  audience            TEXT NOT NULL DEFAULT '',
  tone                TEXT NOT NULL,
  contact             TEXT NOT NULL DEFAULT '',
  lock_after_minutes  INTEGER NOT NULL DEFAULT 10 CHECK (lock_after_minutes BETWEEN 1 AND 60),
  grace_minutes       INTEGER NOT NULL DEFAULT 15 CHECK (grace_minutes BETWEEN 1 AND 720),
  stopped_at          INTEGER,
  stopped_by          TEXT,
  zone_data           TEXT NOT NULL,
  created_at          INTEGER NOT NULL,
  only_one            INTEGER NOT NULL DEFAULT 1 UNIQUE CHECK (only_one = 1)
) STRICT;

CREATE TRIGGER clinic_kind_is_fixed BEFORE UPDATE OF kind, id ON clinic
WHEN NEW.kind <> OLD.kind OR NEW.id <> OLD.id
BEGIN SELECT RAISE(ABORT, 'the kind of a workspace is fixed'); END;

CREATE TABLE person (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  registration  TEXT,
  pin_hash      TEXT NOT NULL,
  pin_failures  INTEGER NOT NULL DEFAULT 0,
  pin_wait_until INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL,
  left_at       INTEGER
) STRICT;

CREATE TABLE person_role (
  person_id  TEXT NOT NULL REFERENCES person (id),
  role       TEXT NOT NULL CHECK (role IN ('doctor', 'staff', 'administrator')),
  PRIMARY KEY (person_id, role)
) STRICT;

CREATE TABLE person_key (
  id           TEXT PRIMARY KEY,
  person_id    TEXT NOT NULL REFERENCES person (id),
  device       TEXT NOT NULL,
  public_key   BLOB NOT NULL CHECK (length(public_key) = 32),
  enrolled_by  TEXT REFERENCES person (id),
  enrolled_at  INTEGER NOT NULL,
  retired_at   INTEGER
) STRICT;

-- A person signs with one key on one device at a time.
CREATE UNIQUE INDEX person_key_in_use ON person_key (person_id, device) WHERE retired_at IS NULL;

CREATE TABLE channel (
  id              TEXT PRIMARY KEY,
  platform        TEXT NOT NULL,
  account_id      TEXT NOT NULL,
  account_name    TEXT NOT NULL,
  name            TEXT NOT NULL,
  credential_ref  TEXT NOT NULL,
  connection      TEXT NOT NULL CHECK (connection IN ('connected', 'refused', 'disconnected')),
  problem         TEXT,
  max_hashtags    INTEGER,
  zone            TEXT,
  paused          INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  created_at      INTEGER NOT NULL,
  removed_at      INTEGER
) STRICT;

CREATE UNIQUE INDEX channel_account ON channel (platform, account_id) WHERE removed_at IS NULL;

-- -------------------------------------------------------------------------------------------------- draft

CREATE TABLE batch (
  id          TEXT PRIMARY KEY,
  theme       TEXT NOT NULL,
  canonical   TEXT NOT NULL,
  brief       TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  created_by  TEXT NOT NULL REFERENCES person (id)
) STRICT;

CREATE TABLE media (
  digest            TEXT PRIMARY KEY,
  file_name         TEXT NOT NULL,
  format            TEXT NOT NULL,
  width             INTEGER NOT NULL,
  height            INTEGER NOT NULL,
  bytes             INTEGER NOT NULL,
  metadata_removed  INTEGER NOT NULL CHECK (metadata_removed IN (0, 1)),
  created_at        INTEGER NOT NULL,
  created_by        TEXT NOT NULL REFERENCES person (id)
) STRICT;

-- What is really sent for a picture on a platform, rendered when the post is submitted.
CREATE TABLE media_derived (
  master    TEXT NOT NULL REFERENCES media (digest),
  platform  TEXT NOT NULL,
  digest    TEXT NOT NULL,
  format    TEXT NOT NULL,
  width     INTEGER NOT NULL,
  height    INTEGER NOT NULL,
  bytes     INTEGER NOT NULL,
  PRIMARY KEY (master, platform)
) STRICT;

CREATE TABLE post (
  id              TEXT PRIMARY KEY,
  kind            TEXT NOT NULL CHECK (kind IN ('post')),
  batch_id        TEXT REFERENCES batch (id),
  channel_id      TEXT NOT NULL REFERENCES channel (id),
  correlation_id  TEXT NOT NULL UNIQUE,
  -- 'approved' is not stored: it is the equality of digests (see the view post_approval).
  review          TEXT NOT NULL CHECK (review IN ('draft', 'pending_review', 'changes_requested', 'rejected')),
  head_revision   TEXT NOT NULL REFERENCES revision (id) DEFERRABLE INITIALLY DEFERRED,
  head_manifest   TEXT REFERENCES manifest (digest),
  note            TEXT NOT NULL DEFAULT '',
  created_at      INTEGER NOT NULL,
  created_by      TEXT NOT NULL REFERENCES person (id),
  discarded_at    INTEGER
) STRICT;

CREATE INDEX post_by_batch ON post (batch_id);
CREATE INDEX post_by_channel ON post (channel_id);

CREATE TABLE revision (
  id          TEXT PRIMARY KEY,
  post_id     TEXT NOT NULL REFERENCES post (id),
  number      INTEGER NOT NULL,
  content     TEXT NOT NULL,
  author      TEXT NOT NULL REFERENCES person (id),
  created_at  INTEGER NOT NULL,
  UNIQUE (post_id, number)
) STRICT;

CREATE TRIGGER revision_is_immutable BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;
CREATE TRIGGER revision_is_kept BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision is never deleted'); END;

-- ------------------------------------------------------------------------------------------------- review

CREATE TABLE remark (
  id           TEXT PRIMARY KEY,
  post_id      TEXT NOT NULL REFERENCES post (id),
  revision_id  TEXT NOT NULL REFERENCES revision (id),
  person_id    TEXT NOT NULL REFERENCES person (id),
  kind         TEXT NOT NULL CHECK (kind IN ('remark', 'change_request', 'rejection')),
  text         TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX remark_by_post ON remark (post_id, created_at);

-- Which revision a person looked at last, so that changes since then can be marked.
CREATE TABLE seen (
  person_id    TEXT NOT NULL REFERENCES person (id),
  post_id      TEXT NOT NULL REFERENCES post (id),
  revision_id  TEXT NOT NULL REFERENCES revision (id),
  -- The revision looked at before this one, and when.
  before_id    TEXT REFERENCES revision (id),
  before_at    INTEGER,
  seen_at      INTEGER NOT NULL,
  PRIMARY KEY (person_id, post_id)
) STRICT;

-- ----------------------------------------------------------------------------------------------- schedule

CREATE TABLE plan (
  post_id    TEXT PRIMARY KEY REFERENCES post (id),
  -- The wall clock, '2026-11-20T09:00', and its IANA zone; the instant is derived from the two.
  wall       TEXT NOT NULL,
  zone       TEXT NOT NULL,
  due_at     INTEGER NOT NULL,
  set_by     TEXT NOT NULL REFERENCES person (id),
  set_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX plan_by_due ON plan (due_at);

-- --------------------------------------------------------------------------------------------------- gate

CREATE TABLE manifest (
  digest       TEXT PRIMARY KEY,
  post_id      TEXT NOT NULL REFERENCES post (id),
  revision_id  TEXT NOT NULL REFERENCES revision (id),
  bytes        BLOB NOT NULL,
  not_before   INTEGER,
  not_after    INTEGER,
  created_at   INTEGER NOT NULL
) STRICT;

CREATE TRIGGER manifest_is_immutable BEFORE UPDATE ON manifest
BEGIN SELECT RAISE(ABORT, 'a manifest never changes'); END;
CREATE TRIGGER manifest_is_kept BEFORE DELETE ON manifest
BEGIN SELECT RAISE(ABORT, 'a manifest is never deleted'); END;

CREATE TABLE approval (
  id          TEXT PRIMARY KEY,
  post_id     TEXT NOT NULL REFERENCES post (id),
  manifest    TEXT NOT NULL REFERENCES manifest (digest),
  person_id   TEXT NOT NULL REFERENCES person (id),
  key_id      TEXT NOT NULL REFERENCES person_key (id),
  signature   BLOB NOT NULL CHECK (length(signature) = 64),
  signed_at   INTEGER NOT NULL,
  revoked_at  INTEGER,
  revoked_by  TEXT REFERENCES person (id)
) STRICT;

CREATE INDEX approval_by_manifest ON approval (manifest);
CREATE UNIQUE INDEX approval_once ON approval (manifest, key_id) WHERE revoked_at IS NULL;

CREATE TRIGGER approval_is_immutable BEFORE UPDATE OF id, post_id, manifest, person_id, key_id, signature, signed_at ON approval
BEGIN SELECT RAISE(ABORT, 'an approval never changes'); END;
CREATE TRIGGER approval_stays_revoked BEFORE UPDATE OF revoked_at ON approval WHEN OLD.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a revoked approval stays revoked'); END;
CREATE TRIGGER approval_is_kept BEFORE DELETE ON approval
BEGIN SELECT RAISE(ABORT, 'an approval is never deleted'); END;

-- Approved is digest equality: an unrevoked approval, by an unretired key, over the head's manifest.
CREATE VIEW post_approval AS
SELECT post.id AS post_id, approval.id AS approval_id, approval.manifest AS manifest
FROM post
JOIN approval ON approval.manifest = post.head_manifest AND approval.revoked_at IS NULL
JOIN person_key ON person_key.id = approval.key_id AND person_key.retired_at IS NULL
JOIN person_role ON person_role.person_id = approval.person_id AND person_role.role = 'doctor'
JOIN manifest ON manifest.digest = post.head_manifest AND manifest.revision_id = post.head_revision;

-- ------------------------------------------------------------------------------------------------ publish

-- One sending of a post. A post is sent once: its delivery is unique for ever.
CREATE TABLE delivery (
  id            TEXT PRIMARY KEY,
  post_id       TEXT NOT NULL UNIQUE REFERENCES post (id),
  state         TEXT NOT NULL,
  -- The manifest that the running, or last, attempt was claimed under.
  manifest      TEXT REFERENCES manifest (digest),
  -- The fence: every later write names the attempt and the run that it belongs to.
  attempt       INTEGER NOT NULL DEFAULT 0,
  run           TEXT,
  failures      INTEGER NOT NULL DEFAULT 0,
  lookups       INTEGER NOT NULL DEFAULT 0,
  next_try_at   INTEGER,
  message       TEXT,
  detail        TEXT,
  changed_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX delivery_by_state ON delivery (state);

CREATE TABLE delivery_edges (
  from_state  TEXT NOT NULL,
  to_state    TEXT NOT NULL,
  PRIMARY KEY (from_state, to_state)
) STRICT;

INSERT INTO delivery_edges (from_state, to_state) VALUES
  ('held', 'scheduled'), ('held', 'expired'), ('held', 'missed'), ('held', 'cancelled'),
  ('scheduled', 'held'), ('scheduled', 'running'), ('scheduled', 'missed'), ('scheduled', 'expired'), ('scheduled', 'cancelled'),
  ('running', 'posted'), ('running', 'partly_posted'), ('running', 'processing'), ('running', 'handed_over'),
  ('running', 'failed'), ('running', 'retrying'), ('running', 'in_doubt'), ('running', 'held'), ('running', 'scheduled'),
  ('running', 'missed'), ('running', 'expired'),
  ('retrying', 'running'), ('retrying', 'held'), ('retrying', 'missed'), ('retrying', 'failed'), ('retrying', 'partly_posted'),
  ('retrying', 'expired'), ('retrying', 'cancelled'),
  ('in_doubt', 'posted'), ('in_doubt', 'partly_posted'), ('in_doubt', 'retrying'), ('in_doubt', 'failed'), ('in_doubt', 'cancelled'),
  ('processing', 'posted'), ('processing', 'partly_posted'), ('processing', 'failed'), ('processing', 'in_doubt'),
  ('handed_over', 'posted'), ('handed_over', 'cancelled'),
  ('failed', 'held'), ('failed', 'scheduled'), ('failed', 'cancelled'),
  ('partly_posted', 'held'), ('partly_posted', 'scheduled'), ('partly_posted', 'cancelled'), ('partly_posted', 'removed'),
  ('missed', 'held'), ('missed', 'scheduled'), ('missed', 'cancelled'),
  ('expired', 'held'), ('expired', 'scheduled'), ('expired', 'cancelled'),
  ('posted', 'removed'),
  ('cancelled', 'held'), ('cancelled', 'scheduled');

CREATE TRIGGER delivery_moves_along_edges BEFORE UPDATE OF state ON delivery
WHEN NEW.state <> OLD.state
  AND NOT EXISTS (SELECT 1 FROM delivery_edges WHERE from_state = OLD.state AND to_state = NEW.state)
BEGIN SELECT RAISE(ABORT, 'a delivery can not move so'); END;

CREATE TRIGGER delivery_begins_unsent BEFORE INSERT ON delivery WHEN NEW.state NOT IN ('held', 'scheduled')
BEGIN SELECT RAISE(ABORT, 'a delivery begins held or scheduled'); END;

CREATE TRIGGER delivery_attempt_only_grows BEFORE UPDATE OF attempt ON delivery WHEN NEW.attempt < OLD.attempt
BEGIN SELECT RAISE(ABORT, 'the fence never goes down'); END;

CREATE TRIGGER delivery_is_kept BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'a delivery is never deleted'); END;

-- A delivery's piece that becomes public by itself.
CREATE TABLE part (
  id            TEXT PRIMARY KEY,
  delivery_id   TEXT NOT NULL REFERENCES delivery (id),
  ordinal       INTEGER NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'committing', 'posted', 'rejected', 'unknown', 'removed')),
  channel_id    TEXT NOT NULL REFERENCES channel (id),
  platform      TEXT NOT NULL,
  account_id    TEXT NOT NULL,
  platform_id   TEXT,
  permalink     TEXT,
  commit_started_at INTEGER,
  posted_at     INTEGER,
  CHECK ((state IN ('posted', 'removed')) = (platform_id IS NOT NULL)),
  UNIQUE (delivery_id, ordinal)
) STRICT;

-- A platform's post is the outcome of one part at most.
CREATE UNIQUE INDEX part_platform_id ON part (platform, account_id, platform_id) WHERE platform_id IS NOT NULL;

CREATE TRIGGER part_posted_is_final BEFORE UPDATE OF state, platform_id ON part
WHEN OLD.state IN ('posted', 'removed') AND (NEW.state NOT IN ('posted', 'removed') OR NEW.platform_id <> OLD.platform_id)
BEGIN SELECT RAISE(ABORT, 'what is public stays on record'); END;

-- The last wall: nothing becomes public without a doctor's unrevoked signature over what was claimed.
CREATE TRIGGER part_commit_needs_an_approval BEFORE UPDATE OF state ON part
WHEN NEW.state = 'committing'
  AND NOT EXISTS (
    SELECT 1 FROM delivery
    JOIN post_approval ON post_approval.post_id = delivery.post_id AND post_approval.manifest = delivery.manifest
    WHERE delivery.id = NEW.delivery_id AND delivery.state = 'running')
BEGIN SELECT RAISE(ABORT, 'approval_required'); END;

CREATE TRIGGER part_commit_when_not_stopped BEFORE UPDATE OF state ON part
WHEN NEW.state = 'committing' AND EXISTS (SELECT 1 FROM clinic WHERE stopped_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'stopped'); END;

CREATE TABLE attempt (
  id           TEXT PRIMARY KEY,
  delivery_id  TEXT NOT NULL REFERENCES delivery (id),
  number       INTEGER NOT NULL,
  run          TEXT NOT NULL,
  manifest     TEXT NOT NULL REFERENCES manifest (digest),
  started_at   INTEGER NOT NULL,
  ended_at     INTEGER,
  outcome      TEXT,
  detail       TEXT,
  UNIQUE (delivery_id, number)
) STRICT;

-- What the platform handed out on the way to a commit: media ids, containers, sessions.
CREATE TABLE handle (
  part_id     TEXT NOT NULL REFERENCES part (id),
  attempt     INTEGER NOT NULL,
  name        TEXT NOT NULL,
  value       TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (part_id, attempt, name)
) STRICT;

-- ------------------------------------------------------------------------------------------------- record

CREATE TABLE audit_entry (
  seq              INTEGER PRIMARY KEY AUTOINCREMENT,
  installation_id  TEXT NOT NULL,
  at               INTEGER NOT NULL,
  actor            TEXT NOT NULL,
  action           TEXT NOT NULL,
  allowed          INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  reason           TEXT,
  post_id          TEXT,
  correlation_id   TEXT,
  facts            TEXT NOT NULL,
  words_digest     TEXT,
  previous         TEXT NOT NULL,
  hash             TEXT NOT NULL UNIQUE
) STRICT;

CREATE INDEX audit_by_correlation ON audit_entry (correlation_id, seq);

CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;

-- Personal words of an entry, sealed under a key of their own: deleting the key forgets the words, and the chain still verifies.
CREATE TABLE audit_words (
  seq     INTEGER PRIMARY KEY REFERENCES audit_entry (seq),
  salt    BLOB NOT NULL,
  nonce   BLOB NOT NULL,
  sealed  BLOB NOT NULL
) STRICT;

CREATE TABLE audit_words_key (
  seq  INTEGER PRIMARY KEY REFERENCES audit_words (seq),
  key  BLOB NOT NULL
) STRICT;
