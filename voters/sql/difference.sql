-- Voters that differ between revisions a < b of one roll; the cost follows the changes, not the roll. Who was changed and
-- put back in between does not differ.
WITH gone AS (
    SELECT * FROM voters_voter
    WHERE regency = %(regency)s AND until > %(a)s AND until <= %(b)s AND since <= %(a)s
), came AS (
    SELECT * FROM voters_voter
    WHERE regency = %(regency)s AND since > %(a)s AND since <= %(b)s AND (until IS NULL OR until > %(b)s)
)
SELECT coalesce(gone.dpid, came.dpid),
       CASE WHEN gone.dpid IS NULL THEN 'added' WHEN came.dpid IS NULL THEN 'removed' ELSE 'changed' END
FROM gone FULL JOIN came ON gone.dpid = came.dpid
WHERE (gone.dpid, gone.nkk, gone.nik, gone.name, gone.birth_place, gone.birth_date, gone.birth_text, gone.marital, gone.sex,
       gone.address, gone.rt, gone.rw, gone.disability, gone.ektp, gone.village, gone.tps, gone.source)
      IS DISTINCT FROM
      (came.dpid, came.nkk, came.nik, came.name, came.birth_place, came.birth_date, came.birth_text, came.marital, came.sex,
       came.address, came.rt, came.rw, came.disability, came.ektp, came.village, came.tps, came.source)
ORDER BY 1
