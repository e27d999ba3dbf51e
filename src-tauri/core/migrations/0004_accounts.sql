-- Accounts: how a channel was connected and until when that holds, the clinic's own apps on the platforms, what was
-- called and what is left of each allowance, and the clinic's media host.

-- ------------------------------------------------------------------------------------------------- clinic

-- The clinic's own app on a platform, one for each way of signing in there. Its secret is in the vault.
CREATE TABLE platform_app (
  form            TEXT PRIMARY KEY,
  app_id          TEXT NOT NULL,
  credential_ref  TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  created_by      TEXT REFERENCES person (id)
) STRICT;

-- What is known of a channel's credential; of one that was pasted, only what its platform said of it.
CREATE TABLE channel_token (
  channel_id   TEXT PRIMARY KEY REFERENCES channel (id),
  -- How it was signed in: a form, or 'pasted'.
  form         TEXT NOT NULL,
  obtained_at  INTEGER NOT NULL,
  -- When the platform stops taking it; none if it named no end.
  ends_at      INTEGER,
  -- When it is next renewed by itself; none if nothing renews it.
  renew_at     INTEGER,
  failures     INTEGER NOT NULL DEFAULT 0,
  -- Why it was not renewed when last tried.
  problem      TEXT,
  -- The rights that were granted, as the platform names them: JSON; none if it does not tell.
  scopes       TEXT
) STRICT;

CREATE INDEX channel_token_to_renew ON channel_token (renew_at) WHERE renew_at IS NOT NULL;

-- A channel whose platform asked for a pause, or failed again and again: nothing is claimed on it before.
ALTER TABLE channel ADD COLUMN rests_until INTEGER;
ALTER TABLE channel ADD COLUMN troubles INTEGER NOT NULL DEFAULT 0;

-- ------------------------------------------------------------------------------------------------ publish

-- Every call of a platform: never an address, a body, a query or a token.
CREATE TABLE api_call (
  id              INTEGER PRIMARY KEY,
  at              INTEGER NOT NULL,
  platform        TEXT NOT NULL,
  method          TEXT NOT NULL,
  template        TEXT NOT NULL,
  -- None where no whole answer came.
  status          INTEGER,
  ms              INTEGER NOT NULL,
  channel_id      TEXT,
  correlation_id  TEXT,
  why             TEXT
) STRICT;

CREATE INDEX api_call_by_channel ON api_call (channel_id, id);

-- What is used of an allowance, as the platform last said, or as was counted here.
CREATE TABLE quota (
  channel_id  TEXT NOT NULL REFERENCES channel (id),
  name        TEXT NOT NULL,
  used        INTEGER NOT NULL,
  allowed     INTEGER NOT NULL,
  -- When it opens again; none if the platform does not say.
  opens_at    INTEGER,
  seen_at     INTEGER NOT NULL,
  PRIMARY KEY (channel_id, name)
) STRICT;

-- What is public, and its address not known yet.
CREATE INDEX part_without_address ON part (posted_at) WHERE state = 'posted' AND permalink IS NULL;

-- The clinic's own S3-compatible bucket, for pictures that a platform fetches by address. Its secret is in the vault.
CREATE TABLE media_host (
  only_one        INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  endpoint        TEXT NOT NULL,
  region          TEXT NOT NULL,
  bucket          TEXT NOT NULL,
  folder          TEXT NOT NULL,
  access_key_id   TEXT NOT NULL,
  credential_ref  TEXT NOT NULL,
  -- When writing, reading by address and removing last worked; none as long as it never did.
  proven_at       INTEGER,
  problem         TEXT,
  changed_at      INTEGER NOT NULL,
  changed_by      TEXT NOT NULL REFERENCES person (id),
  -- When its secret was kept; none as long as nobody typed one that works.
  secret_at       INTEGER
) STRICT;

-- Every secret of a media host that the vault may hold: one that nothing names any more is forgotten there.
CREATE TABLE media_host_secret (
  credential_ref  TEXT PRIMARY KEY
) STRICT;

-- What lies on the media host until it is taken back, so that a crash leaves nothing there.
CREATE TABLE lent_file (
  key      TEXT PRIMARY KEY,
  digest   TEXT NOT NULL,
  lent_at  INTEGER NOT NULL,
  -- From when on nobody needs it any more, whatever became of its post.
  until    INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  -- Whose attempt needs it; none for what only proves that the host works.
  delivery_id     TEXT REFERENCES delivery (id),
  attempt         INTEGER,
  -- Where it lies: the clinic may have another media host by the time it is taken back.
  endpoint        TEXT NOT NULL,
  region          TEXT NOT NULL,
  bucket          TEXT NOT NULL,
  access_key_id   TEXT NOT NULL,
  credential_ref  TEXT NOT NULL,
  -- Not tried to be taken back before.
  next_try_at     INTEGER NOT NULL DEFAULT 0,
  -- How often the host itself refused to let go of it, and since when.
  refusals        INTEGER NOT NULL DEFAULT 0,
  refused_since   INTEGER,
  -- Whether putting it there ended without an answer: it may arrive after it was taken away.
  unclear         INTEGER NOT NULL DEFAULT 0
) STRICT;
