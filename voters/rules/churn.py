"""The churn brake: when a batch takes so many voters off a roll that the province must sign too."""

from fractions import Fraction

MOST_PLACES = 8


def is_over(removals, active, percent):
    """Whether `removals` of `active` voters are more than `percent` per cent; exactly so many are not.

    `percent` is a Decimal, a whole number or a text of one ("0.5"): it is never rounded. Nothing to remove is never
    over; anything is, where nobody is on the roll.
    """
    return removals * 100 > Fraction(percent) * active


def share(removals, active):
    """The removals in per cent of the active voters, to be written down; 100 where nobody is on the roll."""
    return removals * 100 / active if active else 100.0


def places(removals, active, percent):
    """How many decimals of the share tell it from the limit: two, or as many more as show that it is over."""
    part, limit = Fraction(removals * 100, active) if active else Fraction(100), Fraction(percent)
    return next((n for n in range(2, MOST_PLACES) if round(part, n) != limit), MOST_PLACES)
