# Majlis. `make run` to see it, `make test` to check it, `make help` for the rest.
# Every target installs what it lacks; nothing has to be set up by hand.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS   += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

setup      := internal/tools/setup.sh
npm_marker := web/node_modules/.package-lock.json
staticcheck := .cache/bin/staticcheck

# The commit is built in where git can say it.
vcs = $(shell git rev-parse HEAD >/dev/null 2>&1 && echo true || echo false)

# Two packages at a time: tests wait for databases and networks more than they
# compute, but linking race-enabled binaries is heavy on a small machine.
go_test := go test -race -shuffle=on -p 2 -parallel 4 -timeout 10m

# find_go lists the Go files of the tree, the tools' module included.
find_go := find . \( -name node_modules -o -name .cache -o -name .git \) -prune -o -name '*.go' -print

.PHONY: help run test build assets fmt format-check vet lint types verify unit journeys bench bench-libraries bench-forwarding soak screenshots clean

help: ## Show what can be asked for
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

run: build ## Start everything with demonstration data on http://localhost:8080
	@$(setup) database
	@exec bin/majlis serve --demo $(ARGS)

build: assets ## Build bin/majlis
	@go build -buildvcs=$(vcs) -o bin/majlis ./cmd/majlis

assets: $(npm_marker) ## Bundle scripts, styles and fonts into web/assets/dist
	@go run ./web/assets/build

# Installed again only when the lock file is newer than what is installed.
$(npm_marker): web/package-lock.json web/package.json
	@$(setup) node
	@echo "majlis: installing web packages …" >&2
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

test: verify unit journeys ## Everything: format, vet, lint, types, Go tests with the race detector, browsers
	@echo "majlis: all checks passed"

verify: format-check vet lint types ## The checks that run nothing: format, vet, lint, types

fmt: ## Format the Go files
	@$(find_go) | xargs -r gofmt -w

format-check:
	@files=$$($(find_go) | xargs -r gofmt -l); \
	if [ -n "$$files" ]; then echo "majlis: not formatted (make fmt):"; echo "$$files"; exit 1; fi

vet: assets
	@go vet ./...

lint: assets $(staticcheck) ## Run staticcheck
	@$(staticcheck) ./...

$(staticcheck): internal/tools/go.mod internal/tools/go.sum
	@mkdir -p $(@D)
	@cd internal/tools && go build -o $(CURDIR)/$@ honnef.co/go/tools/cmd/staticcheck
	@touch $@

types: $(npm_marker) ## Check the TypeScript types
	@for project in web internal/e2e; do web/node_modules/.bin/tsc --noEmit -p $$project; done

unit: assets ## Go tests of every package but the journeys
	@$(setup) database compiler
	@$(go_test) $$(go list ./... | grep -v '^majlis/internal/e2e$$')

journeys: assets ## Whole journeys, in process and in real browsers, and the TypeScript tests
	@$(setup) database browser compiler
	@$(go_test) -count=1 -timeout 30m ./internal/e2e

screenshots: assets ## The browser journeys again, for their pictures in screenshots/
	@$(setup) database browser
	@go test -count=1 -timeout 10m ./internal/e2e
	@ls screenshots

bench: bench-libraries bench-forwarding ## Benchmarks: the libraries, then the forwarder against bare Pion (docs/benchmarks.md)

bench-libraries: ## Benchmarks of the libraries alone
	@go test -run '^$$' -bench . -benchmem $$(go list ./booking/... ./signaling/... | grep -v /bot/rig$$)

# Both servers in one run, in turn, under the same bots. BENCH=-rounds=1 for a first look.
bench-forwarding: ## The forwarder against bare Pion, a quarter of an hour on a quiet machine
	@go test -run '^$$' -bench Figures -benchtime 1x -timeout 60m ./signaling/bot/rig $(BENCH)

COUNT ?= 5
soak: assets ## Every trial at its full count, then the libraries' tests COUNT times under the race detector
	@$(setup) database browser compiler
	@$(setup) turn
	@go test -count=1 -tags soak -run Coturn ./signaling/relay
	@MAJLIS_FULL=1 go test -count=1 -p 1 -timeout 12h ./...
	@go test -count=1 ./booking/allocation -full
	@go test -race -shuffle=on -failfast -count=$(COUNT) -timeout 6h ./booking/... ./signaling/...

clean: ## Remove what was built (installed packages and data stay)
	@rm -rf bin .cache screenshots
	@find web/assets/dist -mindepth 1 ! -name .gitkeep -delete
