-- What batches did between two revisions, per village, TPS and sex, as (kind, detail, place, sex, voters). A U row that
-- moves a voter, or corrects his sex, leaves one cell and enters another ('keluar', 'masuk'); 'ubah' counts it once, where
-- the voter now is. `void` are batches undone within the window, with what undid them. A reversal that is not among them
-- corrects figures that were given out: whom it takes off or puts back is no TMS and not new, but has left or entered a
-- cell. So has a voter who moves to another office, at its batch's doing, and one who comes from there.
-- The detail of 'tms' is the code, that of a move its cause: tempat (another place, the same sex, hence nobody more or
-- less in the regency), kelamin (another sex), antar (another office), ralat (an undoing).
WITH done AS (
    SELECT r.id, b.revision, b.reverses_id IS NOT NULL AS reversal, r.transfer_id IS NOT NULL AS arrival, r.kind, r.code,
           r.found
    FROM voters_batch b JOIN voters_batchrow r ON r.batch_id = b.id
    WHERE b.regency = %(regency)s AND b.revision > %(base)s AND b.revision <= %(revision)s AND NOT r.unchanged
      AND b.id <> ALL (%(void)s)
), was AS (
    SELECT d.*, v.village, v.tps, v.sex FROM done d
    JOIN voters_voter v ON v.regency = %(regency)s AND v.dpid = d.found AND v.until = d.revision
    WHERE d.kind IN ('U', 'T')
), became AS (
    SELECT d.*, v.village, v.tps, v.sex FROM done d
    JOIN voters_voter v ON v.regency = %(regency)s AND v.batch_row = d.id AND v.since = d.revision
    WHERE d.kind IN ('U', 'B')
), crossed AS (
    SELECT o.village AS old_village, o.tps AS old_tps, o.sex AS old_sex, n.village, n.tps, n.sex,
           CASE WHEN o.reversal THEN 'ralat' WHEN o.sex <> n.sex THEN 'kelamin' ELSE 'tempat' END AS cause
    FROM was o JOIN became n USING (id)
    WHERE o.kind = 'U' AND (o.village, o.tps, o.sex) <> (n.village, n.tps, n.sex)
)
SELECT 'baru', '', village, tps, sex, count(*) FROM became WHERE kind = 'B' AND NOT reversal AND NOT arrival
GROUP BY village, tps, sex
UNION ALL SELECT 'tms', code::text, village, tps, sex, count(*) FROM was WHERE kind = 'T' AND NOT reversal
          GROUP BY code, village, tps, sex
UNION ALL SELECT 'ubah', '', village, tps, sex, count(*) FROM became WHERE kind = 'U' GROUP BY village, tps, sex
UNION ALL SELECT 'keluar', cause, old_village, old_tps, old_sex, count(*) FROM crossed
          GROUP BY cause, old_village, old_tps, old_sex
UNION ALL SELECT 'masuk', cause, village, tps, sex, count(*) FROM crossed GROUP BY cause, village, tps, sex
UNION ALL SELECT 'keluar', 'ralat', village, tps, sex, count(*) FROM was WHERE kind = 'T' AND reversal
          GROUP BY village, tps, sex
UNION ALL SELECT 'masuk', CASE WHEN reversal THEN 'ralat' ELSE 'antar' END, village, tps, sex, count(*) FROM became
          WHERE kind = 'B' AND (reversal OR arrival) GROUP BY reversal, village, tps, sex
UNION ALL SELECT 'keluar', 'antar', v.village, v.tps, v.sex, count(*)
          FROM voters_transfer t
          JOIN voters_voter v ON v.regency = %(regency)s AND v.dpid = t.dpid AND v.until = t.origin_revision
          WHERE t.origin = %(regency)s AND t.origin_revision > %(base)s AND t.origin_revision <= %(revision)s
          GROUP BY v.village, v.tps, v.sex
