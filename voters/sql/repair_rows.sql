-- Cells of many rows replaced at once; what stood there is kept, so that it can be undone while nobody has typed since.
UPDATE voters_batchrow r
SET typed = c.typed, before_repair = c.before, version = r.version + 1, corrected_at = now(), corrected_by = %(by)s,
    confirmed = '{}', confirmed_at = NULL, confirmed_by = ''
FROM repaired c
WHERE r.batch_id = %(batch)s AND r.ordinal = c.ordinal
