# Everything is made inside the checkout (.venv, .tools) or in the user's cache; the user's own Python is only read.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python -I
DEMO := .tools/demo

OPA_VERSION := v1.22.2
CONFTEST_VERSION := v0.71.1
ACTIONLINT_VERSION := v1.7.12
GITLEAKS_VERSION := v8.30.1
PRISM_VERSION := v5.14.2
OPENAPI_VERSION := v23.0.2
SARIF_VERSION := v5.7.0
WEBHOOKS_VERSION := v7.6.1
AXE_VERSION := v4.14.1
GATOR_VERSION := v3.23.1
HELM_VERSION := v3.22.0
REGISTRY_VERSION := v3.1.2
ORAS_VERSION := v1.3.6
UV_VERSION := 0.13.9
ATHERIS_VERSION := 3.0.0
TOOLS_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tunegate-tools

# nothing of the caller's Python or pip set-up may change where packages go
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_REQUIRE_VIRTUALENV
export PYTHONNOUSERSITE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo docs test test-attempts test-servers lint tools npm-tools bench drift-tables fuzz lock replay bundle wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.installed ## .venv with the locked packages and the project

demo: $(DEMO)/.installed ## the gate at work on examples/support-assistant
	@$(DEMO)/bin/python -I examples/demo.py

# thousands of small repositories are written in half the time where files are kept in memory
define in_memory
	probe=/dev/shm/tunegate-$$$$; \
	if [ -z "$${TMPDIR:-}" ] && printf '#!/bin/sh\n' 2>/dev/null >"$$probe" && chmod +x "$$probe" && "$$probe" 2>/dev/null \
	  && [ "$$(df -Pk /dev/shm | awk 'END { print $$4 }')" -gt 4000000 ]; then export TMPDIR=/dev/shm; fi; rm -f "$$probe"
endef

# mypy takes one processor for as long as the first minute of the tests
test: setup tools ## lint, types and all tests but those of the two targets below; of attempts and faults, a few of each kind
	@$(in_memory); $(MAKE) --no-print-directory lint & lint=$$!; \
	PATH="$(CURDIR)/$(BIN):$$PATH" $(PY) -m pytest -n $(or $(JOBS),auto) --dist worksteal --attempts first $(PYTEST_ARGS); tests=$$?; \
	wait $$lint || { echo "make test: 'make lint' found something, see above" >&2; exit 1; }; exit $$tests

test-attempts: setup tools ## every attempt to get past the gate, every fault that a test of the policies has to notice
	@$(in_memory); PATH="$(CURDIR)/$(BIN):$$PATH" $(PY) -m pytest -n $(or $(JOBS),auto) --dist worksteal $(PYTEST_ARGS) \
	  tests/policies/test_mutants.py tests/bypass

test-servers: setup tools .tools/gitleaks-$(GITLEAKS_VERSION) .tools/registry-$(REGISTRY_VERSION) .tools/oras-$(ORAS_VERSION) .tools/gator-$(GATOR_VERSION) .tools/helm-$(HELM_VERSION) \
  .tools/npm-axe-$(AXE_VERSION) $(VENV)/.servers .tools/readers/.installed .tools/registries/.installed ## tests against heavy servers and other languages' libraries, and of the Action's workflows
	@$(in_memory); PATH="$(CURDIR)/$(BIN):$$PATH" $(PY) -m pytest -n $(or $(JOBS),auto) --dist worksteal --override-ini addopts= \
	  --import-mode=importlib -ra $(PYTEST_ARGS) tests/servers

lint: setup .tools/opa-$(OPA_VERSION) ## ruff, mypy, which package may import which, and the format of the policies
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@said="$$($(BIN)/lint-imports --no-logo --no-cache)" || { echo "$$said"; exit 1; }
	@$(PY) -m mypy --no-error-summary
	@if [ -x .tools/bin/opa ]; then .tools/bin/opa fmt --fail --list policies; \
	else echo "make lint: there is no .tools/bin/opa, so the format of the policies was not looked at"; fi

docs: setup ## the reference pages, and the site into build/site
	@$(PY) docs/generate.py
	@$(PY) docs/review.py
	@$(BIN)/mkdocs build --quiet

drift-tables: setup ## the tables behind the decision on drift; RUNS=20000 for narrower errors
	@$(PY) bench/drift_tables.py $(RUNS)

replay: setup ## how well the recognisers do on labelled changes and judged draws: FOLDER of clones named OWNER+NAME
	@test -n "$(FOLDER)" || { echo "make replay: name a folder of clones: make replay FOLDER=..." >&2; exit 1; }
	@$(PY) bench/replay.py "$(FOLDER)" $(REPLAY_ARGS)

bench: setup tools ## times and memory as ratios; BENCH_SCALE=1 for the whole data file, BENCH_BASE=CHECKOUT to compare
	@$(PY) bench/run.py $(BENCH_ARGS)

# PYTHON=... chooses the interpreter; otherwise the first that is new enough
define new_environment
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  if "$$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found="$$python"; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	  echo "make: no Python 3.11 or newer found; install one, or name it: make PYTHON=/path/to/python3 ..." >&2; exit 1; \
	fi; \
	rm -rf $(1); \
	"$$found" -I -m venv $(1) || { echo "make: $$found cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
endef

$(VENV)/.locked: requirements/dev.txt
	$(call new_environment,$(VENV))
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml gate/__init__.py
	@$(PY) -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.servers: requirements/servers.txt $(VENV)/.installed
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/servers.txt
	@touch $@

# MLflow's server and moto's, which tests/servers/registry starts: a virtual environment cannot be moved, so it is made in place
.tools/registries/.installed: requirements/registries.txt $(VENV)/.locked
	@cached="$(TOOLS_CACHE)/registries-$$($(PY) -c 'import sys; print(sys.implementation.cache_tag)')-$$(cksum <requirements/registries.txt | cut -d ' ' -f 1)"; \
	if [ ! -e "$$cached/.whole" ]; then \
	  echo "make test-servers: installing MLflow and moto (once on this machine)"; \
	  rm -rf "$$cached"; mkdir -p "$(TOOLS_CACHE)"; $(PY) -m venv "$$cached" && "$$cached/bin/python" -I -m pip install --quiet \
	    --require-hashes --no-deps --no-compile -r requirements/registries.txt && touch "$$cached/.whole" || exit 1; \
	fi; \
	mkdir -p .tools/bin .tools/registries; ln -sf "$$cached/bin/mlflow" "$$cached/bin/moto_server" .tools/bin/; touch $@

# the readers that tests/servers/documents/readers asks: two PyYAMLs side by side, and what Go and npm have
READERS := tests/servers/documents/readers
.tools/readers/.installed: requirements/pyyaml-6.0.3.txt requirements/pyyaml-6.0.4.txt $(wildcard $(READERS)/*) $(VENV)/.servers
	@rm -rf .tools/readers; mkdir -p .tools/readers/npm
	@for version in 6.0.3 6.0.4; do $(PY) -m pip install --quiet --require-hashes --no-deps \
	  --target .tools/readers/pyyaml-$$version -r requirements/pyyaml-$$version.txt || exit 1; done
	@if command -v go >/dev/null 2>&1; then cd $(READERS) && env -u GOOS -u GOARCH CGO_ENABLED=0 GOWORK=off GOFLAGS=-mod=readonly \
	  go build -o $(CURDIR)/.tools/readers/go-readers .; \
	else echo "make test-servers: no go on PATH; left out: the readers in Go"; fi
	@if command -v npm >/dev/null 2>&1; then cp $(READERS)/package.json $(READERS)/read.mjs .tools/readers/npm && \
	  npm install --prefix .tools/readers/npm --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error >/dev/null; \
	else echo "make test-servers: no npm on PATH; left out: the readers in JavaScript"; fi
	@touch $@

# what the gate itself needs, and nothing that its tests do; the checkout is on the path
$(DEMO)/.installed: requirements/action.txt
	$(call new_environment,$(DEMO))
	@$(DEMO)/bin/python -I -m pip install --quiet --require-hashes --no-deps --no-compile -r requirements/action.txt
	@echo "$(CURDIR)" >"$$($(DEMO)/bin/python -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/checkout.pth"
	@touch $@

tools: .tools/opa-$(OPA_VERSION) .tools/conftest-$(CONFTEST_VERSION) .tools/actionlint-$(ACTIONLINT_VERSION) npm-tools ## what the tests use beside Python: opa, conftest, actionlint, where Go is; prism, multitool, where npm is

npm-tools: .tools/npm-prism-$(PRISM_VERSION) .tools/npm-openapi-$(OPENAPI_VERSION) .tools/npm-sarif-$(SARIF_VERSION) .tools/npm-webhooks-$(WEBHOOKS_VERSION)

.tools/npm-prism-$(PRISM_VERSION): package := @stoplight/prism-cli
.tools/npm-prism-$(PRISM_VERSION): part := .bin/prism
.tools/npm-prism-$(PRISM_VERSION): without := the tests on GitHub's API description
.tools/npm-openapi-$(OPENAPI_VERSION): package := @octokit/openapi
.tools/npm-openapi-$(OPENAPI_VERSION): part := @octokit/openapi/generated/api.github.com.json
.tools/npm-openapi-$(OPENAPI_VERSION): without := the tests on GitHub's API description
.tools/npm-webhooks-$(WEBHOOKS_VERSION): package := @octokit/webhooks-examples
.tools/npm-webhooks-$(WEBHOOKS_VERSION): part := @octokit/webhooks-examples/api.github.com/index.json
.tools/npm-webhooks-$(WEBHOOKS_VERSION): without := the tests on the payloads of GitHub's events
.tools/npm-sarif-$(SARIF_VERSION): package := @microsoft/sarif-multitool-$(if $(filter Darwin,$(shell uname)),darwin,linux)
.tools/npm-sarif-$(SARIF_VERSION): part = $(package)/Sarif.Multitool
.tools/npm-sarif-$(SARIF_VERSION): without := the validation of SARIF

.tools/npm-axe-$(AXE_VERSION): package := axe-core
.tools/npm-axe-$(AXE_VERSION): part := axe-core/axe.min.js
.tools/npm-axe-$(AXE_VERSION): without := the check of pages for accessibility

# .tools/npm-NAME-VERSION links to the one part of a package that is used; without npm there is none, in CI neither
.tools/npm-%:
	@cached="$(TOOLS_CACHE)/npm-$*"; name="$(notdir $(part))"; \
	missing() { \
	  if [ "$${CI:-}" = true ] && [ "$$2" = failed ]; then echo "make tools: $$name: $$1; CI needs it for $(without)" >&2; exit 1; fi; \
	  echo "make tools: $$name: $$1; left out: $(without)"; exit 0; \
	}; \
	if [ ! -e "$$cached/node_modules/$(part)" ]; then \
	  command -v npm >/dev/null 2>&1 || missing "no npm on PATH to install it with" absent; \
	  echo "make tools: installing $* (once on this machine)"; \
	  mkdir -p "$(TOOLS_CACHE)" && new="$$(mktemp -d "$(TOOLS_CACHE)/new.XXXXXX")" || exit 1; \
	  npm install --prefix "$$new" --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error \
	    "$(package)@$(patsubst $(firstword $(subst -, ,$*))-v%,%,$*)" >"$$new/log" 2>&1 && [ -e "$$new/node_modules/$(part)" ] \
	    || { tail -n 5 "$$new/log" >&2; rm -rf "$$new"; missing "it could not be installed" failed; }; \
	  find "$$new/node_modules/@octokit" -name '*.json' -size +4000k ! -path '*api.github.com*' -delete 2>/dev/null; \
	  $(if $(filter %.json,$(part)),,chmod +x "$$new/node_modules/$(part)";) rm -rf "$$cached"; mv "$$new" "$$cached"; \
	fi; \
	mkdir -p .tools/bin; rm -f .tools/npm-$(firstword $(subst -, ,$*))-v*; \
	ln -sf "$$cached/node_modules/$(part)" ".tools/bin/$$name"; ln -sf "bin/$$name" "$@"

.tools/opa-$(OPA_VERSION): module := github.com/open-policy-agent/opa
.tools/opa-$(OPA_VERSION): without := the tests on a real OPA
.tools/conftest-$(CONFTEST_VERSION): module := github.com/open-policy-agent/conftest
.tools/conftest-$(CONFTEST_VERSION): without := the comparison with conftest
.tools/actionlint-$(ACTIONLINT_VERSION): module := github.com/rhysd/actionlint/cmd/actionlint
.tools/actionlint-$(ACTIONLINT_VERSION): without := the lint of the workflows
.tools/gitleaks-$(GITLEAKS_VERSION): module := github.com/zricethezav/gitleaks/v8
.tools/gitleaks-$(GITLEAKS_VERSION): without := scans of data with gitleaks
.tools/registry-$(REGISTRY_VERSION): module := github.com/distribution/distribution/v3/cmd/registry
.tools/registry-$(REGISTRY_VERSION): without := the tests on a real OCI registry
.tools/oras-$(ORAS_VERSION): module := oras.land/oras/cmd/oras
.tools/oras-$(ORAS_VERSION): without := what another client reads of an OCI registry
.tools/gator-$(GATOR_VERSION): module := github.com/open-policy-agent/gatekeeper/v3/cmd/gator
.tools/gator-$(GATOR_VERSION): without := the decisions of Gatekeeper
.tools/helm-$(HELM_VERSION): module := helm.sh/helm/v3/cmd/helm
.tools/helm-$(HELM_VERSION): without := the decisions on a chart that Helm rendered

# .tools/NAME-VERSION links to the one binary that this machine built; with CI=true a tool that is missing is an error
.tools/%:
	@name="$(firstword $(subst -, ,$*))"; cached="$(TOOLS_CACHE)/$*/$$name"; \
	missing() { \
	  if [ "$${CI:-}" = true ]; then echo "make tools: $$name: $$1; CI needs it for $(without)" >&2; exit 1; fi; \
	  if command -v "$$name" >/dev/null 2>&1; then echo "make tools: $$name: $$1; the one on PATH is used"; \
	  else echo "make tools: $$name: $$1; left out: $(without)"; fi; exit 0; \
	}; \
	if [ ! -x "$$cached" ]; then \
	  command -v go >/dev/null 2>&1 || missing "no go on PATH to build it with"; \
	  echo "make tools: building $* (once on this machine)"; \
	  mkdir -p "$(TOOLS_CACHE)" && new="$$(mktemp -d "$(TOOLS_CACHE)/new.XXXXXX")" || exit 1; \
	  env -u GOOS -u GOARCH CGO_ENABLED=0 GOWORK=off GOFLAGS= GOBIN="$$new" \
	    go install "$(module)@$(patsubst $(firstword $(subst -, ,$*))-%,%,$*)" >"$$new/log" 2>&1 \
	    || { tail -n 5 "$$new/log" >&2; rm -rf "$$new"; missing "it could not be built"; }; \
	  mkdir -p "$(TOOLS_CACHE)/$*"; mv -f "$$new/$$name" "$$cached"; rm -rf "$$new"; \
	fi; \
	mkdir -p .tools/bin; rm -f .tools/$$name-v*; ln -sf "$$cached" ".tools/bin/$$name"; ln -sf "bin/$$name" "$@"

COMPILE = .tools/lock/bin/uv --no-config pip compile --quiet --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# atheris instruments what it runs, so it has an environment of its own; it is in no lock, and no test needs it
fuzz: setup ## every reader on what coverage finds: FUZZ_SECONDS each (20), FUZZ_TARGETS (all)
	@test -x .tools/fuzz/bin/python || $(PY) -m venv .tools/fuzz
	@.tools/fuzz/bin/python -I -m pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@.tools/fuzz/bin/python -I -m pip install --quiet "atheris==$(ATHERIS_VERSION)"
	@.tools/fuzz/bin/python tests/fuzz/run.py $(or $(FUZZ_SECONDS),20) $(FUZZ_TARGETS)

# action.txt is what every run of the Action needs; action-opa.txt is the same with the client for an OPA server
lock: ## newest versions that pyproject.toml allows, with hashes, into requirements/
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  "$$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && break; \
	done; "$$python" -I -m venv --clear .tools/lock
	@.tools/lock/bin/python -I -m pip install --quiet uv==$(UV_VERSION)
	@echo opa-python-client >.tools/lock/idle; $(COMPILE) pyproject.toml --extra code --extra terraform --excludes .tools/lock/idle --output-file requirements/action.txt >/dev/null
	@$(COMPILE) pyproject.toml --extra code --group dev --group docs --constraint requirements/action.txt --output-file requirements/dev.txt >/dev/null
	@$(COMPILE) pyproject.toml --extra code --extra terraform --constraint requirements/dev.txt --output-file requirements/action-opa.txt >/dev/null
	@echo "python-dateutil>=2" >.tools/lock/newer; $(COMPILE) --group servers --constraint requirements/dev.txt --overrides .tools/lock/newer --output-file requirements/servers.txt >/dev/null
	@$(COMPILE) --group registries --output-file requirements/registries.txt >/dev/null
	@for version in 6.0.3 6.0.4; do echo "pyyaml==$$version" | $(COMPILE) - --output-file requirements/pyyaml-$$version.txt >/dev/null; done
	@! grep -n '://' requirements/*.txt || { echo "make lock: an address got into a lock file" >&2; exit 1; }

bundle: ## the wheels of the Action in one archive, for runners without a network; BUNDLE_ARGS="--python 3.12 --system linux-x86_64"
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  "$$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && exec "$$python" -I action/bundle.py $(BUNDLE_ARGS); \
	done; echo "make bundle: no Python 3.11 or newer found; name one: make bundle PYTHON=/path/to/python3" >&2; exit 1

wheel: setup ## wheel and sdist, into dist/
	@rm -rf dist
	@$(PY) -m hatchling build -d dist

clean: ## remove what make made in the checkout
	@rm -rf $(VENV) .tools .fuzz .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	@find . -path ./.git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
