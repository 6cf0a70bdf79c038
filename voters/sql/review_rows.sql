-- Ordinals of the rows of a batch that a reviewer's filter shows, in file order. Of a page only the next `reach` rows of
-- the batch (of the kind, or of the marked ones, where these are asked for) are looked at: it costs the same in a batch of
-- any size. Without `reach` and `page` (NULL): all of them, to be marked at once.
SELECT r.ordinal
FROM (
    SELECT * FROM voters_batchrow
    WHERE batch_id = %(batch)s AND ordinal >= %(start)s
      AND (%(kind)s = '' OR kind = %(kind)s) AND (NOT %(marked)s OR return_reason <> '')
    ORDER BY ordinal LIMIT %(reach)s
) r
LEFT JOIN LATERAL (
    -- where a struck voter is, or was until this batch was applied; only asked for where it matters
    SELECT v.village, v.sex FROM voters_voter v
    WHERE r.kind = 'T' AND (%(village)s <> '' OR %(sex)s <> '') AND v.regency = %(regency)s AND v.dpid = r.found
      AND CASE WHEN %(revision)s::int IS NULL THEN v.until IS NULL ELSE v.until = %(revision)s::int END
    LIMIT 1
) v ON true
WHERE (%(village)s = '' OR %(village)s = CASE r.kind WHEN 'T' THEN v.village ELSE r.village END)
  AND (%(sex)s = '' OR %(sex)s = CASE r.kind WHEN 'T' THEN v.sex ELSE r.sex END)
  AND (%(source)s::text IS NULL
       OR %(source)s::text = left(coalesce(nullif(r.source, ''), %(batch_source)s), %(longest)s))
  AND (%(tms)s = 0 OR r.kind = 'T' AND r.code = %(tms)s)
  AND (%(problem)s = '' OR %(problem)s = ANY (r.problems))
  AND (NOT %(warned)s OR EXISTS (SELECT 1 FROM unnest(r.problems) AS p (code) WHERE p.code LIKE 'W%%'))
ORDER BY r.ordinal
LIMIT %(page)s
