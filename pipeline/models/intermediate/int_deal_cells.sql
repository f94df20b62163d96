-- One row per profile, deal type, outcome, fiscal quarter of closing and period class of creation: the deals that fall together.
-- Everything that counts deals by segment is aggregated from these cells. Squared cents are for linearised intervals.
-- An amount of 0 counts where a deal was won, for null is not 0; where it was lost, nobody filled it in.
select
    profile_key,
    deal_type,
    outcome,
    closed_quarter,
    created_window,
    count(*) as deal_count,
    count(amount) filter (where amount <> 0 or outcome = 'won') as amount_count,
    sum(amount) as amount,
    sum((amount * 100)::hugeint * (amount * 100)::hugeint) as squared_cents
from int_deals
group by all
