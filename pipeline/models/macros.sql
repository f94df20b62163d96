-- Shared formulas. Every ratio with denominator 0 is null, never NaN.
create or replace macro rate(numerator, denominator) as
    case when denominator > 0 then numerator::double / denominator end;

-- Text is compared without regard to case and outer spaces.
create or replace macro folded(value) as lower(trim(value));
