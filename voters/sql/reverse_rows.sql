-- The rows of a batch that undoes another: for every voter whom that batch touched at its revision, what puts him back.
-- T: it brought him on the roll. B: it took him off; he comes back under his own DPID. U: it changed him.
-- found_since is that revision: once he has another version, he cannot be put back any more.
INSERT INTO voters_batchrow (regency, batch_id, ordinal, sheet, row, typed, kind, dpid, nkk, nik, name, birth_place,
                             birth_date, marital, sex, address, rt, rw, disability, ektp, village, tps, source, problems,
                             blocked, found, found_since, unchanged, version, corrected_by)
WITH was AS (
    SELECT * FROM voters_voter WHERE regency = %(regency)s AND until = %(undone)s
), became AS (
    SELECT * FROM voters_voter WHERE regency = %(regency)s AND since = %(undone)s
), shown AS (
    SELECT was.*, CASE WHEN became.dpid IS NULL THEN 'B' ELSE 'U' END AS kind FROM was LEFT JOIN became USING (dpid)
    UNION ALL
    SELECT became.*, 'T' FROM became WHERE NOT EXISTS (SELECT FROM was WHERE was.dpid = became.dpid)
), done AS (
    SELECT r.ordinal, r.sheet, r.row, coalesce(r.found, became.dpid) AS dpid
    FROM voters_batchrow r LEFT JOIN became ON became.batch_row = r.id
    WHERE r.batch_id = %(reverses)s AND NOT r.unchanged
)
SELECT %(regency)s, %(batch)s, row_number() OVER (ORDER BY done.ordinal, v.dpid), coalesce(done.sheet, ''),
       coalesce(done.row, 0),
       jsonb_build_array(district.name, village.name, v.dpid::text, v.nkk, v.nik, v.name, v.birth_place,
                         coalesce(to_char(v.birth_date, 'DD|MM|YYYY'), v.birth_text), v.marital, v.sex, v.address, v.rt,
                         v.rw, v.disability, v.ektp, %(ket)s::text, v.source, v.tps::text),
       v.kind, v.dpid, v.nkk, v.nik, v.name, v.birth_place, v.birth_date, v.marital, v.sex, v.address, v.rt, v.rw,
       v.disability, v.ektp, v.village, v.tps, v.source, '{}', false, v.dpid, %(undone)s, false, 1, ''
FROM shown v
LEFT JOIN done ON done.dpid = v.dpid
LEFT JOIN areas_area district ON district.code = left(v.village, 6)
LEFT JOIN areas_area village ON village.code = v.village
