-- Conversations are found by whom they are with.
CREATE INDEX conversation_by_author ON conversation (author_id, newest_at) WHERE author_id IS NOT NULL;
