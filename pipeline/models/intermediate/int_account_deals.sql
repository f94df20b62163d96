-- One row per account and deal type: decided deals and wins. Deals that name no account are left out.
select account, deal_type, count(*) as decided_count, count(*) filter (where outcome = 'won') as won_count
from int_opportunity_owners
where names_account and outcome in ('won', 'lost')
group by account, deal_type
