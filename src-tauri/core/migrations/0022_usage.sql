-- What was asked of each platform on each day of the clinic: kept when the calls themselves are let go of.

CREATE TABLE call_tally (
  -- The clinic's own day, '2026-11-20'.
  day          TEXT NOT NULL,
  platform     TEXT NOT NULL,
  method       TEXT NOT NULL,
  template     TEXT NOT NULL,
  calls        INTEGER NOT NULL,
  -- Those that were answered with a refusal or a fault, or not answered at all.
  failed       INTEGER NOT NULL,
  -- Those of which not one byte was sent; none of them is among the calls.
  not_sent     INTEGER NOT NULL,
  -- How many were over in a quarter of a second, in a second, in four: each of them counted once.
  in_quarter   INTEGER NOT NULL,
  in_second    INTEGER NOT NULL,
  in_four      INTEGER NOT NULL,
  longest_ms   INTEGER NOT NULL,
  PRIMARY KEY (day, platform, method, template)
) STRICT, WITHOUT ROWID;

-- What is still known of the days before. Which day that was for the clinic is not known here: it is that of UTC.
INSERT INTO call_tally
SELECT date(at / 1000, 'unixepoch'), platform, method, template,
       sum(coalesce(why, '') NOT LIKE 'not sent: %'),
       sum(coalesce(why, '') NOT LIKE 'not sent: %' AND coalesce(status, 0) NOT BETWEEN 200 AND 299),
       sum(coalesce(why, '') LIKE 'not sent: %'),
       sum(coalesce(why, '') NOT LIKE 'not sent: %' AND ms <= 250),
       sum(coalesce(why, '') NOT LIKE 'not sent: %' AND ms > 250 AND ms <= 1000),
       sum(coalesce(why, '') NOT LIKE 'not sent: %' AND ms > 1000 AND ms <= 4000),
       max(CASE WHEN coalesce(why, '') LIKE 'not sent: %' THEN 0 ELSE ms END)
FROM api_call GROUP BY 1, 2, 3, 4;

-- How much came in since when is counted where reading it is paid for.
CREATE INDEX item_by_arrival ON item (channel_id, first_seen_at);
