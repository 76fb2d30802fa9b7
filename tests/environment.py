"""The environment of the test run, set before pytest-django imports the settings."""

import os

os.environ["SECRET_KEY"] = "nur-fuer-die-tests-" + "0123456789" * 4
os.environ["HTTPS"] = "off"
os.environ["DEBUG"] = "off"
os.environ["ALLOWED_HOSTS"] = "testserver"
os.environ["WEBADRESSE"] = ""
# Playwright keeps an event loop running, in which Django takes every query for a mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# Not the database that a .env may name; only one that is set for this very run.
os.environ.setdefault("DATABASE_URL", "sqlite:///data/db.sqlite3")
