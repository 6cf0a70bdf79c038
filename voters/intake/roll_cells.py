"""A voter of the roll as the cells of a row; look here when a row is to take over what the roll says."""

# Which cells of a row carry an element of a voter.
CELLS = {
    "nkk": ("NKK",), "nik": ("NIK",), "name": ("NAMA",), "birth_place": ("TMPLHR",), "birth_date": ("TGLLHR",),
    "marital": ("STS",), "sex": ("L/P",), "address": ("JALAN",), "rt": ("RT",), "rw": ("RW",), "disability": ("DIS",),
    "ektp": ("EKTP",), "village": ("KECAMATAN", "DESA"), "tps": ("TPS",),
}


def roll_cells(voter, names):
    """{column: text} of a voter; `names` is {area code: name}, and a village without a name stands as its code.

    A date that an old roll holds unreadable stands as it does there (`birth_text`), where the voter has one.
    """
    day = voter.birth_date
    return {
        "KECAMATAN": names.get(voter.village[:6], voter.village[:6]), "DESA": names.get(voter.village, voter.village),
        "DPID": str(voter.dpid), "NKK": voter.nkk, "NIK": voter.nik, "NAMA": voter.name, "TMPLHR": voter.birth_place,
        "TGLLHR": day.strftime("%d-%m-%Y") if day else getattr(voter, "birth_text", ""), "STS": voter.marital,
        "L/P": voter.sex, "JALAN": voter.address, "RT": voter.rt, "RW": voter.rw, "DIS": voter.disability,
        "EKTP": voter.ektp, "TPS": str(voter.tps),
    }
