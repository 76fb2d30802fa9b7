"""The environment of the test run, set before pytest-django imports the settings."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent

# Every variable there is, as if it were not given: a .env in this folder is for the website that
# runs here, not for its tests, and what the environment says comes before what the file says.
NICHTS_ANGEGEBEN = dict.fromkeys(
    re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE), ""
)
NICHTS_ANGEGEBEN["DATABASE_URL"] = "sqlite:///data/db.sqlite3"  # which may not be empty

# Only the database may be set for a run.
os.environ.update(
    NICHTS_ANGEGEBEN | {"DATABASE_URL": os.environ.get("DATABASE_URL", "sqlite:///data/db.sqlite3")}
)
os.environ["SECRET_KEY"] = "nur-fuer-die-tests-" + "0123456789" * 4
os.environ["HTTPS"] = "off"
os.environ["ALLOWED_HOSTS"] = "testserver"
# Playwright keeps an event loop running, in which Django takes every query for a mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
