"""Starts of the site in processes of their own, as an operator sees them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KEY = "ein-geheimnis-" + "abcdefghij" * 5


def manage(*args, **environment):
    umgebung = {"PATH": os.environ["PATH"], "PYTHONDEVMODE": "0", "SECRET_KEY": KEY}
    umgebung |= environment
    return subprocess.run(  # noqa: S603 - the command is this project's own
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env=umgebung,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "satz"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY fehlt. Setzen Sie die Umgebungsvariable SECRET_KEY"),
        ({"SECRET_KEY": "kurz"}, "SECRET_KEY ist zu kurz oder ein Beispielwert."),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY ist zu kurz oder ein Beispielwert."),
        (
            {"SECRET_KEY": "django-insecure-" + "abcdefghij" * 5},
            "SECRET_KEY ist zu kurz oder ein Beispielwert.",
        ),
        ({"DATABASE_URL": "mysql://x@127.0.0.1/x"}, "DATABASE_URL muss mit postgres://"),
        ({"DATABASE_URL": "postgres://x@127.0.0.1:abc/x"}, "DATABASE_URL ist keine gültige"),
        ({"DATABASE_URL": "Unsinn"}, "DATABASE_URL"),
    ],
)
def test_site_refuses_to_start_with_one_sentence(environment, satz):
    ergebnis = manage("check", **environment)

    assert ergebnis.returncode == 1
    assert satz in ergebnis.stderr
    assert ergebnis.stderr.startswith("Die Website startet nicht: ")
    assert ergebnis.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "adresse",
    ["postgres://x:geheim@127.0.0.1:1/x", "sqlite:////gibt/es/nicht/db.sqlite3"],
)
def test_command_without_database_says_so_in_one_sentence(adresse):
    ergebnis = manage("migrate", DATABASE_URL=adresse)

    assert ergebnis.returncode == 1
    assert ergebnis.stderr.startswith("Die Datenbank ist nicht bereit (")
    assert ergebnis.stderr.count("\n") == 1
    assert "geheim" not in ergebnis.stderr


def test_command_without_tables_says_so_in_one_sentence(tmp_path):
    ergebnis = manage("inhalt_laden", DATABASE_URL=f"sqlite:///{tmp_path}/leer.sqlite3")

    assert ergebnis.returncode == 1
    assert ergebnis.stderr.startswith("Die Datenbank ist nicht bereit (no such table")
    assert ergebnis.stderr.count("\n") == 1


def test_server_starts_without_database_and_says_so():
    ergebnis = subprocess.run(
        [sys.executable, "-c", "import qm_gruenau.wsgi"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "SECRET_KEY": KEY,
            "DATABASE_URL": "postgres://x:geheim@127.0.0.1:1/x",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ergebnis.returncode == 0
    assert "Die Datenbank ist nicht erreichbar" in ergebnis.stderr
    assert ergebnis.stderr.count("\n") == 1
    assert "geheim" not in ergebnis.stderr


def test_deployment_checks_find_nothing_to_warn_of(tmp_path):
    ergebnis = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        ALLOWED_HOSTS="www.qm-gruenau.de",
        DATABASE_URL=f"sqlite:///{tmp_path}/leer.sqlite3",
    )

    assert (ergebnis.returncode, ergebnis.stderr) == (0, "")


def test_every_variable_is_documented():
    quelltext = (ROOT / "qm_gruenau/settings.py").read_text() + (
        ROOT / "deploy/gunicorn.conf.py"
    ).read_text()
    beispiel = (ROOT / ".env.example").read_text()

    for name in [
        "ALLOWED_HOSTS",
        "BIND",
        "CSRF_TRUSTED_ORIGINS",
        "DATABASE_URL",
        "DEBUG",
        "HINTER_PROXY",
        "HTTPS",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
    ]:
        assert f'"{name}"' in quelltext
        assert f"{name}=" in beispiel
