-- Invariant 2: NIK that several active voters of a regency bear, with their DPIDs and the revision at which the last of
-- them came to bear it: since the roll was loaded, or by a batch later. A voter bears it from his first version with it
-- that no version with another one follows.
WITH twice AS (
    SELECT nik, array_agg(dpid ORDER BY dpid) AS dpids FROM voters_voter
    WHERE regency = %(regency)s AND until IS NULL AND length(nik) = 16
    GROUP BY nik HAVING count(*) > 1
)
SELECT t.dpids, max(borne.since)
FROM twice t CROSS JOIN LATERAL unnest(t.dpids) AS one (dpid) CROSS JOIN LATERAL (
    SELECT min(v.since) AS since FROM voters_voter v
    WHERE v.regency = %(regency)s AND v.dpid = one.dpid AND v.nik = t.nik
      AND NOT EXISTS (SELECT FROM voters_voter o WHERE o.regency = %(regency)s AND o.dpid = one.dpid
                      AND o.since > v.since AND o.nik <> t.nik)
) borne
GROUP BY t.dpids
ORDER BY t.dpids
