-- What the record was at an entry, signed with the installation's key, so that it can be kept elsewhere and held against it.

-- The installation's keys, as the record enrolled them. The private half is in the vault.
CREATE TABLE record_key (
  public_key   BLOB PRIMARY KEY CHECK (length(public_key) = 32),
  enrolled_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE checkpoint (
  seq              INTEGER PRIMARY KEY REFERENCES audit_entry (seq),
  installation_id  TEXT NOT NULL,
  hash             TEXT NOT NULL,
  at               INTEGER NOT NULL,
  public_key       BLOB NOT NULL REFERENCES record_key (public_key),
  signature        BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;

CREATE TRIGGER checkpoint_never_changes BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint never changes'); END;
CREATE TRIGGER checkpoint_is_kept BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;
