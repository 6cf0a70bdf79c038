"""`account_saw`: what one account saw or exported between two times, for whoever has to say so after a leak."""

from argparse import ArgumentTypeError
from datetime import datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from sidalih.accounts.models import User
from sidalih.accounts.scope import Scope, scoped
from sidalih.audit.seeing import account_saw, as_json
from sidalih.cli import JsonCommand
from sidalih.refusal import Refused


class Command(JsonCommand):
    """{"username", "from", "to", "events", "voters": [...], "exports": [...], "searches", "rows", "networks"}."""

    help = "everything that one account saw or exported between two times"

    def add_arguments(self, parser):
        """The account and the span; a date alone is its midnight, in the offices' own time."""
        parser.add_argument("username")
        parser.add_argument("--from", dest="since", required=True, type=_moment, metavar="T",
                            help="2026-11-20 or 2026-11-20T08:30")
        parser.add_argument("--to", dest="until", required=True, type=_moment, metavar="T", help="not included")

    def answer(self, username, since, until, **options):
        """In the scope of the account's province: whoever has moved between its offices is found in both."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise Refused("unknown_user", _("Tidak ada akun bernama %(name)s.") % {"name": username})
        if until <= since:
            raise Refused("bad_span", _("Waktu akhir harus sesudah waktu awal."))
        province = user.area[:2]
        with scoped(province):
            return as_json(account_saw(Scope(user.role, province), username, since, until))


def _moment(text):
    """An aware moment. Raises ArgumentTypeError for what is none."""
    try:
        moment = parse_datetime(text) or datetime.combine(parse_date(text), time())
    except (TypeError, ValueError):
        raise ArgumentTypeError(f"no time: {text}") from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
