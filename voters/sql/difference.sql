-- Voters that differ between revisions a < b of one roll; the cost follows the changes, not the roll.
WITH gone AS (
    SELECT dpid FROM voters_voter
    WHERE regency = %(regency)s AND until > %(a)s AND until <= %(b)s AND since <= %(a)s
), came AS (
    SELECT dpid FROM voters_voter
    WHERE regency = %(regency)s AND since > %(a)s AND since <= %(b)s AND (until IS NULL OR until > %(b)s)
)
SELECT coalesce(gone.dpid, came.dpid),
       CASE WHEN gone.dpid IS NULL THEN 'added' WHEN came.dpid IS NULL THEN 'removed' ELSE 'changed' END
FROM gone FULL JOIN came ON gone.dpid = came.dpid
ORDER BY 1
