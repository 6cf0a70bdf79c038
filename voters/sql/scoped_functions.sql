-- Owner functions that the application may call: each looks at the scope itself, since the owner is exempt from
-- row security, and returns keys only.

-- Whether a regency lies in the scope; an error outside, and without any scope.
CREATE OR REPLACE FUNCTION must_be_in_scope(reg text) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
  IF NOT coalesce(reg BETWEEN nullif(current_setting('sidalih.lo', true), '') AND current_setting('sidalih.hi', true),
                  false)
  THEN PERFORM public.no_scope(); END IF;
END $$;

-- Of these NIK, the ones active in another regency of the same province (rule W09). Returns nothing else.
CREATE OR REPLACE FUNCTION voters_nik_elsewhere(niks text[], home text) RETURNS TABLE (nik text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
  PERFORM public.must_be_in_scope(home);
  RETURN QUERY SELECT DISTINCT v.nik::text FROM public.voters_voter v
    WHERE v.until IS NULL AND length(v.nik) = 16 AND v.nik = ANY (niks) AND v.regency <> home
      AND v.regency BETWEEN left(home, 2) || '00' AND left(home, 2) || '99';
END $$;

-- DPIDs of active voters of one regency whose name matches a regular expression; trigram index, keys only.
CREATE OR REPLACE FUNCTION voters_find_name(reg text, pat text, n int) RETURNS TABLE (dpid bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$ BEGIN
  PERFORM public.must_be_in_scope(reg);
  -- EXECUTE: planned with the regency and the pattern known, else neither partition nor index is chosen
  RETURN QUERY EXECUTE 'SELECT v.dpid FROM public.voters_voter v WHERE v.regency = $1 AND v.until IS NULL '
                       'AND v.name ~* $2 LIMIT $3' USING reg, pat, n;
END $$;

-- The regency of a batch or a snapshot, by which its work opens the scope. A number tells nobody anything.
CREATE OR REPLACE FUNCTION voters_regency_of_batch(asked bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT regency FROM public.voters_batch WHERE id = asked
$$;
CREATE OR REPLACE FUNCTION voters_regency_of_snapshot(asked bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT regency FROM public.voters_snapshot WHERE id = asked
$$;

-- Whether any office has a batch in a period: what the period means may not change any more.
CREATE OR REPLACE FUNCTION voters_period_in_use(asked text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.voters_batch WHERE period_id = asked)
$$;

-- The regencies that have a roll: seeding a demonstration asks it.
CREATE OR REPLACE FUNCTION voters_rolls_loaded() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT regency FROM public.voters_roll WHERE revision > 0 ORDER BY regency
$$;

-- Statistics of a regency's partition; of the whole, which takes all partitions, once a day at most.
CREATE OR REPLACE FUNCTION voters_analyse(reg text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
  PERFORM public.must_be_in_scope(reg);
  EXECUTE format('ANALYZE public.%I', 'voters_voter_' || reg);
  IF coalesce((SELECT last_analyze < now() - interval '1 day' FROM pg_stat_user_tables
               WHERE relid = 'public.voters_voter'::regclass), true)
  THEN ANALYZE public.voters_voter; END IF;
END $$;

-- What has been sealed stays: the figures, the seal, the hashes of the villages. Even for the owner.
CREATE OR REPLACE FUNCTION voters_sealed_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'snapshot % is sealed', OLD.id USING ERRCODE = '42501';
END $$;
