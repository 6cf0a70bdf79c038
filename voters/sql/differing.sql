-- Voters that differ between revisions a < b of one roll, one line each: the head of the statements difference_*.sql.
-- The cost follows the changes, not the roll. Who was changed and put back in between does not differ.
-- `ended` are all versions that ended between, `gone` those of them that held at a, `came` those that hold at b.
WITH ended AS MATERIALIZED (
    SELECT * FROM voters_voter WHERE regency = %(regency)s AND until > %(a)s AND until <= %(b)s
), came AS (
    SELECT * FROM voters_voter
    WHERE regency = %(regency)s AND since > %(a)s AND since <= %(b)s AND (until IS NULL OR until > %(b)s)
), both_sides AS (
    SELECT coalesce(gone.dpid, came.dpid) AS dpid, gone.since AS was, came.since AS now,
           coalesce(came.village, gone.village) AS village,
           CASE WHEN gone.dpid IS NULL THEN 'added' WHEN came.dpid IS NULL THEN 'removed'
                WHEN (gone.village, gone.tps) <> (came.village, came.tps) THEN 'moved' ELSE 'changed' END AS kind,
           CASE WHEN gone.dpid IS NULL OR came.dpid IS NULL THEN '{}' ELSE array_remove(ARRAY[
               CASE WHEN gone.nik <> came.nik THEN 'nik' END, CASE WHEN gone.nkk <> came.nkk THEN 'nkk' END,
               CASE WHEN gone.name <> came.name THEN 'name' END, CASE WHEN gone.sex <> came.sex THEN 'sex' END,
               CASE WHEN gone.birth_place <> came.birth_place THEN 'birth_place' END,
               CASE WHEN (gone.birth_date, gone.birth_text) IS DISTINCT FROM (came.birth_date, came.birth_text)
                    THEN 'birth_date' END,
               CASE WHEN gone.marital <> came.marital THEN 'marital' END,
               CASE WHEN gone.address <> came.address THEN 'address' END,
               CASE WHEN gone.rt <> came.rt THEN 'rt' END, CASE WHEN gone.rw <> came.rw THEN 'rw' END,
               CASE WHEN gone.village <> came.village THEN 'village' END,
               CASE WHEN gone.tps <> came.tps THEN 'tps' END,
               CASE WHEN gone.disability <> came.disability THEN 'disability' END,
               CASE WHEN gone.ektp <> came.ektp THEN 'ektp' END,
               CASE WHEN gone.source <> came.source THEN 'source' END], NULL) END AS fields
    FROM (SELECT * FROM ended WHERE since <= %(a)s) gone FULL JOIN came ON gone.dpid = came.dpid
), differing AS (
    SELECT * FROM both_sides WHERE was IS NULL OR now IS NULL OR fields <> '{}'
)
