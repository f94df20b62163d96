/** Small marts with made-up figures, as selects, for tests of the site that need no pipeline. Names include markup, script and formulas. */
export const publishedTables: Readonly<Record<string, string>> = {
  win_rate_by_segment: `
    with segments as (
      select * from (values
        ('all', 'all', 231, 781, 0), ('industry', 'SaaS', 71, 143, 1), ('industry', 'FinTech', 40, 91, 2), ('industry', '<img src=x onerror=alert(1)>', 39, 129, 3),
        ('industry', '=HYPERLINK("http://evil.example","x")', 5, 17, 4), ('industry', 'شركة المثال', 1, 6, 5), ('industry', 'unknown', 3, 33, 9),
        ('employees', '<50', 34, 228, 1), ('employees', '50–199', 92, 226, 2), ('employees', '200–999', 67, 174, 3), ('employees', 'unknown', 7, 29, 9)
      ) as t(dimension, segment, won_count, lost_count, segment_order)),
    scoped as (
      select *, won_count + lost_count as decided_count
      from segments, unnest(['new_business', 'all']) as d(deal_type), unnest(['all', 'last_4_quarters']) as p(period_window))
    select period_window, deal_type, dimension, segment, segment_order, won_count, lost_count, 12 as no_decision_count, 4 as disqualified_count, 30 as open_count, decided_count,
      won_count / decided_count::double as win_rate, greatest(0, won_count / decided_count::double - 1 / sqrt(decided_count)) as win_rate_low,
      least(1, won_count / decided_count::double + 1 / sqrt(decided_count)) as win_rate_high, 0.19::double as broad_win_rate, 0.24::double as value_win_rate,
      0.16::double as lost_without_amount_rate, 0.15::double as created_win_rate, (won_count + 8) / (decided_count + 36)::double as shrunk_win_rate,
      won_count / decided_count::double - 0.22 as difference, won_count / decided_count::double - 0.3 as difference_low, won_count / decided_count::double - 0.14 as difference_high,
      0.04::double as q_value, 1.9::double as crude_odds_ratio, 1.4::double as crude_odds_ratio_low, 2.6::double as crude_odds_ratio_high,
      1.7::double as adjusted_odds_ratio, 1.2::double as adjusted_odds_ratio_low, 2.5::double as adjusted_odds_ratio_high, false as is_reversed,
      case when decided_count < 10 then 'count_only' when decided_count < 30 then 'indicative' when segment in ('SaaS', 'FinTech', '<50') then 'signal' else 'shown' end as evidence,
      500 as created_count, 40 as timed_won_count, 900 as rest_decided_count
    from scoped order by period_window, deal_type, dimension = 'all' desc, dimension, segment_order`,
  win_rate_by_segment_pair: `
    select 'all' as period_window, 'new_business' as deal_type, 'industry' as dimension_a, a as segment_a, 'employees' as dimension_b, b as segment_b,
      (3 * i + 2 * j + 2)::integer as won_count, (12 * i + 5 * j + 4)::integer as decided_count, (3 * i + 2 * j + 2) / (12 * i + 5 * j + 4)::double as win_rate, 0.3::double as q_value,
      case when 12 * i + 5 * j + 4 < 10 then 'count_only' when 12 * i + 5 * j + 4 < 30 then 'indicative' else 'shown' end as evidence
    from (values ('SaaS', 3), ('FinTech', 2), ('<img src=x onerror=alert(1)>', 0)) as x(a, i), (values ('<50', 0), ('50–199', 1), ('200–999', 4)) as y(b, j) order by i desc, j`,
  win_rate_by_quarter: `
    select 'new_business' as deal_type, 'all' as dimension, 'all' as segment, (date '2024-01-01' + to_months((3 * i)::integer))::date as quarter, (20 + i)::integer as won_count,
      (70 - i)::integer as lost_count, 90 as decided_count, (20 + i) / 90.0::double as win_rate, (12 + i) / 90.0::double as win_rate_low, (29 + i) / 90.0::double as win_rate_high,
      800 as rest_decided_count, 'shown' as evidence
    from range(8) as t(i) order by quarter`,
  account_matches: "select 'opportunities' as export, 'id' as found_by, 9700 as row_count, 0.993::double as row_rate, 6420118.4::double as amount, 0.99::double as amount_rate"
};
