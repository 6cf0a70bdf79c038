-- Invariant 9: batches of an area that do not hold the rows they say (kind 'rows'), and files of which a row is neither
-- accepted, returned, waiting nor set aside any more (kind 'places'): with what was skipped as sent before, the places
-- that all batches of one file hold together are those from 1 to the last.
WITH RECURSIVE family AS (
    SELECT id AS root, id FROM voters_batch WHERE regency BETWEEN %(lo)s AND %(hi)s AND rest_of_id IS NULL
      AND state NOT IN ('received', 'refused')
    UNION ALL SELECT f.root, b.id FROM family f JOIN voters_batch b ON b.rest_of_id = f.id
), held AS (
    SELECT b.id, count(r.id) AS rows, count(r.id) FILTER (WHERE r.blocked) AS blocked
    FROM voters_batch b LEFT JOIN voters_batchrow r ON r.batch_id = b.id
    WHERE b.regency BETWEEN %(lo)s AND %(hi)s GROUP BY b.id
), places AS (
    SELECT f.root, count(DISTINCT r.ordinal) AS places, coalesce(max(r.ordinal), 0) AS last
    FROM family f LEFT JOIN voters_batchrow r ON r.batch_id = f.id GROUP BY f.root
)
SELECT b.regency, b.id, 'rows' FROM voters_batch b JOIN held h USING (id)
WHERE b.rows <> h.rows OR b.state = 'applied' AND (b.applied_rows <> h.rows OR h.blocked > 0)
   OR NOT b.is_bin AND b.state <> 'cancelled' AND b.blocked <> h.blocked
UNION ALL
SELECT b.regency, b.id, 'places' FROM voters_batch b JOIN places p ON p.root = b.id
WHERE b.origin = 'file' AND p.places + b.skipped <> greatest(p.last, b.skipped)
ORDER BY 1, 2, 3
