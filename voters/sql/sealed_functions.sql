-- Partitions are made for regencies that exist; a sealed snapshot gets no village or tally any more.

ALTER FUNCTION voters_make_partition(text) RENAME TO voters_build_partition;
REVOKE ALL ON FUNCTION voters_build_partition(text) FROM PUBLIC, sidalih_app;

CREATE FUNCTION voters_make_partition(reg text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.areas_area WHERE code = reg AND level = 2) THEN
    RAISE EXCEPTION 'not a regency';
  END IF;
  PERFORM public.voters_build_partition(reg);
END $$;

CREATE FUNCTION voters_part_of_open_snapshot() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.voters_snapshot s
                 WHERE s.id = NEW.snapshot_id AND s.regency = NEW.regency AND s.sealed_at IS NULL) THEN
    RAISE EXCEPTION 'snapshot % is sealed, or of another regency', NEW.snapshot_id USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER part_of_open_snapshot BEFORE INSERT ON voters_snapshotvillage
  FOR EACH ROW EXECUTE FUNCTION voters_part_of_open_snapshot();
CREATE TRIGGER part_of_open_snapshot BEFORE INSERT ON voters_tally
  FOR EACH ROW EXECUTE FUNCTION voters_part_of_open_snapshot();
