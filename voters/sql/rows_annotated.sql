-- Rows of a family of batches by their place in the file, and rows by key, as they stand today: of a row in a bin that
-- was replaced, the one that took its place.
WITH RECURSIVE asked AS (
    SELECT r.id FROM voters_batchrow r
    WHERE r.batch_id = ANY (%(family)s) AND r.ordinal BETWEEN %(first)s AND %(last)s
  UNION
    SELECT r.id FROM voters_batchrow r JOIN voters_batch b ON b.id = r.batch_id
    WHERE r.id = ANY (%(keys)s) AND b.regency = %(regency)s AND b.period_id = %(period)s
), chain AS (
    SELECT r.id AS key, r.ordinal, r.sheet, r.row, r.batch_id = ANY (%(family)s) AS own, r.id, r.replaced_by_id, b.is_bin,
           0 AS steps
    FROM asked JOIN voters_batchrow r USING (id) JOIN voters_batch b ON b.id = r.batch_id
  UNION ALL
    SELECT c.key, c.ordinal, c.sheet, c.row, c.own, r.id, r.replaced_by_id, b.is_bin, c.steps + 1
    FROM chain c JOIN voters_batchrow r ON r.id = c.replaced_by_id JOIN voters_batch b ON b.id = r.batch_id
    WHERE c.is_bin AND c.steps < 1000
)
SELECT c.key, c.ordinal, c.sheet, c.row, c.own,
       r.id, r.typed, r.problems, r.blocked, r.conflict, r.return_reason, b.state, b.is_bin, b.note,
       b.regency || '/' || b.period_id || '/' || lpad(greatest(b.number, 0)::text, 4, '0'), b.id = ANY (%(family)s)
FROM chain c
JOIN voters_batchrow r ON r.id = c.id
JOIN voters_batch b ON b.id = r.batch_id
WHERE NOT c.is_bin OR c.replaced_by_id IS NULL
ORDER BY c.ordinal, c.key
