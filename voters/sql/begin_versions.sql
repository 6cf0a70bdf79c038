INSERT INTO voters_voter (regency, dpid, since, batch_row, nkk, nik, name, birth_place, birth_date, birth_text, marital,
                          sex, address, rt, rw, disability, ektp, village, tps, source)
SELECT %(regency)s, c.dpid, %(next)s, c.batch_row, c.nkk, c.nik, c.name, c.birth_place, c.birth_date, c.birth_text,
       c.marital, c.sex, c.address, c.rt, c.rw, c.disability, c.ektp, c.village, c.tps, c.source
FROM change c
WHERE c.begins
