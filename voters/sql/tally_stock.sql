-- Voters per village, TPS and sex as of a revision.
SELECT village, tps, sex, count(*), count(*) FILTER (WHERE ektp = 'B')
FROM voters_voter
WHERE regency = %(regency)s AND since <= %(revision)s AND (until IS NULL OR until > %(revision)s)
GROUP BY village, tps, sex
