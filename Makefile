# Every target first makes .venv, from a Python 3.12 or 3.13 with nothing installed. No make? README.md has three plain lines.
# The interpreter is looked for; `make setup PYTHON=/path/to/python3.13` names one. `rm -r .venv` starts afresh.

ENV := .venv
READY := $(ENV)/.ready
RUN := $(ENV)/bin/python
PYTEST := $(RUN) -m pytest -n 2 --dist worksteal

CANDIDATES = $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3)

# Nothing of the caller's own Python may leak into ours.
unexport PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX PIP_USER
# Through the environment, not -c, so that pip pins what builds a package too (newer pips read the second name for that).
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# What drives the page in a browser: Playwright, Debian's Chromium, and axe-core from npm, which finds what keeps people out.
AXE := axe-core@4.14.1
BROWSER := $(ENV)/.browser-ready

.PHONY: help setup headline test test-all test-browser lint bench
.SUFFIXES:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## .venv with all that the other targets need
	@echo "$(ENV) is ready."

headline: $(READY) ## what a typical policy costs against its cure: results/cost_of_feud/
	@$(RUN) -m experiments.cost_of_feud

test: $(READY) ## the tests, without the slow ones
	@$(PYTEST) -m "not slow and not browser"
	@echo "Left out: the page in a browser. make test-browser runs that."

test-all: $(READY) test-browser ## all tests, also a sweep on a Ray cluster of two nodes
	@$(RUN) -m pip install -qq --editable ".[ray]"
	@$(PYTEST) -m "not browser"

test-browser: $(BROWSER) ## the page in Chromium: speed, keyboard, screen readers, print (apt-get install chromium npm)
	@$(RUN) -m pytest -m browser tests/browser

lint: $(READY) ## style, format and types
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy

bench: $(READY) ## the clock: one line a measure, name, value and unit
	@$(RUN) -m tests.benchmarks

# Each candidate is run, not only looked up: a version manager's shim exists and yet fails.
$(READY): pyproject.toml constraints.txt
	@seen=; for python in $(CANDIDATES); do \
	  version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || version=missing; \
	  case $$version in 3.12|3.13) break;; esac; \
	  seen="$$seen $$python ($$version)"; python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Truce needs Python 3.12 or 3.13; tried:$$seen. Install one, or name it: make PYTHON=/path/to/python3.13" >&2; \
	  exit 1; \
	fi; \
	echo "Making $(ENV) with Python $$version; this takes a minute or two, once." && \
	"$$python" -m venv --clear $(ENV) && \
	$(RUN) -m pip install -qq --editable ".[test,lint]" && \
	touch $(READY)

$(BROWSER): $(READY)
	@for tool in chromium npm; do command -v $$tool > /dev/null || { echo "The browser's tests need $$tool: apt-get install $$tool" >&2; exit 1; }; done
	@$(RUN) -m pip install -qq --editable ".[browser]"
	@npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix $(ENV)/axe $(AXE)
	@touch $(BROWSER)
