"""Two requests at once and two people at once, in a browser, at a server that really does both."""

import json
import os
import subprocess
import sys

import pytest

from .datenbanken import OHNE_SAMMELN, PROGRAMM, datenbank, verbindung
from .environment import NICHTS_ANGEGEBEN, ROOT
from .voraussetzungen import braucht_chromium

pytestmark = braucht_chromium

START = """
import json
import django
django.setup()
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.servers.basehttp import (
    ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application
)
from django.test import Client
call_command("migrate", verbosity=0)
cookies = {}
for name, vorname in {"admin": "Ada", "anna": "Anna"}.items():
    konto = get_user_model().objects.create_superuser(name, first_name=vorname, last_name="Muster")
    client = Client()
    client.force_login(konto)
    cookies[name] = client.cookies["sessionid"].value
server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
server.set_app(StaticFilesHandler(get_internal_wsgi_application()))
print(json.dumps({"port": server.server_port, "cookies": cookies}), flush=True)
server.serve_forever()
"""


@pytest.fixture(scope="module")
def website(tmp_path_factory):
    """Return the address of a running site, its sessions by account, and of its database."""
    ordner = tmp_path_factory.mktemp("website")
    with datenbank(ordner) as adresse:
        programm = PROGRAMM.format(ordner=str(ordner), apps=(), zuvor=OHNE_SAMMELN, start=START)
        umgebung = {"DJANGO_SETTINGS_MODULE": "qm_gruenau.settings", "HTTPS": "off"}
        umgebung |= {name: os.environ[name] for name in ["PATH", "SECRET_KEY"]}
        with (ordner / "ausgabe").open("w") as ausgabe:
            server = subprocess.Popen(  # noqa: S603 - the program is this project's own
                [sys.executable, "-c", programm],
                cwd=ROOT,
                env=NICHTS_ANGEGEBEN | umgebung | {"DATABASE_URL": adresse},
                stdout=subprocess.PIPE,
                stderr=ausgabe,
                encoding="utf-8",
            )
        try:
            angaben = json.loads(server.stdout.readline())
            yield f"http://127.0.0.1:{angaben['port']}", angaben["cookies"], adresse
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()


@pytest.fixture
def oeffnen(website, browser):
    """Return a function that opens a page of the admin in a window of an account."""
    adresse, cookies, _ = website
    fenster = []

    def _oeffnen(pfad, konto="admin"):
        kontext = browser.new_context()
        fenster.append(kontext)
        kontext.add_cookies([{"name": "sessionid", "value": cookies[konto], "url": adresse}])
        seite = kontext.new_page()
        seite.goto(f"{adresse}/admin/{pfad}")
        return seite

    yield _oeffnen
    for kontext in fenster:
        kontext.close()


@pytest.fixture
def frage(website):
    """Return a function that asks the database for one column."""

    def _frage(sql):
        with verbindung(website[2]) as connection:
            return [zeile[0] for zeile in connection.execute(sql).fetchall()]

    return _frage


@pytest.fixture
def neue_sitzung(oeffnen):
    """Return a function that adds a Sitzung and returns its window, on the page to change it."""

    def _neue_sitzung(titel):
        seite = oeffnen("termine/sitzung/add/")
        seite.get_by_label("Titel:", exact=True).fill(titel)
        seite.get_by_role("button", name="Sichern und weiter bearbeiten").click()
        seite.wait_for_url("**/change/")
        return seite

    return _neue_sitzung


def meldungen(seite):
    return seite.locator(".messagelist li").all_inner_texts()


def zweimal_klicken(seite, knopf):
    """Click as people do: the second time when the first request is on its way."""
    knopf.scroll_into_view_if_needed()
    flaeche = knopf.bounding_box()
    mitte = flaeche["x"] + flaeche["width"] / 2, flaeche["y"] + flaeche["height"] / 2
    for _ in range(2):
        with seite.expect_request(lambda anfrage: anfrage.method == "POST"):
            seite.mouse.click(*mitte)
    seite.wait_for_selector(".messagelist")


@pytest.mark.parametrize(
    "knopf", ["Sichern", "Sichern und weiter bearbeiten", "Jetzt veröffentlichen"]
)
def test_double_click_saves_a_new_row_once_and_says_so(neue_sitzung, frage, knopf):
    seite = neue_sitzung(knopf)
    seite.locator("#tagesordnungspunkte-group .add-row a").click()
    seite.locator("#id_tagesordnungspunkte-0-titel").fill(f"Punkt mit {knopf}")

    zweimal_klicken(seite, seite.get_by_role("button", name=knopf, exact=True))

    assert "geändert" in meldungen(seite)[0]
    assert frage(
        f"SELECT titel FROM termine_tagesordnungspunkt WHERE titel = 'Punkt mit {knopf}'"  # noqa: S608
    ) == [f"Punkt mit {knopf}"]


def test_going_back_after_adding_and_saving_again_adds_nothing(oeffnen, frage):
    seite = oeffnen("team/thema/add/")
    seite.get_by_label("Name").fill("Garten")
    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_selector(".messagelist")
    seite.go_back()
    seite.get_by_label("Name").fill("Garten")

    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_selector(".messagelist")

    assert "hinzugefügt" in meldungen(seite)[0]
    assert frage("SELECT name FROM team_thema WHERE name LIKE 'Garten%'") == ["Garten"]


def test_going_back_after_adding_and_typing_something_else_adds_that(oeffnen, frage):
    seite = oeffnen("team/thema/add/")
    seite.get_by_label("Name").fill("Hof")
    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_selector(".messagelist")
    seite.go_back()
    seite.get_by_label("Name").fill("Hofladen")

    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_selector(".messagelist")

    assert sorted(frage("SELECT name FROM team_thema WHERE name LIKE 'Hof%'")) == [
        "Hof",
        "Hofladen",
    ]


def test_two_people_change_different_things_and_both_stay(neue_sitzung, oeffnen, frage):
    hier = neue_sitzung("Zu zweit")
    pfad = hier.url.partition("/admin/")[2]
    anna = oeffnen(pfad, "anna")
    anna.get_by_label("Nummer:").fill("77")
    anna.get_by_role("button", name="Sichern", exact=True).click()
    anna.wait_for_selector(".messagelist")

    hier.get_by_label("Titel:", exact=True).fill("Zu zweit geändert")
    hier.get_by_role("button", name="Sichern", exact=True).click()
    hier.wait_for_selector(".messagelist")

    assert frage("SELECT nummer FROM termine_sitzung WHERE titel = 'Zu zweit geändert'") == [77]
    assert any("Anna Muster hat diesen Eintrag auch gespeichert" in m for m in meldungen(hier))


def test_two_people_change_the_same_and_see_both(neue_sitzung, oeffnen, frage):
    hier = neue_sitzung("Von beiden")
    pfad = hier.url.partition("/admin/")[2]
    anna = oeffnen(pfad, "anna")
    anna.get_by_label("Titel:", exact=True).fill("Von Anna")
    anna.get_by_role("button", name="Sichern", exact=True).click()
    anna.wait_for_selector(".messagelist")

    hier.get_by_label("Titel:", exact=True).fill("Von hier")
    hier.get_by_role("button", name="Sichern", exact=True).click()
    hier.wait_for_selector(".vergleich")

    assert hier.locator(".vergleich tbody tr").all_inner_texts() == ["Titel\tVon Anna\tVon hier"]
    assert frage("SELECT titel FROM termine_sitzung WHERE titel LIKE 'Von %'") == ["Von Anna"]
