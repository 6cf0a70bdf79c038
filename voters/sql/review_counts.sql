-- What the approver is told of all rows of a submitted batch, as lines (what, key, kind, rows); counted once, in one pass
-- over the rows and the voters whom they find. A struck voter counts where he is on the roll.
WITH seen AS MATERIALIZED (
    SELECT r.kind, r.code, r.unchanged, r.partner IS NOT NULL AS paired, r.confirmed_by, v.sex AS was,
           left(coalesce(nullif(r.source, ''), %(source)s), %(longest)s) AS source,
           CASE r.kind WHEN 'T' THEN v.village ELSE r.village END AS village,
           CASE r.kind WHEN 'T' THEN v.sex ELSE r.sex END AS sex,
           CASE WHEN r.kind = 'U' AND NOT r.unchanged AND v.dpid IS NOT NULL THEN array_remove(ARRAY[
               CASE WHEN r.nkk <> v.nkk THEN 'nkk' END, CASE WHEN r.nik <> v.nik THEN 'nik' END,
               CASE WHEN upper(r.name) <> upper(v.name) THEN 'name' END,
               CASE WHEN upper(r.birth_place) <> upper(v.birth_place) THEN 'birth_place' END,
               CASE WHEN r.birth_date IS DISTINCT FROM v.birth_date THEN 'birth_date' END,
               CASE WHEN r.marital <> v.marital THEN 'marital' END, CASE WHEN r.sex <> v.sex THEN 'sex' END,
               CASE WHEN upper(r.address) <> upper(v.address) THEN 'address' END,
               CASE WHEN ltrim(r.rt, '0') <> ltrim(v.rt, '0') THEN 'rt' END,
               CASE WHEN ltrim(r.rw, '0') <> ltrim(v.rw, '0') THEN 'rw' END,
               CASE WHEN ltrim(r.disability, '0') <> ltrim(v.disability, '0') THEN 'disability' END,
               CASE WHEN r.ektp <> v.ektp THEN 'ektp' END, CASE WHEN r.village <> v.village THEN 'village' END,
               CASE WHEN r.tps <> v.tps THEN 'tps' END], NULL) END AS fields
    FROM voters_batchrow r
    LEFT JOIN voters_voter v ON v.regency = %(regency)s AND v.dpid = r.found AND v.until IS NULL
    WHERE r.batch_id = %(batch)s AND NOT r.blocked
)
SELECT 'kinds', CASE WHEN unchanged THEN 'same' ELSE kind END, kind, count(*) FROM seen GROUP BY 2, 3
UNION ALL SELECT 'pairs', '', kind, count(*) FROM seen WHERE paired AND kind = 'T' GROUP BY 3
UNION ALL SELECT 'codes', code::text, kind, count(*) FROM seen WHERE kind = 'T' GROUP BY 2, 3
UNION ALL SELECT 'villages', coalesce(village, ''), kind, count(*) FROM seen GROUP BY 2, 3
UNION ALL SELECT 'sexes', coalesce(sex, ''), kind, count(*) FROM seen GROUP BY 2, 3
UNION ALL SELECT 'sources', source, kind, count(*) FROM seen GROUP BY 2, 3
UNION ALL SELECT 'fields', f.name, kind, count(*) FROM seen, unnest(fields) AS f (name) GROUP BY 2, 3
UNION ALL SELECT 'sex_change', was || sex, kind, count(*) FROM seen
          WHERE kind = 'U' AND NOT unchanged AND was <> sex GROUP BY 2, 3
UNION ALL SELECT 'removed_by_code', code::text, kind, count(*) FROM seen WHERE kind = 'T' AND NOT paired GROUP BY 2, 3
UNION ALL SELECT 'removed_by_village', coalesce(village, ''), kind, count(*) FROM seen
          WHERE kind = 'T' AND NOT paired GROUP BY 2, 3
UNION ALL SELECT 'confirmers', confirmed_by, '', count(*) FROM seen WHERE confirmed_by <> '' GROUP BY 2
UNION ALL SELECT 'now', sex, '', count(*) FROM voters_voter WHERE regency = %(regency)s AND until IS NULL GROUP BY 2
