-- Behind differing_why.sql: how many of each sort; whoever reads it adds up by what he shows.
SELECT kind, why, detail, village, fields, count(*) FROM told GROUP BY kind, why, detail, village, fields
