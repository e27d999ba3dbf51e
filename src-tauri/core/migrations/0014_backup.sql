-- After a restore: what may have gone out since the backup was made is looked for before anything is sent.

-- What waits is in doubt after a restore: another copy of the clinic may have sent it since.
INSERT INTO delivery_edges (from_state, to_state) VALUES ('scheduled', 'in_doubt');

-- When this copy of the clinic was made out of a backup, and which installation had made that.
CREATE TABLE restored (
  at            INTEGER PRIMARY KEY,
  backup_at     INTEGER NOT NULL,
  backup        TEXT NOT NULL,
  made_by       TEXT NOT NULL
) STRICT;

CREATE TRIGGER restored_is_kept BEFORE DELETE ON restored
BEGIN SELECT RAISE(ABORT, 'that a clinic was restored stays on record'); END;

-- The deliveries that are looked for on their platforms after a restore. Publishing is not resumed while one is in doubt.
CREATE TABLE restored_delivery (
  delivery_id  TEXT PRIMARY KEY REFERENCES delivery (id),
  -- Nothing of it had gone out by then.
  backup_at    INTEGER NOT NULL
) STRICT;
