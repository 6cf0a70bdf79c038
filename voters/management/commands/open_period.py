"""`manage.py open_period`: a period of continuous updating."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from sidalih.cli import JsonCommand
from voters.actions import periods
from voters.models.period import CodeSet, Stage

NOTHING = "none"


def moment(text):
    """An aware time from `2017-07-31`, `2017-07-31T16:00` or with a zone; without one it is WIB."""
    value = parse_datetime(text) or parse_date(text)
    if value is None:
        raise ValueError(text)
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return timezone.make_aware(value) if timezone.is_naive(value) else value


class Command(JsonCommand):
    """Makes a period, or brings it to the given values; idempotent."""

    help = "Open a period (idempotent)"

    def add_arguments(self, parser):
        """CODE --label T --reference-date D --codeset S [--opens T] [--closes T] [--snapshot-at-close STAGE|none]."""
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("--label", required=True)
        parser.add_argument("--reference-date", required=True, type=date.fromisoformat)
        parser.add_argument("--codeset", required=True, choices=CodeSet.values)
        parser.add_argument("--opens", type=moment)
        parser.add_argument("--closes", type=moment)
        parser.add_argument("--snapshot-at-close", default=Stage.DPB.value, choices=[*Stage.values, NOTHING], help=(
            "the list that is frozen for every office when the window closes (default: %(default)s)"))

    def answer(self, code, label, reference_date, codeset, opens, closes, snapshot_at_close, **options):
        """The period's code."""
        period = periods.open_period(code=code, label=label, reference_date=reference_date, codeset=codeset,
                                     opens_at=opens, closes_at=closes, by="system",
                                     closing_stage="" if snapshot_at_close == NOTHING else snapshot_at_close)
        return {"period": period.pk}
