-- What the keys of an annotated workbook stand for today: for each key the last row that took its row's place.
-- A row of a cancelled draft is in no longer; one that was set aside is, unless its draft was cancelled as a whole.
WITH RECURSIVE chain AS (
    SELECT r.id AS key, r.id, r.replaced_by_id, 0 AS steps
    FROM voters_batchrow r
    JOIN voters_batch b ON b.id = r.batch_id
    WHERE r.id = ANY (%(keys)s) AND b.regency = %(regency)s AND b.period_id = %(period)s AND b.origin <> 'reversal'
  UNION ALL
    SELECT c.key, r.id, r.replaced_by_id, c.steps + 1
    FROM chain c
    JOIN voters_batchrow r ON r.id = c.replaced_by_id
    WHERE c.steps < 1000
)
SELECT c.key, r.id, r.batch_id, CASE WHEN b.is_bin THEN b.rest_of_id ELSE b.id END, b.state, b.is_bin,
       md5(r.typed::text), r.transfer_id IS NOT NULL,
       r.partner IS NOT NULL OR 'E23' = ANY (r.problems) OR (r.kind = 'B' AND 'E20' = ANY (r.problems)), r.found,
       r.nik, coalesce(r.dpid::text, ''), CASE WHEN %(whole)s THEN r.typed END
FROM chain c
JOIN voters_batchrow r ON r.id = c.id
JOIN voters_batch b ON b.id = r.batch_id
LEFT JOIN voters_batch d ON b.is_bin AND d.id = b.rest_of_id
WHERE c.replaced_by_id IS NULL
  AND NOT (b.state = 'cancelled' AND (NOT b.is_bin OR (d.state = 'cancelled' AND d.rows > 0)))
ORDER BY c.key
