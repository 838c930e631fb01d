# One door for everything that is done with a checkout. `make help` lists it.
# A bare machine needs Python 3.11 or newer with venv and pip, git and make; the rest is fetched into the checkout.

PORT ?= 8000
NAME ?=
PYTHON ?=
PYTEST_ARGS ?= -n auto --dist worksteal

export BIHUAN_DATA_DIR ?= $(CURDIR)/.data
export UV_PYTHON_DOWNLOADS := never

BIN := .venv/bin
READY := .venv/.ready
UV = $(shell sh scripts/uv)

.DEFAULT_GOAL := help
.PHONY: help demo test check lint format types contracts cov compat soak mutate docs wheel clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: $(READY) ## a seeded office with its API, worker and cockpit on port 8000 (PORT= changes it)
	@exec $(BIN)/python -m scripts.serving $(BIN)/bihuan demo --port $(PORT)

test: $(READY) ## every test that this machine can run; names what it could not
	@sh scripts/chromium
	@sh scripts/older-server
	@sh scripts/process-mining
	@sh scripts/foreign-verifier
	@$(BIN)/pytest $(PYTEST_ARGS)

check: lint types contracts test ## what must hold before a merge: lint, types, contracts, tests

lint: $(READY) ## style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(READY) ## put style and formatting right
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(READY) ## mypy, strict, over everything
	@$(BIN)/mypy

contracts: $(READY) ## who may import whom
	@$(BIN)/lint-imports --no-cache

cov: $(READY) ## tests with coverage by branches: all of the pure core, most of the rest
	@$(BIN)/pytest $(PYTEST_ARGS) --cov --cov-report=
	@$(BIN)/coverage report --include='domain/*' --fail-under=100
	@$(BIN)/coverage report --fail-under=90

compat: ## the tests under another Python that is on this machine: make compat PYTHON=python3.13
	@sh scripts/compat "$(PYTHON)"

soak: $(READY) ## long tests: make soak, or make soak NAME=wheel
	@$(BIN)/pytest -m slow -k "$(NAME)" --timeout=3600

mutate: $(READY) ## change the rules in every small way and see whether the pure tests notice
	@$(BIN)/python scripts/mutate.py

docs: $(READY) ## write docs/reference anew from the code, docs/performance.md from results
	@$(BIN)/python -m scripts.reference

wheel: $(READY) ## the installable package, in dist/
	@rm -rf dist
	@$(UV) build --quiet --wheel
	@ls dist/*.whl

clean: ## remove what was built or fetched; data in .data stay
	@rm -rf .venv .venv-* .tools .cache dist htmlcov mutants .coverage* .pytest_cache .mypy_cache .ruff_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(READY): uv.lock pyproject.toml scripts/bootstrap
	@sh scripts/bootstrap
