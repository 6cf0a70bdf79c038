"""Who is old enough to be on the roll: ages in completed calendar years (look here for E15, W05, W06)."""

VOTING_AGE = 17
MARRIED_MINIMUM = 13
UNLIKELY_AGE = 101


def completed_years(birth, on):
    """Completed calendar years between two dates; negative before birth.

    A person born on 29 February completes a year on 1 March where the year has no such day. Never days
    divided by 365.25: that refuses people on their seventeenth birthday.
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def age_problems(birth, marital, on):
    """Codes E15, W05, W06 of a person born on `birth`, as of the reference date `on`.

    `marital` is B, S, P, or '' where the column is not valid: then only the checks that do not name it run.
    """
    age = completed_years(birth, on)
    if age >= VOTING_AGE:
        return ("W05",) if age >= UNLIKELY_AGE else ()
    if age < MARRIED_MINIMUM or marital == "B":
        return ("E15",)
    return ("W06",) if marital in ("S", "P") else ()
