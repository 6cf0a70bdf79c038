"""manage.py itself: commands are found, unknown ones are bad usage."""

import os
import subprocess
import sys

from sidalih.embedded.places import CHECKOUT


def manage(folder, *arguments):
    """(exit status, stdout) of manage.py with an installation of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=CHECKOUT, capture_output=True, text=True,
                          env=environment | {"SIDALIH_VAR": str(folder)}, timeout=120)
    return done.returncode, done.stdout


def test_commands_that_need_no_server_start_none(tmp_path):
    assert manage(tmp_path, "down", "--json") == (0, '{"stopped": []}\n')
    status, text = manage(tmp_path, "help")
    assert status == 0
    assert "receive_batch" in text
    assert not (tmp_path / "postgres").exists()


def test_an_unknown_command_is_bad_usage(tmp_path):
    try:
        assert manage(tmp_path, "no_such_command") == (2, "")
        assert manage(tmp_path, "load_areas", "--no-such-option")[0] == 2
    finally:
        assert manage(tmp_path, "down")[0] == 0
