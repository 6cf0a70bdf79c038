"""Files that a worker writes for one person: where they lie, how they get there whole, when they go.

They are handed out to whoever asked and to nobody else, for a day; each carries a mark and stands in the record.
"""

import hashlib
import os
import time
from pathlib import Path

from django.conf import settings

from sidalih import jobs

KEPT_SECONDS = 24 * 3600


def ask(kind, wish, *, by, regency):
    """Have a worker write a file for one person. Returns the job; within a minute the same wish is the same one."""
    digest = hashlib.sha256(repr(sorted(wish.items())).encode()).hexdigest()[:16]
    return jobs.enqueue(kind=kind, key=f"{kind}:{by.pk}:{digest}:{int(time.time()) // 60}", args=wish, by=by.username,
                        regency=regency)


def keep(job, suffix, data):
    """Put the bytes of a job's file in place in one step, and remove what nobody may fetch any more."""
    path = _path(job, suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{job.kind}-*"):
        if _is_old(old):
            old.unlink(missing_ok=True)
    aside = path.with_suffix(".part")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(aside, path)


def written(job, kind, suffix, by):
    """The path of the file that this person had a job of this kind write, or None: not yet, or no more."""
    if job is None or job.kind != kind or job.by != by.username or job.state != "done":
        return None
    path = _path(job, suffix)
    return path if path.exists() and not _is_old(path) else None


def _is_old(path):
    return time.time() - path.stat().st_mtime > KEPT_SECONDS


def _path(job, suffix):
    return Path(settings.VAR_DIR) / "files" / "exports" / f"{job.kind}-{job.pk}{suffix}"
