-- By what a row with problems is found: batch.part.code for each of its codes, and batch.part.W where a W is among them.
-- A part is 4,096 places of the file: a page reads one or two of them, however long the batch is.
CREATE OR REPLACE FUNCTION voters_problem_keys(batch bigint, ordinal int, problems varchar[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(batch::text || '.' || (ordinal >> 12)::text || '.' || code::text)
  FROM (SELECT unnest(problems) UNION ALL SELECT 'W' FROM unnest(problems) AS p (code) WHERE p.code LIKE 'W%') AS k (code)
$$;

-- Places in the file of at most n rows of a batch with a code ("W": any W), from `start` on; `back`: before it, the nearest
-- first; `unvouched`: only those whose W nobody has vouched for. An owner function, because under row security
-- no index on a list serves; keys only.
CREATE OR REPLACE FUNCTION voters_rows_with(reg text, batch bigint, code text, start int, n int, back boolean,
                                            unvouched boolean) RETURNS SETOF int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$
DECLARE
  part int := start >> 12;
  last int := (SELECT max(r.ordinal) >> 12 FROM public.voters_batchrow r WHERE r.batch_id = batch);
  missing int := n;
  got int;
BEGIN
  PERFORM public.must_be_in_scope(reg);
  WHILE missing > 0 AND part BETWEEN 0 AND last LOOP
    RETURN QUERY EXECUTE 'WITH part AS MATERIALIZED ('
        'SELECT r.ordinal FROM public.voters_batchrow r WHERE r.problems <> ''{}'' '
        'AND public.voters_problem_keys(r.batch_id, r.ordinal, r.problems) @> ARRAY[$1] AND r.regency = $2 AND NOT ($3 '
        'AND CASE $4 WHEN ''W'' THEN r.confirmed_at IS NOT NULL ELSE $4 = ANY (r.confirmed) END)) '
        'SELECT p.ordinal FROM part p WHERE CASE WHEN $5 THEN p.ordinal < $6 ELSE p.ordinal >= $6 END '
        'ORDER BY CASE WHEN $5 THEN -p.ordinal ELSE p.ordinal END LIMIT $7'
      USING batch::text || '.' || part::text || '.' || code, reg, unvouched, code, back, start, missing;
    GET DIAGNOSTICS got = ROW_COUNT;
    missing := missing - got;
    part := part + CASE WHEN back THEN -1 ELSE 1 END;
  END LOOP;
END $$;
