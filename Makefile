# Everything that can be done here; `make` alone lists it. See CONTRIBUTING.md.
#
# The first two variables are for the demo: PORT (default 8000; mailbox, SMTP
# and the other website take the three ports after it) and HILFE_DEMO_DIR (default var/). Each may be set on the
# command line or in the environment.

ifdef PORT
export PORT
endif
ifdef HILFE_DEMO_DIR
export HILFE_DEMO_DIR
endif

PYTHON := .venv/bin/python
SITE := example_site
DEMO := $(PYTHON) $(SITE)/run_demo.py

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-worker demo-beat demo-mail demo-web demo-neighbour
.PHONY: demo-stop demo-check
.PHONY: test test-browser screenshots test-faults soak test-matrix test-matrix-full lint messages migrations
.PHONY: install install-all bench-delivery bench-routing

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort \
		| while IFS="$$(printf '\t')" read -r name text; do printf '  %-18s %s\n' "$$name" "$$text"; done

setup: install ## Make .venv, install, migrate, load the demo; may run again
	@$(DEMO) setup

demo: install ## Set up and run the demo until Ctrl-C (PORT, HILFE_DEMO_DIR)
	@$(DEMO) run

demo-worker: ## Start the demo's worker again (also demo-beat, demo-web)
	@$(DEMO) part worker

demo-mail: ## Start the demo's mail catcher again
	@$(DEMO) part mail

demo-beat:
	@$(DEMO) part beat

demo-web:
	@$(DEMO) part web

demo-neighbour:
	@$(DEMO) part neighbour

demo-stop: ## Stop whatever runs in the demo's folder
	@$(DEMO) stop

demo-check: install ## Send one offer through a demo of its own, and time it
	@$(PYTHON) scripts/demo_check.py

test: install-all ## The test suite on SQLite and on PostgreSQL
	@$(PYTHON) scripts/run_tests.py

test-browser: install-all ## Every page in a real browser, in every way; what axe finds, as a table
	@$(PYTHON) scripts/run_browser.py

screenshots: install-all ## Take the pictures of the documentation, from a demo of its own
	@$(PYTHON) scripts/screenshots.py

test-faults: install-all ## Every fault of the matrix, with private servers; a table at the end (FAULTS_RUNS)
	@$(PYTHON) scripts/run_faults.py

soak: install-all ## Offers without a pause while everything is killed (SOAK_MINUTES, SOAK_ON)
	@$(PYTHON) scripts/soak.py

test-matrix: install-all ## The suite in three corners of Python, Django, Wagtail, database
	@$(PYTHON) scripts/run_matrix.py

test-matrix-full: install-all ## The suite in every combination
	@$(PYTHON) scripts/run_matrix.py --full

bench-delivery: install-all ## Forwarding against bare SMTP clients, in messages a second
	@$(PYTHON) -m benchmarks.bench_delivery

bench-routing: install-all ## All of Germany decided, and one decision: seconds, statements
	@$(PYTHON) -m benchmarks.bench_routing

lint: install-all ## Format, types, import contracts, templates, migrations, translations
	@$(PYTHON) scripts/lint.py

messages: install-all ## Collect texts for translation and compile the catalogues
	@$(PYTHON) scripts/messages.py

migrations: install-all ## Write missing migrations, on the oldest Wagtail we support
	@$(PYTHON) scripts/check_migrations.py --write

install:
	@sh scripts/bootstrap.sh demo

install-all:
	@sh scripts/bootstrap.sh demo,lint,matrix,test
