-- Voters with a disability per village, TPS and kind as of a revision.
SELECT village, tps, disability, count(*)
FROM voters_voter
WHERE regency = %(regency)s AND since <= %(revision)s AND (until IS NULL OR until > %(revision)s)
  AND disability NOT IN ('', '0')
GROUP BY village, tps, disability
