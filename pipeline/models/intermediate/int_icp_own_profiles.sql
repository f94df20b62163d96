-- One row per combination of deals' own values: the lists of its answers, alone and beside an account's.
select
    answers.own_values_key,
    alone.list_key as alone_key,
    beside.list_key as beside_key
from int_icp_own_answers as answers
inner join int_icp_answer_lists as alone
    using (class_keys)
inner join int_icp_answer_lists as beside
    on answers.deal_class_keys = beside.class_keys
