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


def lastmod(client):
    """Return {address: day of the last change} as the sitemap says."""
    namespace = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {
        url.findtext("s:loc", namespaces=namespace).removeprefix("http://testserver"): url.findtext(
            "s:lastmod", namespaces=namespace
        )
        for url in sitemap
    }


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


def test_overview_claims_no_time(client):
    SitzungFactory(datum=dt.date(2021, 2, 1))

    assert [adresse for adresse, zeit in lastmod(client).items() if zeit is None] == [
        "/",
        "/termine/",
        "/termine/archiv/",
        "/termine/archiv/2021/",
        "/team/",
        "/team/themen/",
    ]
