-- Voters per village, TPS and sex as of a revision; of some villages, by index, or of all (NULL).
-- Two arms: the index on places knows open versions only, the one on `until` those that ended after the revision.
SELECT village, tps, sex, count(*), count(*) FILTER (WHERE ektp = 'B')
FROM (
    SELECT village, tps, sex, ektp FROM voters_voter
    WHERE regency = %(regency)s AND since <= %(revision)s AND until IS NULL
      AND (%(villages)s::text[] IS NULL OR village = ANY (%(villages)s::text[]))
    UNION ALL
    SELECT village, tps, sex, ektp FROM voters_voter
    WHERE regency = %(regency)s AND since <= %(revision)s AND until > %(revision)s
      AND (%(villages)s::text[] IS NULL OR village = ANY (%(villages)s::text[]))
) v
GROUP BY village, tps, sex
