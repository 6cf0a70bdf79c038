# `make up` runs the portal on this machine, `make test` tests it. Needs make and Python 3.11 or newer.
# Nothing outside this folder is written; a path with blanks is fine (programs are run as `python -m`,
# because the first line of an installed script cannot hold a blank).

PY := .venv/bin/python
PIP_FLAGS := --require-hashes --no-cache-dir --no-compile --disable-pip-version-check --no-input --quiet
PORT ?=
ARGS ?=

# What a shell may carry from elsewhere and would lead Python or pip astray.
unexport PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV VIRTUAL_ENV

.PHONY: help setup setup-dev translations up down test lint lock clean

help:
	@echo "make up [PORT=N]   install, prepare and run the portal with the demonstration (Ctrl-C stops it)"
	@echo "make down          stop what a crashed 'make up' left behind"
	@echo "make setup         install only"
	@echo "make test [ARGS=]  the whole test suite; ARGS go to pytest"
	@echo "make lint          style checks"
	@echo "make lock          compile requirements*.txt from pyproject.toml again"
	@echo "make clean         remove everything that can be made again (not the database in var/)"

setup: .venv/ready translations

setup-dev: .venv/ready-dev translations

.PHONY: broken
broken:

# The stamp is newer than the requirements once everything is in. `.venv/installing` outlives an
# installation that was killed: then packages may be half there, and the environment is made anew,
# as it is when its Python has gone (`broken`).
.venv/ready: requirements.txt $(if $(shell test -x $(PY) || echo broken),broken)
	@set -e; \
	if [ -e .venv/installing ] || \
	   ! $(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  found=; \
	  for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "Sidalih needs Python 3.11 or newer, and found: $$(python3 --version 2>&1 || true)" >&2; exit 1; \
	  fi; \
	  echo "Making .venv with $$("$$found" --version) ..."; \
	  rm -rf .venv; \
	  if ! "$$found" -m venv .venv; then \
	    rm -rf .venv; \
	    echo "Python could not make .venv; on Debian and Ubuntu install the package python3-venv." >&2; exit 1; \
	  fi; \
	fi
	@$(MAKE) --no-print-directory .install REQUIREMENTS=requirements.txt
	@touch .venv/ready

.venv/ready-dev: requirements-dev.txt .venv/ready
	@$(MAKE) --no-print-directory .install REQUIREMENTS=requirements-dev.txt
	@touch .venv/ready-dev

# pip's temporary files go below var/ too. Bytecode is compiled afterwards, on all cores.
.PHONY: .install
.install:
	@mkdir -p -m 700 var && mkdir -p var/tmp && touch .venv/installing
	@echo "Installing $(REQUIREMENTS) ..."
	@if ! TMPDIR="$(CURDIR)/var/tmp" $(PY) -m pip install $(PIP_FLAGS) -r $(REQUIREMENTS); then \
	  rm -f .venv/installing; echo "The installation failed; the lines above say why. 'make setup' tries again." >&2; exit 1; \
	fi
	@$(PY) -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true
	@rm -f .venv/installing

translations: .venv/ready
	@if [ -f sidalih/translations.py ]; then $(PY) -m sidalih.translations; fi

# `exec`: signals that make receives reach the portal itself.
up: setup
	@exec $(PY) manage.py up --demo $(if $(PORT),--port "$(PORT)")

down: setup
	@exec $(PY) manage.py down

CHROMIUM = command -v chromium || command -v chromium-browser || command -v google-chrome

test: setup-dev
	@status=0; $(PY) -m pytest -n 2 $(ARGS) || status=$$?; \
	if ! { $(CHROMIUM); } >/dev/null 2>&1; then \
	  echo ""; \
	  echo "BROWSER TESTS SKIPPED: no Chromium found. On Debian: apt-get install chromium, then 'make test' again."; \
	fi; \
	exit $$status

lint: setup-dev
	@$(PY) -m ruff check .

# uv resolves for every platform at once; it is kept out of .venv.
lock: .venv/ready
	@set -e; [ -x var/uv/bin/python ] || $(PY) -m venv var/uv; \
	var/uv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check uv; \
	compile="var/uv/bin/python -m uv pip compile --no-cache --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet pyproject.toml"; \
	$$compile -o requirements.txt; \
	$$compile --group dev -o requirements-dev.txt

clean:
	@if [ -x $(PY) ] && [ -d var ]; then $(PY) manage.py down >/dev/null 2>&1 || true; fi
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis test-results var/tmp var/uv var/static var/static.stamp var/test*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
