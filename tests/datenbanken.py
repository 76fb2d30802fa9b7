"""Databases of their own, of the kind that this run is about, for programs of their own."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from .environment import NICHTS_ANGEGEBEN, ROOT

IST_POSTGRESQL = os.environ["DATABASE_URL"].startswith("postgres")

UNBEKANNTE_MIGRATION = """
INSERT INTO django_migrations (app, name, applied)
VALUES ('termine', '0099_neu', CURRENT_TIMESTAMP)
"""

# Hashed names need a run of collectstatic.
OHNE_SAMMELN = """
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plain
"""

# A program with other settings than those that a server can have.
PROGRAMM = """
from pathlib import Path
from django.conf import settings
settings.DATA_DIR = Path({ordner!r})
settings.MEDIA_ROOT = settings.DATA_DIR / "media"
settings.INSTALLED_APPS += {apps}
{zuvor}
{start}
"""


@contextmanager
def datenbank(ordner, vorlage=""):
    """Yield the address of a new database, empty or a copy of the one with address `vorlage`."""
    if not IST_POSTGRESQL:
        adresse = f"sqlite:///{ordner}/db.sqlite3"
        if vorlage:
            sqlite_datei(adresse).write_bytes(sqlite_datei(vorlage).read_bytes())
        yield adresse
        return
    name = f"db_{uuid4().hex}"
    nach = f"TEMPLATE {urlsplit(vorlage).path[1:]}" if vorlage else ""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {nach}")
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def sqlite_datei(adresse):
    return Path(adresse.removeprefix("sqlite:///"))


def verbindung(adresse):
    """Return a context manager: a connection past Django, which commits each statement."""
    if IST_POSTGRESQL:
        return psycopg.connect(adresse, autocommit=True)
    return closing(sqlite3.connect(sqlite_datei(adresse), isolation_level=None))


def abzug(quelle):
    """Return all that a database holds as SQL; `quelle` is its address or the path of a copy."""
    if not IST_POSTGRESQL:
        datei = sqlite_datei(quelle) if isinstance(quelle, str) else quelle
        with closing(sqlite3.connect(datei)) as connection:
            return list(connection.iterdump())
    sql = quelle.read_text("utf-8") if isinstance(quelle, Path) else pg_dump(quelle)
    # A sequence goes on when a transaction is taken back, no two dumps have the same key, and of a
    # condition PostgreSQL keeps the sense alone.
    zeilen = [re.sub(r" CHECK .*", " CHECK", zeile) for zeile in sql.splitlines()]
    return [z for z in zeilen if "setval" not in z and not z.startswith("\\")]


def pg_dump(adresse):
    return subprocess.run(  # noqa: S603 - the address is that of this test's own server
        ["/usr/bin/env", "pg_dump", "--table=public.*", adresse],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def manage(*args, **optionen):
    """Run manage.py; the options are those of programm()."""
    return programm("import manage; manage.main()", *args, **optionen)


def server(**optionen):
    """Start the site as gunicorn does, and end it; the options are those of programm()."""
    return programm("import qm_gruenau.wsgi", **{"zuvor": OHNE_SAMMELN} | optionen)


def programm(start, *args, adresse, ordner, baum=ROOT, apps=(), zuvor="", eingabe="", **umgebung):
    """Run Python in a process of its own, on a database, with `ordner` as DATA_DIR.

    `zuvor` is Python that runs before it, `apps` are installed besides those of the site, whose
    files are those in `baum`.
    """
    # What is measured is today's program alone.
    messen = {n: os.environ[n] for n in os.environ if n.startswith("COVERAGE") and baum == ROOT}
    text = PROGRAMM.format(ordner=str(ordner), apps=apps, zuvor=zuvor, start=start)
    return subprocess.run(  # noqa: S603 - the program is this project's own
        [sys.executable, "-c", text, *args],
        cwd=baum,
        # An old program does not take what is empty for not given.
        env=(NICHTS_ANGEGEBEN if baum == ROOT else {})
        | {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "qm_gruenau.settings",
            "SECRET_KEY": os.environ["SECRET_KEY"],
            "DATABASE_URL": adresse,
        }
        | messen
        | umgebung,
        input=eingabe,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
