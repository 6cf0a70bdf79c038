"""A process is its number and its start time; a record never points at a stranger."""

import os
import signal
import subprocess
import sys
import time

from sidalih.embedded import ports, processes
from sidalih.embedded.places import Places
from sidalih.embedded.processes import Process
from sidalih.embedded.pytest_plugin import _free_slot
from sidalih.embedded.valkey import Valkey


def test_a_reused_number_is_not_the_process_and_is_not_signalled(tmp_path):
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    real = Process.find(child.pid)
    stranger = Process(child.pid, real.started - 1)
    assert real.alive() and not stranger.alive()
    stranger.signal(signal.SIGKILL)
    processes.remember(tmp_path / "web.json", stranger, address="x")
    assert processes.recall(tmp_path / "web.json") == (None, {"address": "x"})
    processes.remember(tmp_path / "web.json", real)
    assert processes.recall(tmp_path / "web.json") == (real, {})
    child.communicate(b"\n")
    assert child.returncode == 0
    assert not real.alive()


def test_a_broken_record_is_no_record(tmp_path):
    for text in ("", "{", "[]", '{"pid": 1}'):
        (tmp_path / "web.json").write_text(text)
        assert processes.recall(tmp_path / "web.json")[0] is None


def test_a_stubborn_process_is_killed(tmp_path):
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('x', flush=True); time.sleep(60)"
    child = processes.launch([sys.executable, "-c", code], cwd=tmp_path, log=tmp_path / "log", env=dict(os.environ))
    process = Process.find(child.pid)
    while not (tmp_path / "log").read_text():
        pass
    processes.stop([process], seconds=0.2)
    assert not process.alive()


def test_a_mark_in_the_environment_finds_processes(tmp_path):
    child = processes.launch([sys.executable, "-c", "import time; time.sleep(60)"], cwd=tmp_path,
                             log=tmp_path / "log", env={"SIDALIH_TEST_MARK": str(tmp_path)})
    found, deadline = [], time.monotonic() + 10
    while not found and time.monotonic() < deadline:  # the child shows it once it has become another program
        found = processes.carrying("SIDALIH_TEST_MARK", str(tmp_path))
    assert [one.pid for one in found] == [child.pid]
    processes.stop(found, seconds=0, first=signal.SIGKILL)


def test_ports():
    assert ports.is_free(ports.private_port())
    assert not ports.is_free(99_999)


def test_broker_starts_is_reused_survives_kill_and_stops(tmp_path):
    broker = Valkey(Places(tmp_path / "ruang kerja"))
    try:
        assert broker.url() is None
        url = broker.ensure()
        assert broker.ensure() == url == broker.url()
        first = broker.running()
        first.signal(signal.SIGKILL)
        assert processes.wait_gone([first], 5) == []
        assert broker.ensure() == url  # the same port and password: nobody has to be told
        assert broker.running() != first
        broker.record.unlink()  # as if killed before it was written down
        unknown = processes.working_in(broker.home, "valkey")
        broker.ensure()
        assert processes.working_in(broker.home, "valkey") == [broker.running()] != unknown
        assert broker.conf.stat().st_mode & 0o777 == 0o600
    finally:
        assert broker.stop() is True
    assert broker.stop() is False


def test_two_test_sessions_at_once_get_folders_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setenv("SIDALIH_VAR", "")
    first, first_lock = _free_slot(str(tmp_path / "test"))
    second, second_lock = _free_slot(str(tmp_path / "test"))
    assert (first.var.name, second.var.name) == ("test", "test-2")
    first_lock.close()
    third, third_lock = _free_slot(str(tmp_path / "test"))
    assert third == first
    second_lock.close()
    third_lock.close()
