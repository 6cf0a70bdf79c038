-- For each name (a regular expression) the DPIDs of active voters who bear it and share the birth date or the village, the
-- birth date first; at most n for a name and fifty names. `place` counts the names from 1. Keys only.
CREATE OR REPLACE FUNCTION voters_find_people(reg text, patterns text[], births date[], villages text[], n int)
RETURNS TABLE (place int, dpid bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$
DECLARE i int; BEGIN
  PERFORM public.must_be_in_scope(reg);
  FOR i IN 1 .. least(coalesce(cardinality(patterns), 0), 50) LOOP
    RETURN QUERY EXECUTE 'SELECT $1, v.dpid FROM public.voters_voter v WHERE v.regency = $2 AND v.until IS NULL '
                         'AND v.name ~* $3 AND (v.birth_date = $4 OR v.village = $5) '
                         'ORDER BY v.birth_date IS NOT DISTINCT FROM $4 DESC, v.dpid LIMIT $6'
                 USING i, reg, patterns[i], births[i], villages[i], n;
  END LOOP;
END $$;
