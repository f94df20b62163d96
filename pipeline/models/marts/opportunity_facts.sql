-- One row per used opportunity: what every rate is counted from. A view: nothing is stored twice.
with

segments as (

    select
        members.profile_key,
        map_from_entries(list((segments.dimension, segments.segment) order by segments.segment_key)) as segments
    from (select profile_key, unnest(segment_keys) as segment_key from int_profiles) as members
    inner join int_segments as segments
        using (segment_key)
    where segments.segment_key > 0
    group by members.profile_key

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
    opportunities.is_inbound,
    opportunities.owner,
    opportunities.product,
    opportunities.lead_source,
    opportunities.loss_reason,
    opportunities.competitor,
    segments.segments,
    opportunities.opportunity_key
from int_opportunities as opportunities
inner join raw_opportunities as raw
    on opportunities.opportunity_key = raw.rowid
left join int_accounts as accounts
    using (account_key)
left join segments
    using (profile_key)
