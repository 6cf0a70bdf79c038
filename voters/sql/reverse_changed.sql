-- Voters whom a batch touched at a revision and who cannot be put back as they were before it, with the newest revision
-- that stands in the way: they are no longer what it left them, or their NIK has become another's. Who was changed and
-- put back since is what it left him.
WITH was AS (
    SELECT dpid, nik FROM voters_voter WHERE regency = %(regency)s AND until = %(undone)s
), became AS (
    SELECT * FROM voters_voter WHERE regency = %(regency)s AND since = %(undone)s
), now AS (
    SELECT v.* FROM voters_voter v
    WHERE v.regency = %(regency)s AND v.until IS NULL
      AND v.dpid = ANY (ARRAY(SELECT dpid FROM was UNION SELECT dpid FROM became))
), obstacle AS (
    SELECT b.dpid, coalesce(n.since, (SELECT max(until) FROM voters_voter e
                                      WHERE e.regency = %(regency)s AND e.dpid = b.dpid)) AS revision
    FROM became b LEFT JOIN now n ON n.dpid = b.dpid
    WHERE n.since IS DISTINCT FROM b.since
      AND (n.nkk, n.nik, n.name, n.birth_place, n.birth_date, n.birth_text, n.marital, n.sex, n.address, n.rt, n.rw,
           n.disability, n.ektp, n.village, n.tps, n.source)
          IS DISTINCT FROM
          (b.nkk, b.nik, b.name, b.birth_place, b.birth_date, b.birth_text, b.marital, b.sex, b.address, b.rt, b.rw,
           b.disability, b.ektp, b.village, b.tps, b.source)
    UNION ALL
    SELECT n.dpid, n.since FROM now n WHERE NOT EXISTS (SELECT FROM became b WHERE b.dpid = n.dpid)
    UNION ALL
    -- Who held the same NIK beside him before is no obstacle: a loaded roll may hold a NIK twice.
    SELECT was.dpid, h.since FROM was
    JOIN voters_voter h ON h.regency = %(regency)s AND h.until IS NULL AND length(h.nik) = 16 AND h.nik = was.nik
    WHERE h.dpid <> was.dpid AND h.since > %(undone)s AND NOT EXISTS (
        SELECT FROM voters_voter g WHERE g.regency = %(regency)s AND g.dpid = h.dpid AND g.nik = h.nik
        AND g.since <= %(undone)s AND (g.until IS NULL OR g.until > %(undone)s))
)
SELECT dpid, max(revision) FROM obstacle GROUP BY dpid ORDER BY dpid
