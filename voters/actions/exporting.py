"""Writing a sealed snapshot as a ZIP that `sha256sum -c SHA256SUMS` verifies without our software.

Each export is one person's: it carries a mark of its own, stands in the record with its hash, and is handed out to
whoever had it written and to nobody else.
"""

import hashlib
import json
import os
import tempfile
import time
import zipfile
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.marking import new_mark
from sidalih.refusal import Refused
from voters.queries import canonical
from voters.queries.regencies import regency_of_snapshot
from voters.queries.snapshots import existing

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same snapshot gives the same entries, but for the mark in manifest.json
COMPRESSION = 1                     # level 1: 31 MB in 4 s for 800,000 voters; level 6 saves 5 MB and costs 3 s
KEPT_SECONDS = 7 * 24 * 3600        # a whole roll does not lie about: after a week it is written anew for whoever asks


def export_snapshot(*, snapshot_id, out=None, by, progress=lambda done, total, what: None):
    """Write the ZIP of a sealed snapshot: a CSV per village, SHA256SUMS, manifest.json.

    `out` is a path; without it the file goes to the installation's exports. Written aside and renamed, so
    that no half file is ever offered. Returns {"file", "bytes", "seal", "sha256", "mark"}. Raises Refused when
    the snapshot is not sealed, when the roll no longer gives the sealed bytes, or when the place cannot be written.
    """
    with scoped(regency_of_snapshot(snapshot_id)):
        snapshot = existing(snapshot_id)
        if not snapshot.sealed_at:
            raise Refused("not_sealed", _("Snapshot ini belum tersegel."))
        target = Path(out) if out is not None else export_path(snapshot, by)
        mark = new_mark(by)
        if out is None:
            _drop_old(target.parent)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".export-")
        except OSError as error:
            raise _not_writable(error) from None
        try:
            with os.fdopen(handle, "wb") as file:
                _write_zip(file, snapshot, mark, progress)
            os.chmod(temporary, 0o640)
            sha256 = _sha256(temporary)
            os.replace(temporary, target)
        except OSError as error:
            Path(temporary).unlink(missing_ok=True)
            raise _not_writable(error) from None
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        audit.record("snapshot_exported", by=by, regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
                     what=f"snapshot {snapshot.stage} {snapshot.period_id}", mark=mark.code, sha256=sha256,
                     seal=snapshot.seal, rows=snapshot.total, bytes=target.stat().st_size)
    return {"file": str(target), "bytes": target.stat().st_size, "seal": snapshot.seal, "sha256": sha256,
            "mark": mark.code}


def hand_out(*, snapshot, by):
    """The path of the ZIP that this person had written, or None while there is none; each handing out is recorded.

    Raises Refused for people who may not, and for a snapshot of another area.
    """
    authorize(by, Permission.SNAPSHOT_EXPORT, snapshot.regency)
    path = ready(snapshot, by)
    if path is not None:
        with zipfile.ZipFile(path) as archive:
            mark = archive.comment.decode("ascii")
        audit.record("snapshot_downloaded", by=by, regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
                     what=f"snapshot {snapshot.stage} {snapshot.period_id}", mark=mark, sha256=_sha256(path),
                     rows=snapshot.total, bytes=path.stat().st_size)
    return path


def ready(snapshot, by):
    """The path of this person's own ZIP of a snapshot, not older than a week, or None."""
    path = export_path(snapshot, by) if snapshot.sealed_at else None
    return path if path and path.exists() and not _is_old(path) else None


def _not_writable(error):
    return Refused("not_writable", _("Berkas tidak dapat ditulis: %(why)s") % {"why": error.strerror})


def export_path(snapshot, by):
    """Where an installation keeps one person's ZIP of a sealed snapshot.

    The seal is in the name, for numbers may come again; so is who it was written for, in a form that any disk takes.
    """
    whose = hashlib.sha256(str(by).encode()).hexdigest()[:16]
    name = f"snapshot-{snapshot.pk}-{snapshot.regency}-{snapshot.seal[:16]}-{whose}.zip"
    return settings.VAR_DIR / "files" / "exports" / name


def manifest(snapshot, mark):
    """What the ZIP says of itself: the sealed manifest with its proof and code, and whose copy this is.

    The proof is over the manifest without `proof` and `export`. A snapshot of before there were proofs says less.
    """
    if snapshot.code:
        core = snapshot.manifest | {"proof": {"sha256": snapshot.proof, "code": snapshot.code}}
    else:
        core = {
            "format": "sidalih-snapshot/1", "regency": snapshot.regency, "period": snapshot.period_id,
            "stage": snapshot.stage, "revision": snapshot.revision, "snapshot": snapshot.pk,
            "sealed_at": snapshot.sealed_at.isoformat(), "seal": snapshot.seal,
            "previous_seal": snapshot.previous.seal if snapshot.previous else None,
            "total": snapshot.total, "L": snapshot.male, "P": snapshot.female, "flow": snapshot.flow,
            "villages": {v.village: {"sha256": v.sha256, "voters": v.voters} for v in snapshot.villages.all()}}
    return core | {"export": {"by": mark.by, "at": mark.at.isoformat(), "mark": mark.code}}


def _is_old(path):
    return time.time() - path.stat().st_mtime > KEPT_SECONDS


def _drop_old(folder):
    """Remove exports that nobody may fetch any more."""
    for path in folder.glob("snapshot-*.zip"):
        if _is_old(path):
            path.unlink(missing_ok=True)


def _sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_zip(file, snapshot, mark, progress):
    """Stream the villages into the archive, then check what was written against the seal."""
    written, done = [], 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        lines = canonical.lines(snapshot.regency, snapshot.revision)
        for village, group in groupby(lines, key=lambda pair: pair[0]):
            digest = canonical.new_digest()
            with archive.open(_entry(f"{village}.csv"), "w") as entry:
                entry.write(canonical.HEADER)
                for _village, line in group:
                    entry.write(line)
                    digest.update(line)
                    done += 1
            written.append((village, digest.hexdigest()))
            progress(done, snapshot.total, _("Menulis %(village)s") % {"village": village})
        sums = canonical.sha256sums(written)
        if canonical.seal_of(sums) != snapshot.seal:
            raise Refused("seal_broken", _("Isi daftar pemilih tidak lagi cocok dengan segel; hubungi admin."))
        archive.writestr(_entry("SHA256SUMS"), sums)
        archive.comment = mark.code.encode("ascii")  # found even where manifest.json was taken out
        archive.writestr(_entry("manifest.json"), json.dumps(manifest(snapshot, mark), indent=1, ensure_ascii=False))


def _entry(name):
    entry = zipfile.ZipInfo(name, FIXED_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o640 << 16
    return entry
