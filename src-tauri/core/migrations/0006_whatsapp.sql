-- WhatsApp: whom the clinic may write to and who must never be written to again, the templates as they were last read,
-- and what became of each recipient of a sending.

-- ------------------------------------------------------------------------------------------------- clinic

-- The key under which numbers are hashed. One a workspace, for ever, made when it is first opened: what was hashed has to
-- be found again.
CREATE TABLE number_key (
  only_one  INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_one = 1),
  key       BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

CREATE TRIGGER number_key_is_fixed BEFORE UPDATE ON number_key
BEGIN SELECT RAISE(ABORT, 'the key of the numbers never changes'); END;
CREATE TRIGGER number_key_is_kept BEFORE DELETE ON number_key
BEGIN SELECT RAISE(ABORT, 'the key of the numbers is kept'); END;

-- Somebody who agreed to be written to. Who was forgotten has no number, no name and no record of consent any more.
CREATE TABLE recipient (
  id             TEXT PRIMARY KEY,
  -- E.164, digits alone.
  number         TEXT UNIQUE,
  number_hash    TEXT UNIQUE,
  -- Goes into the marks of the audiences, so that they tell nothing once it is erased.
  blind          TEXT,
  -- The hash of the number that WhatsApp knows the person by, where it told another one.
  wa_hash        TEXT,
  name           TEXT NOT NULL,
  -- The name in small letters, as it is looked for.
  sought         TEXT NOT NULL,
  -- To what they agreed; the day, the way and the proof of it, and who entered it.
  consent_to     TEXT CHECK (consent_to IN ('marketing', 'service')),
  consent_on     TEXT NOT NULL,
  consent_how    TEXT NOT NULL,
  consent_proof  TEXT NOT NULL,
  consent_by     TEXT NOT NULL REFERENCES person (id),
  -- When that was entered.
  consent_at     INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  forgotten_at   INTEGER,
  CHECK ((forgotten_at IS NULL) = (number IS NOT NULL)),
  CHECK ((number IS NULL) = (number_hash IS NULL)),
  CHECK ((number IS NULL) = (blind IS NULL)),
  CHECK ((number IS NULL) = (consent_to IS NULL)),
  CHECK (number IS NOT NULL OR wa_hash IS NULL),
  CHECK (forgotten_at IS NOT NULL OR (consent_on <> '' AND consent_how <> ''))
) STRICT;

CREATE INDEX recipient_by_wa_hash ON recipient (wa_hash) WHERE wa_hash IS NOT NULL;

CREATE TRIGGER recipient_stays_forgotten BEFORE UPDATE ON recipient WHEN OLD.forgotten_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'who was forgotten stays forgotten'); END;
CREATE TRIGGER recipient_number_is_fixed BEFORE UPDATE OF number ON recipient
WHEN NEW.number IS NOT NULL AND NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'a recipient keeps their number'); END;

-- The records of consent that a later one took the place of, the first of them first. Gone with the person.
CREATE TABLE recipient_consent_before (
  recipient_id   TEXT NOT NULL REFERENCES recipient (id),
  place          INTEGER NOT NULL,
  consent_to     TEXT NOT NULL CHECK (consent_to IN ('marketing', 'service')),
  consent_on     TEXT NOT NULL,
  consent_how    TEXT NOT NULL,
  consent_proof  TEXT NOT NULL,
  consent_by     TEXT NOT NULL REFERENCES person (id),
  consent_at     INTEGER NOT NULL,
  PRIMARY KEY (recipient_id, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER recipient_consent_before_never_changes BEFORE UPDATE ON recipient_consent_before
BEGIN SELECT RAISE(ABORT, 'an earlier consent never changes'); END;
CREATE TRIGGER recipient_consent_before_is_kept BEFORE DELETE ON recipient_consent_before
WHEN EXISTS (SELECT 1 FROM recipient WHERE recipient.id = OLD.recipient_id AND recipient.forgotten_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'an earlier consent is kept'); END;

-- Whoever takes a record of consent away has kept it first.
CREATE TRIGGER recipient_consent_is_kept
BEFORE UPDATE OF consent_to, consent_on, consent_how, consent_proof, consent_by, consent_at ON recipient
WHEN NEW.forgotten_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM recipient_consent_before AS kept
  WHERE kept.recipient_id = OLD.id AND kept.consent_to = OLD.consent_to AND kept.consent_on = OLD.consent_on
    AND kept.consent_how = OLD.consent_how AND kept.consent_proof = OLD.consent_proof
    AND kept.consent_by = OLD.consent_by AND kept.consent_at = OLD.consent_at)
BEGIN SELECT RAISE(ABORT, 'an earlier consent is kept'); END;

-- Who said stop. It is only ever added to, holds no number, and outlives the recipient.
CREATE TABLE opt_out (
  number_hash  TEXT PRIMARY KEY,
  at           INTEGER NOT NULL,
  source       TEXT NOT NULL CHECK (source IN ('person', 'import', 'platform')),
  -- Refers to nobody: a stop outlives a backup that knows less people, and is taken over into it.
  entered_by   TEXT
) STRICT;

CREATE TRIGGER opt_out_never_changes BEFORE UPDATE ON opt_out
BEGIN SELECT RAISE(ABORT, 'an opt-out is never reversed'); END;
CREATE TRIGGER opt_out_is_kept BEFORE DELETE ON opt_out
BEGIN SELECT RAISE(ABORT, 'an opt-out is never reversed'); END;

-- No consent of somebody who said stop counts any more, so none is taken.
CREATE TRIGGER recipient_consent_not_of_who_said_stop
BEFORE UPDATE OF consent_to, consent_on, consent_how, consent_proof, consent_by, consent_at ON recipient
WHEN NEW.forgotten_at IS NULL
  AND EXISTS (SELECT 1 FROM opt_out WHERE opt_out.number_hash = OLD.number_hash)
BEGIN SELECT RAISE(ABORT, 'an opt-out is never reversed'); END;

-- A list that was removed keeps its name, for the messages that were chosen for it, and nobody is on it.
CREATE TABLE recipient_list (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  created_by  TEXT NOT NULL REFERENCES person (id),
  removed_at  INTEGER
) STRICT;

CREATE TRIGGER recipient_list_stays_removed BEFORE UPDATE ON recipient_list WHEN OLD.removed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a list that was removed stays removed'); END;

CREATE TABLE recipient_list_member (
  list_id       TEXT NOT NULL REFERENCES recipient_list (id),
  recipient_id  TEXT NOT NULL REFERENCES recipient (id),
  PRIMARY KEY (list_id, recipient_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX recipient_list_by_recipient ON recipient_list_member (recipient_id);

CREATE TRIGGER recipient_list_member_not_of_a_removed_list BEFORE INSERT ON recipient_list_member
WHEN EXISTS (SELECT 1 FROM recipient_list WHERE recipient_list.id = NEW.list_id AND recipient_list.removed_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a list that was removed stays removed'); END;

-- A list as it was when it was chosen for a message. The mark of a member ties a recipient to the number of then.
CREATE TABLE audience (
  digest      TEXT PRIMARY KEY,
  list_id     TEXT NOT NULL REFERENCES recipient_list (id),
  count       INTEGER NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE audience_member (
  audience      TEXT NOT NULL REFERENCES audience (digest),
  recipient_id  TEXT NOT NULL REFERENCES recipient (id),
  mark          TEXT NOT NULL,
  PRIMARY KEY (audience, recipient_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audience_is_immutable BEFORE UPDATE ON audience
BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END;
CREATE TRIGGER audience_member_is_immutable BEFORE UPDATE ON audience_member
BEGIN SELECT RAISE(ABORT, 'an audience never changes'); END;

-- -------------------------------------------------------------------------------------------------- draft

-- A template as WhatsApp last showed it.
CREATE TABLE template (
  channel_id   TEXT NOT NULL REFERENCES channel (id),
  template_id  TEXT NOT NULL,
  digest       TEXT NOT NULL,
  seen         TEXT NOT NULL,
  PRIMARY KEY (channel_id, template_id)
) STRICT;

-- When the templates of a channel were last read.
CREATE TABLE template_reading (
  channel_id  TEXT PRIMARY KEY REFERENCES channel (id),
  at          INTEGER NOT NULL
) STRICT;

-- ------------------------------------------------------------------------------------------------ publish

-- A part that is one recipient's. Nobody is in a delivery twice.
CREATE TABLE recipient_part (
  part_id       TEXT PRIMARY KEY REFERENCES part (id),
  delivery_id   TEXT NOT NULL REFERENCES delivery (id),
  recipient_id  TEXT NOT NULL REFERENCES recipient (id),
  -- Why it was not sent: a word.
  why           TEXT,
  message       TEXT,
  detail        TEXT,
  -- Not before, for this recipient alone.
  next_try_at   INTEGER,
  failures      INTEGER NOT NULL DEFAULT 0,
  -- The platform's id of the message. It holds the number, so the part itself keeps only its digest.
  message_id    TEXT,
  -- How far it came ('held' where WhatsApp holds it back), when, and when that was last asked.
  arrival       TEXT,
  arrived_at    INTEGER,
  asked_at      INTEGER,
  UNIQUE (delivery_id, recipient_id)
) STRICT;

CREATE INDEX recipient_part_by_recipient ON recipient_part (recipient_id);
CREATE INDEX recipient_part_by_message ON recipient_part (message_id) WHERE message_id IS NOT NULL;

-- A message to many has no address to ask for, and is one thing that went out: neither is looked for part by part.
ALTER TABLE delivery ADD COLUMN sent_at INTEGER;
CREATE INDEX delivery_sent ON delivery (sent_at) WHERE sent_at IS NOT NULL;
DROP INDEX part_without_address;
CREATE INDEX part_without_address ON part (posted_at)
  WHERE state = 'posted' AND permalink IS NULL AND platform <> 'whatsapp';
DROP INDEX part_posted;
CREATE INDEX part_posted ON part (posted_at) WHERE state = 'posted' AND platform <> 'whatsapp';

-- The last wall: nothing goes to anybody who said stop, or who was forgotten.
CREATE TRIGGER part_commit_not_to_who_said_stop BEFORE UPDATE OF state ON part
WHEN NEW.state = 'committing' AND EXISTS (
  SELECT 1 FROM recipient_part JOIN recipient ON recipient.id = recipient_part.recipient_id
  WHERE recipient_part.part_id = NEW.id
    AND (recipient.number_hash IS NULL
         OR EXISTS (SELECT 1 FROM opt_out WHERE opt_out.number_hash = recipient.number_hash)))
BEGIN SELECT RAISE(ABORT, 'recipient_excluded'); END;

-- A message of which nobody knows whether it went out is never sent again: nothing could prove that it did not.
CREATE TRIGGER message_in_doubt_is_never_sent_again BEFORE UPDATE OF state ON part
WHEN OLD.state = 'unknown' AND NEW.state IN ('waiting', 'committing')
  AND EXISTS (SELECT 1 FROM recipient_part WHERE recipient_part.part_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a message in doubt is never sent again'); END;
