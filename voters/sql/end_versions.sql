UPDATE voters_voter v SET until = %(next)s
FROM change c
WHERE v.regency = %(regency)s AND v.dpid = c.dpid AND v.until IS NULL AND c.ends
