-- Voters per village, TPS, sex and disability as of a revision; of some villages or of all (NULL). Of a few villages only
-- the indexes on places (open versions) and on `until` (versions that ended later) are read.
SELECT village, tps, sex, disability, count(*), count(*) FILTER (WHERE ektp = 'B')
FROM voters_voter
WHERE regency = %(regency)s AND since <= %(revision)s AND (until IS NULL OR until > %(revision)s)
  AND (%(villages)s::text[] IS NULL OR village = ANY (%(villages)s::text[]))
GROUP BY village, tps, sex, disability
