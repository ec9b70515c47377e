# Território 360. `make run` e `make test` fazem toda a instalação de que precisam.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# O que já está instalado: o que um servidor executa, e isso com as ferramentas de desenvolvimento.
SERVER := $(VENV)/.installed-server
DEV    := $(VENV)/.installed

PIP     = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# Um lock nomeia tudo, com hashes: não há o que resolver, só o que instalar.
LOCKED  = $(PIP) --no-deps --require-hashes
PYTEST  = $(BIN)/python -m pytest -n auto --dist loadgroup
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
          --no-emit-index-url --no-header $(LOCK)

# Cada processo que os testes começam leria o código de novo, em vez do que o primeiro compilou.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run dev install test test-fast test-all test-streamlit test-other-python cover check fmt \
        lock notice wheel bench clean
.DEFAULT_GOAL := help

help: ## esta lista
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "É preciso Python 3.11 ou mais novo; este é o " + sys.version.split()[0] + ". Indique outro com: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv $(VENV)

$(SERVER): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Instalando as dependências (só na primeira vez)…"
	@$(LOCKED) -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# Tem tudo o que o servidor tem, nas mesmas versões: instalado este, o outro também está.
$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Instalando as dependências e as ferramentas de desenvolvimento (só na primeira vez)…"
	@$(LOCKED) -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(SERVER) $@

install: $(DEV) ## ambiente virtual de desenvolvimento, com as versões fixadas

run: $(SERVER) ## abre o painel (cria a edição de demonstração se não houver nenhuma)
	@$(BIN)/t360 serve

dev: $(SERVER) ## abre o painel e o recarrega a cada arquivo salvo
	@STREAMLIT_SERVER_FILE_WATCHER_TYPE=auto STREAMLIT_SERVER_RUN_ON_SAVE=true $(BIN)/t360 serve

test: $(DEV) ## os testes de cada mudança
	@$(PYTEST)

test-fast: $(DEV) ## só os de unidade e os das tabelas, sem os que demoram: um minuto
	@$(PYTEST) -q -m "not slow and not heavy" tests/unit tests/spec

test-all: $(DEV) ## todos os testes, também os lentos
	@T360_TESTS=all $(PYTEST)

test-streamlit: $(DEV) ## os do que tomamos do interior do Streamlit: antes de trocar a versão dele
	@$(PYTEST) -m streamlit_patches

test-other-python: $(DEV) ## os de unidade em outra versão do Python, se a máquina tiver uma
	@$(BIN)/python -m tools.other_python

cover: $(DEV) ## que linhas os testes executam, numa tabela (TESTS=tests/unit para só alguns)
	@$(PYTEST) -q --cov --cov-report=term $(TESTS)

check: $(DEV) ## ruff, mypy, import-linter, locks e NOTICE
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.check_locks
	@$(BIN)/python -m tools.notice --check

fmt: $(DEV) ## conserta o que o ruff sabe consertar e formata
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(DEV) ## refaz os dois locks a partir de pyproject.toml (LOCK=--upgrade troca todas as versões)
	@$(COMPILE) --extra install pyproject.toml -o requirements.lock
	@$(COMPILE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

notice: $(DEV) ## escreve NOTICE: as licenças de tudo o que vai junto
	@$(BIN)/python -m tools.notice

wheel: $(DEV) ## o pacote que se instala, em dist/
	@rm -rf build dist
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist .
	@ls dist/*.whl

bench: $(DEV) ## mede velocidade, memória e bytes (demora)
	@$(BIN)/python -m benchmarks

clean: ## apaga o ambiente virtual e o que se construiu (os dados ficam)
	@rm -rf $(VENV) build dist
