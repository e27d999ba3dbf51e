-- What doctors sign before it is needed: the exact words of fixed answers, the accounts that they may be given from, and until when.

CREATE TABLE beforehand (
  digest      TEXT PRIMARY KEY,
  bytes       BLOB NOT NULL,
  not_after   INTEGER NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TRIGGER beforehand_is_immutable BEFORE UPDATE ON beforehand
BEGIN SELECT RAISE(ABORT, 'what is signed beforehand never changes'); END;
CREATE TRIGGER beforehand_is_kept BEFORE DELETE ON beforehand
BEGIN SELECT RAISE(ABORT, 'what is signed beforehand is never deleted'); END;

CREATE TABLE beforehand_approval (
  id          TEXT PRIMARY KEY,
  beforehand  TEXT NOT NULL REFERENCES beforehand (digest),
  person_id   TEXT NOT NULL REFERENCES person (id),
  key_id      TEXT NOT NULL REFERENCES person_key (id),
  signature   BLOB NOT NULL CHECK (length(signature) = 64),
  signed_at   INTEGER NOT NULL,
  revoked_at  INTEGER,
  revoked_by  TEXT REFERENCES person (id)
) STRICT;

CREATE UNIQUE INDEX beforehand_approval_once ON beforehand_approval (beforehand, key_id) WHERE revoked_at IS NULL;
-- Which count is asked whenever somebody's life may be at risk; over the years there are many that do not any more.
CREATE INDEX beforehand_approval_standing ON beforehand_approval (signed_at) WHERE revoked_at IS NULL;

CREATE TRIGGER beforehand_approval_is_immutable
BEFORE UPDATE OF id, beforehand, person_id, key_id, signature, signed_at ON beforehand_approval
BEGIN SELECT RAISE(ABORT, 'an approval never changes'); END;
CREATE TRIGGER beforehand_approval_stays_revoked BEFORE UPDATE OF revoked_at ON beforehand_approval
WHEN OLD.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a revoked approval stays revoked'); END;
CREATE TRIGGER beforehand_approval_is_kept BEFORE DELETE ON beforehand_approval
BEGIN SELECT RAISE(ABORT, 'an approval is never deleted'); END;

-- An answer that was signed beforehand has an approval like every post: it carries the signature that was given then, and says so.
ALTER TABLE approval ADD COLUMN beforehand TEXT REFERENCES beforehand (digest);

CREATE INDEX approval_by_beforehand ON approval (beforehand) WHERE beforehand IS NOT NULL;

DROP TRIGGER approval_is_immutable;
CREATE TRIGGER approval_is_immutable
BEFORE UPDATE OF id, post_id, manifest, person_id, key_id, signature, signed_at, beforehand ON approval
BEGIN SELECT RAISE(ABORT, 'an approval never changes'); END;

-- The gate checks that it is over those very words; the database, that somebody gave it and did not take it back.
CREATE TRIGGER approval_beforehand_was_given BEFORE INSERT ON approval
WHEN NEW.beforehand IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM beforehand_approval AS given
  WHERE given.beforehand = NEW.beforehand AND given.key_id = NEW.key_id AND given.person_id = NEW.person_id
    AND given.signature = NEW.signature AND given.revoked_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'nobody signed this beforehand'); END;

-- One key may give both: a signature beforehand, and one over the very manifest once the first is over.
DROP INDEX approval_once;
CREATE UNIQUE INDEX approval_once ON approval (manifest, key_id, coalesce(beforehand, '')) WHERE revoked_at IS NULL;

-- Taken back is taken back everywhere: what has not gone out under it does not. What is public stays as it was signed.
CREATE TRIGGER beforehand_is_taken_back AFTER UPDATE OF revoked_at ON beforehand_approval WHEN NEW.revoked_at IS NOT NULL
BEGIN
  UPDATE approval SET revoked_at = NEW.revoked_at, revoked_by = NEW.revoked_by
  WHERE beforehand = NEW.beforehand AND key_id = NEW.key_id AND revoked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM delivery JOIN part ON part.delivery_id = delivery.id
                    WHERE delivery.post_id = approval.post_id AND part.state IN ('posted', 'removed'));
END;
