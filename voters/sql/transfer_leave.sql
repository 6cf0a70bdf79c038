-- Ends the versions that the arrivals of a batch leave behind on the roll of one office of origin.
UPDATE voters_voter v SET until = %(next)s
FROM voters_batchrow r JOIN voters_transfer t ON t.id = r.transfer_id
WHERE r.batch_id = %(batch)s AND t.origin = %(origin)s
  AND v.regency = %(origin)s AND v.dpid = t.dpid AND v.since = t.since AND v.until IS NULL
