"""Measure what a page costs and write docs/leistung.md: `make bench`.

All of it happens in a copy of this project in a temporary folder, with databases of its own: on
SQLite, and on the server that DATABASE_URL=postgres://… names. bench/kosten.py and bench/last.py
say where the figures come from. Needs Linux: only there /proc tells the memory of a process.
"""

import argparse
import datetime as dt
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from . import bericht, last

ROOT = Path(__file__).resolve().parent.parent

ANZAHLEN = [10, 200, 2_000, 10_000]

# In seconds: how long one step may take.
GEDULD = 400

KOSTEN = """
import sys
from qm_gruenau.wsgi import application
from bench import kosten
kosten.main(application, int(sys.argv[1]))
"""


def main():
    optionen = gewaehlte_optionen()
    if optionen.last and not shutil.which("wrk"):
        sys.exit(
            "Für die Messung unter Last fehlt wrk; richten Sie es mit „apt install wrk“ ein oder "
            "lassen Sie sie weg: make bench ARGS=--ohne-last"
        )
    # SIGTERM raises SystemExit, so that servers are ended, databases and folders removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Abgebrochen."))
    ergebnisse = {}
    with tempfile.TemporaryDirectory() as ordner:
        kopie = Path(ordner) / "site"
        # Settings and data of a site that runs here must not count.
        uebergangen = shutil.ignore_patterns(".*", "__pycache__", "data", "node_modules")
        shutil.copytree(ROOT, kopie, ignore=uebergangen)
        ergebnisse["SQLite"] = gemessen(kopie, "SQLite", optionen)
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            with postgresql(os.environ["DATABASE_URL"]) as adresse:
                ergebnisse["PostgreSQL"] = gemessen(
                    kopie, "PostgreSQL", optionen, DATABASE_URL=adresse
                )
    kerne = len(os.sched_getaffinity(0))
    text = bericht.seite(ergebnisse, kerne, dt.datetime.now().astimezone().date())
    optionen.nach.write_text(text, encoding="utf-8")
    print(f"Das Ergebnis steht in {optionen.nach}.")


def gewaehlte_optionen():
    parser = argparse.ArgumentParser(prog="make bench", description="Misst, was Seiten kosten.")
    parser.add_argument(
        "--sitzungen",
        nargs="*",
        type=int,
        default=ANZAHLEN,
        metavar="ANZAHL",
        help="wie viele Sitzungen zum ersten Inhalt kommen; mehrere Angaben möglich",
    )
    parser.add_argument(
        "--ohne-last",
        dest="last",
        action="store_false",
        help="lässt die Last, den Speicher und den Start weg",
    )
    parser.add_argument(
        "--nach", type=Path, default=ROOT / "docs/leistung.md", help="wohin das Ergebnis kommt"
    )
    return parser.parse_args()


@contextmanager
def postgresql(server):
    """Yield the address of a new database on a server, and drop it."""
    name = f"bench_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as verbindung:
        verbindung.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as verbindung:
            verbindung.execute(f"DROP DATABASE {name} WITH (FORCE)")


def gemessen(ordner, datenbank, optionen, **einstellungen):
    """Return all that is measured on one database, which must be empty."""
    umgebung = {name: os.environ[name] for name in ["HOME", "PATH"] if name in os.environ}
    umgebung |= {"HTTPS": "off", "SECRET_KEY": secrets.token_urlsafe(50), **einstellungen}

    def python(*argumente):
        return subprocess.run(  # noqa: S603 - the programs are this project's own
            [sys.executable, *argumente],
            cwd=ordner,
            env=umgebung,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            timeout=GEDULD,
            check=True,
        ).stdout

    def kosten(anzahl):
        melden(f"{datenbank}, {anzahl} Sitzungen dazu")
        return json.loads(python("-c", KOSTEN, str(anzahl)))

    melden(f"{datenbank} wird eingerichtet")
    python("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    python("manage.py", "einrichten", "--skip-checks")
    ergebnis = kosten(0)
    ergebnis["kosten"] = {0: ergebnis["kosten"]}
    if optionen.last:
        seiten = ergebnis["seiten"]
        melden(f"{datenbank}, Start")
        ergebnis["start"] = last.kaltstart(ordner, umgebung)
        melden(f"{datenbank}, Last")
        ergebnis["last"] = last.unter_last(ordner, umgebung, seiten)
        melden(f"{datenbank}, Speicher")
        # The cheapest first: speicher() asks for the first half most.
        seiten.sort(key=lambda seite: ergebnis["kosten"][0][seite[0]]["vielfaches"])
        ergebnis["speicher"] = last.speicher(ordner, umgebung, seiten)
    for anzahl in sorted({*optionen.sitzungen} - {0}):
        ergebnis["kosten"][anzahl] = kosten(anzahl)["kosten"]
    return ergebnis


def melden(was):
    print(was, flush=True)


if __name__ == "__main__":
    main()
