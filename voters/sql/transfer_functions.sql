-- Of these moves, the ones whose voter is no longer the one that was offered: changed, struck, or gone from the roll of
-- his old office. Asked by both offices, which see the move and not each other's rolls; answers with the moves' numbers.
CREATE OR REPLACE FUNCTION voters_transfers_changed(asked bigint[]) RETURNS TABLE (id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  lo text := coalesce(nullif(current_setting('sidalih.lo', true), ''), public.no_scope());
  hi text := current_setting('sidalih.hi', true);
BEGIN
  RETURN QUERY SELECT t.id FROM public.voters_transfer t
    WHERE t.id = ANY (asked) AND (t.origin BETWEEN lo AND hi OR t.destination BETWEEN lo AND hi)
      AND NOT EXISTS (SELECT 1 FROM public.voters_voter v
                      WHERE v.regency = t.origin AND v.dpid = t.dpid AND v.since = t.since AND v.until IS NULL);
END $$;
