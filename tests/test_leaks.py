"""Put a word into everything that is not public, and look for it everywhere."""

import datetime as dt
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from seiten.models import Seite
from termine.models import Tagesordnungspunkt, aenderungen_festhalten

from .crawler import crawl, pages
from .factories import (
    SEIT_JEHER,
    AbschnittFactory,
    HandlungsfeldFactory,
    JahresplanungFactory,
    OrtFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    ZustaendigkeitFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inhalt")]

MARKE = "Flimmerkiste"
SLUG = "flimmerkiste"


@pytest.fixture
def verborgene():
    """Create everything that visitors may not see; return what has an address of its own."""
    frueher = PersonFactory(nachname=MARKE, slug=SLUG, im_team_bis=dt.date(2020, 1, 1))
    ZustaendigkeitFactory(person=frueher, thema__name=f"{MARKE} eines, der ging")
    neu = PersonFactory(nachname=MARKE, slug=f"{SLUG}-neu", oeffentlich_ab=None)
    ZustaendigkeitFactory(person=neu, thema__name=f"{MARKE} einer, die kommt")
    entwurf = SitzungFactory(
        datum=dt.date(2026, 5, 4),
        titel=MARKE,
        ort=OrtFactory(name=MARKE),
        grund=MARKE,
        oeffentlich_ab=None,
    )
    geplant = SitzungFactory(titel=MARKE, oeffentlich_ab=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    sitzungen = [
        SitzungFactory(
            datum=datum,
            interne_notiz=MARKE,
            status="verlegt",
            grund="Saal belegt",
            nachfolger=entwurf,
        )
        for datum in [dt.date(2020, 5, 4), dt.date(2099, 5, 4)]
    ]
    ersetzt = SitzungFactory(
        titel=MARKE, status="verlegt", grund=MARKE, nachfolger=sitzungen[0], oeffentlich_ab=None
    )
    punkt = TagesordnungspunktFactory(
        sitzung=sitzungen[0],
        oeffentlich=False,
        titel=MARKE,
        beschreibung=MARKE,
        vortragende=MARKE,
        organisation=MARKE,
        ergebnis=MARKE,
    )
    unterpunkt = TagesordnungspunktFactory(sitzung=sitzungen[0], unterpunkt=True, titel=MARKE)
    unterlagen = [
        UnterlageFactory(sitzung=entwurf, bezeichnung=MARKE),
        UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, bezeichnung=MARKE),
        UnterlageFactory(sitzung=None, tagesordnungspunkt=unterpunkt, bezeichnung=MARKE),
    ]
    offener = TagesordnungspunktFactory(sitzung=sitzungen[1], titel=MARKE)
    aenderungen_festhalten(sitzungen[1], timezone.now())
    Tagesordnungspunkt.objects.filter(pk=offener.pk).update(beschreibung=MARKE)
    aenderungen_festhalten(sitzungen[1], timezone.now())
    offener.refresh_from_db()
    offener.oeffentlich = False
    offener.save()
    aenderungen_festhalten(sitzungen[1], timezone.now())
    kommende = SitzungFactory(datum=dt.date(2099, 6, 8), interne_notiz=MARKE)
    TagesordnungspunktFactory(sitzung=kommende, titel="Offen")
    TagesordnungspunktFactory(
        sitzung=kommende, oeffentlich=False, titel=MARKE, beschreibung=MARKE, organisation=MARKE
    )
    UnterlageFactory(sitzung=kommende)
    planung = JahresplanungFactory(jahr=2099, untertitel=MARKE, oeffentlich_ab=None)
    feld = HandlungsfeldFactory(
        schwerpunkt__jahresplanung=planung, schwerpunkt__titel=MARKE, titel=MARKE, slug=SLUG
    )
    offen = TagesordnungspunktFactory(sitzung=sitzungen[0], titel="Offen")
    offen.handlungsfelder.add(feld)
    seite = SeiteFactory(titel=MARKE, slug=SLUG, im_kopf=True, im_fuss=True, oeffentlich_ab=None)
    AbschnittFactory(seite=seite, text=MARKE)
    return [frueher, neu, entwurf, geplant, ersetzt, *unterlagen, planung, feld, seite]


def test_nothing_that_is_not_public_is_shown_anywhere(client, verborgene):
    antworten = crawl(
        client,
        *["/", "/sitemap.xml", "/robots.txt", "/termine/aenderungen.atom"],
        *["/termine/archiv/2020/", "/termine/2099-05-04/"],
        *["/sitemap-seiten.xml", "/sitemap-2020.xml", "/sitemap-2099.xml"],
    )

    assert {response["Content-Type"].partition(";")[0] for response in antworten.values()} == {
        *["text/html", "application/xml", "text/plain", "application/atom+xml"],
        *["text/calendar", "application/pdf"],
    }
    for adresse, response in antworten.items():
        assert response.status_code == 200, adresse
        assert MARKE.lower() not in f"{adresse} {response.headers}".lower()
        assert MARKE.lower() not in lesbar(response).lower(), adresse


def lesbar(response):
    """Return what there is to read in an answer, also in a PDF and over the ends of lines."""
    inhalt = b"".join(response) if response.streaming else response.content
    if response["Content-Type"] == "application/pdf":
        return "".join(seite.extract_text() for seite in PdfReader(BytesIO(inhalt)).pages)
    return inhalt.decode().replace("\r\n ", "")


def test_nothing_that_is_not_public_answers_at_its_own_address(client, verborgene):
    for objekt in verborgene:
        response = client.get(objekt.get_absolute_url())

        assert response.status_code == 404
        assert MARKE not in response.content.decode()


def test_what_was_hidden_is_shown_once_it_is_public(client, verborgene):
    """Without this, the tests above could pass because nothing could leak."""
    Seite.objects.filter(slug=SLUG).update(oeffentlich_ab=SEIT_JEHER)

    seiten = pages(crawl(client, "/"))

    assert all(MARKE in response.content.decode() for response in seiten.values())
