# Two commands on a machine that has only Python >= 3.11 and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo demo-web check test bench bench-runtime bench-sim bench-web torture fuzz reference clean

help:
	@echo "make demo   un parcours entier, de la réunion d'information au sociétariat"
	@echo "make demo-web  les pages, sur une coopérative de trois cents personnes"
	@echo "make test   toute la suite"
	@echo "make check  ce qui doit rester vert à chaque enregistrement (moins d'une minute)"
	@echo "make bench  les mesures, à côté de leurs voisins"
	@echo "make bench-sim  les moteurs de simulation, à côté de SimPy, salabim et Ciw (ARGS=--quick pour voir)"
	@echo "make bench-runtime  le moteur en marche : pas durables, minuteries, démarrage (dix minutes)"
	@echo "make bench-web  les pages et l'API sur cent mille dossiers, vingt lecteurs (cinq minutes ; ARGS=--quick pour voir)"
	@echo "make torture  des programmes tués au travail, mille fois et plus ; ce qui s'est perdu : rien"
	@echo "make reference  les pages de référence, tirées des schémas et des commandes"
	@echo "make fuzz   des histoires tirées au hasard, sans fin"

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Il faut Python 3.11 ou plus récent.") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt "pip>=25.1"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev --group bench
	@touch $(STAMP)

demo: $(STAMP)
	@$(BIN)/parcours demo

demo-web: $(STAMP)
	@PYTHONPATH=tests $(BIN)/python benchmarks/demo_web.py $(ARGS)

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PARCOURS_HYPOTHESIS=check $(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not postgres and not processes" tests/house tests/unit tests/spec tests/property

test: $(STAMP)
	PARCOURS_HYPOTHESIS=test $(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=95

bench: $(STAMP)
	$(BIN)/python benchmarks/bench_kernel.py
	$(BIN)/python benchmarks/bench_store.py

bench-sim: $(STAMP)
	$(BIN)/python benchmarks/bench_sim.py $(ARGS)

bench-runtime: $(STAMP)
	$(BIN)/python benchmarks/bench_runtime.py $(ARGS)

bench-web: $(STAMP)
	PYTHONPATH=tests $(BIN)/python benchmarks/bench_web.py $(ARGS)

torture: $(STAMP)
	PYTHONPATH=tests $(BIN)/python -m torture.run $(ARGS)

reference: $(STAMP)
	$(BIN)/python docs/generate.py

fuzz: $(STAMP)
	while PARCOURS_HYPOTHESIS=fuzz $(BIN)/python -m pytest -q tests/property tests/spec; do :; done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
