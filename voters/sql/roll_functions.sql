-- Owner functions of the roll: they run with the owner's rights, so that the application's role needs none.

CREATE OR REPLACE FUNCTION voters_make_partition(reg text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE part text := 'voters_voter_' || reg;
BEGIN
  IF reg !~ '^[0-9]{4}$' THEN RAISE EXCEPTION 'not a regency code'; END IF;
  IF to_regclass('public.' || part) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(350002, reg::int);
  IF to_regclass('public.' || part) IS NOT NULL THEN RETURN; END IF;
  -- Built aside and attached: CREATE TABLE ... PARTITION OF would lock out every reader of every regency.
  EXECUTE format('CREATE TABLE public.%I (LIKE public.voters_voter INCLUDING DEFAULTS INCLUDING CONSTRAINTS '
                 'INCLUDING INDEXES INCLUDING STORAGE, CONSTRAINT only_regency CHECK (regency = %L))', part, reg);
  EXECUTE format('ALTER TABLE public.voters_voter ATTACH PARTITION public.%I FOR VALUES IN (%L)', part, reg);
  EXECUTE format('ALTER TABLE public.%I DROP CONSTRAINT only_regency', part);
  EXECUTE format('ALTER TABLE public.%I SET (autovacuum_vacuum_scale_factor = 0.02, '
                 'autovacuum_analyze_scale_factor = 0.02)', part);
  -- No policy: should a partition ever be granted by mistake, it shows nothing.
  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
END $$;

-- Of these NIK, the ones active in another regency of the same province (rule W09). Returns nothing else.
CREATE OR REPLACE FUNCTION voters_nik_elsewhere(niks text[], home text) RETURNS TABLE (nik text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT v.nik FROM public.voters_voter v
  WHERE v.until IS NULL AND length(v.nik) = 16 AND v.nik = ANY (niks) AND v.regency <> home
    AND v.regency BETWEEN left(home, 2) || '00' AND left(home, 2) || '99'
$$;

-- DPIDs of active voters of one regency whose name matches a pattern; trigram index, keys only.
CREATE OR REPLACE FUNCTION voters_find_name(reg text, pat text, n int) RETURNS TABLE (dpid bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$
  SELECT v.dpid FROM public.voters_voter v
  WHERE v.regency = reg AND v.until IS NULL AND v.name ILIKE pat LIMIT n
$$;
