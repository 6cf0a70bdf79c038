-- Rows of a batch that were checked again: everything that the check decides, from the staged rows.
UPDATE voters_batchrow r
SET typed = c.typed, kind = c.kind, code = c.code, dpid = c.dpid, nkk = c.nkk, nik = c.nik, name = c.name,
    birth_place = c.birth_place, birth_date = c.birth_date, marital = c.marital, sex = c.sex, address = c.address,
    rt = c.rt, rw = c.rw, disability = c.disability, ektp = c.ektp, village = c.village, tps = c.tps,
    source = c.source, problems = c.problems, blocked = c.blocked, found = c.found, found_since = c.found_since,
    conflict = c.conflict, partner = c.partner, unchanged = c.unchanged
FROM rechecked c
WHERE r.batch_id = %(batch)s AND r.ordinal = c.ordinal
