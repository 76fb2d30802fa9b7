# What is made lies in .venv/, data/, tests/node_modules/ and
# tests/lighthouse/node_modules/. Only data/ holds what cannot be made again: database and uploads.

# $(1) is a list of libraries and what to run in the .venv that holds it: deploy/bibliotheken.py.
# The Python in .venv comes first: it stays when the system gets another.
IN_VENV = for python in .venv/bin/python python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec $$python deploy/bibliotheken.py $(1); fi; done; \
	echo "Diese Website braucht Python 3.11 oder neuer. Bitte richten Sie es ein." >&2; exit 1

DJADE = .venv/bin/djade --target-version 5.2
VORLAGEN = $$(git ls-files 'templates/*.html')
# Its settings are those of editors: .editorconfig.
PRETTIER = tests/node_modules/.bin/prettier
MIT_PRETTIER = if [ -x $(PRETTIER) ]; then $(PRETTIER) --log-level warn $(1) 'static/{css,js}/*'; else \
	echo "CSS und JavaScript werden nicht geprüft; das braucht prettier: apt install npm"; fi

.DEFAULT_GOAL := help
.PHONY: help run update test lint format lock bilder handbuch lighthouse bench

help: ## zeigt diese Übersicht
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/'

run: ## startet die Website auf http://127.0.0.1:8000 (anderer Port: PORT=8010 make run)
	@$(call IN_VENV,requirements.txt deploy/start.py run)

update: ## bringt nach „git pull“ Bibliotheken, Datenbank und Gestaltung auf den neuen Stand
	@$(call IN_VENV,requirements.txt deploy/start.py update)

test: tests/node_modules/.package-lock.json ## prüft alles auf SQLite, im Browser soweit Chromium und npm da sind
	@$(call IN_VENV,requirements-test.txt -m pytest --numprocesses auto --dist worksteal $(ARGS))

lint: tests/node_modules/.package-lock.json ## prüft Form und Stil von Python, Vorlagen, CSS und JavaScript
	@$(call IN_VENV,requirements-test.txt -m ruff format --check .)
	.venv/bin/ruff check .
	$(DJADE) --check $(VORLAGEN)
	@$(call MIT_PRETTIER,--check)

format: tests/node_modules/.package-lock.json ## bringt Python, Vorlagen, CSS und JavaScript in diese Form
	@$(call IN_VENV,requirements-test.txt -m ruff format .)
	@$(DJADE) $(VORLAGEN) || true # it ends with 1 when it has changed something
	@$(call MIT_PRETTIER,--write)

bilder: ## schreibt Bilder aller Arten von Seiten nach data/bilder/ (braucht Chromium)
	@$(call IN_VENV,requirements-test.txt -m pytest --quiet --numprocesses auto tests/bilder.py)

handbuch: ## schreibt die Bilder des Handbuchs nach docs/bilder/ (braucht Chromium)
	@$(call IN_VENV,requirements-test.txt -m pytest --quiet --numprocesses auto tests/handbuch.py)

lighthouse: tests/lighthouse/node_modules/.package-lock.json ## misst die laufende Website (make run) wie auf einem Telefon (braucht Chromium und npm)
	@export CHROME_PATH="$$(command -v chromium)" ADRESSE="http://127.0.0.1:$${PORT:-8000}"; \
	$(call IN_VENV,requirements.txt tests/lighthouse/messen.py)

bench: ## misst, was Seiten kosten, und schreibt docs/leistung.md (braucht wrk; kürzer: make bench ARGS=--help)
	@$(call IN_VENV,requirements.txt -m bench.messen $(ARGS))

tests/lighthouse/node_modules/.package-lock.json: tests/lighthouse/package-lock.json
	npm ci --prefix tests/lighthouse --ignore-scripts --silent

lock: ## schreibt die Liste der Bibliotheken mit Prüfsummen neu (braucht uv)
	uv pip compile --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header pyproject.toml --output-file requirements.txt
	uv pip compile --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header pyproject.toml --extra pdf --output-file requirements-pdf.txt
	uv pip compile --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header pyproject.toml --extra pdf --extra test --output-file requirements-test.txt

# Accessibility rules, the validity checker and prettier; without npm their tests and `make lint` say
# that they are skipped.
tests/node_modules/.package-lock.json: tests/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix tests --ignore-scripts --silent || \
		echo "npm konnte nichts laden; was es braucht, wird übersprungen."; fi
