-- Answers that one person alone reads: messages, and what is written privately to whoever wrote a comment.

-- By which way: where everybody reads it, as a message, or privately to a comment.
ALTER TABLE post_target ADD COLUMN way TEXT NOT NULL DEFAULT 'reply' CHECK (way IN ('reply', 'message', 'private_reply'));
-- Until when its platform takes it; none where it always does.
ALTER TABLE post_target ADD COLUMN until INTEGER;

-- What was begun for one person never becomes something that everybody reads.
CREATE TRIGGER post_target_way_stays BEFORE UPDATE OF way ON post_target
BEGIN SELECT RAISE(ABORT, 'an answer keeps its way'); END;

-- What was typed for one person is not gone on with as something for everybody.
ALTER TABLE answer_typed ADD COLUMN privately INTEGER NOT NULL DEFAULT 0 CHECK (privately IN (0, 1));
