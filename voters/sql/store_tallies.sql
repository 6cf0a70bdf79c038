-- The tallies of a snapshot in one statement: a regency has thousands of TPS.
INSERT INTO voters_tally (regency, snapshot_id, village, tps, male, female, new_male, new_female, struck_male, struck_female,
                          struck, changed, changed_male, changed_female, moved_male, moved_female, moves, disability,
                          without_ektp)
SELECT %(regency)s, %(snapshot)s, t.*
FROM jsonb_to_recordset(%(tallies)s::jsonb) AS t (
    village text, tps smallint, male int, female int, new_male int, new_female int, struck_male int, struck_female int,
    struck jsonb, changed int, changed_male int, changed_female int, moved_male int, moved_female int, moves jsonb,
    disability jsonb, without_ektp int)
