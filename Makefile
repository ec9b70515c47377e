# Território 360. `make run` and `make test` do all the set-up they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: help run test check bench install clean
.DEFAULT_GOAL := help

help: ## esta lista
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "É preciso Python 3.11 ou mais novo; este é o " + sys.version.split()[0] + ". Indique outro com: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Instalando as dependências (só na primeira vez)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

install: $(STAMP) ## ambiente virtual com as versões fixadas

run: $(STAMP) ## abre o painel (cria a edição de demonstração se não houver nenhuma)
	@$(BIN)/t360 serve

test: $(STAMP) ## todos os testes
	@$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(STAMP) ## ruff, mypy e import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(STAMP) ## mede velocidade, memória e bytes (demora)
	@$(BIN)/python -m benchmarks

clean: ## apaga o ambiente virtual (os dados ficam)
	@rm -rf $(VENV)
