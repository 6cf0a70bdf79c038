-- One row per regency of the area, from its newest sealed snapshot of the period and stage; null where missing.
INSERT INTO voters_rolluprow AS r (rollup_id, regency, snapshot_id, male, female, new_male, new_female, struck_male,
                                   struck_female, changed, figures)
SELECT %(rollup)s, wanted.code, s.id, s.male, s.female, t.new_male, t.new_female, t.struck_male, t.struck_female,
       t.changed, coalesce(s.figures, '{}')
FROM unnest(%(regencies)s::text[]) AS wanted (code)
LEFT JOIN LATERAL (
    SELECT id, male, female, figures FROM voters_snapshot s
    WHERE s.regency = wanted.code AND s.period_id = %(period)s AND s.stage = %(stage)s AND s.sealed_at IS NOT NULL
    ORDER BY s.id DESC LIMIT 1
) s ON true
LEFT JOIN LATERAL (
    SELECT coalesce(sum(new_male), 0) AS new_male, coalesce(sum(new_female), 0) AS new_female,
           coalesce(sum(struck_male), 0) AS struck_male, coalesce(sum(struck_female), 0) AS struck_female,
           coalesce(sum(changed), 0) AS changed
    FROM voters_tally WHERE regency = wanted.code AND snapshot_id = s.id
) t ON s.id IS NOT NULL
ON CONFLICT (rollup_id, regency) DO UPDATE
SET snapshot_id = excluded.snapshot_id, male = excluded.male, female = excluded.female, new_male = excluded.new_male,
    new_female = excluded.new_female, struck_male = excluded.struck_male, struck_female = excluded.struck_female,
    changed = excluded.changed, figures = excluded.figures
