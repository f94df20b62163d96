-- One row per period window, part of what it tells and class of day in it: the window itself, and what it leaves of a larger one, or a smaller
-- one leaves of it, since both are published. All is never given away by a smaller one: it is the smaller that the board edition hides.
select period_window, part, day_class
from (
    values
        ('all', 'own', 1),
        ('all', 'own', 2),
        ('all', 'own', 3),
        ('all', 'own', null),
        ('last_8_quarters', 'own', 1),
        ('last_8_quarters', 'own', 2),
        ('last_8_quarters', 'before', 3),
        ('last_8_quarters', 'before', null),
        ('last_8_quarters', 'after', 2),
        ('last_4_quarters', 'own', 1),
        ('last_4_quarters', 'before', 2),
        ('last_4_quarters', 'before', 3),
        ('last_4_quarters', 'before', null)
) as parts (period_window, part, day_class)
