-- How the record of acts grows: one function, and triggers that let nothing else happen. docs/audit.md explains it.
-- Run this file again in a later migration when it changes.

-- What is hashed of an event, after the hash before it and a line feed: one JSON array, without a line feed in it.
CREATE OR REPLACE FUNCTION audit_line(regency text, seq bigint, at timestamptz, who text, act text, subject text,
                                      origin jsonb, detail jsonb)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN jsonb_build_array(regency, seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), who, act,
                         subject, origin, detail)::text;

-- The one way in. It runs with the owner's rights; the application's role may call it and may not write the tables.
-- The row of the chain's head is locked until the caller's transaction ends: two writers queue, a chain cannot fork,
-- and seq, time and hash are the database's own. Returns seq.
CREATE OR REPLACE FUNCTION audit_link(in_chain text, in_by text, in_act text, in_subject text, in_origin jsonb,
                                      in_detail jsonb)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  last public.audit_head;
  moment timestamptz;
  digest text;
BEGIN
  SELECT * INTO last FROM public.audit_head WHERE chain = in_chain FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.audit_head (chain, seq, hash) VALUES (in_chain, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT last FROM public.audit_head WHERE chain = in_chain FOR UPDATE;
  END IF;
  moment := clock_timestamp();
  digest := encode(sha256(convert_to(last.hash || E'\n' || public.audit_line(
    in_chain, last.seq + 1, moment, in_by, in_act, in_subject, in_origin, in_detail), 'UTF8')), 'hex');
  INSERT INTO public.audit_event (regency, seq, at, by, act, subject, origin, detail, hash)
    VALUES (in_chain, last.seq + 1, moment, in_by, in_act, in_subject, in_origin, in_detail, digest);
  UPDATE public.audit_head SET seq = last.seq + 1, hash = digest WHERE chain = in_chain;
  RETURN last.seq + 1;
END $$;

-- What the application may call: any act but one. Heads that verification noted bear witness against the chains, and
-- invented ones would drown a true alarm: those are read from the table by audit_note_verification().
CREATE OR REPLACE FUNCTION audit_append(in_chain text, in_by text, in_act text, in_subject text, in_origin jsonb,
                                        in_detail jsonb)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF in_act = 'audit_verified' THEN
    RAISE EXCEPTION 'only audit_note_verification() says so' USING ERRCODE = '42501';
  END IF;
  RETURN public.audit_link(in_chain, in_by, in_act, in_subject, in_origin, in_detail);
END $$;

-- A verification and the heads of all chains but those that it found broken (detail.broken), as they stand now.
CREATE OR REPLACE FUNCTION audit_note_verification(in_by text, in_origin jsonb, in_detail jsonb)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  noted jsonb;
BEGIN
  SELECT coalesce(jsonb_object_agg(name, seq || ':' || hash), '{}') INTO noted
  FROM (SELECT CASE chain WHEN '' THEN 'portal' ELSE chain END AS name, seq, hash FROM public.audit_head) h
  WHERE seq > 0 AND NOT coalesce(in_detail->'broken' ? name, false);
  RETURN public.audit_link('', in_by, 'audit_verified', '', in_origin,
                           in_detail || jsonb_build_object('heads', noted));
END $$;

CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the record of acts only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

-- A head begins at nothing and moves one step at a time, onto an event that stands there.
CREATE OR REPLACE FUNCTION audit_head_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.seq = 0 AND NEW.hash = repeat('0', 64) THEN RETURN NEW; END IF;
  ELSIF NEW.chain = OLD.chain AND NEW.seq = OLD.seq + 1 AND EXISTS (
      SELECT FROM public.audit_event e WHERE e.regency = NEW.chain AND e.seq = NEW.seq AND e.hash = NEW.hash) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% of audit_head is refused: only audit_append() moves it', TG_OP USING ERRCODE = '42501';
END $$;

-- Nobody puts an event elsewhere than behind the head, or at another time than now: the owner included.
CREATE OR REPLACE FUNCTION audit_event_joins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.at BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() AND EXISTS (
      SELECT FROM public.audit_head h WHERE h.chain = NEW.regency AND h.seq = NEW.seq - 1) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'INSERT of audit_event is refused: only audit_append() adds to it' USING ERRCODE = '42501';
END $$;

CREATE OR REPLACE TRIGGER audit_event_joins BEFORE INSERT ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_joins();
CREATE OR REPLACE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE OR REPLACE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE OR REPLACE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE OR REPLACE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE OR REPLACE TRIGGER audit_head_steps BEFORE INSERT OR UPDATE ON audit_head
  FOR EACH ROW EXECUTE FUNCTION audit_head_moves();
-- Also where session_replication_role says that triggers are asleep.
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_joins;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_stays;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_truncate;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_stays;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_no_truncate;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_steps;
