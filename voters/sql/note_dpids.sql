-- Which voter each B row became: flows and histories are drawn from here. U and T rows know theirs (found).
UPDATE voters_batchrow r SET applied_dpid = c.dpid FROM change c WHERE r.id = c.batch_row AND c.kind = 'B'
