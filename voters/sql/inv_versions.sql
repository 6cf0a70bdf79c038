-- Invariant 1: voters of whom two versions overlap, or more than one is open, and versions of revisions that the roll has
-- not reached.
SELECT dpid FROM (
    SELECT dpid, since, until, lead(since) OVER (PARTITION BY dpid ORDER BY since) AS next
    FROM voters_voter WHERE regency = %(regency)s
) v
WHERE next IS NOT NULL AND (until IS NULL OR until > next) OR since > %(revision)s OR until > %(revision)s
ORDER BY dpid
