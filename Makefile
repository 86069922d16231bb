# The project's commands. `make help` lists them. Everything runs in .venv; nothing outside the folder is changed,
# but for `make test`, which installs a browser and PostgreSQL for the tests where it may use apt.

.DEFAULT_GOAL := help
.PHONY: help run test check bench screenshots clean
SHELL := bash

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(VENV)/.run ## set up, check two bundled scripts in the terminal, then open the self-check page
	@$(BIN)/coach check scripts_library/scripts/niurou-gan-1.md --fail-on never
	@$(BIN)/coach check scripts_library/scripts/niurou-gan-2.md --fail-on never
	@$(BIN)/coach serve --port $(PORT)

test: $(VENV)/.test browser postgresql ## set up and run everything: lint, types, import arrows, rule packs, tests
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.test ## lint, types, import arrows and rule packs only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/coach lexicon check

bench: $(VENV)/.test ## measure speed and quality, print the tables, write docs/quality.md
	$(BIN)/python -m benchmarks $(if $(LOCAL),--local $(LOCAL))

screenshots: $(VENV)/.test browser ## make the pictures of docs/guide.zh.md anew
	$(BIN)/python docs/screenshots.py

clean: ## remove what the commands above made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "需要 Python 3.11 或更新：请先安装，再运行 make。" >&2; exit 1; }
	@echo "正在准备环境（第一次约一分钟）……"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python setup.cfg pyproject.toml constraints.txt
	@$(PIP) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@$(PIP) -e '.[test]'
	@touch $@

# Debian's Chromium and a Chinese font for the page tests; where apt can't be used the tests say what they skipped.
.PHONY: browser
browser:
	@if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "正在安装页面测试用的浏览器……"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } >/dev/null \
		|| echo "没有装上浏览器，页面测试会跳过并说明。"; fi

# A PostgreSQL server for the tests of the records (they start one of their own in a temporary folder).
.PHONY: postgresql
postgresql:
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null \
		&& command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "正在安装测试用的 PostgreSQL……"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; } >/dev/null \
		|| echo "没有装上 PostgreSQL，用它的测试会跳过并说明。"; fi
