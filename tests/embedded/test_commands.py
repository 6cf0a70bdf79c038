"""Any command works with nothing started beforehand, and four at once start one server."""

import json
import os
import stat

import pytest

from sidalih.embedded import processes
from sidalih.embedded.attach import attach
from sidalih.embedded.places import Places
from sidalih.embedded.postgres import Postgres


def servers(places):
    return [one for one in processes.working_in(places.postgres / "data", "postgres")
            if one == Postgres(places).running()]


def test_four_at_once_on_an_empty_folder_then_reuse_then_down(installation):
    places = installation.places
    together = [installation.start("load_areas", "--json") for _ in range(4)]
    for command in together:
        # The pipes end with the command although the server it started lives on.
        out, err = command.communicate(timeout=120)
        assert command.returncode == 0, err
        assert json.loads(out)["provinces"] == 38
    server = servers(places)
    assert len(server) == 1

    again = installation.run("load_areas", "--json")
    assert json.loads(again.stdout)["regencies"] == 514
    assert "Menyiapkan" not in again.stderr  # prepared once
    assert servers(places) == server

    assert stat.S_IMODE((places.var / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(places.var.stat().st_mode) == 0o700
    assert not places.redis.exists()  # only `up` starts the broker

    assert json.loads(installation.run("down", "--json").stdout) == {"stopped": ["postgres"]}
    assert not server[0].alive()
    assert json.loads(installation.run("down", "--json").stdout) == {"stopped": []}


@pytest.mark.parametrize("arguments", [["down", "--json"], ["--version"], ["help"], ["load_areas", "--help"]])
def test_commands_without_a_database_start_none(installation, arguments):
    done = installation.run(*arguments)
    assert done.returncode == 0, done.stderr
    assert not installation.places.postgres.exists()


def test_a_given_database_is_used_as_it_is(installation, monkeypatch):
    given = {"DATABASE_URL": "postgres://elsewhere/db", "REDIS_URL": "redis://elsewhere", "SECRET_KEY": "k",
             "SIDALIH_VAR": str(installation.places.var)}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert attach(["manage.py", "migrate"]) is False
    assert {name: os.environ[name] for name in given} == given
    assert not installation.places.var.exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(installation, tmp_path):
    (tmp_path / "berkas").write_text("")
    done = installation.run("load_areas", "--json", SIDALIH_VAR=str(tmp_path / "berkas" / "var"))
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "var"
    assert "Traceback" not in done.stderr


def test_places_are_absolute_and_default_to_the_checkout(monkeypatch, tmp_path):
    monkeypatch.setenv("SIDALIH_VAR", "sini/var")
    monkeypatch.chdir(tmp_path)
    assert Places.here().var == tmp_path / "sini" / "var"
    monkeypatch.delenv("SIDALIH_VAR")
    assert Places.here().var.name == "var"
