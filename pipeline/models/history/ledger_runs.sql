-- One row: this run, as the ledger remembers it.
select getvariable('run_id') as run_id, getvariable('as_of') as as_of
