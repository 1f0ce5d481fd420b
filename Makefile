# `make help` prints every target.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(VENV)/bin/python

.PHONY: help install run demo check lint audit test pytest browser clients bench fuzz chaos

# Compiled modules are kept: without them each process of the tests spends a second and more on compiling.
unexport PYTHONDONTWRITEBYTECODE

help: ## print every target
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/installed ## build .venv from the lock file

$(VENV)/installed: requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

run: install ## run web, worker and clock with the settings in .env; embedded Valkey if REDIS_URL is unset
	$(RUN) -m bot.http.run

demo: install ## play one upload against stand-ins of Slack and Apple; STAY=1 keeps running
	$(RUN) -m sandbox.demo $(if $(STAY),--stay)

check: lint audit ## run lint, type checks and the vulnerability audit

lint: install
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

audit: install ## check the lock file for known vulnerabilities (OSV), if the advisories can be reached
	$(RUN) -m tests.support.package_audit

test: install ## run make check and every test, at the same time
	$(MAKE) -j 3 lint audit pytest

# Collecting once before stores the modules whose asserts pytest has rewritten, which all processes would do at once.
# Eight processes keep two cores busy while many tests wait, though each takes 5 s of CPU time to collect every file.
# A test that misses a deadline beside seven others is run again by itself; a real failure fails twice.
pytest: install
	$(VENV)/bin/pytest --collect-only -qq > /dev/null || true
	$(VENV)/bin/pytest -n 8 || $(VENV)/bin/pytest --last-failed --last-failed-no-failures none

browser: install ## test the demo page in chromium, installing it if missing; IMAGES=1 also renders docs/images
	command -v chromium > /dev/null || (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-color-emoji fonts-noto-cjk) || true
	$(VENV)/bin/pytest -n 3 --dist load tests/browser

clients: .venv-clients/installed ## install the real clients with which a test drives the stand-in for App Store Connect

.venv-clients/installed: requirements-clients.txt
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-clients.txt
	touch $@

bench: install ## measure speed and cost against the limits in docs/performance.md
	$(RUN) -m tests.bench

fuzz: install ## fuzz external input, with atheris if installed; FOR=60 SEED=7
	$(RUN) -m tests.fuzz --seconds $(or $(FOR),60) $(if $(SEED),--seed $(SEED))

chaos: install ## run random failures and check the results; FOR=600 SEED=7
	$(RUN) -m tests.chaos --seconds $(or $(FOR),600) $(if $(SEED),--seed $(SEED))
