"""Starts of the site in processes of their own, as an operator sees them."""

import json
import logging
import re
import runpy
import shutil
import sys

import pytest
from gunicorn.config import Config
from gunicorn.sock import close_sockets, create_sockets

from .environment import ROOT
from .programme import start

KEY = "ein-geheimnis-" + "abcdefghij" * 5


def manage(*args, **environment):
    return start("manage.py", *args, **{"SECRET_KEY": KEY} | environment)


@pytest.fixture
def kopie(tmp_path):
    """Return the folder of a website of its own, with a name that is no easy path."""
    return shutil.copytree(
        ROOT,
        tmp_path / "Grünau 100%20 + #1?",
        ignore=shutil.ignore_patterns(".*", "data", "docs", "tests"),
    )


def einstellungen(*namen, **start_mit):
    """Return what settings say under these names to a process that is started so."""
    frage = (
        "import json; from qm_gruenau import settings as s; "
        f"print(json.dumps([getattr(s, name) for name in {namen}]))"
    )
    ergebnis = start("-c", frage, **start_mit)
    assert ergebnis.stderr == ""
    return json.loads(ergebnis.stdout)


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
        ({"SECRET_KEY": "geheim\n" * 9}, "SECRET_KEY enthält einen Zeilenumbruch"),
        ({"DATABASE_URL": "mysql://x:geheim@127.0.0.1/x"}, "DATABASE_URL muss mit postgres://"),
        ({"DATABASE_URL": ""}, "DATABASE_URL muss mit postgres://"),
        ({"DATABASE_URL": "Unsinn"}, "DATABASE_URL muss mit postgres://"),
        ({"DATABASE_URL": "postgres://127.0.0.1"}, "DATABASE_URL nennt keine Datenbank"),
        ({"DATABASE_URL": "postgres://x@127.0.0.1:abc/x"}, "der Port „abc“ keine Zahl"),
        ({"HTTPS": "an"}, "HTTPS muss on oder off sein, nicht „an“"),
        ({"HINTER_PROXY": "on # ja"}, "HINTER_PROXY muss on oder off sein, nicht „on # ja“"),
        ({"DEBUG": "vielleicht"}, "DEBUG muss on oder off sein, nicht „vielleicht“"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS muss die Namen der Website nennen, nicht „*“"),
        ({"CSRF_TRUSTED_ORIGINS": "*"}, "CSRF_TRUSTED_ORIGINS muss eine Adresse wie https://"),
        ({"WEBADRESSE": "http://127.0.0.1"}, "WEBADRESSE muss nach HTTPS und ALLOWED_HOSTS"),
        ({"WEBADRESSE": "https://boese.example"}, "sein, nicht „https://boese.example“"),
        ({"WEBADRESSE": "https://127.0.0.1/a"}, "WEBADRESSE muss eine Adresse wie https://"),
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
    quelltext = (ROOT / "qm_gruenau/settings.py").read_text("utf-8") + (
        ROOT / "qm_gruenau/umgebung.py"
    ).read_text("utf-8")
    beispiel = (ROOT / ".env.example").read_text("utf-8")

    gelesen = set(re.findall(r'(?:value|switch|texts|hosts|origins?)\("(\w+)"', quelltext))
    erklaert = set(re.findall(r"^(?:# )?([A-Z_]+)=", beispiel, flags=re.MULTILINE))
    assert gelesen == erklaert


SERVER = {
    "SECRET_KEY": KEY,
    "SECRET_KEY_FALLBACKS": f"{KEY}1, {KEY}2",
    "ALLOWED_HOSTS": "https://WWW.qm-grünau.de/, qm-grünau.de",
    "WEBADRESSE": "www.qm-grünau.de/",
    "DATABASE_URL": "postgres://qm:p$a#s%s@w/o rt@127.0.0.1:5432/qm",
    "HTTPS": "on",
    "HINTER_PROXY": "On",
    "CSRF_TRUSTED_ORIGINS": "verwaltung.qm-grünau.de",
    "DEBUG": "'off'",
}
WIRKUNG = {
    "SECRET_KEY": KEY,
    "SECRET_KEY_FALLBACKS": [f"{KEY}1", f"{KEY}2"],
    "ALLOWED_HOSTS": ["www.xn--qm-grnau-b6a.de", "xn--qm-grnau-b6a.de"],
    "WEBADRESSE": "https://www.xn--qm-grnau-b6a.de",
    "HTTPS": True,
    "HINTER_PROXY": True,
    "CSRF_TRUSTED_ORIGINS": ["https://verwaltung.xn--qm-grnau-b6a.de"],
    "DEBUG": False,
}


def test_settings_are_the_same_from_the_file_and_from_the_environment(kopie):
    aus_umgebung = einstellungen(*WIRKUNG, "DATABASES", cwd=kopie, **SERVER)
    zeilen = "\r\n".join(f"{name} = {text} # warum" for name, text in SERVER.items())
    (kopie / ".env").write_bytes(zeilen.encode("utf-16"))
    aus_datei = einstellungen(*WIRKUNG, "DATABASES", cwd=kopie)

    assert aus_datei == aus_umgebung
    assert aus_datei[:-1] == list(WIRKUNG.values())
    assert aus_datei[-1]["default"]["PASSWORD"] == "p$a#s%s@w/o rt"  # noqa: S105


def test_empty_variables_are_as_if_not_given():
    namen = [name for name in SERVER if name not in {"SECRET_KEY", "DATABASE_URL"}]

    leer = einstellungen(*namen, SECRET_KEY=KEY, **dict.fromkeys(namen, ""))

    assert leer == einstellungen(*namen, SECRET_KEY=KEY)


def test_address_on_this_machine_works_whatever_the_website_is_called():
    antwort = einstellungen(
        "ALLOWED_HOSTS", SECRET_KEY=KEY, HTTPS="off", ALLOWED_HOSTS="www.qm-gruenau.de"
    )

    assert antwort == [["www.qm-gruenau.de", "localhost", "127.0.0.1", "[::1]"]]


def test_database_lies_in_the_folder_of_the_website_whatever_that_is_called(kopie):
    ergebnis = start("manage.py", "migrate", "contenttypes", cwd=kopie, SECRET_KEY=KEY)

    assert (ergebnis.returncode, ergebnis.stderr) == (0, "")
    assert (kopie / "data/db.sqlite3").exists()


@pytest.mark.parametrize(
    ("angaben", "satz"),
    [
        ({"PORT": "acht"}, "PORT muss eine Zahl von 1 bis 65535 sein, nicht „acht“."),
        ({"SECRET_KEY": ""}, "SECRET_KEY fehlt. Setzen Sie"),
    ],
)
def test_server_refuses_to_start_with_one_sentence(angaben, satz, tmp_path):
    ergebnis = start(
        *["-m", "gunicorn", "--config", ROOT / "deploy/gunicorn.conf.py"],
        cwd=tmp_path,
        **{"SECRET_KEY": KEY} | angaben,
    )

    assert ergebnis.returncode == 1
    assert ergebnis.stderr.startswith(f"Die Website startet nicht: {satz}")
    assert ergebnis.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "befehl", [["manage.py", "check"], ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]]
)
def test_unclear_file_is_refused_with_one_sentence(kopie, befehl):
    (kopie / ".env").write_text(f"SECRET_KEY {KEY}")

    ergebnis = start(*befehl, cwd=kopie)

    assert ergebnis.returncode == 1
    assert ergebnis.stderr.startswith("Die Website startet nicht: Zeile 1 der Datei .env ist")
    assert ergebnis.stderr.count("\n") == 1
    assert KEY not in ergebnis.stderr


@pytest.mark.parametrize(
    ("umgebung", "ort"),
    [
        ({}, "127.0.0.1:8010"),
        ({"PORT": "8020"}, "127.0.0.1:8020"),
        ({"BIND": "[::1]:8030"}, "[::1]:8030"),
    ],
)
def test_server_listens_where_the_file_says_unless_the_environment_does(kopie, umgebung, ort):
    (kopie / ".env").write_text("\ufeffPORT = :8010\r\n", encoding="utf-8")

    ergebnis = start(
        *["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--print-config"],
        cwd=kopie,
        SECRET_KEY=KEY,
        **umgebung,
    )

    bind = re.search(r"^bind += (.*)$", ergebnis.stdout, flags=re.MULTILINE)
    assert bind[1] == f"['{ort}']"


def test_unix_socket_is_for_a_proxy_of_the_same_group(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("BIND", f"unix:{tmp_path}/socket")
    conf = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))
    config = Config()
    for name in ["bind", "umask"]:
        config.set(name, conf[name])

    sockets = create_sockets(config, logging.getLogger())

    assert oct((tmp_path / "socket").stat().st_mode & 0o777) == "0o770"
    close_sockets(sockets)


def rechte(ordner):
    return {
        str(pfad.relative_to(ordner)): oct(pfad.stat().st_mode & 0o777)
        for pfad in [ordner, *ordner.iterdir()]
    }


def test_data_is_nobody_elses_whoever_made_the_folder_first(kopie):
    daten = kopie / "data"
    daten.mkdir()
    for name in ["secret_key", "db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"]:
        (daten / name).touch()
        (daten / name).chmod(0o644)
    daten.chmod(0o755)

    start("manage.py", "check", cwd=kopie, SECRET_KEY=KEY)

    assert rechte(daten) == {
        **dict.fromkeys(["secret_key", "db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"], "0o600"),
        **dict.fromkeys([".", "static", "zwischen"], "0o700"),
    }


def test_what_the_website_writes_is_nobody_elses(kopie):
    start("manage.py", "migrate", "contenttypes", cwd=kopie, SECRET_KEY=KEY)
    frage = (
        "from django.core.files.base import ContentFile as Inhalt; "
        "from django.core.files.storage import default_storage as ablage; "
        "ablage.save('ordner/datei', Inhalt(b''))"
    )
    ergebnis = start("manage.py", "shell", "-v0", "-c", frage, cwd=kopie, SECRET_KEY=KEY)

    assert ergebnis.stderr == ""
    assert rechte(kopie / "data") == {
        "db.sqlite3": "0o600",
        **dict.fromkeys([".", "media", "static", "zwischen"], "0o700"),
    }
    assert rechte(kopie / "data/media/ordner").popitem()[1] == "0o600"
