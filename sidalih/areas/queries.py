"""Reading regions: names, children, ancestors. Cheap, and never about people."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from sidalih.areas.models import Area, Level


@dataclass(frozen=True)
class Named:
    """An area's code and name, for lists and breadcrumbs."""

    code: str
    name: str


def name_of(code):
    """The area's name, or the code itself where the table does not know it."""
    return Area.objects.filter(pk=code).values_list("name", flat=True).first() or code


def names_of(codes):
    """{code: name} for the codes that exist, in one query."""
    return dict(Area.objects.filter(pk__in=set(codes)).values_list("code", "name"))


def exists(code):
    """Whether the region table holds this code."""
    return Area.objects.filter(pk=code).exists()


def ancestors(code):
    """From the province down to the area itself, as Named."""
    chain = [code[:n] for n in (2, 4, 6, 10) if len(code) >= n]
    names = names_of(chain)
    return [Named(c, names[c]) for c in chain if c in names]


def below(area, level, on=None):
    """The areas of one level at or below `area` that were valid on a date (today), as Named ordered by code."""
    day = on or timezone.localdate()
    valid = (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))
    rows = Area.objects.filter(valid, level=level, code__startswith=area).values_list("code", "name")
    return [Named(code, name) for code, name in rows.order_by("code")]


def regencies_of(area, on=None):
    """The regencies at or below an area, ordered by code."""
    return below(area, Level.REGENCY, on)


def districts_of(regency, on=None):
    """The districts of a regency, ordered by code."""
    return below(regency, Level.DISTRICT, on)


def villages_of(regency, on=None):
    """The villages of a regency or district, ordered by code."""
    return below(regency, Level.VILLAGE, on)


def all_district_codes():
    """Codes of every kecamatan of Indonesia: what the first six digits of a NIK may be."""
    return frozenset(Area.objects.filter(level=Level.DISTRICT).values_list("code", flat=True))
