-- One row per ICP version and disqualifier, each counted by itself: the new-business deals that it would have stopped, the wins among
-- them against all other deals, and the days spent selling them, from created to closed or, while open, to as_of.
with

answers as (

    select
        scores.version_key,
        scores.disqualified_mask,
        sum(cells.deal_count) as deal_count,
        coalesce(sum(cells.deal_count) filter (where cells.outcome = 'won'), 0) as won_count,
        coalesce(sum(cells.deal_count) filter (where cells.outcome = 'lost'), 0) as lost_count,
        coalesce(sum(cells.amount) filter (where cells.outcome = 'won'), 0) as won_amount,
        sum(cells.days) as selling_days
    from int_icp_cells as cells
    inner join int_icp_score_tiers as scores
        using (score_key)
    group by scores.version_key, scores.disqualified_mask

),

totals as (

    select
        version_key,
        sum(deal_count) as deal_count,
        sum(won_count) as won_count,
        sum(lost_count) as lost_count,
        sum(won_amount) as won_amount,
        sum(selling_days) as selling_days
    from answers
    group by version_key

),

stopped as (

    select
        rules.rule_key,
        sum(answers.deal_count) as deal_count,
        sum(answers.won_count) as won_count,
        sum(answers.lost_count) as lost_count,
        sum(answers.won_amount) as won_amount,
        sum(answers.selling_days) as selling_days
    from int_icp_rules as rules
    inner join answers
        on rules.version_key = answers.version_key
        and (answers.disqualified_mask & rules.mask) <> 0
    where rules.role = 'disqualifier'
    group by rules.rule_key

),

counts as (

    select
        rules.rule_key,
        coalesce(stopped.won_count, 0) as won_count,
        coalesce(stopped.won_count + stopped.lost_count, 0) as decided_count,
        coalesce(totals.won_count, 0) - coalesce(stopped.won_count, 0) as other_won_count,
        coalesce(totals.won_count + totals.lost_count, 0) - coalesce(stopped.won_count + stopped.lost_count, 0) as other_decided_count
    from int_icp_rules as rules
    left join stopped
        on rules.rule_key = stopped.rule_key
    left join totals
        on rules.version_key = totals.version_key

)

select
    versions.icp,
    versions.version,
    rules.criterion as disqualifier,
    rules.criterion_order as disqualifier_order,
    criteria.label,
    criteria.rationale,
    rules.column_name,
    rules.status,
    accounts.met_account_count as accounts_stopped,
    coalesce(stopped.deal_count, 0)::integer as deals_stopped,
    coalesce(totals.deal_count, 0)::integer as deal_count,
    counts.won_count::integer as wins_lost,
    coalesce(stopped.lost_count, 0)::integer as losses_stopped,
    rate(counts.won_count, totals.won_count) as share_of_wins,
    counts.decided_count::integer as stopped_decided_count,
    rate(counts.won_count, counts.decided_count) as stopped_win_rate,
    wilson_low(counts.won_count, counts.decided_count) as stopped_win_rate_low,
    wilson_high(counts.won_count, counts.decided_count) as stopped_win_rate_high,
    counts.other_won_count::integer as other_won_count,
    counts.other_decided_count::integer as other_decided_count,
    rate(counts.other_won_count, counts.other_decided_count) as other_win_rate,
    wilson_low(counts.other_won_count, counts.other_decided_count) as other_win_rate_low,
    wilson_high(counts.other_won_count, counts.other_decided_count) as other_win_rate_high,
    rate(counts.won_count, counts.decided_count) - rate(counts.other_won_count, counts.other_decided_count) as difference,
    newcombe_low(counts.won_count, counts.decided_count, counts.other_won_count, counts.other_decided_count) as difference_low,
    newcombe_high(counts.won_count, counts.decided_count, counts.other_won_count, counts.other_decided_count) as difference_high,
    coalesce(stopped.won_amount, 0)::double as won_amount_lost,
    rate(coalesce(stopped.won_amount, 0), totals.won_amount) as share_of_won_amount,
    coalesce(stopped.selling_days, 0)::double as selling_days_saved,
    rate(coalesce(stopped.selling_days, 0), totals.selling_days) as share_of_selling_days
from int_icp_rules as rules
inner join int_icp_versions as versions
    using (version_key)
inner join icp_criteria as criteria
    on versions.icp = criteria.icp
    and versions.version = criteria.version
    and rules.criterion = criteria.criterion
    and criteria.is_disqualifier
inner join counts
    on rules.rule_key = counts.rule_key
left join stopped
    on rules.rule_key = stopped.rule_key
left join totals
    on rules.version_key = totals.version_key
left join int_icp_answer_accounts as accounts
    on rules.rule_key = accounts.rule_key
where rules.role = 'disqualifier'
order by rules.version_key, rules.criterion_order, rules.criterion
