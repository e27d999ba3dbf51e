-- Whose words stand in what is signed; who said the same before; what a restored clinic was told.

-- --------------------------------------------------------------------------------------------------- repeats

-- Who said the very same before.
CREATE INDEX fingerprint_same ON fingerprint (same) WHERE same IS NOT NULL;

-- ----------------------------------------------------------------------------------------------------- draft

-- Who wrote words of a revision, here or where they were taken from. What the writer drafted has nobody. Within a post it only
-- grows: words that are cut out and put in again stay who wrote them's.
CREATE TABLE words_of (
  revision_id  TEXT NOT NULL REFERENCES revision (id),
  person_id    TEXT NOT NULL REFERENCES person (id),
  PRIMARY KEY (revision_id, person_id)
) STRICT, WITHOUT ROWID;

-- Who wrote words of a batch's shared text.
CREATE TABLE shared_words_of (
  batch_id   TEXT NOT NULL REFERENCES batch (id),
  person_id  TEXT NOT NULL REFERENCES person (id),
  PRIMARY KEY (batch_id, person_id)
) STRICT, WITHOUT ROWID;

-- Until now whoever kept a version counted as its author. That stays so for what there is: it lets nobody sign who could not.
INSERT INTO words_of (revision_id, person_id)
SELECT revision.id, began.author
FROM (SELECT post_id, author, min(number) AS number FROM revision GROUP BY post_id, author) AS began
JOIN revision ON revision.post_id = began.post_id AND revision.number >= began.number;

-- A copy did not say whose it was: whoever wrote the very same words before did.
INSERT INTO words_of (revision_id, person_id)
SELECT DISTINCT later.id, words_of.person_id
FROM batch
JOIN post ON post.batch_id = batch.id
JOIN revision AS copied ON copied.post_id = post.id AND copied.number = 1
JOIN fingerprint AS its ON its.revision_id = copied.id
JOIN fingerprint AS theirs ON theirs.same = its.same
JOIN revision AS source ON source.id = theirs.revision_id AND source.id < copied.id
JOIN words_of ON words_of.revision_id = source.id
JOIN revision AS later ON later.post_id = post.id
WHERE batch.origin = 'copy'
ON CONFLICT (revision_id, person_id) DO NOTHING;

-- The record names everybody who changed a shared text; the words that a copy began with are its first posts'.
INSERT INTO shared_words_of (batch_id, person_id)
SELECT DISTINCT batch.id, person.id
FROM audit_entry
JOIN batch ON batch.id = json_extract(audit_entry.facts, '$.batch')
JOIN person ON 'person:' || person.id = audit_entry.actor
WHERE audit_entry.action = 'batch.shared_text_changed';

INSERT INTO shared_words_of (batch_id, person_id)
SELECT id, canonical_by FROM batch WHERE canonical_by IS NOT NULL
ON CONFLICT (batch_id, person_id) DO NOTHING;

INSERT INTO shared_words_of (batch_id, person_id)
SELECT DISTINCT batch.id, words_of.person_id
FROM batch
JOIN post ON post.batch_id = batch.id
JOIN revision ON revision.post_id = post.id AND revision.number = 1
JOIN words_of ON words_of.revision_id = revision.id
WHERE batch.origin = 'copy'
ON CONFLICT (batch_id, person_id) DO NOTHING;

-- A post that follows a shared text says it: its words are theirs as well.
INSERT INTO words_of (revision_id, person_id)
SELECT post.head_revision, shared_words_of.person_id
FROM post JOIN shared_words_of ON shared_words_of.batch_id = post.batch_id
WHERE post.linked = 1
ON CONFLICT (revision_id, person_id) DO NOTHING;

CREATE TRIGGER words_stay_whose_they_are BEFORE UPDATE ON words_of
BEGIN SELECT RAISE(ABORT, 'whose words stand in a revision never changes'); END;
CREATE TRIGGER words_are_not_disowned BEFORE DELETE ON words_of
BEGIN SELECT RAISE(ABORT, 'whose words stand in a revision is never forgotten'); END;
CREATE TRIGGER shared_words_stay_whose_they_are BEFORE UPDATE ON shared_words_of
BEGIN SELECT RAISE(ABORT, 'whose words stand in a shared text never changes'); END;
CREATE TRIGGER shared_words_are_not_disowned BEFORE DELETE ON shared_words_of
BEGIN SELECT RAISE(ABORT, 'whose words stand in a shared text is never forgotten'); END;

DROP VIEW post_approval;
DROP VIEW counting_approval;

-- A signature that counts: unrevoked, by a doctor's unretired key, over the head's manifest, and, where the clinic wants it
-- so, by somebody of whose words none stand in it.
CREATE VIEW counting_approval AS
SELECT post.id AS post_id, approval.id AS approval_id, approval.manifest AS manifest, approval.person_id AS person_id
FROM post
JOIN approval ON approval.manifest = post.head_manifest AND approval.revoked_at IS NULL
JOIN person_key ON person_key.id = approval.key_id AND person_key.retired_at IS NULL
JOIN person_role ON person_role.person_id = approval.person_id AND person_role.role = 'doctor'
JOIN manifest ON manifest.digest = post.head_manifest AND manifest.revision_id = post.head_revision
JOIN clinic
WHERE clinic.own_words_count = 1
   OR NOT EXISTS (
    SELECT 1 FROM words_of
    WHERE words_of.revision_id = post.head_revision AND words_of.person_id = approval.person_id);

-- Approved: enough doctors signed. The last wall before a commit (part_commit_needs_an_approval) asks this view.
CREATE VIEW post_approval AS
SELECT counting_approval.post_id, counting_approval.approval_id, counting_approval.manifest
FROM counting_approval
JOIN clinic
WHERE clinic.doctors_to_sign <= (
    SELECT count(DISTINCT another.person_id) FROM counting_approval AS another
    WHERE another.post_id = counting_approval.post_id);

-- ---------------------------------------------------------------------------------------------------- schedule

-- What the planned posts of a platform nearly say, in the order of their times and side by side: a rule for repeats goes over a
-- year of them at each claim. Kept by the triggers below, whoever plans a post or writes in it.
CREATE TABLE planned_words (
  platform  TEXT NOT NULL,
  due_at    INTEGER NOT NULL,
  post_id   TEXT NOT NULL REFERENCES post (id),
  near      INTEGER NOT NULL,
  PRIMARY KEY (platform, due_at, post_id)
) STRICT, WITHOUT ROWID;

INSERT INTO planned_words (platform, due_at, post_id, near)
SELECT channel.platform, plan.due_at, plan.post_id, fingerprint.near
FROM plan JOIN post ON post.id = plan.post_id JOIN channel ON channel.id = post.channel_id
JOIN fingerprint ON fingerprint.revision_id = post.head_revision
WHERE fingerprint.near IS NOT NULL;

CREATE TRIGGER planned_words_of_a_plan AFTER INSERT ON plan
BEGIN
  INSERT INTO planned_words (platform, due_at, post_id, near)
  SELECT channel.platform, NEW.due_at, NEW.post_id, fingerprint.near
  FROM post JOIN channel ON channel.id = post.channel_id JOIN fingerprint ON fingerprint.revision_id = post.head_revision
  WHERE post.id = NEW.post_id AND fingerprint.near IS NOT NULL;
END;
CREATE TRIGGER planned_words_of_another_time AFTER UPDATE OF due_at ON plan
BEGIN
  DELETE FROM planned_words
  WHERE platform = (SELECT channel.platform FROM post JOIN channel ON channel.id = post.channel_id WHERE post.id = OLD.post_id)
    AND due_at = OLD.due_at AND post_id = OLD.post_id;
  INSERT INTO planned_words (platform, due_at, post_id, near)
  SELECT channel.platform, NEW.due_at, NEW.post_id, fingerprint.near
  FROM post JOIN channel ON channel.id = post.channel_id JOIN fingerprint ON fingerprint.revision_id = post.head_revision
  WHERE post.id = NEW.post_id AND fingerprint.near IS NOT NULL;
END;
CREATE TRIGGER planned_words_of_no_time AFTER DELETE ON plan
BEGIN
  DELETE FROM planned_words
  WHERE platform = (SELECT channel.platform FROM post JOIN channel ON channel.id = post.channel_id WHERE post.id = OLD.post_id)
    AND due_at = OLD.due_at AND post_id = OLD.post_id;
END;
CREATE TRIGGER planned_words_of_another_version AFTER UPDATE OF head_revision ON post
BEGIN
  DELETE FROM planned_words
  WHERE platform = (SELECT platform FROM channel WHERE id = NEW.channel_id)
    AND due_at = (SELECT due_at FROM plan WHERE post_id = NEW.id) AND post_id = NEW.id;
  INSERT INTO planned_words (platform, due_at, post_id, near)
  SELECT channel.platform, plan.due_at, plan.post_id, fingerprint.near
  FROM plan JOIN channel ON channel.id = NEW.channel_id JOIN fingerprint ON fingerprint.revision_id = NEW.head_revision
  WHERE plan.post_id = NEW.id AND fingerprint.near IS NOT NULL;
END;
CREATE TRIGGER planned_words_of_a_fingerprint AFTER INSERT ON fingerprint WHEN NEW.near IS NOT NULL
BEGIN
  INSERT INTO planned_words (platform, due_at, post_id, near)
  SELECT channel.platform, plan.due_at, plan.post_id, NEW.near
  FROM post JOIN plan ON plan.post_id = post.id JOIN channel ON channel.id = post.channel_id
  WHERE post.head_revision = NEW.revision_id
  ON CONFLICT (platform, due_at, post_id) DO UPDATE SET near = excluded.near;
END;

-- ------------------------------------------------------------------------------------------------- backup

-- In how many places beside the backups stops were kept that could not be read.
ALTER TABLE restored ADD COLUMN stops_unread INTEGER NOT NULL DEFAULT 0;

-- Somebody said that Countersign does not run on the laptop that the backup came from any more, before publishing was resumed.
-- Nobody was asked before; who had resumed by then had said so in that way.
CREATE TABLE other_laptop_off (
  restored_at  INTEGER PRIMARY KEY REFERENCES restored (at),
  said_at      INTEGER NOT NULL,
  said_by      TEXT REFERENCES person (id)
) STRICT;

INSERT INTO other_laptop_off (restored_at, said_at)
SELECT restored.at, min(audit_entry.at)
FROM restored JOIN audit_entry ON audit_entry.action = 'publishing.resumed' AND audit_entry.at >= restored.at
GROUP BY restored.at;

CREATE TRIGGER other_laptop_off_is_kept BEFORE DELETE ON other_laptop_off
BEGIN SELECT RAISE(ABORT, 'that the other laptop is off stays on record'); END;
