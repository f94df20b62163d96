-- Gross retention is at most 1 and at most net retention, and strict gross retention is at most gross.
select 'cohort_retention' as mart, dimension, segment, cohort_month as month, gross_retention, net_retention
from cohort_retention
where gross_retention > 1 + 1e-9
    or gross_retention > net_retention + 1e-9
    or strict_gross_retention > gross_retention + 1e-9
union all
select 'revenue_retention' as mart, dimension, segment, month, gross_retention, net_retention
from revenue_retention
where gross_retention > 1 + 1e-9
    or gross_retention > net_retention + 1e-9
