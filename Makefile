# Earshot: what a person types. `make help` lists it.
#
# Everything that is installed goes into .tools and ui/node_modules of this
# folder; stamps in .tools remember what is there, so a second run takes seconds.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

T      := .tools
VENV   := $(T)/venv
PY     := $(VENV)/bin/python
WH     := transcribe/whisper
ME     := search/meaning
DATA   ?= ./data
PYTHON ?= python3
STATIC := go tool staticcheck

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: run
run: setup build ## install what is missing, build, and start the site (DATA=folder)
	@exec bin/earshot serve --data $(DATA)

.PHONY: setup
setup: need $(T)/.python $(T)/.model $(T)/.meaning ui/node_modules/.stamp ## install the speech engine, the models and the page tools into this folder

.PHONY: build
build: need ui/node_modules/.stamp ## leave the program at bin/earshot
	@cd ui && npm run --silent build
	@mkdir -p bin && go build -o bin/earshot ./cmd/earshot

.PHONY: need
need:
	@bash cmd/need.sh $(PYTHON)

$(T)/.python: $(WH)/requirements.txt
	@echo "Installing the speech engine (about 300 MB, once) ..."
	@mkdir -p $(T)
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(WH)/requirements.txt
	@touch $@

$(T)/.model: $(WH)/model.txt $(WH)/install.py transcribe/python/fetch.py $(T)/.python
	@echo "Installing the speech model (about 130 MB, once) ..."
	@$(PY) $(WH)/install.py $(T)/models/whisper-base
	@touch $@

$(T)/.meaning: $(ME)/model.txt $(ME)/install.py transcribe/python/fetch.py $(T)/.python
	@$(PY) $(ME)/install.py $(T)/models/minilm
	@touch $@

ui/node_modules/.stamp: ui/package.json ui/package-lock.json
	@echo "Installing the page tools ..."
	@cd ui && npm ci --silent --no-audit --no-fund
	@touch $@

$(T)/.python-test: $(WH)/requirements-test.txt $(T)/.python
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(WH)/requirements-test.txt
	@touch $@

.PHONY: setup-test
setup-test: setup $(T)/.python-test ## install what only the tests need: a second S3 server, Chromium, ffmpeg
	@bash cmd/need-test.sh

.PHONY: test
test: setup-test build ## run every test
	@bash cmd/test.sh

.PHONY: check
check: need ui/node_modules/.stamp ## gofmt, go vet, staticcheck and the types of the pages' modules
	@test -z "$$(gofmt -l archive cmd search transcribe ui | grep -v node_modules)" || { gofmt -l archive cmd search transcribe ui; echo "Run gofmt -w on these files."; exit 1; }
	@go vet ./...
	@$(STATIC) ./...
	@cd ui && npm run --silent check

.PHONY: bench
bench: setup-test build ## measure: work against the plain engine, decoding, fix to findable, pages, memory
	@bash cmd/bench.sh

.PHONY: bench-search
bench-search: setup build ## measure: search at a million passages beside SQLite FTS5 and PostgreSQL (minutes, 3 GB of disk)
	@go run ./cmd/bench -only search $(BENCH)

.PHONY: accuracy
accuracy: setup build ## word error rate of the engine on ../shared/speech, clip by clip
	@go test -count=1 -v -run '^TestSpeechSamples$$' -timeout 30m ./transcribe/accuracy -all

.PHONY: judged
judged: ## how well search answers the judged questions, way by way
	@go test -count=1 -v -run '^Test(Ours|Recordings)$$' ./search/judged

.PHONY: drill
drill: build ## kill the parts at random moments and look for losses (ROUNDS=200)
	@go test -count=1 -v -run '^TestDrill$$' -timeout 120m ./cmd/earshot -rounds $(or $(ROUNDS),200)

.PHONY: fuzz
fuzz: ## feed random input to everything that parses strangers' bytes (TIME=30s each)
	@bash cmd/fuzz.sh $(or $(TIME),30s)

.PHONY: doctor
doctor: build ## try each part and say how to mend what is wrong
	@bin/earshot doctor --data $(DATA)

.PHONY: clean
clean: ## remove what was built; keeps the data and what was installed
	@rm -rf bin ui/static/js
