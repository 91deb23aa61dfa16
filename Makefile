.DEFAULT_GOAL := help
CONFIG ?= automl.yaml
MODE ?= auto
PHASES := preprocessing training comparison inference
.PHONY: help setup demo up down scale status submit logs clean test test-unit test-contract test-integration \
  test-containers lint type format images pin bench docs words audit fuzz

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv with everything pinned; quick when nothing changed
	@scripts/setup

demo: setup ## start a local stack, run a real data set through it, show the result
	@.venv/bin/automl demo $(ARGS)

up: setup ## start the local stack, in containers where Docker answers: make up [MODE=docker|process]
	@.venv/bin/automl up --mode $(MODE) $(ARGS)

down: setup ## stop the local stack; running tasks may finish, its data stays
	@.venv/bin/automl down $(ARGS)

scale: setup ## change the number of workers: make scale training=4
	@.venv/bin/automl scale $(foreach phase,$(PHASES),$(if $($(phase)),$(phase)=$($(phase)))) $(ARGS)

status: setup ## what runs: server, queues, workers
	@.venv/bin/automl status $(ARGS)

submit: setup ## submit a run and follow it: make submit CONFIG=c.yaml
	@.venv/bin/automl submit --config $(CONFIG) --watch $(ARGS)

logs: setup ## follow the logs of the local stack
	@.venv/bin/automl logs --follow $(ARGS)

clean: ## stop the local stack, delete its data and the tools' caches
	@scripts/clean

test: setup ## every test
	@scripts/test $(ARGS)

test-unit: setup ## only the tests of single pieces
	@scripts/test tests/unit $(ARGS)

test-contract: setup ## only the checks that every plugin and tracker must pass
	@scripts/test tests/contract $(ARGS)

test-integration: setup ## only the tests with real processes
	@scripts/test tests/integration $(ARGS)

test-containers: setup ## only the tests of the images; needs a Docker engine
	@scripts/test tests/containers $(ARGS)

lint: setup ## style and layers
	@scripts/lint

type: setup ## types, strictly
	@scripts/type

audit: ## known vulnerabilities of what is pinned; exit code 3 where nobody could be asked
	@scripts/audit $(ARGS)

fuzz: setup ## throw generated input at everything that reads some: make fuzz ARGS="--seconds 600 --seed 1"
	@.venv/bin/python scripts/fuzz $(ARGS)

format: setup ## sort imports and fix what ruff can fix
	@scripts/format

images: ## build every image: make images [BASE_IMAGE=...] [BUILD_NETWORK=host]
	@scripts/images $(ARGS)

pin: setup ## resolve the dependencies anew, with hashes
	@.venv/bin/python scripts/pin $(ARGS)

bench: setup ## measure the overhead of a task
	@scripts/bench/all $(ARGS)

docs: setup ## write the pages that are made from the code: CONFIG, REFERENCE, MAP, GLOSSARY, SERVER
	@.venv/bin/python scripts/docs && .venv/bin/python scripts/api

words: setup ## bring the catalogues of what people read in step with the code: make words [ARGS="--new de"]
	@.venv/bin/python scripts/words $(ARGS)
