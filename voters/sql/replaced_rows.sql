-- Rows that a file sent again replaces know their successor; papers of those that leave their draft go with it.
WITH pairs AS (
    SELECT n.id AS new, p.old, p.old = ANY (%(moved)s) AS moved
    FROM unnest(%(ordinals)s::int[], %(rows)s::bigint[]) AS p (ordinal, old)
    JOIN voters_batchrow n ON n.batch_id = %(batch)s AND n.ordinal = p.ordinal
), papers AS (
    UPDATE voters_evidence e SET row_id = pairs.new FROM pairs WHERE e.row_id = pairs.old AND pairs.moved
)
UPDATE voters_batchrow o SET replaced_by_id = pairs.new FROM pairs WHERE o.id = pairs.old
