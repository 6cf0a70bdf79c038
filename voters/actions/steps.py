"""The one table of steps that a batch may take, and the lock under which it takes them."""

from django.utils.translation import gettext as _

from sidalih import jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused
from voters.models.batch import Batch, Origin, State
from voters.queries.windows import must_be_open

# (from, to): the permission that the step asks of a person; None is a step of the portal itself.
STEPS = {
    (State.RECEIVED, State.CHECKED): None,
    (State.RECEIVED, State.REFUSED): None,
    (State.RECEIVED, State.CANCELLED): Permission.BATCH_EDIT,
    (State.CHECKED, State.SUBMITTED): Permission.BATCH_EDIT,
    (State.CHECKED, State.CANCELLED): Permission.BATCH_EDIT,
    (State.SUBMITTED, State.APPROVED): Permission.BATCH_APPROVE,
    (State.SUBMITTED, State.RETURNED): Permission.BATCH_APPROVE,
    (State.RETURNED, State.SUBMITTED): Permission.BATCH_EDIT,
    (State.RETURNED, State.CANCELLED): Permission.BATCH_EDIT,
    (State.APPROVED, State.APPLIED): None,
    (State.APPROVED, State.RETURNED): None,
}
EDITABLE = frozenset({State.CHECKED, State.RETURNED})
# What a person may do with a receipt in time after the portal has closed, and not while his office is locked.
IN_THE_WINDOW = frozenset({State.SUBMITTED, State.APPROVED})


def apply_key(batch):
    """The idempotency key of applying a batch; one returned and approved, or countersigned, anew is a new work."""
    signed = f":{batch.countersigned_at.timestamp():.6f}" if batch.countersigned_at else ""
    return f"apply_batch:{batch.pk}:{batch.approved_at.timestamp():.6f}{signed}"


def enqueue_apply(batch, *, by):
    """Have a worker apply an approved batch; asked twice it is one work."""
    return jobs.enqueue(kind="apply_batch", key=apply_key(batch), args={"batch": batch.pk}, by=by.username,
                        regency=batch.regency)


def locked(batch_id):
    """The batch, locked until the transaction ends. Raises Refused when there is none."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("period").filter(pk=batch_id).first()
    if batch is None:
        raise Refused("not_found", _("Berkas ini tidak ada."))
    return batch


def step(batch, to, *, by=None):
    """Move a locked batch to a state, after asking the table and the person's permission and area.

    Sets `batch.state` and leaves saving to the caller. Raises Refused for a step that is not in the table
    (somebody was faster, or a button was pressed twice), for people who may not take it, and outside of the window.
    """
    if (batch.state, to) not in STEPS:
        raise Refused("wrong_state", _("Berkas %(receipt)s sudah berstatus “%(state)s”; "
                                       "langkah ini tidak berlaku lagi.")
                      % {"receipt": batch.receipt, "state": State(batch.state).label})
    permission = STEPS[batch.state, to]
    if by is not None and permission is None:
        raise Refused("wrong_state", _("Berkas %(receipt)s sedang dikerjakan portal; tunggu sampai selesai.")
                      % {"receipt": batch.receipt})
    if permission is not None:
        authorize(by, permission, batch.regency)
    if by is not None and to in IN_THE_WINDOW:
        in_time(batch)
    batch.state = to


def editable(batch, *, by):
    """Make sure that a locked batch may be corrected now by this person; raises Refused otherwise."""
    authorize(by, Permission.BATCH_EDIT, batch.regency)
    if batch.state not in EDITABLE:
        raise Refused("wrong_state", _("Baris tidak dapat diubah: berkas berstatus “%(state)s”.")
                      % {"state": State(batch.state).label})
    in_time(batch)


def in_time(batch):
    """Raise Refused unless a batch may go on: the portal is open for the office, or was when its first receipt was
    given, and the office is not locked."""
    first = batch
    while first.rest_of_id:
        first = first.rest_of
    must_be_open(regency=batch.regency, period=batch.period, received_at=first.received_at)


def holds_typed_rows(batch):
    """Whether the rows of a batch may be corrected as it stands now: it is a draft, and not made by the portal."""
    return batch.state in EDITABLE and batch.origin != Origin.REVERSAL


def typable(batch, *, by):
    """Make sure that rows may be typed into a locked batch, or leave it, now; raises Refused otherwise.

    The rows of a reversal say what was, and are nobody's to type.
    """
    editable(batch, by=by)
    if batch.origin == Origin.REVERSAL:
        raise Refused("wrong_origin", _("Isi berkas pembatalan dibuat portal dan tidak dapat diubah."))
