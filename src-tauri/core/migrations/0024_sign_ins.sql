-- How often somebody signed in on a channel, so that a refusal which comes late is told from one of the sign-in that is there.
ALTER TABLE channel ADD COLUMN sign_ins INTEGER NOT NULL DEFAULT 0;
