# Everything a fresh machine needs is Python 3.11 or newer and make.

VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# The first Python that is new enough, wherever it is installed.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 /usr/bin/python3 $(HOME)/.pyenv/versions/3.1[1-9]*/bin/python3 /opt/python*/bin/python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# No header and no notes: they would name the machine and the registry.
COMPILE := uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11

.PHONY: help setup demo learned test coverage check audit torture bench measured docs lock catalogs clean

help:
	@echo "make demo      the whole helpdesk on this machine, with a local Telegram"
	@echo "make test      the test suite"
	@echo "make coverage  the same, and which lines and branches it went through"
	@echo "make check     linters, types, import contract, content"
	@echo "make torture   faults and kills (LONG=1 for the full goals)"
	@echo "make bench     the figures beside the peers' (LONG=1 for the full goals, SETS=folder for other questions)"
	@echo "make measured  those figures into the documentation"
	@echo "make audit     known weaknesses of the dependencies"
	@echo "make docs      the documentation as web pages, in build/docs"
	@echo "make lock      choose the dependencies' versions anew (needs uv)"
	@echo "make catalogs  bring the translations up to the code's sentences (NEW=fr: one, begun if it is new)"

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found; install one or call make PYTHON=/path/to/python3"; exit 2; }
	@echo "Setting up $(VENV): what the helpdesk is built on is fetched, which takes a minute or two, once."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/helpdesk demo $(DEMO)

# Half of a story's time is waiting, and it waits beside others. Coverage makes the suite take twice as long.
SUITE = $(BIN)/python -m pytest -n $(or $(WORKERS),$(shell nproc)) --dist worksteal

learned: setup
	$(BIN)/python -m tests.learned

test: learned
	$(SUITE) --no-cov $(TESTS)

coverage: learned
	$(SUITE) --cov --cov-report=term $(TESTS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/helpdesk kb check

audit: setup
	$(BIN)/pip-audit --requirement requirements/run.txt --disable-pip

torture: setup
	$(BIN)/python -m tests.campaigns $(if $(LONG),--long) $(TORTURE)

# What is only measured has environments of its own: nothing that runs needs it. Other frameworks for bots stand apart from
# us, since they want other versions of what we are built on. SETS is a folder of question sets.
PEERS := .venv-bench
BOTS := .venv-peers
SETS ?= $(wildcard ../shared/matching)

$(PEERS)/.installed: requirements/bench.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --require-hashes --requirement requirements/bench.txt
	@touch $@

$(BOTS)/.installed: requirements/peers.txt
	$(PYTHON) -m venv $(BOTS)
	$(BOTS)/bin/python -m pip install --quiet --require-hashes --requirement requirements/peers.txt
	@touch $@

bench: learned $(PEERS)/.installed $(BOTS)/.installed
	$(BIN)/python -m bench --peers $(PEERS)/bin/python --bots $(BOTS)/bin/python $(if $(SETS),--sets $(SETS)) $(if $(LONG),--long) $(BENCH)

# The figures of the last run, as they are, into the documentation.
measured: setup $(PEERS)/.installed
	$(PEERS)/bin/python -m bench.page build/bench/figures.json docs --docs

WRITERS := .venv-docs

$(WRITERS)/.installed: requirements/docs.txt
	$(PYTHON) -m venv $(WRITERS)
	$(WRITERS)/bin/python -m pip install --quiet --require-hashes --requirement requirements/docs.txt
	@touch $@

docs: setup $(WRITERS)/.installed
	$(BIN)/python -m bot.kept_page > docs/what-is-kept.md
	$(WRITERS)/bin/sphinx-build --quiet --fail-on-warning docs build/docs
	cp build/docs/README.html build/docs/index.html

lock:
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) --extra dev pyproject.toml -o requirements/dev.txt
	$(COMPILE) pyproject.toml requirements/bench.in --constraint requirements/dev.txt -o requirements/bench.txt
	$(COMPILE) requirements/peers.in -o requirements/peers.txt
	$(COMPILE) requirements/docs.in --constraint requirements/dev.txt -o requirements/docs.txt
	echo hatchling | $(COMPILE) - --constraint requirements/dev.txt -o requirements/build.txt

EXTRACT := $(BIN)/pybabel -q extract --sort-output --no-location --no-default-keywords \
	--header-comment='\# Not yet read by a native speaker.'
UPDATE := $(BIN)/pybabel -q update --ignore-obsolete --ignore-pot-creation-date --no-wrap -d locales
SPEAKING := bot core delivery events handlers knowledge people tickets
FIRST := -k first_gettext -k first_ngettext:1,2
ALL := $(FIRST) -k gettext -k ngettext:1,2 -k pgettext:1c,2 -k say -k plural:1,2

catalogs: setup
	@mkdir -p build
	$(EXTRACT) $(ALL) -o build/helpdesk.pot $(SPEAKING)
	$(EXTRACT) $(FIRST) -o build/first.pot $(SPEAKING)
	$(if $(NEW),$(UPDATE) --init-missing -l $(NEW) -D helpdesk -i build/helpdesk.pot,$(UPDATE) -D first -i build/first.pot)
	$(if $(NEW),,$(UPDATE) -D helpdesk -i build/helpdesk.pot)
	@# What Babel puts in front names nobody and changes with the day.
	@sed -i -E '/^"(Project|Report|POT|PO-|Last|Language-T|Generated)/d' locales/$(or $(NEW),*)/LC_MESSAGES/*.po

clean:
	rm -rf $(VENV) .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
