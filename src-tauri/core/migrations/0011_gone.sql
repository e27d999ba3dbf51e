-- Since when a platform has not shown what it was to keep. One reading may lack what the next one shows.
ALTER TABLE keeping ADD COLUMN gone_at INTEGER;
