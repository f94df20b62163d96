-- One row per place in a list of segments: all, then one of each dimension.
-- Crossing rows with places copies nothing, which unnesting the lists would.
select unnest(range(1, 2 + count(distinct dimension) filter (where dimension <> 'all')))::integer as place
from int_segments
