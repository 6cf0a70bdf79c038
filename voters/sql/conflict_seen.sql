-- The versions that rows were first checked against and that hold no more: another batch has been at these voters.
SELECT r.ordinal, v.dpid, v.nkk, v.nik, v.name, v.birth_place, v.birth_date, v.marital, v.sex, v.address, v.rt, v.rw,
       v.disability, v.ektp, v.village, v.tps, v.since
FROM voters_batchrow r
JOIN voters_voter v ON v.regency = r.regency AND v.dpid = r.found AND v.since = r.found_since
WHERE r.batch_id = %(batch)s AND v.until IS NOT NULL AND (%(ordinals)s::int[] IS NULL OR r.ordinal = ANY (%(ordinals)s))
