-- What the paper in anybody's hand may ask the database: the figures of one sealed snapshot, by its code or its seal.
-- Without a scope, hence an owner function: sums and words that stand on the paper, never a voter.
CREATE FUNCTION voters_check_paper(asked text) RETURNS TABLE (
    id bigint, regency text, period text, stage text, sealed_at timestamptz, male int, female int, seal text, code text,
    flow jsonb, figures jsonb, explanation text, replaced_by bigint, replaced_code text, replaced_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 1 AS $$
  SELECT s.id, s.regency, s.period_id, s.stage, s.sealed_at, s.male, s.female, s.seal, s.code, s.flow, s.figures,
         s.explanation, n.id, n.code, n.sealed_at
  FROM public.voters_snapshot s LEFT JOIN public.voters_snapshot n ON n.replaces_id = s.id AND n.sealed_at IS NOT NULL
  WHERE s.sealed_at IS NOT NULL AND asked <> '' AND (s.code = asked OR s.seal = asked)
  ORDER BY s.id DESC LIMIT 20
$$;
