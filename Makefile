# `make help` prints every target.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(VENV)/bin/python

.PHONY: help install run demo check audit test browser bench fuzz chaos

help: ## print this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/installed ## build the environment from the lock file

$(VENV)/installed: requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

run: install ## run web, worker and clock with the settings of .env, and an embedded Valkey where REDIS_URL is unset
	$(RUN) -m bot.run

demo: install ## play the main job once against stand-ins of Slack and Apple; STAY=1 stays up
	$(RUN) -m sandbox.demo $(if $(STAY),--stay)

check: install audit ## lint, types and known weaknesses of packages
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

audit: install ## ask the advisories (OSV) about the packages of the lock file, where they can be reached
	$(RUN) -m tests.audit

test: check ## everything that CI runs
	$(VENV)/bin/pytest -n 4 --dist worksteal

browser: install ## drive the demo's page in a real chromium, installed where it is missing; IMAGES=1 also makes docs/images
	command -v chromium > /dev/null || (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-color-emoji fonts-noto-cjk) || true
	$(VENV)/bin/pytest -n 3 tests/browser

bench: install ## measure speed and cost on the stand-ins; docs/performance.md says what is promised
	$(RUN) -m tests.bench

fuzz: install ## try what strangers might send, by atheris where it is installed; FOR=60 SEED=7
	$(RUN) -m tests.fuzz --seconds $(or $(FOR),60) $(if $(SEED),--seed $(SEED))

chaos: install ## live through random misfortunes and compare the books; FOR=600 SEED=7
	$(RUN) -m tests.chaos --seconds $(or $(FOR),600) $(if $(SEED),--seed $(SEED))
