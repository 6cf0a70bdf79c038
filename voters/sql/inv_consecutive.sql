-- Invariant 5: places of sealed snapshots whose figures do not follow from those of the snapshot before: previous + baru −
-- TMS ± moves = now, per sex. Those that the province has explained are left out.
SELECT n.id, d.village, d.tps
FROM voters_snapshot n CROSS JOIN LATERAL (
    SELECT village, tps FROM (
        SELECT village, tps, male - new_male + struck_male - moved_male AS male,
               female - new_female + struck_female - moved_female AS female
        FROM voters_tally WHERE regency = n.regency AND snapshot_id = n.id
        UNION ALL SELECT village, tps, -male, -female FROM voters_tally
                  WHERE regency = n.regency AND snapshot_id = n.previous_id
    ) both_of_them GROUP BY village, tps HAVING sum(male) <> 0 OR sum(female) <> 0
) d
WHERE n.regency = %(regency)s AND n.sealed_at IS NOT NULL AND n.previous_id IS NOT NULL AND n.explanation = ''
UNION ALL
SELECT n.id, '', 0 FROM voters_snapshot n CROSS JOIN LATERAL (
    SELECT coalesce(sum(male), 0) AS male, coalesce(sum(female), 0) AS female FROM voters_tally
    WHERE regency = n.regency AND snapshot_id = n.id
) t
WHERE n.regency = %(regency)s AND n.sealed_at IS NOT NULL AND (n.male, n.female) <> (t.male, t.female)
UNION ALL   -- what counts from the loading of the roll, and not from a snapshot
SELECT n.id, '', 0 FROM voters_snapshot n CROSS JOIN LATERAL (
    SELECT coalesce(sum(male - new_male + struck_male - moved_male), 0) AS male,
           coalesce(sum(female - new_female + struck_female - moved_female), 0) AS female
    FROM voters_tally WHERE regency = n.regency AND snapshot_id = n.id
) t
WHERE n.regency = %(regency)s AND n.sealed_at IS NOT NULL AND n.previous_id IS NULL AND n.explanation = ''
  AND n.figures <> '{}' AND (t.male, t.female) <> ((n.figures #>> '{sebelumnya,L}')::int,
                                                   (n.figures #>> '{sebelumnya,P}')::int)
ORDER BY 1, 2, 3
