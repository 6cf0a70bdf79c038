-- Voters with a disability per village, TPS and kind as of a revision; villages and arms as in tally_stock.sql.
SELECT village, tps, disability, count(*)
FROM (
    SELECT village, tps, disability FROM voters_voter
    WHERE regency = %(regency)s AND since <= %(revision)s AND until IS NULL
      AND (%(villages)s::text[] IS NULL OR village = ANY (%(villages)s::text[]))
    UNION ALL
    SELECT village, tps, disability FROM voters_voter
    WHERE regency = %(regency)s AND since <= %(revision)s AND until > %(revision)s
      AND (%(villages)s::text[] IS NULL OR village = ANY (%(villages)s::text[]))
) v
WHERE disability NOT IN ('', '0')
GROUP BY village, tps, disability
