-- The moves of an applied batch, with the revisions that they made on both rolls and the voter's new number.
UPDATE voters_transfer t
SET state = 'accepted', closed_at = %(now)s, closed_by = 'system', origin_revision = o.revision,
    destination_revision = %(revision)s, new_dpid = v.dpid
FROM voters_batchrow r, voters_roll o, voters_voter v
WHERE v.regency = %(regency)s AND v.since = %(revision)s AND v.batch_row = r.id
  AND r.batch_id = %(batch)s AND r.transfer_id = t.id AND o.regency = t.origin AND t.state = 'taken'
