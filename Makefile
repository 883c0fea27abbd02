# One line a target. Everything runs in the project's own virtual environment, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help tag train evaluate test lint check fuzz bench wheel clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV) && $(BIN)/pip install --quiet --editable '.[dev]' && touch $@

tag: $(READY)  ## tag REPORTS (default: the sample report) and print the entity table
	$(BIN)/fazhi tag $(or $(REPORTS),docs/sample.txt) --format csv

train: $(READY)  ## build the model from corpus/, annotations/ and configs/
	$(BIN)/fazhi train && cp models/fazhi_zh/README.md docs/model-card.md

evaluate: $(READY)  ## measure the released model on the project's test split
	$(BIN)/fazhi evaluate

test: $(READY)  ## run the tests
	$(BIN)/pytest

lint: $(READY)  ## format, lint, types, and the shipped annotations
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/fazhi gold check --no-doubts

check: lint test  ## everything that must pass

fuzz: $(READY)  ## fuzz every reader and grammar for SECONDS (default: 60)
	$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/pip install --quiet 'atheris>=2.3'
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60)

bench: $(READY)  ## characters a second, start-up, memory
	$(BIN)/python benchmarks/speed.py && $(BIN)/python benchmarks/memory.py

wheel: $(READY)  ## build the wheel, install it outside the tree, and tag with it
	$(BIN)/python tests/wheel.py

clean:  ## remove what was made here, but not the released model
	rm -rf $(VENV) .venv-doccano dist training/*.spacy training/candidate .pytest_cache .mypy_cache .ruff_cache
