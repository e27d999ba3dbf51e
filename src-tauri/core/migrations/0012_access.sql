-- Who may sign what, and who knows of whose key.

-- Whether a doctor's signature counts under words that the same doctor wrote, and how many doctors have to sign. No choice
-- leaves none: the first signature can't be taken away.
ALTER TABLE clinic ADD COLUMN own_words_count INTEGER NOT NULL DEFAULT 1 CHECK (own_words_count IN (0, 1));
ALTER TABLE clinic ADD COLUMN doctors_to_sign INTEGER NOT NULL DEFAULT 1 CHECK (doctors_to_sign IN (1, 2));

DROP VIEW post_approval;

-- A signature that counts: unrevoked, by a doctor's unretired key, over the head's manifest, and, where the clinic wants it
-- so, by somebody who wrote none of the post's versions.
CREATE VIEW counting_approval AS
SELECT post.id AS post_id, approval.id AS approval_id, approval.manifest AS manifest, approval.person_id AS person_id
FROM post
JOIN approval ON approval.manifest = post.head_manifest AND approval.revoked_at IS NULL
JOIN person_key ON person_key.id = approval.key_id AND person_key.retired_at IS NULL
JOIN person_role ON person_role.person_id = approval.person_id AND person_role.role = 'doctor'
JOIN manifest ON manifest.digest = post.head_manifest AND manifest.revision_id = post.head_revision
JOIN clinic
WHERE clinic.own_words_count = 1
   OR NOT EXISTS (SELECT 1 FROM revision WHERE revision.post_id = post.id AND revision.author = approval.person_id);

-- Approved: enough doctors signed. The last wall before a commit (part_commit_needs_an_approval) asks this view.
CREATE VIEW post_approval AS
SELECT counting_approval.post_id, counting_approval.approval_id, counting_approval.manifest
FROM counting_approval
JOIN clinic
WHERE clinic.doctors_to_sign <= (
    SELECT count(DISTINCT another.person_id) FROM counting_approval AS another
    WHERE another.post_id = counting_approval.post_id);

-- A doctor knows that a key was enrolled for somebody.
CREATE TABLE key_known (
  key_id    TEXT NOT NULL REFERENCES person_key (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  known_at  INTEGER NOT NULL,
  PRIMARY KEY (key_id, person_id)
) STRICT;
