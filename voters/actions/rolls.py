"""Loading a whole roll from a Sidalih export; the only way voters enter without a batch."""

from collections import Counter

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.areas.models import Area, Level
from sidalih.refusal import Refused
from voters.intake.read import FileRefused
from voters.intake.roll_export import Loaded, RefusedLine, read_roll_export
from voters.models import Roll
from voters.queries.facts import village_index

FIRST_REVISION = 1
COPIED = ("regency", "since", "dpid", "nkk", "nik", "name", "birth_place", "birth_date", "birth_text", "marital",
          "sex", "address", "rt", "rw", "disability", "ektp", "village", "tps", "source")


def ensure_roll(regency):
    """Make the regency's partition and its (empty) roll row where they are missing. Idempotent."""
    _must_be_regency(regency)
    with connection.cursor() as cursor:
        cursor.execute("SELECT voters_make_partition(%s)", [regency])
    Roll.objects.bulk_create([Roll(regency=regency)], ignore_conflicts=True)


def load_roll(*, path, regency, source="", by):
    """Load a `#`-delimited export into an empty roll by COPY, as revision 1.

    Lines are refused only for L01, L02, E09, E14 and E22; every other defect is loaded as it stands and
    counted, because these people are voters all the same. Where no line could be loaded the roll stays
    empty, at revision 0. Returns the dictionary of the command line
    contract (`load_roll`). Raises Refused when the roll is not empty or the file is no export.
    """
    _must_be_regency(regency)
    with scoped(regency):
        return _load(path, regency, source, by)


def _must_be_regency(code):
    if not Area.objects.filter(pk=code, level=Level.REGENCY).exists():
        raise Refused("unknown_regency", _("Kode %(code)s bukan kabupaten/kota.") % {"code": code})


def _load(path, regency, source, by):
    ensure_roll(regency)
    roll = Roll.objects.select_for_update(no_key=True).get(pk=regency)
    if roll.revision:
        raise Refused("roll_not_empty", _("Daftar pemilih %(regency)s sudah berisi; perubahan lewat berkas mutarlih.")
                      % {"regency": regency})
    report = Report(source)
    try:
        lines = read_roll_export(path, regency, village_index(regency), timezone.localdate())
        with connection.cursor() as cursor:
            columns = ", ".join(COPIED)  # row security refuses COPY into the roll itself
            cursor.execute(f"CREATE TEMP TABLE loaded ON COMMIT DROP AS SELECT {columns} FROM voters_voter WHERE false")
            with cursor.copy(f"COPY loaded ({columns}) FROM STDIN") as copy:
                for values in report.voters(lines):
                    copy.write_row((regency, FIRST_REVISION, *values))
            cursor.execute(f"INSERT INTO voters_voter ({columns}) SELECT {columns} FROM loaded")
            cursor.execute("DROP TABLE loaded")
            cursor.execute("SELECT count(*) FILTER (WHERE sex = 'L'), count(*) FILTER (WHERE sex = 'P'), "
                           "coalesce(max(dpid), 0) FROM voters_voter WHERE regency = %s", [regency])
            male, female, last = cursor.fetchone()
    except FileRefused as refused:
        raise Refused(refused.code, refused.message) from None
    if report.loaded:  # a file of which nothing could be taken leaves the roll as empty as it was
        roll.revision = roll.loaded_revision = FIRST_REVISION
        roll.active, roll.next_dpid = male + female, last + 1
        roll.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT voters_analyse(%s)", [regency])
    audit.record("roll_loaded", by=by, regency=regency, subject=f"roll:{regency}", loaded=report.loaded,
                 refused=len(report.refused), skipped=report.skipped)
    return {"regency": regency, "revision": roll.revision, "loaded": report.loaded, "skipped": report.skipped,
            "refused": report.refused, "defects": dict(sorted(report.defects.items())),
            "total": male + female, "L": male, "P": female}


class Report:
    """What became of the lines of one export, counted while they stream through."""

    def __init__(self, source):
        """`source` is written to voters whose own line names none."""
        self.source = source
        self.loaded = self.skipped = 0
        self.refused = []
        self.defects = Counter()

    def voters(self, lines):
        """The values to load, in the order of COPIED without regency and revision."""
        for line in lines:
            if isinstance(line, Loaded):
                self.loaded += 1
                self.defects.update(line.defects)
                *values, source = line.values
                yield (*values, source or self.source)
            elif isinstance(line, RefusedLine):
                self.refused.append({"line": line.line, "codes": list(line.codes)})
            else:
                self.skipped += 1
