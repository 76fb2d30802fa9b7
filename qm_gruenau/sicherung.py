"""A copy of the database in data/sicherungen, and the way back from it."""

import os
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

ENDUNG = {"sqlite": ".sqlite3", "postgresql": ".sql"}

FEHLER = (OSError, ValueError, sqlite3.Error, subprocess.CalledProcessError)


def sichern(jetzt):
    """Copy the database to a file that is named after `jetzt` (aware); return its path.

    Raises CommandError with a German sentence if that fails; then there is no such file.
    """
    ordner = settings.DATA_DIR / "sicherungen"
    try:
        # Other users must not read drafts and password hashes; mkstemp's files are private too.
        ordner.mkdir(mode=0o700, exist_ok=True)
        griff, name = tempfile.mkstemp(
            dir=ordner,
            prefix=f"{jetzt.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-",
            # A copy that is cut off keeps this suffix, so nobody takes it for a whole one.
            suffix=f"{ENDUNG[connection.vendor]}.unfertig",
        )
        os.close(griff)
        unfertig = Path(name)
        try:
            SCHREIBEN[connection.vendor](unfertig)
        except BaseException:
            unfertig.unlink()
            raise
        return unfertig.rename(unfertig.with_suffix(""))
    except FEHLER as error:
        raise CommandError(
            f"Die Datenbank lässt sich nicht nach {ordner} sichern ({grund(error)}); geändert "
            "wurde nichts, beheben Sie das und rufen Sie den Befehl noch einmal auf."
        ) from error


def zurueckspielen(pfad):
    """Restore the database from a file: all of it, or nothing.

    Raises CommandError with a German sentence if nothing was restored.
    """
    try:
        LESEN[connection.vendor](pfad)
    except FEHLER as error:
        raise CommandError(
            f"{pfad} lässt sich nicht zurückspielen ({grund(error)}); geändert wurde nichts."
        ) from error


def grund(error):
    if isinstance(error, FileNotFoundError) and error.filename in {"pg_dump", "psql"}:
        return f"{error.filename} fehlt, es gehört zum Paket postgresql-client"
    if isinstance(error, subprocess.CalledProcessError) and error.stderr:
        return " ".join(error.stderr.split())
    return str(error)


def sqlite_schreiben(pfad):
    connection.ensure_connection()
    with closing(sqlite3.connect(pfad)) as ziel:
        connection.connection.backup(ziel)
        # The backup has to be complete without a WAL file beside it.
        ziel.execute("PRAGMA journal_mode = DELETE")


def sqlite_lesen(pfad):
    with closing(sqlite3.connect(f"{pfad.resolve().as_uri()}?mode=ro", uri=True)) as quelle:
        if quelle.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise ValueError("die Datei ist beschädigt")
        quelle.execute("SELECT 1 FROM django_migrations")
        connection.ensure_connection()
        quelle.backup(connection.connection, progress=nicht_ewig_warten)


def nicht_ewig_warten(status, uebrige, alle):
    """Abort while another process locks the database; sqlite3 would try for ever."""
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        raise OSError("ein anderer Prozess hält die Datenbank fest, beenden Sie die Website")


def postgresql(programm, *parameter, **optionen):
    """Run a program of PostgreSQL with the settings that Django has for psql.

    The password goes by the environment, where other users of the machine do not see it.
    """
    befehl, umgebung = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, ["--no-password", *parameter]
    )
    subprocess.run(  # noqa: S603 - the program is PostgreSQL's own
        [programm, *befehl[1:]],
        env=os.environ | (umgebung or {}),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
        **optionen,
    )


def schema():
    """Return the name of the schema that holds the tables, quoted as PostgreSQL needs it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return cursor.fetchone()[0]


def postgresql_schreiben(pfad):
    with pfad.open("wb") as datei:
        postgresql("pg_dump", f"--table={schema()}.*", stdout=datei)
        os.fsync(datei)
    if connection.pg_version < 170000:
        # pg_dump 17 always writes this setting, for which an older server would refuse the copy.
        pfad.write_bytes(pfad.read_bytes().replace(b"SET transaction_timeout = 0;\n", b""))


def postgresql_lesen(pfad):
    # psql would take the end of a file that is cut off for the end of a table.
    if b"PostgreSQL database dump complete" not in pfad.read_bytes()[-500:]:
        raise ValueError("die Datei ist nicht vollständig")
    ort = schema()
    tabellen = [
        f"{ort}.{connection.ops.quote_name(name)}"
        for name in connection.introspection.table_names()
    ]
    postgresql(
        "psql",
        *["--no-psqlrc", "--quiet", "--single-transaction"],
        # Terse, because an error may otherwise quote the row, with the hash of a password.
        *["--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse", "--set=SHOW_CONTEXT=never"],
        *([f"--command=DROP TABLE IF EXISTS {', '.join(tabellen)}"] if tabellen else []),
        f"--file={pfad}",
        f"--command=SELECT FROM {ort}.django_migrations LIMIT 1",
        stdout=subprocess.DEVNULL,
    )


SCHREIBEN = {"sqlite": sqlite_schreiben, "postgresql": postgresql_schreiben}
LESEN = {"sqlite": sqlite_lesen, "postgresql": postgresql_lesen}
