"""In which cells of a row a problem is looked for; a code that is not here concerns the whole row."""

SEATS = {
    "E01": ("NIK", "NKK"), "E02": ("NIK",), "E03": ("NIK",), "E04": ("NKK",), "E05": ("NAMA",), "E06": ("TMPLHR",),
    "E07": ("TGLLHR",), "E08": ("STS",), "E09": ("L/P",), "E10": ("RT", "RW"), "E11": ("DIS",), "E12": ("EKTP",),
    "E13": ("KET",), "E14": ("TPS",), "E15": ("TGLLHR", "STS"), "E16": ("DPID",), "E17": ("DPID", "NIK"),
    "E18": ("DPID", "NIK"), "E19": ("DPID", "NIK"), "E20": ("NIK",), "E21": ("NIK",), "E22": ("KECAMATAN", "DESA"),
    "E23": ("KET",), "E24": ("DPID", "NIK"), "E25": ("JALAN",), "W01": ("TGLLHR",), "W02": ("L/P",), "W03": ("NIK",),
    "W04": ("NKK",), "W05": ("TGLLHR",), "W06": ("STS",), "W07": ("NAMA",), "W08": ("RT", "RW"), "W09": ("NIK",),
}  # fmt: skip
