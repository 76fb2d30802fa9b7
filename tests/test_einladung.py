import datetime as dt
import io
import sys

import pytest
import time_machine
from PIL import ImageFile
from pypdf import PdfReader

from termine import einladung
from termine.pdf_lesen import befund

from .crawler import soup
from .factories import (
    TEXT,
    BueroFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
)
from .voraussetzungen import braucht_pango

pytestmark = [pytest.mark.django_db, braucht_pango]

MORGENS = dt.datetime(2027, 1, 11, 8, tzinfo=dt.UTC)
ABENDS = dt.datetime(2027, 1, 12, 8, tzinfo=dt.UTC)
ADRESSE = "/termine/2027-01-11/einladung.pdf"


@pytest.fixture
def ohne_weasyprint(monkeypatch):
    """As if it were not installed, or Pango were not."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    einladung.weasyprint.cache_clear()
    yield
    einladung.weasyprint.cache_clear()


def lies(response):
    return PdfReader(io.BytesIO(response.content))


def text(response):
    return " ".join(" ".join(seite.extract_text() for seite in lies(response).pages).split())


# What stands in it


def test_einladung_says_when_where_what_and_who(client):
    BueroFactory(telefon="0341 1234567")
    sitzung = SitzungFactory(
        titel="Sitzung des Quartiersrats",
        beginn=dt.time(17),
        ende=dt.time(19),
        ort="Stadtteilladen",
        nummer=181,
    )
    TagesordnungspunktFactory(
        sitzung=sitzung,
        titel="Verkehr",
        minuten=45,
        art="diskussion",
        vortragende="Erika Muster",
        organisation="LVB",
        beschreibung=TEXT,
    )
    TagesordnungspunktFactory(sitzung=sitzung, titel="Haltestellen", unterpunkt=True)

    response = client.get(ADRESSE)

    gelesen = text(response)
    for angabe in [
        "Quartiersbüro",
        "0341 1234567",
        "181. Sitzung",
        "Montag, 11. Januar 2027, 17:00 bis 19:00 Uhr",
        "Stadtteilladen",
        "TOP 1 Verkehr",
        "ca. 17:00 Uhr · Diskussion · 45 Minuten",
        "Erika Muster, LVB",
        "Bis 500 Euro",
        "1.1 Haltestellen",
        "http://testserver/termine/2027-01-11/",
        "Seite 1 von 1",
    ]:
        assert angabe in gelesen
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="2027-01-11-einladung.pdf"'
    assert response["X-Robots-Tag"] == "noindex"


def test_einladung_can_be_read_aloud(client):
    """Tagged, with a language and a title (PDF/UA-1), its font within it, and bookmarks."""
    sitzung = SitzungFactory(titel="Sitzung des Quartiersrats")
    TagesordnungspunktFactory(sitzung=sitzung, titel="Verkehr", beschreibung=TEXT)

    pdf = lies(client.get(ADRESSE))

    katalog = pdf.root_object
    assert befund(pdf.stream) == {"seiten": 1, "hat_text": True, "ist_getaggt": True}
    assert katalog["/Lang"] == "de"
    assert katalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == "Einladung: Sitzung des Quartiersrats, 11. Januar 2027"
    assert b"pdfuaid:part" in katalog["/Metadata"].get_data()
    schriften = [schrift.get_object() for schrift in pdf.pages[0]["/Resources"]["/Font"].values()]
    assert {schrift["/BaseFont"].split("+")[1][:8] for schrift in schriften} == {"Atkinson"}
    assert [eintrag.title for eintrag in flach(pdf.outline)] == [
        "Sitzung des Quartiersrats",
        "Tagesordnung",
        "TOP 1 Verkehr",
    ]


def flach(lesezeichen):
    """Yield the bookmarks of all levels in order."""
    for eintrag in lesezeichen:
        if isinstance(eintrag, list):
            yield from flach(eintrag)
        else:
            yield eintrag


def test_unchanged_einladung_is_the_same_and_costs_a_304(client):
    with time_machine.travel(MORGENS):
        TagesordnungspunktFactory(sitzung=SitzungFactory())
        erste = client.get(ADRESSE)
    einladung.als_pdf.cache_clear()

    with time_machine.travel(ABENDS):
        zweite = client.get(ADRESSE)
        dritte = client.get(ADRESSE, headers={"If-None-Match": erste["ETag"]})

    assert erste.content == zweite.content
    # The letterhead is of another record.
    assert not erste.has_header("Last-Modified")
    assert dritte.status_code == 304


def test_changed_einladung_is_another(client):
    punkt = TagesordnungspunktFactory(sitzung=SitzungFactory(), titel="Verkehr")
    assert "Verkehr" in text(client.get(ADRESSE))

    punkt.titel = "Grün"
    punkt.save()

    assert "Grün" in text(client.get(ADRESSE))


# What does not


def test_einladung_hides_what_is_not_public(client):
    geheim = {"titel": "Marke", "beschreibung": "Marke", "vortragende": "Marke"}
    neue = SitzungFactory(datum=dt.date(2027, 1, 18), oeffentlich_ab=None)
    sitzung = SitzungFactory(
        interne_notiz="Marke", status="verlegt", grund="Saal belegt", nachfolger=neue
    )
    TagesordnungspunktFactory(sitzung=sitzung, oeffentlich=False, **geheim)
    TagesordnungspunktFactory(sitzung=sitzung, unterpunkt=True, titel="Marke")

    gelesen = text(client.get(ADRESSE))

    assert "TOP 1 Nicht öffentlicher Teil" in gelesen
    assert "Verlegt: Saal belegt" in gelesen
    assert "Marke" not in gelesen
    assert "18. Januar" not in gelesen


def test_einladung_hides_a_draft(client):
    SitzungFactory(oeffentlich_ab=None)

    assert client.get(ADRESSE).status_code == 404


@pytest.mark.parametrize(
    "adresse",
    [
        "http://127.0.0.1/",
        "https://example.org/bild.png",
        "file:///etc/passwd",
        f"{einladung.STATISCH.as_uri()}/../manage.py",
        f"{einladung.STATISCH.as_uri()}/%2e%2e/manage.py",
        f"file://example.org{einladung.STATISCH}/css/site.css",
        "data:text/plain,Hallo",
        "ftp://example.org/",
    ],
)
def test_nothing_is_fetched_but_static_files(adresse):
    with pytest.raises(ValueError, match="not a static file"):
        einladung.fetcher().fetch(adresse)


def test_static_files_are_fetched():
    stil = einladung.STATISCH / "css/einladung.css"

    with einladung.fetcher().fetch(stil.as_uri())._file_obj as antwort:
        assert antwort.read() == stil.read_bytes()


@pytest.mark.parametrize("adresse", ["file:///etc/passwd", "http://127.0.0.1:9/bild.png"])
def test_picture_from_elsewhere_is_left_out(caplog, adresse):
    einladung.als_pdf(f'<html lang="de"><title>T</title><img src="{adresse}" alt="B">', "http://t/")

    [meldung] = [eintrag.getMessage() for eintrag in caplog.records]
    assert "not a static file of this site" in meldung


def test_weasyprint_does_not_let_broken_photos_in():
    einladung.als_pdf('<html lang="de"><title>T</title><p>Text', "http://t/")

    assert not ImageFile.LOAD_TRUNCATED_IMAGES


# Where it is offered


def knopf(client, sitzung):
    return soup(client.get(sitzung.get_absolute_url())).select(f"a[href='{ADRESSE}']")


@time_machine.travel(MORGENS)
def test_sitzung_detail_links_the_einladung(client):
    punkt = TagesordnungspunktFactory(sitzung=SitzungFactory())

    assert len(knopf(client, punkt.sitzung)) == 1


@pytest.mark.parametrize(
    ("jetzt", "felder"),
    [(ABENDS, {}), (MORGENS, {"status": "abgesagt", "grund": "Hochwasser"})],
)
def test_sitzung_detail_invites_to_nothing_that_is_over_or_cancelled(client, jetzt, felder):
    punkt = TagesordnungspunktFactory(sitzung=SitzungFactory(**felder))

    with time_machine.travel(jetzt):
        assert knopf(client, punkt.sitzung) == []


@time_machine.travel(MORGENS)
def test_sitzung_detail_links_no_einladung_without_agenda_or_beside_an_uploaded_one(client):
    leer = SitzungFactory()
    assert knopf(client, leer) == []

    TagesordnungspunktFactory(sitzung=leer)
    UnterlageFactory(sitzung=leer, art="einladung")

    assert knopf(client, leer) == []


@time_machine.travel(MORGENS)
def test_without_weasyprint_there_is_no_einladung_and_no_link(client, ohne_weasyprint):
    punkt = TagesordnungspunktFactory(sitzung=SitzungFactory())

    assert knopf(client, punkt.sitzung) == []
    assert client.get(ADRESSE).status_code == 404


@pytest.mark.parametrize("anzahl", [1, 3, 30])
def test_einladung_needs_3_queries(client, anzahl, django_assert_num_queries):
    TagesordnungspunktFactory.create_batch(anzahl, sitzung=SitzungFactory())

    with django_assert_num_queries(3):
        client.get(ADRESSE)
