"""Who did what: `record()` is the one door through which acts are written down."""


def record(act, *, by, regency="", subject="", **detail):
    """Write one act down in the caller's transaction, so that an act without its record does not happen.

    `by` is a username or "system"; `act` is in the past tense (batch_submitted); `subject` names the thing
    ("batch:12"); `detail` holds counts and reasons, never personal data. Raises what the database raises.
    """
    from sidalih.audit.models import Event  # apps are not loaded yet when this package is imported

    Event.objects.create(act=act, by=str(by), regency=regency, subject=subject, detail=detail)
