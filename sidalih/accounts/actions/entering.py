"""Entering in two steps, visits from their beginning to their end, and the end of all of them at once.

Password and code are looked at outside any transaction, so that a wrong attempt stays counted whatever follows.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.actions import delays, second_factor
from sidalih.accounts.models import Authenticator, User, Visit
from sidalih.accounts.network import client_address, network_of
from sidalih.accounts.queries import visits as queries
from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused

BACKEND = "django.contrib.auth.backends.ModelBackend"
LONGEST_PASSWORD = 1024


def first_step(*, username, password, address):
    """The person of a name and a password, who may enter today.

    An unknown name, a wrong password, a revoked, resting, ended or not activated account are answered alike, and
    after the same work (ASVS 6.3.8): one count, one look-up, one password hash, one record. Raises Refused:
    `no_match`, or `wait` while attempts with the name from this network must pause. What was typed as a name is
    recorded only when it is one: people type passwords there.
    """
    username, network = username.strip(), network_of(address)
    key = delays.name_key(username)
    delays.attempt(key, network)
    user = User.objects.filter(username=username).first()
    password = password[:LONGEST_PASSWORD]
    if user is None:
        make_password(password)  # as slow as checking one
        return _refuse_entry("unknown_name")
    if not user.check_password(password):
        return _refuse_entry("wrong_password", user)
    if not user.may_enter_on(timezone.localdate()):
        return _refuse_entry("closed", user)
    delays.forgive(key, network)
    return user


def second_step(*, user, code, address, act="entry_refused"):
    """What proved the person, "app" or "paper", to be called after the password, or when he is asked again.

    Raises Refused: `wrong_code`, or `wait` after wrong codes from this network. From networks where he has never
    entered, wrong codes also pause each other: whoever has the password and a thousand machines gets no further
    with a thousand networks, and the person's own are not touched by it.
    """
    network = network_of(address)
    key = delays.code_key(user)
    delays.attempt(key, network)
    new_here = not queries.has_entered_from(user, network)
    if new_here:
        delays.attempt(key, delays.EVERYWHERE, free=delays.FREE_EVERYWHERE)
    proof = second_factor.proof_of(user=user, code=code)
    if proof is None:
        audit.later(act, by=user.username, regency=user.area, subject=f"user:{user.username}",
                    reason="wrong_code")
        raise Refused("wrong_code", _("Kode tidak cocok atau sudah terpakai. "
                                      "Ketik kode yang sekarang tampil di aplikasi."))
    delays.forgive(key, network)
    if new_here:
        delays.take_back(key, delays.EVERYWHERE)
    return proof


def begin_visit(request, user):
    """Sign a person in after both steps: a new session key, a Visit, a record. Returns the Visit.

    Raises Refused("not_enrolled") for an account without a confirmed app, whatever led here.
    """
    if not Authenticator.objects.filter(user=user, confirmed_at__isnull=False).exists():
        raise Refused("not_enrolled", _("Pasang aplikasi kode lebih dulu."))
    with scoped(user.area):
        login(request, user, backend=BACKEND)
        request.visit = open_visit(user=user, session_key=request.session.session_key,
                                   address=client_address(request), agent=request.META.get("HTTP_USER_AGENT", ""))
        audit.record("entered", by=user.username, regency=user.area, subject=f"user:{user.username}")
    return request.visit


def open_visit(*, user, session_key, address="", agent=""):
    """The Visit of a session that was signed in just now."""
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(seen_at=now)
    return Visit.objects.create(
        user=user, key_hash=key_hash(session_key), started_at=now, seen_at=now, confirmed_at=now, network=address[:45],
        agent="".join(sign for sign in agent if sign.isprintable())[:200])


def move_visit(*, visit, session_key):
    """Let a visit go on under the new key of its session."""
    Visit.objects.filter(pk=visit.pk).update(key_hash=key_hash(session_key))


def touch(*, visit):
    """Note that a visit is in use."""
    now = timezone.now()
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(seen_at=now)
    User.objects.filter(pk=visit.user_id).update(seen_at=now)


def confirm_visit(*, visit):
    """Note that the person has proved anew who he is."""
    visit.confirmed_at = timezone.now()
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(confirmed_at=visit.confirmed_at)


def leave(request):
    """End the visit and its session; nothing happens to somebody who is not in."""
    visit, user = request.visit, request.user
    request.session.flush()
    if visit is None:
        return
    with scoped(user.area):
        if end_visit(visit=visit, why="left"):
            audit.record("left", by=user.username, regency=user.area, subject=f"user:{user.username}")


def end_visit(*, visit, why):
    """Close a Visit that is open; whether it was. Its session is worth nothing from then on."""
    return Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=timezone.now(), ended_why=why) == 1


@transaction.atomic
def end_own(*, user, pk, by):
    """Close one of a person's own visits. Raises Refused("not_found") for one that is not his, or over."""
    visit = Visit.objects.filter(user=user, pk=pk).first()
    if visit is None or not end_visit(visit=visit, why="owner"):
        raise Refused("not_found", _("Sesi ini sudah berakhir."))
    audit.record("visit_ended", by=by.username, regency=user.area, subject=f"user:{user.username}", visit=pk)


@transaction.atomic
def end_others(*, user, visit, why, by):
    """Close every visit of a person but this one; returns how many. Recorded when there were any."""
    others = Visit.objects.filter(user=user, ended_at=None).exclude(pk=visit.pk)
    ended = others.update(ended_at=timezone.now(), ended_why=why)
    if ended:
        audit.record("visits_ended", by=by.username, regency=user.area, subject=f"user:{user.username}",
                     why=why, ended=ended)
    return ended


@transaction.atomic
def end_all(*, user, why, by):
    """End all sessions of a person at once: no cookie of his is worth anything after this commits.

    `why` is one of Visit.ended_why, `by` a User or a username. Returns how many visits were open.
    """
    User.objects.filter(pk=user.pk).update(generation=F("generation") + 1)
    user.generation += 1
    ended = Visit.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now(), ended_why=why)
    audit.record("visits_ended", by=getattr(by, "username", by), regency=user.area,
                 subject=f"user:{user.username}", why=why, ended=ended)
    return ended


def sweep():
    """Close visits that ran out unseen, remove dead sessions and forgotten delays; returns how many of each.

    Nothing depends on it: whoever comes back meets the same limits. It keeps lists true and tables small.
    """
    now = timezone.now()
    idle, old = now - timedelta(minutes=settings.VISIT_IDLE_MINUTES), now - timedelta(hours=settings.VISIT_HOURS)
    mine = Visit.objects.filter(ended_at=None)
    closed = mine.filter(started_at__lte=old).update(ended_at=now, ended_why="ten_hours")
    closed += mine.filter(seen_at__lte=idle).update(ended_at=now, ended_why="idle")
    sessions, _kinds = Session.objects.filter(expire_date__lt=now).delete()
    return {"visits": closed, "sessions": sessions, "delays": delays.sweep(now)}


def key_hash(session_key):
    """What is kept of a session's key."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


def _refuse_entry(reason, user=None):
    """Note a refused entry; the name only when somebody has it."""
    audit.later("entry_refused", by="system", regency=user.area if user else "",
                subject=f"user:{user.username}" if user else "", reason=reason)
    raise Refused("no_match", _("Nama pengguna atau kata sandi tidak cocok."))
