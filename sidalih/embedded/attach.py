"""Look here for what happens before Django is set up: the servers are found or started, settings learn where."""

import os
import secrets
import signal

from sidalih.embedded.places import Places, locked, write_private
from sidalih.embedded.postgres import Postgres
from sidalih.embedded.valkey import Valkey
from sidalih.row_security import OWNER

SERVERLESS = {"down", "help", "makemessages", "compilemessages", "collectstatic", "version"}
# These bring the database to its state themselves, or must see it as it is.
UNPREPARED = SERVERLESS | {"up", "migrate", "makemigrations", "showmigrations", "sqlmigrate", "check", "diffsettings",
                           "dbshell", "test"}
# These act as the database's owner: they make tables, or fill what the application only reads.
BUILDING = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "load_areas"}
OURS = set()  # which of "postgres" and "redis" this process found or started itself, rather than was told of


def attach(argv):
    """Fill in what the environment lacks of DATABASE_URL, REDIS_URL, SECRET_KEY and SIDALIH_VAR.

    `argv` is manage.py's. Where DATABASE_URL is set nothing is started, save for `up`, which needs a broker.
    Otherwise PostgreSQL runs afterwards and stays running for the next command; the broker is started by `up` only
    and used by others while it runs. Returns whether the command should find a migrated database (`prepare`).
    Raises CannotStart.
    """
    command = _command(argv)
    if command in BUILDING:
        os.environ["SIDALIH_DATABASE_ROLE"] = OWNER
    places = Places.here()
    os.environ["SIDALIH_VAR"] = str(places.var)
    embedded = not os.environ.get("DATABASE_URL")  # set to nothing counts as not set
    if command in SERVERLESS:
        # Settings insist on both; commands without a server use neither.
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or "postgres://127.0.0.1:1/none"
        os.environ.setdefault("SECRET_KEY", secrets.token_hex(32))
        return False
    if command == "up":
        # A stop order that comes before the supervisor listens must leave by the same way as Ctrl-C.
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, signal.default_int_handler)
    if embedded:
        with locked(places):
            os.environ["DATABASE_URL"] = Postgres(places).ensure()
            os.environ.setdefault("SECRET_KEY", secret_key(places))
        OURS.add("postgres")
    if not os.environ.get("REDIS_URL"):
        broker = Valkey(places)
        if command == "up":
            with locked(places):
                os.environ["REDIS_URL"] = broker.ensure()
            OURS.add("redis")
        elif embedded and (url := broker.url()):
            os.environ["REDIS_URL"] = url
    return embedded and command not in UNPREPARED


def secret_key(places):
    """The installation's key, made on first use; call under the lock."""
    file = places.var / "secret-key"
    if not file.exists():
        write_private(file, secrets.token_hex(32))
    return file.read_text().strip()


def _command(argv):
    """The management command's name; "help" for none and wherever only help is asked for."""
    words = argv[1:]
    if not words or words[0].startswith("-") or {"--help", "-h"} & set(words):
        return "version" if words[:1] == ["--version"] else "help"
    return words[0]
