"""Numbers and dates in Indonesian words, as a berita acara spells them out; look here when a paper says "satu puluh".

The papers are Indonesian in every language of the interface, so nothing here is translated.
"""

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
SCALES = ((10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))
LARGEST = 10**12 - 1
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
          "Desember")


def number(value):
    """A whole number from 0 to 999,999,999,999 in words: 2017 is "dua ribu tujuh belas".

    One ten, hundred and thousand are sepuluh, seratus and seribu; 11 to 19 are belas. Raises ValueError outside.
    """
    if not 0 <= value <= LARGEST:
        raise ValueError(f"{value} has no words here: 0 to {LARGEST}")
    if value == 0:
        return DIGITS[0]
    words = []
    for scale, name in SCALES:
        count, value = divmod(value, scale)
        if count == 1 and scale == 1000:
            words.append("seribu")
        elif count:
            words += [*_below_thousand(count), name]
    return " ".join(words + _below_thousand(value))


def dotted(value):
    """A whole number with a dot after every third digit: 2256140 is "2.256.140"."""
    return f"{value:,}".replace(",", ".")


def day_name(day):
    """The name of a date's day of the week."""
    return DAYS[day.weekday()]


def month_name(day):
    """The name of a date's month."""
    return MONTHS[day.month - 1]


def day_month_year(day):
    """A date as papers write it in figures: 14 Juli 2017."""
    return f"{day.day} {month_name(day)} {day.year}"


def _below_thousand(value):
    hundreds, rest = divmod(value, 100)
    words = ["seratus"] if hundreds == 1 else [DIGITS[hundreds], "ratus"] if hundreds else []
    tens, ones = divmod(rest, 10)
    if rest in (10, 11):
        return [*words, "sepuluh" if rest == 10 else "sebelas"]
    if tens == 1:
        return [*words, DIGITS[ones], "belas"]
    if tens:
        words += [DIGITS[tens], "puluh"]
    return [*words, DIGITS[ones]] if ones else words
