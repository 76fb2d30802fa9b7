"""Starts of the site in processes of their own, as an operator sees them."""

import os
import re
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
        ({"HTTPS": "an"}, "HTTPS muss on oder off sein, nicht „an“"),
        ({"HTTPS": ""}, "HTTPS muss on oder off sein"),
        ({"HINTER_PROXY": "on # ja"}, "HINTER_PROXY muss on oder off sein"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS muss die Namen der Website nennen"),
        ({"WEBADRESSE": "http://127.0.0.1"}, "WEBADRESSE muss nach HTTPS und ALLOWED_HOSTS"),
        ({"WEBADRESSE": "https://127.0.0.1/"}, "WEBADRESSE muss nach HTTPS und ALLOWED_HOSTS"),
        ({"WEBADRESSE": "https://boese.example"}, "WEBADRESSE muss nach HTTPS und ALLOWED_HOSTS"),
        ({"DATABASE_URL": "postgres://x:geheim/1@127.0.0.1/x"}, "DATABASE_URL ist keine gültige"),
        ({"DATABASE_URL": "Unsinn"}, "DATABASE_URL muss mit postgres://"),
        ({"DATABASE_URL": "postgres://127.0.0.1"}, "DATABASE_URL nennt keine Datenbank"),
    ],
)
def test_site_refuses_to_start_with_one_sentence(environment, satz):
    ergebnis = manage("check", **environment)

    assert ergebnis.returncode == 1
    assert satz in ergebnis.stderr
    assert ergebnis.stderr.startswith("Die Website startet nicht: ")
    assert "geheim" not in ergebnis.stderr
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


@pytest.mark.skipif(
    not os.environ["DATABASE_URL"].startswith("postgres"),
    reason="needs PostgreSQL, which .ci/run starts and names in DATABASE_URL",
)
def test_command_without_tables_on_postgresql_says_so_too():
    # The tests have a database of their own; the one that is named here stays empty.
    ergebnis = manage("inhalt_laden", DATABASE_URL=os.environ["DATABASE_URL"])

    assert ergebnis.returncode == 1
    assert ergebnis.stderr.startswith("Die Datenbank ist nicht bereit (relation")
    assert ergebnis.stderr.count("\n") == 1


def test_deployment_checks_find_nothing_to_warn_of(tmp_path):
    ergebnis = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        ALLOWED_HOSTS="www.qm-gruenau.de",
        WEBADRESSE="https://www.qm-gruenau.de",
        DATABASE_URL=f"sqlite:///{tmp_path}/leer.sqlite3",
    )

    assert (ergebnis.returncode, ergebnis.stderr) == (0, "")


def test_cookies_and_policy_of_a_server_are_strict(tmp_path):
    frage = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.DEBUG, "
        "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['upgrade-insecure-requests'])"
    )

    ergebnis = manage("shell", "-v0", "-c", frage)

    assert ergebnis.stdout.split() == [
        *["__Host-sessionid", "__Host-csrftoken"],
        *["True", "True", "True", "31536000", "True", "False", "True"],
    ]


def test_every_variable_is_documented():
    quelltext = (ROOT / "qm_gruenau/settings.py").read_text() + (
        ROOT / "deploy/gunicorn.conf.py"
    ).read_text()
    beispiel = (ROOT / ".env.example").read_text()

    gelesen = set(re.findall(r'(?:env(?:\.\w+)?|switch|environ\.get)\("(\w+)"', quelltext))
    erklaert = set(re.findall(r"^(?:# )?([A-Z_]+)=", beispiel, flags=re.MULTILINE))
    assert gelesen == erklaert
