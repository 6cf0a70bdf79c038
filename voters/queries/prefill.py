"""Voters as rows of the bulk workbook, for a template that is given out half filled in."""

from django.db import connection

from sidalih.areas import queries as areas
from sidalih.areas.codes import dotted
from voters.models import Voter
from voters.queries.facts import village_index
from voters.sql import sql


def rows(regency, village, tps, ket, source):
    """The active voters of a village, or of one TPS of it, as lists in the order of the workbook's columns.

    Ordered by TPS, family and name, as lists are read in the field. Every value is text. Places stand by name, or by
    code where a name is ambiguous.
    """
    kecamatan, desa = place_of(regency, village)
    found = Voter.objects.filter(regency=regency, village=village, until=None)
    if tps is not None:
        found = found.filter(tps=tps)
    for v in found.order_by("tps", "rw", "rt", "nkk", "name", "dpid").iterator(2000):
        born = v.birth_date.strftime("%d|%m|%Y") if v.birth_date else v.birth_text
        yield [kecamatan, desa, v.dpid, v.nkk, v.nik, v.name, v.birth_place, born, v.marital, v.sex, v.address, v.rt,
               v.rw, v.disability, v.ektp, ket, source or v.source, v.tps]


def count(regency, village, tps):
    """How many voters `rows` will give."""
    found = Voter.objects.filter(regency=regency, village=village, until=None)
    return found.filter(tps=tps).count() if tps is not None else found.count()


def place_of(regency, village):
    """(KECAMATAN, DESA) as the reader of workbooks will understand them."""
    names = areas.names_of({village, village[:6]})
    kecamatan, desa = names[village[:6]].upper(), names[village].upper()
    if village_index(regency).find(kecamatan, desa) == village:
        return kecamatan, desa
    return dotted(village[:6]), dotted(village)


def stations(regency):
    """[(KECAMATAN, DESA, [TPS])] of the villages where voters of a regency are, in capitals; leaps from TPS to TPS."""
    with connection.cursor() as cursor:
        cursor.execute(sql("stations"), {"regency": regency})
        found = cursor.fetchall()
    names = areas.names_of({code for village, _tps in found for code in (village, village[:6])})
    return [(names[village[:6]].upper(), names[village].upper(), list(map(str, tps))) for village, tps in found
            if village in names and village[:6] in names]


def groups(regency):
    """[(KECAMATAN, [DESA])] of a regency, in capitals, for the choices of a template."""
    named = {area.code: (area.name.upper(), []) for area in areas.districts_of(regency)}
    for area in areas.villages_of(regency):
        named[area.code[:6]][1].append(area.name.upper())
    return [group for group in named.values() if group[1]]
