# What is made lies in .venv/, data/, tests/node_modules/ and
# tests/lighthouse/node_modules/; all may be deleted.
VENV := .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help run test lint lock bilder handbuch lighthouse

help: ## zeigt diese Übersicht
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/'

run: export HTTPS = off
run: export PORT := $(PORT)
run: $(VENV)/.run data/.static data/secret_key ## startet die Website auf http://127.0.0.1:8000 (anderer Port: PORT=8010 make run)
	@SECRET_KEY="$$(cat data/secret_key)" $(PYTHON) manage.py einrichten
	@echo "Die Website läuft auf http://127.0.0.1:$(PORT), die Verwaltung auf http://127.0.0.1:$(PORT)/admin/. Beenden: Strg-C"
	@SECRET_KEY="$$(cat data/secret_key)" exec $(VENV)/bin/gunicorn --config deploy/gunicorn.conf.py --log-level warning

test: $(VENV)/.test tests/node_modules/.package-lock.json ## prüft alles auf SQLite, im Browser soweit Chromium und npm da sind
	$(PYTHON) -m pytest --numprocesses auto $(ARGS)

lint: $(VENV)/.test ## prüft Form und Stil von Python und Vorlagen
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')

bilder: $(VENV)/.test ## schreibt Bilder aller Arten von Seiten nach data/bilder/ (braucht Chromium)
	$(PYTHON) -m pytest --quiet --numprocesses auto tests/bilder.py

handbuch: $(VENV)/.test ## schreibt die Bilder des Handbuchs nach docs/bilder/ (braucht Chromium)
	$(PYTHON) -m pytest --quiet --numprocesses auto tests/handbuch.py

lighthouse: tests/lighthouse/node_modules/.package-lock.json ## misst die laufende Website (make run) wie auf einem Telefon (braucht Chromium und npm)
	CHROME_PATH="$$(command -v chromium)" ADRESSE=http://127.0.0.1:$(PORT) $(PYTHON) tests/lighthouse/messen.py

tests/lighthouse/node_modules/.package-lock.json: tests/lighthouse/package-lock.json
	npm ci --prefix tests/lighthouse --ignore-scripts --silent

lock: ## schreibt die Liste der Bibliotheken mit Prüfsummen neu (braucht uv)
	uv pip compile --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header pyproject.toml --output-file requirements.txt
	uv pip compile --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header pyproject.toml --extra pdf --output-file requirements-pdf.txt
	uv pip compile --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header pyproject.toml --extra pdf --extra test --output-file requirements-test.txt

$(PYTHON):
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Diese Website braucht Python 3.11 oder neuer.")'
	python3 -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.txt
	@touch $@

# Accessibility rules and the validity checker; without npm their tests say that they are skipped.
tests/node_modules/.package-lock.json: tests/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix tests --ignore-scripts --silent || \
		echo "npm konnte nichts laden; die Tests, die es brauchen, werden übersprungen."; fi

data/secret_key:
	@mkdir -p data
	@umask 077 && python3 -c 'import secrets; print(secrets.token_urlsafe(50))' > $@

data/.static: $(VENV)/.run data/secret_key $(shell find static -type f)
	@SECRET_KEY="$$(cat data/secret_key)" $(PYTHON) manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@
