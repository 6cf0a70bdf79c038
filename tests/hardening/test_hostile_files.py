"""Hostile files at their worst, real ones damaged at random: refused fast, small, with a sentence, without a trace."""

import random
import re
import resource
import subprocess
import sys
import time
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sidalih import jobs, sheets
from tests.conftest import SAMPLES
from tests.shapes import GOOD, MAIN, lying, ole, packed, parts, voters_like, with_parts, workbook
from voters.models import Batch

MB = 1 << 20
REAL = sorted(SAMPLES.glob("*/mutarlih-*.xlsx"))


@pytest.fixture
def file(tmp_path):
    def writer(content):
        path = tmp_path / "berkas.xlsx"
        path.write_bytes(content)
        return path
    return writer


def bomb(gigabytes=1):
    """A workbook of about a megabyte whose sheet unpacks to a gigabyte of blanks; made without unpacking it here."""
    out = BytesIO()
    start, end = f'<worksheet xmlns="{MAIN}">{GOOD}'.encode(), b"</worksheet>"
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    pressed = press.compress(start) + press.flush(zlib.Z_FULL_FLUSH)
    again = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = again.compress(b" " * MB) + again.flush(zlib.Z_FULL_FLUSH)  # stands by itself, may be repeated
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    pressed += block * (gigabytes * 1024) + last.compress(end) + last.flush()
    size = len(start) + gigabytes * 1024 * MB + len(end)
    contents = parts({"Lembar1": GOOD})
    contents.pop("xl/worksheets/sheet1.xml")
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        at = out.tell()
        name = b"xl/worksheets/sheet1.xml"
        header = (b"PK\x03\x04" + (20).to_bytes(2, "little") + bytes(2) + (8).to_bytes(2, "little") + bytes(8)
                  + len(pressed).to_bytes(4, "little") + size.to_bytes(4, "little") + len(name).to_bytes(2, "little")
                  + bytes(2) + name)
        out.write(header + pressed)
        entry = ZipInfo(name.decode())
        entry.compress_type, entry.header_offset = ZIP_DEFLATED, at
        entry.file_size, entry.compress_size, entry.CRC = size, len(pressed), 0
        archive.filelist.append(entry)
        archive.NameToInfo[entry.filename] = entry
        archive.start_dir = out.tell()
        archive._didModify = True
    return out.getvalue()


def outcome(path):
    """(code, reason) with which reading ends, or None."""
    try:
        for _row in sheets.open_workbook(path):
            pass
    except sheets.SheetRefused as refused:
        return refused.code, refused.detail["reason"]
    return None


def test_a_gigabyte_in_one_megabyte_is_refused_at_once_and_stays_small(file):
    path = file(bomb())
    assert path.stat().st_size < 2 * MB
    with ZipFile(path) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size > 2**30
    code = ("import resource, sys, time; from sidalih import sheets\n"
            "import django.conf; django.conf.settings.configure(USE_I18N=False)\n"
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; at = time.monotonic()\n"
            "try: list(sheets.open_workbook(sys.argv[1]))\n"
            "except sheets.SheetRefused as refused: print(refused.code, refused.detail['reason'])\n"
            "grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
            "child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
            "print(grown, child, time.monotonic() - at)")
    said = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == "F02"
    assert int(said[2]) < 64 * 1024 and int(said[3]) < 64 * 1024  # kB
    assert float(said[4]) < 10  # seconds: 0.01 on a quiet machine; a guard, no measurement


def test_the_same_bomb_that_lies_about_its_size_ends_while_it_is_read(file):
    content = bomb()
    size = (len(f'<worksheet xmlns="{MAIN}">{GOOD}') + 2**30 + len("</worksheet>")).to_bytes(4, "little")
    assert content.count(size) == 2
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    assert outcome(file(content.replace(size, (2 * MB).to_bytes(4, "little"))))[0] == "F02"
    assert time.monotonic() - started < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_workbook_within_a_workbook_is_not_opened(file):
    inner = bomb()
    assert outcome(file(with_parts(xl__embeddings__buku_dot_xlsx=workbook(GOOD)))) is None  # read, and left alone
    assert outcome(file(with_parts(xl__embeddings__buku_dot_xlsx=inner))) == ("F02", "ratio")
    assert outcome(file(packed({"buku.zip": inner}))) == ("F01", "no_workbook")


LAUGHS = "<!DOCTYPE x [" + "".join(
    f'<!ENTITY a{number} "{f"&a{number - 1};" * 10 if number else "ha" * 50}">' for number in range(10)) + "]>"
THIEF = '<!DOCTYPE x [<!ENTITY t SYSTEM "file:///etc/passwd">]>'
CALLER = '<!DOCTYPE x [<!ENTITY % t SYSTEM "http://127.0.0.1:9/x.dtd"> %t;]>'
SHEET = f'<worksheet xmlns="{MAIN}">{GOOD}</worksheet>'
PLACES = {
    "sheet": ("xl__worksheets__sheet1_dot_xml", SHEET),
    "shared strings": ("xl__sharedStrings_dot_xml", f'<sst xmlns="{MAIN}"><si><t>&a9;&t;</t></si></sst>'),
    "styles": ("xl__styles_dot_xml", f'<styleSheet xmlns="{MAIN}"/>'),
    "workbook": ("xl__workbook_dot_xml", f'<workbook xmlns="{MAIN}"/>'),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("entity", [LAUGHS, THIEF, CALLER], ids=["laughs", "thief", "caller"])
@pytest.mark.parametrize("prolog", ["", '<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- a --><?b c?>\n"],
                         ids=["bare", "declared", "commented"])
def test_entities_anywhere_are_refused(place, entity, prolog, file):
    name, body = PLACES[place]
    assert outcome(file(with_parts(**{name: prolog + entity + body}))) == ("F02", "entities")


def mutated(content, seed):
    """A real workbook with something of it changed: bytes, a piece cut, doubled or moved; sometimes inside the XML."""
    chance = random.Random(seed)
    kind = chance.choice(["bytes", "cut", "doubled", "end", "inside"])
    whole = bytearray(content)
    at = chance.randrange(len(whole))
    length = chance.randrange(1, 4000)
    if kind == "bytes":
        for _i in range(chance.randrange(1, 40)):
            whole[chance.randrange(len(whole))] = chance.randrange(256)
    elif kind == "cut":
        del whole[at:at + length]
    elif kind == "doubled":
        whole[at:at] = whole[at:at + length]
    elif kind == "end":
        for _i in range(chance.randrange(1, 12)):  # the directory: sizes, offsets, counts
            whole[-chance.randrange(1, 1500)] = chance.randrange(256)
    else:
        with ZipFile(BytesIO(content)) as archive:
            contents = {name: bytearray(archive.read(name)) for name in archive.namelist()}
        target = contents[chance.choice(sorted(contents))]
        for _i in range(chance.randrange(1, 25)):
            if target:
                target[chance.randrange(len(target))] = chance.choice(b"<>/\"'=0 9A&;#\x00\xff\n")
        return packed({name: bytes(part) for name, part in contents.items()})
    return bytes(whole)


@pytest.mark.parametrize("block", range(10))
def test_real_workbooks_damaged_at_random_are_read_or_refused(block, file, hundreds=3):
    """Three hundred, each the same in every run. An exception that is no refusal is a 500 in somebody's office."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for seed in range(block * 10 * hundreds, (block + 1) * 10 * hundreds):
        source = REAL[seed % len(REAL)].read_bytes()
        result = outcome(file(mutated(source, seed)))
        assert result is None or result[0] in ("F01", "F02"), seed
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 128 * 1024


WRONG = {
    "old .xls": ole("Workbook"), "roll .csv": b"DPID#NKK#NIK\n1#2#3\n", "program": b"MZ\x90\0" + bytes(500),
    "encrypted": ole("EncryptionInfo", "EncryptedPackage"), "nothing": b"", "truncated": workbook(GOOD)[:-200],
    "ods": packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
    "laughs": with_parts(xl__sharedStrings_dot_xml=LAUGHS + "<sst/>"),
    "lying": lying(voters_like(5_000), 50_000),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WRONG)
def test_through_the_web_a_wrong_file_gets_a_sentence_and_leaves_no_row(name, rolls, people, july, enter):
    client, url = enter("operator"), reverse("berkas-baru")
    answer = client.post(url, {"file": SimpleUploadedFile("mutarlih.xlsx", WRONG[name]), "period": july.pk,
                               "label": "x", "token": "6f1c1c4e-0000-4000-8000-00000000000a"})
    batch = Batch.objects.first()
    if batch is None:
        assert answer.status_code == 422
        assert "kosong" in answer.content.decode()
        return
    for job in jobs.Job.objects.exclude(state="done"):
        jobs.run_here(job)
    page = client.get(reverse("berkas-lihat", args=[batch.pk])).content.decode()
    assert re.search(r"\bF0[12]\b", page)
    assert not batch.lines.exists()


def test_a_workbook_with_macros_is_read_and_its_macros_are_not(file):
    assert outcome(file(with_parts(xl__vbaProject_dot_bin=b"macro" * 100))) is None
