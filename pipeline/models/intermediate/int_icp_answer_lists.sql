-- One row per distinct list of answers that an account or a deal's own values give.
select row_number() over (order by class_keys)::integer as list_key, class_keys
from (
    select class_keys from int_icp_account_answers
    union
    select class_keys from int_icp_own_answers
    union
    select deal_class_keys from int_icp_own_answers
)
