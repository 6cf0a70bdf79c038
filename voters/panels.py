"""What the voter side hangs on the front door: navigation, the portal's state, figures, panels, readiness."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.registry import Door, NavItem, Portal, Ready, Stat, door, nav, panel, portal, readiness, stat
from sidalih.home.templatetags.angka import angka, beda
from sidalih.home.templatetags.sandi import segel
from sidalih.home.templatetags.tanggal import tanggal_pendek
from voters.actions.windows import may_decide
from voters.models.batch import State
from voters.queries import batches as queries
from voters.queries import review, transfers, windows
from voters.queries.invariants import last_checked
from voters.queries.overview import first_to_correct, overview
from voters.queries.periods import current
from voters.queries.progress import newest_snapshot, province
from voters.tables.batches import line_of
from voters.tables.invariants import names_of
from voters.tables.transfers import lines_of
from voters.tables.windows import left_of, sentence_of

SHOWN = 8


def wishes_count(user):
    """Offices that wait for the province's answer; None for whoever cannot give it."""
    return windows.wishes(user.area).count() if may_decide(user) else None


def waiting_count(user):
    """Batches that wait for this person's decision, or that are drafts of an operator; None for others."""
    if user.may(Permission.BATCH_APPROVE):
        return queries.waiting_for(user).count()
    return queries.drafts(user.scope).count() if user.may(Permission.BATCH_EDIT) else None


def moves_count(user):
    """Voters on the way who wait for this person; None for people who wait for nobody."""
    waiting = transfers.waiting_for(user)
    return None if waiting is None else waiting.count()


nav(NavItem(gettext_lazy("Dasbor provinsi"), "provinsi", "map", Permission.ROLLUP_VIEW, order=5))
nav(NavItem(gettext_lazy("Publikasi"), "provinsi-publikasi", "megaphone", Permission.ROLLUP_VIEW, order=6))
nav(NavItem(gettext_lazy("Berkas mutarlih"), "berkas", "document-text", Permission.BATCH_VIEW, "update", 10,
            waiting_count))
nav(NavItem(gettext_lazy("Entri"), "entri", "pencil-square", Permission.BATCH_EDIT, "update", 12))
nav(NavItem(gettext_lazy("Data pemilih"), "pemilih", "users", Permission.VOTER_VIEW, "update", 20))
nav(NavItem(gettext_lazy("Pindah"), "pindah", "arrows-right-left", Permission.BATCH_VIEW, "update", 30, moves_count))
nav(NavItem(gettext_lazy("Snapshot"), "snapshot", "camera", Permission.SNAPSHOT_VIEW, "update", 40))
nav(NavItem(gettext_lazy("Periode"), "periode", "calendar-days", Permission.BATCH_VIEW, "update", 50, wishes_count))
nav(NavItem(gettext_lazy("Tanda tangan"), "tanda-tangan", "pencil-square", Permission.BATCH_COUNTERSIGN, "update", 15,
            lambda user: review.waiting_for_signature(user.scope).count()))
door(Door(gettext_lazy("Berkas baru"), "berkas-baru", "plus", Permission.BATCH_EDIT))
door(Door(gettext_lazy("Dasbor provinsi"), "provinsi", "map", Permission.ROLLUP_BUILD))


@portal
def portal_state(user):
    """Where the person's office stands in the period that people work in now; the province: the period itself."""
    found = windows.present(user.scope.regency or user.area, current())
    if found is None:
        return Portal("none", _("Belum ada periode yang dibuka"))
    period, standing, others = found
    state = {"reopened": "exception", "not_yet": "closed"}.get(standing.state, standing.state)
    url = reverse("periode-kantor", args=[period.pk, user.scope.regency]) if user.scope.regency else reverse("periode")
    also = " · ".join(sentence_of(other, theirs) for other, theirs in others)
    return Portal(state, sentence_of(period, standing), period, left=left_of(standing), url=url, also=also,
                  notice=period.announcement)


@stat(permission=Permission.VOTER_VIEW, order=10)
def registered(user):
    """Voters on the roll now, and what changed since the newest snapshot."""
    seen = overview(user.area)
    if seen.rolls == 0:
        return Stat(_("Pemilih terdaftar"), "–", _("daftar pemilih belum dimuat"))
    if not user.scope.regency:
        return Stat(_("Pemilih terdaftar"), angka(seen.active), _("di %(n)s kabupaten/kota") % {"n": angka(seen.rolls)},
                    reverse("provinsi") if user.may(Permission.ROLLUP_VIEW) else "")
    newest = newest_snapshot(user.area)
    detail = _("belum ada snapshot")
    if newest:
        change = seen.active - newest.total
        detail = _("sama dengan snapshot terakhir")
        if change:
            detail = _("%(n)s sejak snapshot terakhir") % {"n": beda(change)}
    return Stat(_("Pemilih terdaftar"), angka(seen.active), detail, reverse("pemilih"))


@stat(permission=Permission.BATCH_VIEW, order=20)
def ready_for_entry(user):
    """Rows of drafts that have passed every check."""
    seen = overview(user.area)
    detail = _("dari %(n)s baris") % {"n": angka(seen.draft_rows)}
    if seen.blocked:
        detail += " · " + _("%(n)s perlu diperbaiki") % {"n": angka(seen.blocked)}
    return Stat(_("Siap entry"), angka(seen.draft_rows - seen.blocked), detail, reverse("berkas") + "?lihat=berjalan")


@stat(permission=Permission.BATCH_VIEW, order=30)
def waiting(user):
    """Rows that wait for somebody's approval."""
    seen = overview(user.area)
    return Stat(_("Menunggu persetujuan"), angka(seen.submitted_rows), _("%(n)s berkas") % {"n": angka(seen.submitted)},
                reverse("berkas") + "?lihat=menunggu")


@stat(permission=Permission.SNAPSHOT_VIEW, order=40)
def last_snapshot(user):
    """The newest sealed snapshot of an office; how many are in for a province."""
    if not user.scope.regency:
        period = current()
        board = province(user.area, period, "DPB") if period else None
        if board is None:
            return None
        return Stat(_("Snapshot masuk"), _("%(n)s dari %(all)s") % {"n": board.included, "all": board.expected},
                    period.label, reverse("snapshot"))
    newest = newest_snapshot(user.area)
    if newest is None:
        return Stat(_("Snapshot terakhir"), "–", _("belum pernah dibuat"), reverse("snapshot"))
    detail = _("revisi %(r)s · segel %(seal)s") % {"r": newest.revision, "seal": segel(newest.seal)}
    link = reverse("snapshot-lihat", args=[newest.pk])
    return Stat(_("Snapshot terakhir"), tanggal_pendek(newest.sealed_at), detail, link)


@panel(permission=Permission.BATCH_VIEW, template="voters/panel_next.html", order=10)
def next_step(user):
    """The one thing to do now: approve, correct, submit, or take a snapshot."""
    if user.may(Permission.BATCH_APPROVE):
        batch = queries.waiting_for(user).order_by("submitted_at").first()
        return {"batch": batch, "kind": "approve"} if batch else None
    if user.may(Permission.BATCH_EDIT):
        batch = first_to_correct(user.scope)
        return {"batch": batch, "kind": "correct" if batch.blocked else "submit"} if batch else None
    return None


@panel(permission=Permission.ROLLUP_VIEW, template="voters/panel_invariants.html", order=2)
def broken_invariants(user):
    """What the last night found broken, for the province and its administrators; nothing while all is well."""
    checked = last_checked()
    if checked is None or checked.result["ok"]:
        return None
    return {"names": names_of(one["name"] for one in checked.result["checks"] if not one["ok"]),
            "checked_at": checked.ended_at}


@panel(permission=Permission.PERIOD_OPEN, template="voters/window_wishes.html", order=5)
def waiting_wishes(user):
    """Offices that ask the province to be opened."""
    found = list(windows.wishes(user.area)) if may_decide(user) else []
    return {"wishes": found, "names": areas.names_of({one.regency for one in found})} if found else None


@panel(permission=Permission.BATCH_VIEW, template="voters/panel_transfers.html", order=15)
def moves_waiting(user):
    """Voters whom other offices offer, for an operator; proposals of the own office, for who approves them."""
    waiting = transfers.waiting_for(user)
    found = list(waiting.order_by("id")[:SHOWN]) if waiting is not None else []
    if not found:
        return None
    names = areas.names_of({code for move in found for code in (move.origin, move.destination)})
    return {"lines": lines_of(found, names, transfers.changed(found)), "number": waiting.count(),
            "kind": found[0].state}


@panel(permission=Permission.BATCH_COUNTERSIGN, template="voters/review_panel.html", order=11)
def to_sign(user):
    """Batches that the churn brake holds until the province signs them, the oldest first; nothing without any."""
    found = list(review.waiting_for_signature(user.scope)[:SHOWN])
    return {"batches": found, "names": areas.names_of({batch.regency for batch in found})} if found else None


@panel(permission=Permission.BATCH_VIEW, template="voters/panel_batches.html", order=20)
def running_batches(user):
    """The newest batches that are not applied, cancelled or refused."""
    done = (State.APPLIED, State.CANCELLED, State.REFUSED)
    found = list(queries.batches(user.scope).exclude(state__in=done)[:SHOWN])
    return {"lines": [line_of(batch) for batch in found], "may_upload": user.may(Permission.BATCH_EDIT),
            "names": areas.names_of({batch.regency for batch in found}), "whole_province": not user.scope.regency}


@readiness(label=gettext_lazy("Data mutarlih siap entry"), order=20)
def batches_ready(offices, period):
    """Whether an office has updates of the period, and none that still has to be corrected."""
    answers = {}
    for office in offices:
        seen = overview(office, period)
        link = reverse("berkas") + "?lihat=berjalan"
        if seen.blocked:
            answers[office] = Ready("warn", _("%(n)s baris perlu diperbaiki") % {"n": angka(seen.blocked)}, link)
        elif seen.draft_rows or seen.submitted_rows:
            rows = angka(seen.draft_rows + seen.submitted_rows)
            answers[office] = Ready("ok", _("%(n)s baris lolos pemeriksaan") % {"n": rows}, link)
        elif seen.applied:
            applied = _("%(n)s berkas sudah diterapkan") % {"n": angka(seen.applied)}
            answers[office] = Ready("ok", applied, reverse("berkas"))
        else:
            answers[office] = Ready("bad", _("belum ada berkas pada periode ini"), reverse("berkas"))
    return answers


@readiness(label=gettext_lazy("Snapshot periode ini"), order=30)
def snapshot_ready(offices, period):
    """Whether an office has a sealed snapshot of the period."""
    answers = {}
    for office in offices:
        newest = newest_snapshot(office, period=period) if period else None
        if newest:
            answers[office] = Ready("ok", _("tersegel %(when)s") % {"when": tanggal_pendek(newest.sealed_at)},
                                    reverse("snapshot-lihat", args=[newest.pk]))
        else:
            answers[office] = Ready("warn", _("dibuat setelah berkas diterapkan"), reverse("snapshot"))
    return answers
