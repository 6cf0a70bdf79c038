-- The owner function that makes partitions; those that read are in scoped_functions.sql.

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
