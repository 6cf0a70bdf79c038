-- What an approved reversal does to the roll, in the form of stage_changes.sql: every element as it stood before the
-- revision that is undone, the source and an unreadable birth date of an old roll included.
CREATE TEMP TABLE change ON COMMIT DROP AS
SELECT r.id AS batch_row, r.kind, r.kind IN ('U', 'T') AS ends, r.kind IN ('U', 'B') AS begins, r.found AS dpid,
       w.nkk, w.nik, w.name, w.birth_place, w.birth_date, w.birth_text, w.marital, w.sex, w.address, w.rt, w.rw,
       w.disability, w.ektp, w.village, w.tps, w.source
FROM voters_batchrow r
LEFT JOIN voters_voter w ON w.regency = %(regency)s AND w.dpid = r.found AND w.until = %(undone)s
WHERE r.batch_id = %(batch)s
