-- What an approved batch does to the roll, one line per voter: `ends` closes a version, `begins` opens one.
-- New voters get their DPID here, in file order. Rows that change nothing (I03) are left out.
CREATE TEMP TABLE change ON COMMIT DROP AS
SELECT r.id AS batch_row, r.kind, r.kind IN ('U', 'T') AS ends, r.kind IN ('U', 'B') AS begins,
       CASE r.kind WHEN 'B' THEN %(next_dpid)s - 1 + row_number() OVER (PARTITION BY r.kind ORDER BY r.ordinal)
                   ELSE r.found END AS dpid,
       r.nkk, r.nik, r.name, r.birth_place, r.birth_date, '' AS birth_text, r.marital, r.sex, r.address, r.rt, r.rw,
       r.disability, r.ektp, r.village, r.tps, coalesce(nullif(r.source, ''), %(source)s) AS source
FROM voters_batchrow r
WHERE r.batch_id = %(batch)s AND NOT r.unchanged
