import datetime as dt
from types import SimpleNamespace

import pytest
import segno
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from termine.aushang import KLEINSTE, SCHRIFTEN, auswaehlen, bedarf, platz

from .crawler import soup, text
from .factories import BueroFactory, OrtFactory, SitzungFactory, TagesordnungspunktFactory

pytestmark = pytest.mark.django_db

MORGENS = dt.datetime(2027, 1, 11, 8, tzinfo=dt.UTC)
ABENDS = dt.datetime(2027, 1, 12, 8, tzinfo=dt.UTC)


def eintrag(titel, *unterpunkte):
    return SimpleNamespace(titel=titel, unterpunkte=[eintrag(unter) for unter in unterpunkte])


# What fits


def test_few_punkte_are_large_and_many_are_small():
    groessen = [auswaehlen([eintrag("Punkt")] * n, "Titel", "Ort").schrift for n in [1, 10, 18, 25]]

    assert groessen[0] == SCHRIFTEN[0]
    assert groessen[-1] == KLEINSTE
    assert groessen == sorted(groessen, reverse=True)


def test_unterpunkte_are_left_out_before_anything_else():
    eintraege = [eintrag("Punkt", "Unter", "Unter", "Unter")] * 10

    auswahl = auswaehlen(eintraege, "Titel", "Ort")

    assert auswahl.eintraege == eintraege
    assert (auswahl.mit_unterpunkten, auswahl.vollstaendig) == (False, False)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 200), st.lists(st.integers(1, 200), max_size=5)), max_size=80
    ),
    st.integers(1, 200),
    st.integers(0, 200),
)
def test_what_is_chosen_fits_and_is_the_beginning(laengen, titel, ort):
    eintraege = [eintrag("x" * n, *("y" * m for m in unter)) for n, unter in laengen]

    auswahl = auswaehlen(eintraege, "t" * titel, "o" * ort)

    hoehe = bedarf(auswahl.eintraege, auswahl.schrift, auswahl.mit_unterpunkten)
    assert hoehe <= platz(auswahl.schrift, "t" * titel, "o" * ort)
    assert auswahl.eintraege == eintraege[: len(auswahl.eintraege)]
    assert auswahl.vollstaendig == (
        auswahl.eintraege == eintraege
        and (auswahl.mit_unterpunkten or not any(e.unterpunkte for e in eintraege))
    )


# The page


@time_machine.travel(MORGENS, tick=False)
def test_aushang_says_when_where_and_what(client):
    BueroFactory(weg="Über die Brücke.")
    angaben = {"strasse": "Allee 19", "plz": "04209", "stadt": "Leipzig", "stufenfrei": True}
    sitzung = SitzungFactory(
        titel="Sitzung des Quartiersrats",
        beginn=dt.time(17),
        ende=dt.time(19),
        ort=OrtFactory(name="Stadtteilladen", ist_anlaufstelle=True, **angaben),
        nummer=181,
    )
    TagesordnungspunktFactory(sitzung=sitzung, titel="Verkehr", minuten=45)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Haltestellen", unterpunkt=True)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Marke", oeffentlich=False)

    response = client.get("/termine/2027-01-11/aushang/")

    blatt = " ".join(soup(response).select_one(".blatt").get_text(" ").split())
    assert blatt.startswith(
        "Quartiersrat Grünau 181. Sitzung Sitzung des Quartiersrats Montag 11. Januar 2027 "
        "17:00 bis 19:00 Uhr Stadtteilladen Allee 19, 04209 Leipzig · ohne Stufen zu erreichen "
        "Über die Brücke. testserver /termine/2027-01-11/ Tagesordnung 1 Verkehr ca. 17:00 Uhr "
        "1.1 Haltestellen ca. 17:45 Uhr 2 Nicht öffentlicher Teil"
    )
    assert "Marke" not in response.content.decode()


def test_aushang_is_no_page_to_be_found(client):
    sitzung = SitzungFactory()

    response = client.get("/termine/2027-01-11/aushang/")

    kanonisch = soup(response).select_one("link[rel=canonical]")["href"]
    assert kanonisch == f"http://testserver{sitzung.get_absolute_url()}"
    assert response["X-Robots-Tag"] == "noindex"
    assert b"aushang" not in client.get("/sitemap-2027.xml").content


def test_aushang_has_the_address_of_the_sitzung_as_qr_code(client):
    SitzungFactory()

    bild = soup(client.get("/termine/2027-01-11/aushang/")).select_one("[role=img]")

    code = segno.make("http://testserver/termine/2027-01-11/", micro=False)
    assert bild.path["d"] in code.svg_inline()
    assert bild["aria-label"]
    assert not bild.select("[style], style, script")


@time_machine.travel(MORGENS, tick=False)
@pytest.mark.parametrize("status", ["abgesagt", "verlegt"])
def test_aushang_of_what_does_not_take_place_says_so_and_gives_the_new_day(client, status):
    neue = SitzungFactory(datum=dt.date(2027, 1, 18))
    sitzung = SitzungFactory(status=status, grund="Der Saal ist belegt.", nachfolger=neue)
    TagesordnungspunktFactory.create_batch(25, sitzung=sitzung, titel="Verkehr")

    response = client.get("/termine/2027-01-11/aushang/")

    seite = text(response)
    # A long agenda that nobody reads makes nothing smaller.
    assert soup(response).select_one(".blatt")["data-schrift"] == str(SCHRIFTEN[0])
    assert f"{status.title()} Der Saal ist belegt. Geplant war Montag 11. Januar 2027" in seite
    assert "Neuer Termin Montag, 18. Januar 2027" in seite
    assert "Verkehr" not in seite


def test_aushang_names_no_new_day_that_is_not_public(client):
    neue = SitzungFactory(datum=dt.date(2027, 1, 18), oeffentlich_ab=None)
    SitzungFactory(status="verlegt", grund="Der Saal ist belegt.", nachfolger=neue)

    assert "18. Januar" not in text(client.get("/termine/2027-01-11/aushang/"))


@time_machine.travel(MORGENS, tick=False)
def test_aushang_is_whole_without_office_time_place_and_agenda(client):
    SitzungFactory()

    seite = text(client.get("/termine/2027-01-11/aushang/"))

    for fehlt in ["Die Uhrzeit", "Der Ort", "Die Tagesordnung"]:
        assert f"{fehlt} steht noch nicht fest." in seite
    assert "None" not in seite


@time_machine.travel(MORGENS, tick=False)
def test_aushang_points_to_the_rest_of_a_long_agenda(client):
    TagesordnungspunktFactory.create_batch(60, sitzung=SitzungFactory())

    assert "Die ganze Tagesordnung: QR-Code" in text(client.get("/termine/2027-01-11/aushang/"))


def test_aushang_hides_a_draft(client):
    SitzungFactory(oeffentlich_ab=None)

    assert client.get("/termine/2027-01-11/aushang/").status_code == 404


@pytest.mark.parametrize(
    ("jetzt", "status", "links"),
    [(MORGENS, "geplant", 1), (MORGENS, "abgesagt", 1), (ABENDS, "geplant", 0)],
)
def test_sitzung_detail_links_the_aushang_until_it_is_over(client, jetzt, status, links):
    sitzung = SitzungFactory(status=status, grund="Grund")

    with time_machine.travel(jetzt, tick=False):
        seite = soup(client.get(sitzung.get_absolute_url()))

    assert len(seite.select("a[href='/termine/2027-01-11/aushang/']")) == links
    assert client.get("/termine/2027-01-11/aushang/").status_code == 200


@time_machine.travel(MORGENS, tick=False)
def test_aushang_leads_back_to_the_sitzung(client):
    sitzung = SitzungFactory()

    links = soup(client.get("/termine/2027-01-11/aushang/")).select("main a")

    assert [link["href"] for link in links] == [sitzung.get_absolute_url()]
