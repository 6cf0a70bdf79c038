"""How many voters of the demonstration live in which regency, village and TPS."""

# Electorates of 2018 in thousands, as published (DPS or DPT of the governor's election) or else estimated: only
# their proportions count here.
ELECTORATES = {
    "3501": 470, "3502": 760, "3503": 580, "3504": 845, "3505": 937, "3506": 1199, "3507": 1974, "3508": 821,
    "3509": 1810, "3510": 1267, "3511": 579, "3512": 500, "3513": 846, "3514": 1152, "3515": 1357, "3516": 820,
    "3517": 990, "3518": 840, "3519": 550, "3520": 520, "3521": 700, "3522": 1026, "3523": 920, "3524": 1050,
    "3525": 909, "3526": 870, "3527": 803, "3528": 680, "3529": 860, "3571": 200, "3572": 111, "3573": 601,
    "3574": 165, "3575": 142, "3576": 97, "3577": 149, "3578": 2006, "3579": 149,
}  # fmt: skip
FEWEST = 10
PER_VILLAGE = 250
PER_TPS = 250


def by_regency(voters, regencies):
    """{regency: voters}: `voters` shared out by electorate, largest remainders first, FEWEST at least for each.

    Raises ValueError when there are too few voters for that.
    """
    spare = voters - FEWEST * len(regencies)
    if spare < 0:
        raise ValueError(f"at least {FEWEST * len(regencies)} voters")
    parts = apportion(spare, [ELECTORATES[regency] for regency in regencies])
    return {regency: FEWEST + part for regency, part in zip(regencies, parts, strict=True)}


def by_village(rng, villages, voters):
    """{village: voters} for some of a regency's villages, unequal as real ones are, each kecamatan among them first.

    `villages` are ten-digit codes. Few voters fill few villages, so that lists per TPS keep a believable length.
    """
    districts = {village[:6] for village in villages}
    wanted = min(len(villages), max(voters // PER_VILLAGE, min(len(districts), voters // 20), 1))
    firsts, others = [], list(villages)
    rng.shuffle(others)
    seen = set()
    for village in others[:]:
        if village[:6] not in seen:
            seen.add(village[:6])
            firsts.append(village)
            others.remove(village)
    chosen = sorted((firsts + others)[:wanted])
    sizes = apportion(voters - len(chosen), [rng.lognormvariate(0, 0.8) for _village in chosen])
    return {village: size + 1 for village, size in zip(chosen, sizes, strict=True)}


def apportion(total, weights):
    """Whole numbers in proportion to `weights` that add up to `total` (largest remainder)."""
    scale = total / sum(weights)
    parts = [int(weight * scale) for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: parts[i] - weights[i] * scale)
    for i in by_remainder[:total - sum(parts)]:
        parts[i] += 1
    return parts
