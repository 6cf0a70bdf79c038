-- Which voter each row became or touched: flows and histories are drawn from here.
UPDATE voters_batchrow r SET applied_dpid = c.dpid FROM change c WHERE r.id = c.batch_row
