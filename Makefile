# make run   set everything up and serve with demo data on port 9610
# make test  set everything up and run every test
.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench soak lock docs screenshots clean

# the first of these that is there, runs and fits
PYTHON ?= $(firstword $(foreach name,python3.12 python3.11 python3,$(shell \
  $(name) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
PORT ?= 9610
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/run: requirements/run.txt pyproject.toml
	@test -n "$(PYTHON)" || { \
	  echo '需要 Python 3.11 或 3.12 · Python 3.11 or 3.12 is needed (PYTHON=/path/to/python3.12 make run)'; exit 1; }
	@echo '安装依赖，约半分钟 · installing, about half a minute …'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# the console is built where its sources, or the interface it is typed by, have changed; Node comes from a wheel
# where there is none that fits
CONSOLE := service/console
CONSOLE_SOURCES := $(shell git ls-files -- $(CONSOLE) 2>/dev/null || find $(CONSOLE)/src $(CONSOLE)/*.* -type f)
NODE_FITS := node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
NPM := PATH="$(if $(shell $(NODE_FITS) 2>/dev/null && echo yes),,$(CURDIR)/$(BIN):)$$PATH" npm --prefix $(CONSOLE)

.venv/node: .venv/run requirements/console.txt
	@$(NODE_FITS) 2>/dev/null || $(BIN)/python -m pip install --quiet --require-hashes -r requirements/console.txt
	@touch $@

.venv/npm: .venv/node $(CONSOLE)/package-lock.json
	@echo '安装控制台依赖，约半分钟 · installing what the console is built of, about half a minute …'
	@$(NPM) ci --silent
	@touch $@

$(CONSOLE)/openapi.json: .venv/run $(shell find schemas service -name '*.py' -not -path '$(CONSOLE)/*')
	@$(BIN)/python -c 'import json; from service.app import create_app; print(json.dumps(create_app().openapi()))' > $@.new
	@cmp -s $@ $@.new && rm $@.new || mv $@.new $@

.venv/console: .venv/npm $(CONSOLE)/openapi.json $(CONSOLE_SOURCES)
	@echo '构建控制台 · building the console …'
	@$(NPM) run --silent build
	@touch $@

# the browser that the scenarios at the screen drive, and letters for it, where they may be installed; elsewhere
# these scenarios are skipped and say so
BROWSER := command -v chromium || command -v chromium-browser || command -v google-chrome
.venv/browser: .venv/dev
	@{ $(BROWSER); } >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null || exit 0; \
	  echo '安装 Chromium 和中文字体 · installing Chromium and Chinese letters …'; \
	  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
	    chromium fonts-noto-cjk; } >/dev/null 2>&1 || true; }
	@touch $@

setup: .venv/run .venv/console ## install what the service needs, build the console

run: setup ## set up, migrate, fill in demo data, serve
	@$(BIN)/tongtui migrate
	@$(BIN)/tongtui serve --demo --port $(PORT)

test: .venv/dev .venv/console .venv/browser ## set up and run every test
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: .venv/dev .venv/console ## format, lint, types, import contracts, generated docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python docs/generate.py --check
	$(NPM) run --silent check

format: .venv/dev .venv/npm ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) run --silent format

docs: .venv/dev ## generate the reference pages
	$(BIN)/python docs/generate.py

screenshots: .venv/dev .venv/console .venv/browser ## take the pictures of the console anew
	$(BIN)/python docs/screenshots.py

bench: .venv/dev requirements/bench.txt ## measure speed and memory, as ratios within one run
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	$(BIN)/python -m benchmarks --full

soak: .venv/dev ## prove law and service at full size, a day's work for two cores: see docs/explanation/measurements.md
	$(BIN)/python -m tests.law.soak --count 1000000 --engine duckdb --engine polars
	$(BIN)/python -m tests.stress.race --attempts 10000
	$(BIN)/python -m tests.stress.medley --acts 2000
	$(BIN)/python -m tests.stress.crash --rounds 100
	$(BIN)/python -m tests.stress.fuzz --count 1000000
	$(BIN)/python -m tests.stress.schema --examples 500
	$(BIN)/python -m tests.stress.soak --minutes 60

lock: .venv/dev ## write the hash locks anew
	$(BIN)/python -m pip install --quiet uv
	for extra in "" console dev bench; do \
	  $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet \
	    --python-version 3.11 $${extra:+--extra $$extra --constraints requirements/run.txt} pyproject.toml -o requirements/$${extra:-run}.txt; \
	done

clean: ## remove what was made here
	rm -rf .venv $(CONSOLE)/node_modules $(CONSOLE)/static data dist build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
