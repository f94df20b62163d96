-- Over twelve months net retention is gross retention plus the expansion rate.
select dimension, segment, month, net_retention, gross_retention, expansion_rate
from revenue_retention
where abs(net_retention - gross_retention - expansion_rate) > 1e-9 * greatest(1, net_retention)
