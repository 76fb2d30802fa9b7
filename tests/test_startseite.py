import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import OperationalError, connection

from .crawler import soup, text
from .factories import (
    BueroFactory,
    HandlungsfeldFactory,
    OrtFactory,
    PersonFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ZustaendigkeitFactory,
)

pytestmark = pytest.mark.django_db

JETZT = dt.datetime(2027, 1, 11, 8, tzinfo=ZoneInfo("Europe/Berlin"))


@time_machine.travel(JETZT, tick=False)
def test_start_shows_the_next_sitzung_with_its_agenda(client):
    sitzung = SitzungFactory(
        datum=dt.date(2027, 1, 11), beginn=dt.time(17), ort=OrtFactory(name="Stadtteilladen")
    )
    TagesordnungspunktFactory(sitzung=sitzung, titel="Begrüßung")
    TagesordnungspunktFactory(sitzung=sitzung, titel="Marke-Geheim", oeffentlich=False)
    SitzungFactory(datum=dt.date(2027, 2, 1))

    response = client.get("/")

    karte = " ".join(soup(response).select_one("article").get_text(" ").split())
    assert "Nächste Sitzung des Quartiersrats" in karte
    assert "Montag, 11. Januar 2027, 17:00 Uhr Stadtteilladen" in karte
    assert "1 Begrüßung 2 Nicht öffentlicher Teil" in karte
    assert "Marke" not in response.content.decode()


@pytest.mark.parametrize(("stunde", "stand"), [(16, []), (18, ["Stand: Läuft gerade"]), (19, [])])
def test_start_says_that_a_sitzung_is_going_on(client, stunde, stand):
    SitzungFactory(datum=JETZT.date(), beginn=dt.time(17), ende=dt.time(19))

    with time_machine.travel(JETZT.replace(hour=stunde), tick=False):
        seite = soup(client.get("/"))

    assert [chip.get_text() for chip in seite.select(".stand[data-laeuft]")] == stand


@time_machine.travel(JETZT, tick=False)
def test_start_shows_the_last_sitzung_when_none_is_announced(client):
    SitzungFactory(datum=dt.date(2026, 12, 7), titel="Die letzte")
    SitzungFactory(datum=dt.date(2027, 2, 1), oeffentlich_ab=None, titel="Marke-Entwurf")

    seite = text(client.get("/"))

    assert "Letzte Sitzung des Quartiersrats Die letzte" in seite
    assert "Zurzeit ist keine weitere Sitzung angekündigt." in seite
    assert "Marke" not in seite


@time_machine.travel(JETZT, tick=False)
def test_start_warns_of_a_cancelled_sitzung_before_the_next(client):
    SitzungFactory(datum=dt.date(2027, 1, 18), status="abgesagt", grund="Das Haus ist gesperrt.")
    SitzungFactory(datum=dt.date(2027, 2, 1), titel="Die nächste")

    seite = text(client.get("/"))

    assert "Nächste Sitzung des Quartiersrats Die nächste" in seite
    assert "Abgesagt: Sitzung am Montag, 18. Januar 2027 . Das Haus ist gesperrt." in seite


def test_start_shows_handlungsfelder_team_and_contact(client):
    BueroFactory()
    feld = HandlungsfeldFactory()
    zustaendigkeit = ZustaendigkeitFactory()

    seite = text(client.get("/"))

    for angabe in [
        f"Woran wir arbeiten Jahresplanung {feld.jahresplanung.jahr}",
        feld.titel,
        str(zustaendigkeit.person),
        zustaendigkeit.thema.name,
        "Schreiben Sie uns: buero@example.org",
    ]:
        assert angabe in seite


def test_start_hides_who_left_and_years_in_draft(client):
    PersonFactory(nachname="Marke-Person", im_team_bis=dt.date(2020, 1, 1))
    HandlungsfeldFactory(titel="Marke-Feld", schwerpunkt__jahresplanung__oeffentlich_ab=None)

    assert "Marke" not in client.get("/").content.decode()


def test_start_is_whole_without_any_record(client):
    seite = text(client.get("/"))

    assert "Quartiersmanagement Leipzig-Grünau" in seite
    assert "Zurzeit ist keine Sitzung des Quartiersrats angekündigt." in seite


def test_healthz_says_that_the_database_answers(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"


def test_healthz_says_that_the_database_does_not_answer(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", database_down)

    response = client.get("/healthz")

    assert response.status_code == 503


def database_down(*args, **kwargs):
    raise OperationalError("connection refused")


def test_robots_allows_all_and_names_the_sitemap(client):
    response = client.get("/robots.txt")

    assert response.content.decode() == (
        "User-agent: *\nDisallow:\n\nSitemap: http://testserver/sitemap.xml\n"
    )
