import datetime as dt
from xml.etree import ElementTree

import pytest
import time_machine

from .factories import (
    AbschnittFactory,
    AufgabeFactory,
    BueroFactory,
    HandlungsfeldFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    ZielFactory,
    ZustaendigkeitFactory,
)

pytestmark = pytest.mark.django_db

FRUEHER = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)
JETZT = dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC)


def eintraege(client, adresse):
    """Return {address: day of the last change or None} as a file of the sitemap says."""
    namespace = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    return {
        eintrag.findtext("s:loc", namespaces=namespace).removeprefix("http://testserver"): (
            eintrag.findtext("s:lastmod", namespaces=namespace)
        )
        for eintrag in ElementTree.fromstring(client.get(adresse).content)
    }


def lastmod(client):
    """Return {address: day of the last change or None} of all that the sitemap leads to."""
    staende = {}
    for teil in eintraege(client, "/sitemap.xml"):
        staende |= eintraege(client, teil)
    return staende


@time_machine.travel(FRUEHER, tick=False)
def test_sitemap_lists_every_public_page_and_no_other(client):
    BueroFactory()
    HandlungsfeldFactory(slug="bildung", schwerpunkt__jahresplanung__jahr=2027)
    HandlungsfeldFactory(schwerpunkt__jahresplanung__oeffentlich_ab=None)
    PersonFactory(slug="erika")
    PersonFactory(im_team_bis=dt.date(2020, 1, 1))
    SeiteFactory(slug="impressum")
    SeiteFactory(oeffentlich_ab=None)
    SitzungFactory(datum=dt.date(2021, 2, 1))
    SitzungFactory(oeffentlich_ab=None)

    assert sorted(lastmod(client)) == [
        "/",
        "/handlungsfelder/2027/",
        "/handlungsfelder/2027/bildung/",
        "/impressum/",
        "/kontakt/",
        "/team/",
        "/team/erika/",
        "/team/themen/",
        "/termine/",
        "/termine/2021-02-01/",
        "/termine/archiv/",
        "/termine/archiv/2021/",
    ]


def test_sitemap_without_any_record_lists_the_overviews(client):
    assert list(lastmod(client)) == [
        "/",
        "/termine/",
        "/termine/archiv/",
        "/team/",
        "/team/themen/",
    ]


@time_machine.travel(JETZT, tick=False)
def test_sitemap_has_a_part_for_each_year_that_has_public_sitzungen(client):
    for datum, oeffentlich_ab in [(2021, FRUEHER), (2022, None), (2027, FRUEHER)]:
        SitzungFactory(datum=dt.date(datum, 2, 1), oeffentlich_ab=oeffentlich_ab)

    assert list(eintraege(client, "/sitemap.xml")) == [
        "/sitemap-seiten.xml",
        "/sitemap-2027.xml",
        "/sitemap-2021.xml",
    ]
    assert list(eintraege(client, "/sitemap-2021.xml")) == ["/termine/2021-02-01/"]


def test_sitemap_is_sent_again_once_a_sitzung_is_published_or_withdrawn(client):
    with time_machine.travel(FRUEHER, tick=False):
        SitzungFactory(datum=dt.date(2021, 2, 1), oeffentlich_ab=FRUEHER)
        spaeter = SitzungFactory(datum=dt.date(2021, 3, 1), oeffentlich_ab=JETZT)
        erste = client.get("/sitemap-2021.xml")
    with time_machine.travel(JETZT, tick=False):
        zweite = client.get("/sitemap-2021.xml", headers={"If-None-Match": erste["ETag"]})
    spaeter.delete()
    with time_machine.travel(JETZT, tick=False):
        dritte = client.get("/sitemap-2021.xml", headers={"If-None-Match": zweite["ETag"]})

    assert [antwort.status_code for antwort in [erste, zweite, dritte]] == [200, 200, 200]
    # By this alone a crawler would be told that nothing is new.
    assert not any("Last-Modified" in antwort for antwort in [erste, zweite, dritte])


@pytest.mark.parametrize("jahr", [2022, 2023])
def test_sitemap_of_a_year_without_public_sitzungen_is_missing(client, jahr):
    SitzungFactory(datum=dt.date(2022, 2, 1), oeffentlich_ab=None)

    assert client.get(f"/sitemap-{jahr}.xml").status_code == 404


@pytest.mark.parametrize(
    ("factory", "ganzes"),
    [
        (AbschnittFactory, "seite"),
        (AufgabeFactory, "handlungsfeld"),
        (TagesordnungspunktFactory, "sitzung"),
        (UnterlageFactory, "sitzung"),
        (ZielFactory, "handlungsfeld"),
        (ZustaendigkeitFactory, "person"),
    ],
)
@pytest.mark.parametrize("aenderung", ["save", "delete"])
def test_change_of_a_part_is_a_change_of_its_page(client, factory, ganzes, aenderung):
    with time_machine.travel(FRUEHER, tick=False):
        teil = factory()
        andere = SeiteFactory()

    with time_machine.travel(JETZT, tick=False):
        getattr(teil, aenderung)()

    staende = lastmod(client)
    assert staende[getattr(teil, ganzes).get_absolute_url()] == "2027-02-01"
    assert staende[andere.get_absolute_url()] == "2027-01-01"


def test_new_name_of_a_thema_is_a_change_of_its_people(client):
    with time_machine.travel(FRUEHER, tick=False):
        person = ZustaendigkeitFactory().person
        andere = PersonFactory()

    with time_machine.travel(JETZT, tick=False):
        person.zustaendigkeiten.get().thema.save()

    assert lastmod(client)[person.get_absolute_url()] == "2027-02-01"
    assert lastmod(client)[andere.get_absolute_url()] == "2027-01-01"


def test_new_title_of_a_schwerpunkt_is_a_change_of_its_fields(client):
    with time_machine.travel(FRUEHER, tick=False):
        feld = HandlungsfeldFactory()

    with time_machine.travel(JETZT, tick=False):
        feld.schwerpunkt.save()

    assert lastmod(client)[feld.get_absolute_url()] == "2027-02-01"


def test_sitemap_gives_no_time_of_an_overview(client):
    SitzungFactory(datum=dt.date(2021, 2, 1))

    assert [adresse for adresse, zeit in lastmod(client).items() if zeit is None] == [
        "/",
        "/termine/",
        "/termine/archiv/",
        "/termine/archiv/2021/",
        "/team/",
        "/team/themen/",
    ]
