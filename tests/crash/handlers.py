"""Kinds of job that only tests have; a worker learns of them by `-I tests.crash.handlers`."""

import hashlib
import time

from django.db import connection, transaction

from sidalih import audit, jobs

TABLES = """
    DROP TABLE IF EXISTS crash_step, crash_end;
    CREATE TABLE crash_step (job bigint, step int, by_claim int, PRIMARY KEY (job, step));
    CREATE TABLE crash_end (job bigint PRIMARY KEY, digest text);
    GRANT SELECT, INSERT, UPDATE ON crash_step, crash_end TO sidalih_app"""


@jobs.handles("crash_steps", title="Langkah demi langkah")
def steps(job):
    """Commit `steps` rows one by one, then end once: the shape of reading a file, or sealing village by village."""
    for step in range(job.args["steps"]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO crash_step VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                           [job.pk, step, job.attempts])
            time.sleep(job.args["pause"])
        job.progress(step + 1, job.args["steps"])
    return {"digest": _end(job, digest_of(job.args["steps"], lambda: _rows(job)))}


@jobs.handles("crash_at_once", title="Sekaligus")
def at_once(job):
    """Write everything in one transaction: the shape of applying a batch."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(777, %s)", [job.pk])
        cursor.execute("SELECT digest FROM crash_end WHERE job = %s", [job.pk])
        if ended := cursor.fetchone():
            return {"digest": ended[0]}
        for step in range(job.args["steps"]):
            cursor.execute("INSERT INTO crash_step VALUES (%s, %s, %s)", [job.pk, step, job.attempts])
            time.sleep(job.args["pause"])
            job.progress(step + 1, job.args["steps"])
        return {"digest": _end(job, digest_of(job.args["steps"], lambda: _rows(job)))}


def digest_of(steps, rows=None):
    """What an undisturbed run of so many steps answers."""
    return hashlib.sha256(repr(rows() if rows else list(range(steps))).encode()).hexdigest()


def _rows(job):
    with connection.cursor() as cursor:
        cursor.execute("SELECT step FROM crash_step WHERE job = %s ORDER BY step", [job.pk])
        return [row[0] for row in cursor.fetchall()]


def _end(job, digest):
    """The one effect: lock, look, write, record, in one transaction, as every action does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO crash_end VALUES (%s, %s) ON CONFLICT DO NOTHING", [job.pk, digest])
        if cursor.rowcount:
            audit.record("crash_job_ended", by="system", subject=f"crash:{job.pk}")
        cursor.execute("SELECT digest FROM crash_end WHERE job = %s", [job.pk])
        return cursor.fetchone()[0]
