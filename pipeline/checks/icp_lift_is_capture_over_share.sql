-- A tier's lift is its share of the wins over its share of the decided deals.
select icp, version, scenario, sample, tier, lift, capture, deal_share
from icp_tiers
where abs(lift - capture / nullif(deal_share, 0)) > 1e-9
    or not coalesce(lift_low <= lift + 1e-9 and lift_high >= lift - 1e-9, true)
