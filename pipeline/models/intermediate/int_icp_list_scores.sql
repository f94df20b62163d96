-- One row per list of answers and ICP version that it says anything about: sums over its classes of values.
select
    members.list_key,
    class_scores.version_key,
    sum(class_scores.met_weight)::bigint as met_weight,
    sum(class_scores.known_weight)::bigint as known_weight,
    sum(class_scores.met_mask)::hugeint as met_mask,
    sum(class_scores.missed_mask)::hugeint as missed_mask
from (select list_key, unnest(class_keys) as class_key from int_icp_answer_lists) as members
inner join int_icp_class_scores as class_scores
    using (class_key)
group by members.list_key, class_scores.version_key
