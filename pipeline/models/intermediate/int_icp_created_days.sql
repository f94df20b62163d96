-- One row per day on which a new-business deal was created: its period.
select days.created_on, periods.period_key
from (select distinct created_on from int_icp_deals where created_on is not null) as days
asof inner join (select * from int_icp_periods where period_key > 0) as periods
    on days.created_on >= periods.first_day
