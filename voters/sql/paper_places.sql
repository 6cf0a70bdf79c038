-- The figures of the villages of one sealed snapshot, for whoever holds a paper of one of its districts or villages.
-- Asked by the code on that paper; an owner function like voters_check_paper: sums that stand on the paper, no voter.
CREATE FUNCTION voters_check_places(asked text) RETURNS TABLE (village text, figures jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 300 AS $$
  SELECT one.key, one.value -> 'figures'
  FROM public.voters_snapshot s, jsonb_each(s.manifest -> 'villages') one
  WHERE s.sealed_at IS NOT NULL AND asked <> '' AND s.code = asked AND s.figures <> '{}'::jsonb
$$;
