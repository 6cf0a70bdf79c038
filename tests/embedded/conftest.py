"""An installation of its own for each test, in a path with blanks; look here for how one is run and cleared away."""

import os
import subprocess
import sys

import pytest

from sidalih.embedded.places import CHECKOUT, Places
from sidalih.embedded.stopping import stop_everything


class Installation:
    """Runs manage.py as somebody would who has just checked the project out: nothing started, nothing set."""

    def __init__(self, var):
        self.places = Places(var)
        unset = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SIDALIH_HOST"}
        self.environment = {name: value for name, value in os.environ.items() if name not in unset}
        self.environment["SIDALIH_VAR"] = str(var)

    def start(self, *arguments, **more):
        """A running command, its output in pipes."""
        return subprocess.Popen([sys.executable, str(CHECKOUT / "manage.py"), *arguments], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, cwd="/", env=self.environment | more)

    def run(self, *arguments, **more):
        """A finished command. It must end within a minute, whatever it left running."""
        command = self.start(*arguments, **more)
        out, err = command.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, command.returncode, out, err)


@pytest.fixture
def installation(tmp_path):
    """An empty installation; whatever it runs at the end is stopped."""
    made = Installation(tmp_path / "ruang kerja" / "var")
    yield made
    stop_everything(made.places)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An installation that the tests of one file share: preparing it takes seconds."""
    made = Installation(tmp_path_factory.mktemp("portal") / "ruang kerja" / "var")
    yield made
    stop_everything(made.places)
