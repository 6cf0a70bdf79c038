-- The TPS of each village of a regency that have active voters, by leaps through the index of places: as many steps as
-- there are TPS, however many voters.
WITH RECURSIVE station (village, tps) AS (
    (SELECT v.village, v.tps FROM voters_voter v
     WHERE v.regency = %(regency)s AND v.until IS NULL ORDER BY v.village, v.tps LIMIT 1)
    UNION ALL
    SELECT later.village, later.tps
    FROM station s CROSS JOIN LATERAL (
        SELECT v.village, v.tps FROM voters_voter v
        WHERE v.regency = %(regency)s AND v.until IS NULL AND (v.village, v.tps) > (s.village, s.tps)
        ORDER BY v.village, v.tps LIMIT 1) later)
SELECT village, array_agg(tps ORDER BY tps) FROM station GROUP BY village
