-- Behind differing.sql: who was added, removed, changed (moved ones among them), each as an ordered array.
SELECT coalesce(array_agg(dpid ORDER BY dpid) FILTER (WHERE kind = 'added'), '{}'),
       coalesce(array_agg(dpid ORDER BY dpid) FILTER (WHERE kind = 'removed'), '{}'),
       coalesce(array_agg(dpid ORDER BY dpid) FILTER (WHERE kind IN ('changed', 'moved')), '{}')
FROM differing
