-- Warnings that a person vouches for. What was vouched for before and still stands stays; a row with nothing new is not
-- touched. `codes` narrows to some codes, `ordinals` to some rows (null: all).
UPDATE voters_batchrow r
SET confirmed = asked.codes, confirmed_at = now(), confirmed_by = %(by)s
FROM (
    SELECT one.id, array_agg(DISTINCT p.code ORDER BY p.code)::varchar(3)[] AS codes
    FROM voters_batchrow one, unnest(one.problems) AS p (code)
    WHERE one.batch_id = %(batch)s AND (%(ordinals)s::int[] IS NULL OR one.ordinal = ANY (%(ordinals)s))
      AND p.code LIKE 'W%%'
      AND (p.code = ANY (one.confirmed) OR %(codes)s::text[] IS NULL OR p.code = ANY (%(codes)s))
    GROUP BY one.id
) asked
WHERE r.id = asked.id AND NOT asked.codes <@ r.confirmed
