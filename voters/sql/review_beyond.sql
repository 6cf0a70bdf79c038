-- Where the search for rows of a filter goes on that found too few within `reach`: the first row beyond, if there is one.
SELECT ordinal FROM voters_batchrow
WHERE batch_id = %(batch)s AND ordinal >= %(start)s
  AND (%(kind)s = '' OR kind = %(kind)s) AND (NOT %(marked)s OR return_reason <> '')
ORDER BY ordinal OFFSET %(reach)s LIMIT 1
