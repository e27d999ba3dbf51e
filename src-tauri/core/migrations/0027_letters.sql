-- What people are told by email and on Slack: where from and to, what is on its way, and the reminder that something waits for a
-- doctor's signature. No secret stands here: the mail server's password and Slack's address are in the vault.

-- The clinic's own mail server.
CREATE TABLE mail_server (
  only_one     INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  host         TEXT NOT NULL,
  port         INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
  -- There is no word for none.
  encryption   TEXT NOT NULL CHECK (encryption IN ('tls', 'starttls')),
  user_name    TEXT NOT NULL,
  from_address TEXT NOT NULL,
  changed_at   INTEGER NOT NULL
) STRICT;

-- A way that is set up, and how it fares. No row where its secret is not kept.
CREATE TABLE telling_way (
  way           TEXT PRIMARY KEY CHECK (way IN ('email', 'slack')),
  set_at        INTEGER NOT NULL,
  sent_at       INTEGER,
  -- How often in a row it failed, since when, when it is tried again, and why in a sentence.
  failures      INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  next_at       INTEGER,
  problem       TEXT,
  CHECK ((failures = 0) = (failing_since IS NULL))
) STRICT;

-- Where a person reads emails, and which of them they want.
CREATE TABLE person_email (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  address   TEXT NOT NULL,
  alerts    INTEGER NOT NULL CHECK (alerts IN (0, 1)),
  reminders INTEGER NOT NULL CHECK (reminders IN (0, 1)),
  -- Since when the mail server does not take it.
  refused_at INTEGER
) STRICT;

-- Written before a message leaves, so that after a crash it is known that it may have.
ALTER TABLE alert_telling ADD COLUMN going_at INTEGER;
-- How often nobody knows whether it arrived.
ALTER TABLE alert_telling ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
DROP INDEX alert_untold;
CREATE INDEX alert_untold ON alert_telling (way, not_before) WHERE told_at IS NULL AND going_at IS NULL;
CREATE INDEX alert_going ON alert_telling (way) WHERE told_at IS NULL AND going_at IS NOT NULL;

-- When doctors are reminded, where that is otherwise than it comes.
CREATE TABLE signing_reminder (
  only_one    INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  wanted      INTEGER NOT NULL CHECK (wanted IN (0, 1)),
  after_hours INTEGER NOT NULL CHECK (after_hours BETWEEN 1 AND 72),
  -- A minute of each working day, counted from midnight; none where no morning is wanted.
  morning_min INTEGER CHECK (morning_min BETWEEN 0 AND 1439)
) STRICT;

-- Since when what waits for a signature does.
CREATE TABLE signature_wait (
  post_id TEXT PRIMARY KEY REFERENCES post (id),
  since   INTEGER NOT NULL
) STRICT;

-- When a doctor was last reminded. It is written before the email leaves.
CREATE TABLE signing_reminder_sent (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  sent_at   INTEGER NOT NULL
) STRICT;
