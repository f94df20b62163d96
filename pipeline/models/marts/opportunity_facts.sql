-- One row per used opportunity: what every rate is counted from. A view: nothing is stored twice.
-- icp: of every ICP version whose scope the deal is in, its tier and score and the samples that it counts in.
with

samples as (

    select
        samples.version_key,
        samples.period_key,
        sources.is_inbound,
        samples_of_deal(samples.samples, samples.is_out_of_time, sources.is_inbound) as samples
    from int_icp_samples as samples
    cross join (values (false), (true)) as sources (is_inbound)
    where samples.moment = 'current'
        and samples.policy = 'own'

),

standings as (

    select
        scores.profile_key,
        samples.period_key,
        samples.is_inbound,
        list({
            'icp': versions.icp,
            'version': versions.version,
            'tier': icp_tier_label(scores.tier),
            'score': scores.score,
            'samples': samples.samples
        } order by versions.version_key) as icp
    from int_icp_scores as scores
    inner join int_icp_versions as versions
        using (version_key)
    inner join samples
        on versions.version_key = samples.version_key
    where scores.is_deal
        and scores.is_in_scope
    group by scores.profile_key, samples.period_key, samples.is_inbound

)

select
    opportunities.opportunity_id,
    accounts.account_id,
    opportunities.account_found_by::varchar as account_found_by,
    raw.name,
    opportunities.outcome::varchar as outcome,
    opportunities.deal_type::varchar as deal_type,
    opportunities.created_on,
    opportunities.closed_on,
    opportunities.resolved_on,
    opportunities.cycle_days,
    opportunities.amount::double as amount,
    opportunities.closed_quarter,
    opportunities.created_quarter,
    opportunities.is_closed_before_created,
    opportunities.is_closed_after_as_of,
    case
        when opportunities.is_closed_before_created then 'closed before created'
        when opportunities.created_on is null then 'no created date'
        when opportunities.outcome <> 'open' and opportunities.closed_on is null then 'closed without a close date'
    end as left_out_of_time_measures,
    opportunities.is_inbound,
    opportunities.owner,
    opportunities.product,
    opportunities.lead_source,
    opportunities.loss_reason,
    opportunities.competitor,
    segments.segments,
    standings.icp,
    opportunities.opportunity_key
from int_opportunities as opportunities
inner join raw_opportunities as raw
    on opportunities.opportunity_key = raw.rowid
left join int_accounts as accounts
    using (account_key)
left join int_profile_segment_names as segments
    using (profile_key)
left join int_icp_deals as icp_deals
    using (opportunity_key)
left join int_icp_created_days as created_days
    on icp_deals.created_on = created_days.created_on
left join standings
    on icp_deals.profile_key = standings.profile_key
    and coalesce(created_days.period_key, 0) = standings.period_key
    and icp_deals.is_inbound = standings.is_inbound
