"""`manage.py up` with real processes: what is killed comes back, and nothing survives its end."""

import http.client
import json
import signal
import socket
import time

import pytest

from sidalih.embedded import processes
from sidalih.embedded.ports import private_port
from sidalih.embedded.postgres import Postgres
from sidalih.embedded.stopping import MARK
from sidalih.embedded.valkey import Valkey


def healthy(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/sehat")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def eventually(question, seconds=40):
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)
    return answer


def child(installation, name):
    return processes.recall(installation.places.run / f"{name}.json")[0]


def everything(places):
    """Whatever of this installation runs."""
    return (processes.carrying(MARK, str(places.var)) + processes.working_in(places.postgres / "data", "postgres")
            + processes.working_in(places.redis, "valkey"))


@pytest.fixture
def portal(prepared):
    """A portal that runs: (installation, command, port)."""
    port = private_port()
    command = prepared.start("up", "--port", str(port))
    said = []
    while (line := command.stdout.readline()):
        said.append(line)
        if f"http://127.0.0.1:{port}/" in line:
            break
    else:
        pytest.fail("".join(said) + command.stderr.read())
    yield prepared, command, port
    command.kill()
    command.wait()
    command.stdout.close()
    command.stderr.close()


def test_children_and_servers_that_die_come_back_and_a_second_up_is_refused(portal):
    installation, command, port = portal
    places = installation.places
    assert healthy(port)

    second = installation.run("up")
    assert second.returncode == 1
    assert f"http://127.0.0.1:{port}/" in second.stderr

    before = {name: child(installation, name) for name in ("web", "worker", "beat")}
    for process in before.values():
        process.signal(signal.SIGKILL)
    eventually(lambda: all(child(installation, name) not in (None, old) for name, old in before.items()))
    eventually(lambda: healthy(port))

    for server in (Postgres(places), Valkey(places)):
        old = server.running()
        old.signal(signal.SIGKILL)
        eventually(lambda server=server, old=old: server.running() not in (None, old))
    eventually(lambda: healthy(port))

    command.send_signal(signal.SIGTERM)
    assert command.wait(timeout=60) == 0
    assert everything(places) == []
    assert installation.run("down", "--json").stdout.strip() == '{"stopped": []}'


def test_after_kill_9_the_next_up_goes_on_and_down_ends_it(portal):
    installation, command, _port = portal
    places = installation.places
    command.kill()
    command.wait()
    left = child(installation, "web")
    assert left.alive()

    port = private_port()
    following = installation.start("up", "--port", str(port))
    eventually(lambda: healthy(port))
    assert not left.alive()

    following.kill()
    following.wait()
    following.communicate()
    stopped = json.loads(installation.run("down", "--json").stdout)["stopped"]
    assert stopped == ["beat", "web", "worker", "redis", "postgres"]
    assert everything(places) == []


def test_down_ends_a_running_portal(portal):
    installation, command, _port = portal
    assert json.loads(installation.run("down", "--json").stdout)["stopped"] == ["up"]
    assert command.wait(timeout=10) == 0
    assert everything(installation.places) == []


def test_a_port_asked_for_and_taken_is_refused_and_leaves_nothing(prepared):
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        refused = prepared.run("up", "--port", str(port))
    assert refused.returncode == 1
    assert str(port) in refused.stderr and "Traceback" not in refused.stderr
    assert everything(prepared.places) == []
