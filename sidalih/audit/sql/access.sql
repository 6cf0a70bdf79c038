-- Who may read the record of acts: the application's role, within the area that its transaction names. Nobody writes it.
-- Run this file again in a later migration when it changes.

-- The codes of all chains, nothing else: whoever verifies opens a scope for each of them.
CREATE OR REPLACE FUNCTION audit_chains() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH RECURSIVE found(chain) AS (
    SELECT min(regency)::text FROM public.audit_event
    UNION ALL
    SELECT (SELECT min(e.regency)::text FROM public.audit_event e WHERE e.regency > found.chain COLLATE "C")
    FROM found WHERE found.chain IS NOT NULL)
  SELECT chain FROM found WHERE chain IS NOT NULL
  UNION SELECT chain::text FROM public.audit_head
  ORDER BY 1
$$;

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS see ON audit_event;
-- An office reads its own chain. Who looks after a province reads its offices', its own, and the portal's.
CREATE POLICY see ON audit_event FOR SELECT TO sidalih_app USING (
  regency BETWEEN coalesce(nullif(current_setting('sidalih.lo', true), ''), no_scope())
              AND current_setting('sidalih.hi', true)
  OR (current_setting('sidalih.lo', true) <> current_setting('sidalih.hi', true)
      AND (regency = '' OR regency = left(current_setting('sidalih.lo', true), 2))));

REVOKE ALL ON FUNCTION audit_append(text, text, text, text, jsonb, jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION audit_chains() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append(text, text, text, text, jsonb, jsonb) TO sidalih_app;
GRANT EXECUTE ON FUNCTION audit_chains() TO sidalih_app;
GRANT SELECT ON audit_event, audit_head TO sidalih_app;
GRANT SELECT, INSERT, UPDATE ON audit_check TO sidalih_app;
