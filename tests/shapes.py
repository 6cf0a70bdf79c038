"""Workbooks for tests, made at test time: raw XML where a spreadsheet program's oddities matter, and hostile ones."""

import random
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def text(ref, value, style=0):
    """An inline string cell; `ref` "" leaves the reference out."""
    return cell(ref, f'<is><t xml:space="preserve">{value}</t></is>', "inlineStr", style)


def number(ref, value, style=0):
    return cell(ref, f"<v>{value}</v>", "", style)


def cell(ref, inside="", kind="", style=0):
    names = {"r": ref, "s": style or "", "t": kind}
    attributes = "".join(f' {name}="{value}"' for name, value in names.items() if value != "")
    return f"<c{attributes}>{inside}</c>"


def row(at, *cells):
    """A row; `at` None leaves its number out."""
    return f"<row>{''.join(cells)}</row>" if at is None else f'<row r="{at}">{"".join(cells)}</row>'


def data(*rows):
    return f"<sheetData>{''.join(rows)}</sheetData>"


def one_row(*cells):
    return data(row(1, *cells))


def styles(*formats):
    """A styles part with one cell format per number format id, or per custom code; style 0 is General."""
    custom = {code: 164 + index for index, code in enumerate(f for f in formats if isinstance(f, str))}
    codes = "".join(
        f'<numFmt numFmtId="{index}" formatCode="{code.replace(chr(34), "&quot;")}"/>' for code, index in custom.items()
    )
    ids = [0, *(custom.get(one, one) for one in formats)]
    return (
        f'{_PROLOG}<styleSheet xmlns="{MAIN}"><numFmts count="{len(custom)}">{codes}</numFmts>'
        '<fonts count="1"><font><sz val="11"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs>'
        + "".join(f'<xf numFmtId="{one}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>' for one in ids)
        + "</cellXfs></styleSheet>"
    )


def parts(sheets, *, shared=None, style=None, properties="", namespace=MAIN, states=()):
    """{part name: xml} of a workbook; `sheets` is {name: what stands in <worksheet>, or a whole part}."""
    names = list(sheets)
    overrides = [("workbook", "sheet.main")]
    related = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
    made = {}
    for n, inside in enumerate(sheets.values(), 1):
        overrides.append((f"worksheets/sheet{n}", "worksheet"))
        whole = inside.startswith("<?xml")
        made[f"xl/worksheets/sheet{n}.xml"] = (
            inside if whole else f'{_PROLOG}<worksheet xmlns="{namespace}" xmlns:r="{_RELATED}">{inside}</worksheet>'
        )
    if shared is not None:
        overrides.append(("sharedStrings", "sharedStrings"))
        related.append(("sharedStrings", "sharedStrings.xml"))
        made["xl/sharedStrings.xml"] = f'{_PROLOG}<sst xmlns="{MAIN}">{shared}</sst>'
    if style is not None:
        overrides.append(("styles", "styles"))
        related.append(("styles", "styles.xml"))
        made["xl/styles.xml"] = style
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}"{f" state={state!r}" if state else ""} r:id="rId{n}"/>'
        for n, (name, state) in enumerate(zip(names, [*states, *[""] * len(names)], strict=False), 1)
    )
    return {
        "[Content_Types].xml": f'{_PROLOG}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/xl/{p}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for p, kind in overrides)
        + "</Types>",
        "_rels/.rels": f'{_PROLOG}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_PROLOG}<workbook xmlns="{namespace}" xmlns:r="{_RELATED}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_PROLOG}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_RELATED}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(related, 1)
        )
        + "</Relationships>",
        **made,
    }


def packed(contents, *, compress=ZIP_DEFLATED):
    """The bytes of a zip of {name: str or bytes}."""
    out = BytesIO()
    with ZipFile(out, "w", compress, compresslevel=6) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(sheets, **options):
    """The bytes of a workbook; see `parts`. A single sheet may be given as its xml alone."""
    return packed(parts({"Lembar1": sheets} if isinstance(sheets, str) else sheets, **options))


def stored(sheets, **options):
    """The same without compression."""
    return packed(parts({"Lembar1": sheets}, **options), compress=ZIP_STORED)


GOOD = one_row(text("A1", "baik"))


def with_parts(**changed):
    """A good workbook with parts added or replaced (`__` for `/`, `_dot_` for `.`)."""
    names = {name.replace("__", "/").replace("_dot_", "."): content for name, content in changed.items()}
    return packed({**parts({"Lembar1": GOOD}), **names})


def lying(sheet, claimed):
    """A workbook whose first sheet unpacks to more than the directory's `claimed` bytes, checksum made to fit."""
    name = "xl/worksheets/sheet1.xml"
    whole = bytearray(workbook(sheet))
    with ZipFile(BytesIO(bytes(whole))) as archive:
        content = archive.read(name)
    fitting = struct.pack("<I", zlib.crc32(content[:claimed]))
    at = 0
    while True:
        at = bytes(whole).index(b"PK\x01\x02", at)
        length = struct.unpack("<H", whole[at + 28 : at + 30])[0]
        if whole[at + 46 : at + 46 + length] == name.encode():
            whole[at + 16 : at + 20] = fitting
            whole[at + 24 : at + 28] = struct.pack("<I", claimed)
            return bytes(whole)
        at += 4


def ole(*streams):
    """The start of an OLE compound file with UTF-16 stream names somewhere in it."""
    names = b"".join(name.encode("utf-16-le") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + names + bytes(1000)


def voters_like(rows, columns=18, seed=7):
    """A plain sheet of text cells as portals make them."""
    chance = random.Random(seed)
    lines = []
    for at in range(1, rows + 1):
        cells = (text(f"{chr(65 + n)}{at}", f"JL. MAWAR {chance.randrange(10**6)}") for n in range(columns))
        lines.append(row(at, *cells))
    return data(*lines)


def formatted_blanks(rows, columns):
    """One filled row, then rows of cells that hold a format and nothing else."""
    letters = [chr(65 + n) for n in range(columns)]
    lines = (row(at, *(f'<c r="{letter}{at}" s="1"/>' for letter in letters)) for at in range(2, rows + 1))
    return data(row(1, text("A1", "baik")), *lines)
