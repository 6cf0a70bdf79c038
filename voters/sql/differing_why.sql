-- Behind differing.sql: `told` adds why somebody is there or not.
-- Added: 'baru', 'antar' (from another office), 'ralat' (was on the roll before a: taking him off was undone, so there
-- must be an undoing between: `undone`). Removed, by what took him off last: 'tms' with its code, 'antar' with the
-- office he left to, 'ralat' (undone). `batches` are those between.
, struck AS (
    SELECT r.found AS dpid, b.revision, b.reverses_id IS NOT NULL AS reversal, r.code
    FROM voters_batchrow r JOIN voters_batch b ON b.id = r.batch_id AND b.regency = %(regency)s
    WHERE r.batch_id = ANY (%(batches)s) AND r.kind = 'T'
), last AS (
    SELECT dpid, max(until) AS revision FROM ended GROUP BY dpid
), told AS (
    SELECT d.*,
           CASE WHEN d.kind = 'added' THEN
                     CASE WHEN %(undone)s AND EXISTS (
                              SELECT 1 FROM voters_voter o
                              WHERE o.regency = %(regency)s AND o.dpid = d.dpid AND o.since <= %(a)s) THEN 'ralat'
                          WHEN arrived.id IS NOT NULL THEN 'antar' ELSE 'baru' END
                WHEN d.kind = 'removed' THEN
                     CASE WHEN struck.dpid IS NULL THEN 'antar' WHEN struck.reversal THEN 'ralat' ELSE 'tms' END
                ELSE '' END AS why,
           CASE WHEN d.kind = 'added' THEN coalesce(arrived.origin, '')
                WHEN d.kind = 'removed' AND struck.dpid IS NULL THEN coalesce(gone_to.destination, '')
                WHEN d.kind = 'removed' AND NOT struck.reversal THEN struck.code::text ELSE '' END AS detail
    FROM differing d
    LEFT JOIN last ON last.dpid = d.dpid AND d.kind = 'removed'
    LEFT JOIN struck ON struck.dpid = d.dpid AND struck.revision = last.revision
    LEFT JOIN voters_transfer gone_to ON gone_to.origin = %(regency)s AND gone_to.dpid = d.dpid
                                         AND gone_to.origin_revision = last.revision
    LEFT JOIN voters_transfer arrived ON d.kind = 'added' AND arrived.destination = %(regency)s
                                         AND arrived.new_dpid = d.dpid AND arrived.destination_revision > %(a)s
                                         AND arrived.destination_revision <= %(b)s
)
