"""Who did what: `record()` writes an act down with the act itself, `later()` one that was refused.

    audit.record("batch_approved", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=batch.rows)
    audit.later("refused", by=user, regency=user.area, permission=permission)

Reading is in `sidalih.audit.queries`, the chains are explained in docs/audit.md.
"""

from sidalih.audit.origin import coming_from  # noqa: F401  (part of this package's interface)
from sidalih.audit.record import head, later, record  # noqa: F401
