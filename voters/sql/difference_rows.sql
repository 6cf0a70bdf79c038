-- Behind differing_why.sql: one page of them by DPID, narrowed by kind, reason, village and element; '' narrows nothing.
SELECT dpid, kind, why, detail, fields, was, now FROM told
WHERE (%(kind)s = '' OR kind = %(kind)s) AND (%(why)s = '' OR why = %(why)s) AND (%(detail)s = '' OR detail = %(detail)s)
  AND (%(village)s = '' OR village = %(village)s) AND (%(field)s = '' OR %(field)s = ANY (fields)) AND dpid > %(after)s
ORDER BY dpid LIMIT %(size)s
