-- Invariant 6, a province: rows of rollups that do not say what their snapshot says, or name one of another regency,
-- period or stage.
SELECT p.period_id, p.stage, r.regency
FROM voters_rollup p JOIN voters_rolluprow r ON r.rollup_id = p.id
LEFT JOIN voters_snapshot s ON s.id = r.snapshot_id
LEFT JOIN LATERAL (
    SELECT coalesce(sum(new_male), 0) AS new_male, coalesce(sum(new_female), 0) AS new_female,
           coalesce(sum(struck_male), 0) AS struck_male, coalesce(sum(struck_female), 0) AS struck_female,
           coalesce(sum(changed), 0) AS changed
    FROM voters_tally WHERE regency = s.regency AND snapshot_id = s.id
) t ON s.id IS NOT NULL
WHERE p.area = %(area)s
  AND (r.male, r.female, r.new_male, r.new_female, r.struck_male, r.struck_female, r.changed, r.figures)
      IS DISTINCT FROM
      (s.male, s.female, t.new_male, t.new_female, t.struck_male, t.struck_female, t.changed, coalesce(s.figures, '{}'))
   OR p.area = %(area)s AND s.id IS NOT NULL
      AND (s.regency, s.period_id, s.stage, s.sealed_at IS NOT NULL) <> (r.regency, p.period_id, p.stage, true)
ORDER BY 1, 2, 3
