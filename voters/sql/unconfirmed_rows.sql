-- Whether a row that could be submitted has a warning that nobody has vouched for.
SELECT EXISTS (
    SELECT 1 FROM voters_batchrow r
    WHERE r.batch_id = %(batch)s AND NOT r.blocked
      AND EXISTS (SELECT 1 FROM unnest(r.problems) AS p (code) WHERE p.code LIKE 'W%%' AND p.code <> ALL (r.confirmed))
)
