-- One row per ICP version and for the thresholds, as the ledger remembers them.
select kind, icp, version, sha256, first_seen_on
from int_definitions
