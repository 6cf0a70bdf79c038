-- A village as of a revision, in the few elements that a shared copy holds (domain rule: no number, no birth date leaves).
-- birth_date comes along to be made an age. keterangan: B was not on the roll at the base revision, U was and is changed;
-- who was changed and put back since is neither.
SELECT v.tps, v.name, v.sex, v.birth_date, v.address, v.rt, v.rw,
       CASE WHEN v.since <= %(base)s THEN ''
            ELSE coalesce((
                SELECT CASE WHEN (p.nkk, p.nik, p.name, p.birth_place, p.birth_date, p.birth_text, p.marital, p.sex,
                                  p.address, p.rt, p.rw, p.disability, p.ektp, p.village, p.tps, p.source)
                                 IS DISTINCT FROM
                                 (v.nkk, v.nik, v.name, v.birth_place, v.birth_date, v.birth_text, v.marital, v.sex,
                                  v.address, v.rt, v.rw, v.disability, v.ektp, v.village, v.tps, v.source)
                            THEN 'U' ELSE '' END
                FROM voters_voter p
                WHERE p.regency = v.regency AND p.dpid = v.dpid
                  AND p.since <= %(base)s AND (p.until IS NULL OR p.until > %(base)s)), 'B') END
FROM voters_voter v
WHERE v.regency = %(regency)s AND v.village = %(village)s
  AND v.since <= %(revision)s AND (v.until IS NULL OR v.until > %(revision)s)
ORDER BY v.tps, v.rw, v.rt, v.address, v.name, v.dpid
