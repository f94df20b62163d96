-- One row per profile, deal type, outcome, fiscal quarter of closing and period class of creation: the deals that fall together.
-- Everything that counts deals by segment is aggregated from these cells. Squared cents are for linearised intervals.
select
    profile_key,
    deal_type,
    outcome,
    closed_quarter,
    created_window,
    count(*) as deal_count,
    count(*) filter (where amount <> 0) as amount_count,
    sum(amount) as amount,
    sum((amount * 100)::hugeint * (amount * 100)::hugeint) as squared_cents
from int_deals
group by all
