import datetime as dt

import pytest

from .crawler import knoten, pages, soup
from .factories import (
    SEIT_JEHER,
    BueroFactory,
    OrtFactory,
    PersonFactory,
    PersonMitFotoFactory,
    SitzungFactory,
)

pytestmark = pytest.mark.django_db


def test_every_page_names_the_office_with_what_is_known(client):
    BueroFactory(telefon="")

    assert knoten(client.get("/"), "GovernmentOffice") == {
        "@type": "GovernmentOffice",
        "@id": "http://testserver/#buero",
        "name": "Quartiersbüro",
        "url": "http://testserver/",
        "email": "buero@example.org",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Musterweg 1",
            "postalCode": "04209",
            "addressLocality": "Leipzig",
            "addressCountry": "DE",
        },
    }


def test_path_of_every_page_is_the_one_that_it_shows(rundgang):
    for adresse, response in pages(rundgang).items():
        gezeigt = [
            (link.get_text(), f"http://testserver{link['href']}")
            for link in soup(response).select("nav[aria-label='Sie sind hier'] a")
        ]
        pfad = knoten(response, "BreadcrumbList") or {"itemListElement": []}

        genannt = [(schritt["name"], schritt["item"]) for schritt in pfad["itemListElement"]]
        assert genannt == gezeigt, adresse


def test_sitzung_is_an_event_with_time_and_place(client):
    sitzung = SitzungFactory(
        titel="Verkehr",
        datum=dt.date(2027, 7, 5),
        beginn=dt.time(17),
        ende=dt.time(19),
        ort=OrtFactory(
            name="Stadtteilladen", strasse="Stuttgarter Allee 19", plz="04209", stadt="Leipzig"
        ),
    )

    assert knoten(client.get(sitzung.get_absolute_url()), "Event") == {
        "@type": "Event",
        "name": "Quartiersrat Grünau: Verkehr",
        "url": "http://testserver/termine/2027-07-05/",
        "startDate": "2027-07-05T17:00:00+02:00",
        "endDate": "2027-07-05T19:00:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {
            "@type": "Place",
            "name": "Stadtteilladen",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Stuttgarter Allee 19",
                "postalCode": "04209",
                "addressLocality": "Leipzig",
                "addressCountry": "DE",
            },
        },
        "organizer": {"@id": "http://testserver/#buero"},
        "inLanguage": "de",
    }


def test_event_claims_nothing_that_is_not_known(client):
    sitzung = SitzungFactory(datum=dt.date(2021, 2, 1))

    event = knoten(client.get(sitzung.get_absolute_url()), "Event")

    assert event["startDate"] == "2021-02-01"
    assert {"endDate", "location", "previousStartDate"} & event.keys() == set()


def test_place_without_an_address_is_called_by_its_name(client):
    sitzung = SitzungFactory(ort=OrtFactory(name="Robert-Koch-Park"))

    event = knoten(client.get(sitzung.get_absolute_url()), "Event")

    assert event["location"] == {
        "@type": "Place",
        "name": "Robert-Koch-Park",
        "address": "Robert-Koch-Park",
    }


@pytest.mark.parametrize(
    ("status", "nachfolger", "event_status", "start", "vorher"),
    [
        ("bestaetigt", "keiner", "EventScheduled", "2027-01-11", None),
        ("abgesagt", "keiner", "EventCancelled", "2027-01-11", None),
        ("verlegt", "keiner", "EventPostponed", "2027-01-11", None),
        ("verlegt", None, "EventPostponed", "2027-01-11", None),
        ("verlegt", SEIT_JEHER, "EventRescheduled", "2027-01-18", "2027-01-11"),
    ],
)
def test_event_has_the_status_of_the_sitzung(
    client, status, nachfolger, event_status, start, vorher
):
    neue = None
    if nachfolger != "keiner":
        neue = SitzungFactory(datum=dt.date(2027, 1, 18), oeffentlich_ab=nachfolger)
    sitzung = SitzungFactory(
        datum=dt.date(2027, 1, 11), status=status, grund="Grund", nachfolger=neue
    )

    event = knoten(client.get(sitzung.get_absolute_url()), "Event")

    assert event["eventStatus"] == f"https://schema.org/{event_status}"
    assert (event["startDate"], event.get("previousStartDate")) == (start, vorher)


def test_person_has_name_and_contact_and_nothing_else(client):
    person = PersonFactory(slug="erika", email="erika@example.org", abschluss="Dipl. Ing.")

    assert knoten(client.get(person.get_absolute_url()), "Person") == {
        "@type": "Person",
        "name": str(person),
        "url": "http://testserver/team/erika/",
        "email": "erika@example.org",
        "worksFor": {"@id": "http://testserver/#buero"},
    }


@pytest.mark.parametrize(
    ("frei", "bild"), [(True, "http://testserver/team/erika/foto.jpg"), (False, None)]
)
def test_person_has_a_picture_only_if_it_is_released(client, frei, bild):
    person = PersonMitFotoFactory(slug="erika", foto_zeigen=frei)

    assert knoten(client.get(person.get_absolute_url()), "Person").get("image") == bild


def test_shared_link_says_what_the_page_says(rundgang):
    for adresse, response in pages(rundgang).items():
        seite = soup(response)
        geteilt = {
            meta["property"]: meta["content"] for meta in seite.select("meta[property^='og:']")
        }

        assert geteilt["og:title"] == seite.title.get_text(), adresse
        assert geteilt["og:url"] == seite.select_one("link[rel=canonical]")["href"], adresse
        assert geteilt["og:description"] == seite.select_one("meta[name=description]")["content"], (
            adresse
        )
        assert geteilt["og:image"] == "http://testserver/static/bilder/teilen.png"


def test_no_quotation_mark_can_end_an_attribute(client):
    sitzung = SitzungFactory(titel='"><b>Fett</b> & mehr')

    seite = soup(client.get(sitzung.get_absolute_url()))

    assert seite.select("b") == []
    assert seite.title.get_text().startswith('"><b>Fett</b> & mehr, ')
    assert seite.select_one("meta[property='og:title']")["content"] == seite.title.get_text()


def test_no_text_can_end_the_script(client):
    boese = "</script><b>&amp;\u2028\u2029<!--"
    sitzung = SitzungFactory(titel=boese)

    response = client.get(sitzung.get_absolute_url())

    skript = soup(response).select_one("script").string
    assert not set("<>&\u2028\u2029") & set(skript)
    assert knoten(response, "Event")["name"] == f"Quartiersrat Grünau: {boese}"
