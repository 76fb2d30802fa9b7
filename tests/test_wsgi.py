"""What gunicorn calls; the test client of Django goes past it."""

from wsgiref.util import setup_testing_defaults

import pytest
from django.db import connection

from .datenbanken import UNBEKANNTE_MIGRATION, datenbank, manage, server, verbindung


@pytest.fixture
def ask(monkeypatch):
    """Return a function that asks the application; it returns the status and what Django got."""
    # On import it closes the connection, which is that of the test.
    monkeypatch.setattr(connection, "close", lambda: None)
    from qm_gruenau.wsgi import application

    def ask(content_type, pfad="/", query=""):
        environ = {"CONTENT_TYPE": content_type, "HTTP_HOST": "testserver"}
        environ |= {"PATH_INFO": pfad, "QUERY_STRING": query}
        setup_testing_defaults(environ)
        antwort = []
        response = application(environ, lambda status, headers: antwort.append(status[:3]))
        response.close()
        return antwort[0], environ["CONTENT_TYPE"]

    return ask


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded;charset=UTF-8",  # fetch()
        "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
        "multipart/form-data; boundary=----geckoformboundary1f2e3d4c5b6a79880123456789abcdef",
        "multipart/form-data; boundary=---------------------------974767299852498929531610575",
    ],
)
def test_content_type_of_a_browser_reaches_django(ask, content_type):
    assert ask(content_type) == ("200", content_type)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type",
    [
        "x/y; charset=base64",
        "x/y; charset=undefined",
        "x/y; charset=cp037",
        "x/y; a*=utf-99''%ff",
        "application/x-www-form-urlencoded; charset=latin-1",
        "multipart/form-data; boundary=B; charset=punycode",
        "multipart/form-data; charset=punycode; boundary=B",
        "multipart/form-data; boundary=B; charset=utf-8; charset*=punycode''x",
        "multipart/form-data; boundary*=punycode''B",
        "multipart/form-data; boundary=B\n",
    ],
)
def test_content_type_that_names_a_codec_changes_nothing(ask, content_type):
    assert ask(content_type, "/termine/", "seite=2") == ("404", "")


# Its start


def test_server_starts_without_database_and_says_so(tmp_path):
    ergebnis = server(adresse="postgres://x:geheim@127.0.0.1:1/x", ordner=tmp_path)

    assert ergebnis.returncode == 0
    assert "Die Datenbank ist nicht erreichbar" in ergebnis.stderr
    assert ergebnis.stderr.count("\n") == 1
    assert "geheim" not in ergebnis.stderr


def test_server_does_not_start_with_an_empty_database(tmp_path):
    with datenbank(tmp_path) as adresse:
        ergebnis = server(adresse=adresse, ordner=tmp_path)

    assert ergebnis.returncode == 1
    assert ergebnis.stderr == (
        "Die Website startet nicht: Die Datenbank ist noch leer; rufen Sie „make update“ auf.\n"
    )


def test_server_starts_with_the_database_of_its_own_version_alone(tmp_path):
    with datenbank(tmp_path) as adresse:
        manage("einrichten", adresse=adresse, ordner=tmp_path)

        passend = server(adresse=adresse, ordner=tmp_path)
        aeltere = server(adresse=adresse, ordner=tmp_path, apps=["tests.naechste_version"])
        with verbindung(adresse) as connection:
            connection.execute(UNBEKANNTE_MIGRATION)
        neuere = server(adresse=adresse, ordner=tmp_path)

    nein = "Die Website startet nicht: Die Datenbank gehört zu einer "
    assert (passend.returncode, passend.stderr) == (0, "")
    assert (aeltere.returncode, neuere.returncode) == (1, 1)
    assert aeltere.stderr.startswith(f"{nein}älteren Version des Programms (es fehlt: naechste_v")
    assert neuere.stderr.startswith(f"{nein}neueren Version des Programms (diese kennt nicht: term")
    assert (aeltere.stderr.count("\n"), neuere.stderr.count("\n")) == (1, 1)


def test_server_does_not_start_before_its_own_files_are_collected(tmp_path):
    ordner = f"settings.STATIC_ROOT = Path({str(tmp_path)!r})"

    ergebnis = server(adresse=f"sqlite:///{tmp_path}/db.sqlite3", ordner=tmp_path, zuvor=ordner)

    assert ergebnis.returncode == 1
    assert ergebnis.stderr == (
        "Die Website startet nicht: Die Datei static/bilder/fassade.svg ist noch nicht nach "
        "data/static gesammelt; rufen Sie „make update“ auf.\n"
    )
