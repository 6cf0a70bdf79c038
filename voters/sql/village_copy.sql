-- A village as of a revision, in the few elements that a shared copy holds (domain rule: no number, no birth date leaves).
-- birth_date comes along to be made an age. keterangan: B was not on the roll at the base revision, U was and is changed.
SELECT v.tps, v.name, v.sex, v.birth_date, v.address, v.rt, v.rw,
       CASE WHEN v.since <= %(base)s THEN ''
            WHEN EXISTS (SELECT 1 FROM voters_voter p
                         WHERE p.regency = v.regency AND p.dpid = v.dpid
                           AND p.since <= %(base)s AND (p.until IS NULL OR p.until > %(base)s)) THEN 'U'
            ELSE 'B' END
FROM voters_voter v
WHERE v.regency = %(regency)s AND v.village = %(village)s
  AND v.since <= %(revision)s AND (v.until IS NULL OR v.until > %(revision)s)
ORDER BY v.tps, v.rw, v.rt, v.address, v.name, v.dpid
