-- One row per ICP version and decided new-business deal of its scope that speaks against it: won in tier 3, or lost in tier 1.
select
    versions.icp,
    versions.version,
    deal_id(raw.opportunity_id, raw.rowid) as opportunity_id,
    case deals.outcome when 'won' then 'won_tier_3' else 'lost_tier_1' end as kind,
    case
        when deals.outcome = 'lost' then concat('met: ', replace(reasons.met, '; ', ', '))
        when scores.is_disqualified then concat_ws('; ', concat('ruled out by: ', replace(reasons.disqualified_by, '; ', ', ')), 'missed: ' || nullif(replace(reasons.missed, '; ', ', '), ''))
        else concat_ws('; ', 'missed: ' || nullif(replace(reasons.missed, '; ', ', '), ''), 'unknown: ' || nullif(replace(reasons.unknown, '; ', ', '), ''))
    end as why,
    scores.score,
    reasons.met,
    reasons.missed,
    reasons.unknown,
    reasons.disqualified_by,
    raw.name,
    accounts.account_id,
    accounts.name as account_name,
    raw.owner,
    opportunities.amount::double as amount,
    opportunities.created_on,
    opportunities.closed_on,
    raw.loss_reason,
    coalesce(deals.created_on >= versions.effective_from, false) as is_out_of_time
from int_icp_deals as deals
inner join int_icp_scores as scores
    using (profile_key)
inner join int_icp_versions as versions
    using (version_key)
inner join int_icp_reasons as reasons
    using (version_key, is_deal, met_mask, missed_mask)
inner join int_opportunities_resolved as opportunities
    using (opportunity_key)
inner join raw_opportunities as raw
    on deals.opportunity_key = raw.rowid
left join int_accounts as accounts
    using (account_key)
where scores.is_in_scope
    and ((deals.outcome = 'won' and scores.tier = 3) or (deals.outcome = 'lost' and scores.tier = 1))
order by versions.version_key, kind desc, opportunities.amount desc nulls last, opportunity_id
