-- A post comes before its first revision, and names it: without an index the database looks through all posts for each new one.
CREATE INDEX post_by_head ON post (head_revision);
