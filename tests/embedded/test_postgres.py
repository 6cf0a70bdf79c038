"""The private PostgreSQL: starts, is reused, and starts again after whatever happened to it."""

import os
import signal
import socket
import stat

import psycopg
import pytest

from sidalih.embedded import processes
from sidalih.embedded.places import Places
from sidalih.embedded.postgres import Postgres


@pytest.fixture
def server(tmp_path):
    """A server nobody started yet."""
    one = Postgres(Places(tmp_path / "ruang kerja" / "var"), durable=False)
    yield one
    one.stop()


def ask(url, question="SELECT 1"):
    with psycopg.connect(url, connect_timeout=5) as connection:
        return connection.execute(question).fetchone()[0]


def test_starts_is_reused_and_stops(server):
    url = server.ensure()
    first = server.running()
    assert ask(url, "SELECT current_user || ' ' || current_database()") == "sidalih sidalih"
    assert server.ensure() == url
    assert server.running() == first
    assert server.stop() is True
    assert server.running() is None
    assert server.stop() is False


def test_owner_is_no_superuser_but_may_make_databases_and_roles(server):
    url = server.ensure()
    rights = ask(url, "SELECT rolsuper::text || rolcreatedb || rolcreaterole FROM pg_roles WHERE rolname = 'sidalih'")
    assert rights == "falsetruetrue"


def test_only_this_machine_and_only_with_the_password(server):
    url = server.ensure()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(url.replace("sidalih:", "sidalih:x", 1))
    assert (server.data / "postmaster.pid").read_text().splitlines()[4:6] == ["", "127.0.0.1"]  # no socket file
    assert stat.S_IMODE((server.home / "passwords.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700


def test_codes_are_ordered_by_code_point(server):
    assert ask(server.ensure(), "SELECT string_agg(c, '' ORDER BY c) FROM unnest(ARRAY['b','A','a','B','1']) c") == (
        "1ABab")


def test_after_kill_9_of_the_server(server):
    url = server.ensure()
    postmaster = server.running()
    postmaster.signal(signal.SIGKILL)
    assert processes.wait_gone([postmaster], 5) == []
    assert server.ensure() == url
    assert ask(url) == 1


def test_backends_that_outlived_their_server_are_ended(server):
    url = server.ensure()
    postmaster = server.running()
    backends = [one for one in processes.working_in(server.data, "postgres") if one != postmaster]
    backends[0].signal(signal.SIGSTOP)  # it cannot notice its server's end and holds the shared memory
    postmaster.signal(signal.SIGKILL)
    assert processes.wait_gone([postmaster], 5) == []
    assert ask(server.ensure()) == 1
    assert not backends[0].alive()
    assert server.ensure() == url


def test_stale_pid_file_whose_number_belongs_to_another_process(server):
    server.ensure()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n\n127.0.0.1\n1 1\nready\n")
    assert server.running() is None
    assert ask(server.ensure()) == 1


def test_remembered_port_is_kept_and_given_up_when_taken(server):
    url = server.ensure()
    server.stop()
    assert server.ensure() == url
    server.stop()
    port = int((server.home / "port").read_text())
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        assert server.ensure() != url
    assert ask(server.ensure()) == 1


def test_half_made_cluster_is_made_again(server):
    (server.home / "work" / "data" / "base").mkdir(parents=True)
    (server.home / "work" / "data" / "PG_VERSION").write_text("18\n")
    assert ask(server.ensure()) == 1


def test_killed_between_start_and_role(server):
    url = server.ensure()
    ask(url)
    (server.home / "provisioned").unlink()
    assert server.ensure() == url
    assert ask(url) == 1


def test_what_people_typed_stays_out_of_the_log(server):
    with psycopg.connect(server.ensure(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (nik text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('rahasia-sekali')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('rahasia-sekali')")
    log = server.log.read_text()
    assert "duplicate key" in log
    assert "rahasia-sekali" not in log
