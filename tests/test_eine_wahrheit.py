"""Hold everything that speaks of one Sitzung against each other.

That is its page with what it tells search engines and messengers, its calendar, the subscribed
calendar and the feed.
"""

import datetime as dt
import re
from types import SimpleNamespace
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from icalendar import Calendar

from termine.models import aenderungen_festhalten

from .crawler import knoten, soup, text
from .factories import OrtFactory, SitzungFactory, TagesordnungspunktFactory, UnterlageFactory

pytestmark = pytest.mark.django_db

LEIPZIG = ZoneInfo("Europe/Berlin")
MONTAG = dt.date(2027, 1, 11)
ATOM = {"a": "http://www.w3.org/2005/Atom"}

VORHER = dt.datetime(2027, 1, 4, 12, tzinfo=LEIPZIG)
WAEHREND = dt.datetime(2027, 1, 11, 18, tzinfo=LEIPZIG)
DANACH = dt.datetime(2027, 1, 12, tzinfo=LEIPZIG)

STAENDE = {
    "angekuendigt": ({}, VORHER),
    "nur der Tag": ({"beginn": None, "ende": None, "ort": None}, VORHER),
    "ohne Ende": ({"ende": None}, VORHER),
    "bestaetigt": ({"status": "bestaetigt"}, VORHER),
    "mit Einladung": ({"einladung": True}, VORHER),
    "laeuft": ({}, WAEHREND),
    "vorbei": ({}, DANACH),
    "abgesagt": ({"status": "abgesagt", "grund": "Hochwasser"}, VORHER),
    "abgesagt, vorbei": ({"status": "abgesagt", "grund": "Hochwasser"}, DANACH),
    "verlegt": ({"status": "verlegt", "grund": "Hochwasser"}, VORHER),
    "verlegt auf": ({"status": "verlegt", "grund": "Hochwasser", "neue": True}, VORHER),
    "Sommerzeit": ({"datum": dt.date(2027, 7, 5)}, VORHER),
    "Nacht der Umstellung": (
        {"datum": dt.date(2027, 3, 28), "beginn": dt.time(1, 30), "ende": dt.time(3, 30)},
        VORHER,
    ),
}

VORSATZ = {"abgesagt": "Abgesagt: ", "verlegt": "Verlegt: "}

# What each calls the same.
EVENT_STATUS = {
    "geplant": "EventScheduled",
    "bestaetigt": "EventScheduled",
    "abgesagt": "EventCancelled",
    "verlegt": "EventPostponed",
}
ICS_STATUS = {"geplant": None, "bestaetigt": "CONFIRMED"}


def anlegen(neue=False, einladung=False, **felder):
    angaben = {
        "titel": "Müll & <Wege>; Teil 2",
        "datum": MONTAG,
        "beginn": dt.time(17),
        "ende": dt.time(19),
        "ort": OrtFactory(
            name="Stadtteilladen, Saal", strasse="Allee 19", plz="04209", stadt="Leipzig"
        ),
        "teilnahme": "offen",
    }
    if neue:
        felder["nachfolger"] = SitzungFactory(datum=dt.date(2027, 1, 18), beginn=dt.time(17, 30))
    sitzung = SitzungFactory(**angaben | felder)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Begrüßung", minuten=10, reihenfolge=10)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Personal", oeffentlich=False, reihenfolge=20)
    if einladung:
        UnterlageFactory(sitzung=sitzung, art="einladung")
    aenderungen_festhalten(sitzung, VORHER)
    return sitzung


def zeiten_der_seite(seite):
    """Return the times that the page shows under „Wann“, as it tells them machines."""
    return [
        dt.datetime.fromisoformat(zeit["datetime"])
        if "T" in zeit["datetime"]
        else dt.date.fromisoformat(zeit["datetime"])
        for zeit in seite.select_one(".fakten").select("time")
    ]


def abfragen(client, angaben, jetzt):
    """Return all that speaks of a Sitzung at that time, with what it says."""
    sitzung = anlegen(**angaben)
    pfad = sitzung.get_absolute_url()
    with time_machine.travel(jetzt, tick=False):
        response = client.get(pfad)
        [termin] = termine(client.get(f"{pfad[:-1]}.ics"))
        abonnierte = termine(client.get("/termine/kalender.ics"))
        feed = ElementTree.fromstring(client.get("/termine/aenderungen.atom").content)
    seite = soup(response)
    [eintrag] = [e for e in feed.findall("a:entry", ATOM) if link_von(e).endswith(pfad)]
    return SimpleNamespace(
        sitzung=sitzung,
        neue=sitzung.nachfolger,
        ort=sitzung.ort,
        vorsatz=VORSATZ.get(sitzung.status, ""),
        seite=seite,
        worte=text(response),
        og={m["property"]: m["content"] for m in seite.select("meta[property^='og:']")},
        ereignis=knoten(response, "Event"),
        termin=termin,
        ist_abonniert=termin["UID"] in [eintrag["UID"] for eintrag in abonnierte],
        link_im_feed=link_von(eintrag),
        satz_im_feed=BeautifulSoup(
            eintrag.findtext("a:summary", namespaces=ATOM), "html.parser"
        ).get_text(" "),
    )


def termine(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def link_von(eintrag):
    return eintrag.find("a:link", ATOM).get("href")


@pytest.fixture(scope="module", params=STAENDE)
def stand(request):
    """Return the name of a state; of the module, so that all tests of one come together."""
    return request.param


@pytest.fixture(scope="module")
def schon_gesagtes():
    return {}


@pytest.fixture
def gesagt(client, stand, schon_gesagtes):
    """Return what is said of a Sitzung in that state, asked once for all the tests."""
    if stand not in schon_gesagtes:
        schon_gesagtes[stand] = abfragen(client, *STAENDE[stand])
    return schon_gesagtes[stand]


def test_address_of_a_sitzung_is_one(gesagt):
    assert {
        gesagt.og["og:url"],
        gesagt.seite.select_one("link[rel=canonical]")["href"],
        str(gesagt.termin["URL"]),
        gesagt.ereignis["url"],
        gesagt.link_im_feed,
    } == {f"http://testserver{gesagt.sitzung.get_absolute_url()}"}


def test_title_of_a_sitzung_is_one_with_its_state_before_it(gesagt):
    titel, vorsatz = gesagt.sitzung.titel, gesagt.vorsatz

    ueberschrift = gesagt.seite.h1.get_text()
    assert ueberschrift == vorsatz + titel
    assert gesagt.og["og:title"].startswith(ueberschrift)
    assert str(gesagt.termin["SUMMARY"]) == f"{vorsatz.upper()}Quartiersrat Grünau: {titel}"
    assert gesagt.ereignis["name"] == f"Quartiersrat Grünau: {titel}"
    assert gesagt.satz_im_feed.startswith(f"{ueberschrift}: {gesagt.sitzung.wann}")


def test_time_of_a_sitzung_is_one(gesagt):
    sitzung, termin, ereignis = gesagt.sitzung, gesagt.termin, gesagt.ereignis
    beginn, ende = (*zeiten_der_seite(gesagt.seite), None)[:2]

    assert ereignis.get("previousStartDate", ereignis["startDate"]) == beginn.isoformat()
    if "previousStartDate" not in ereignis:
        assert ereignis.get("endDate") == (ende and ende.isoformat())
    if sitzung.beginn:
        assert termin["DTSTART"].dt == beginn
        assert termin["DTEND"].dt == (ende or beginn + dt.timedelta(hours=1))
        assert ("Ende: offen" in termin["DESCRIPTION"]) == (ende is None)
    else:
        assert (termin["DTSTART"].dt, termin["DTEND"].dt) == (beginn, beginn + dt.timedelta(days=1))
    for genannt in [gesagt.og["og:description"], gesagt.satz_im_feed, gesagt.worte]:
        assert sitzung.wann in genannt.replace("\xa0", " ")


def test_place_of_a_sitzung_is_one(gesagt):
    ort = gesagt.ort
    gemeldet = str(gesagt.termin.get("LOCATION", "")), gesagt.ereignis.get("location")
    if ort is None:
        assert gemeldet == ("", None)
        return

    anschrift = {"streetAddress": ort.strasse, "postalCode": ort.plz}
    assert gemeldet[0] == f"{ort.name}, Allee 19, 04209 Leipzig"
    assert gemeldet[1]["name"] == ort.name
    assert gemeldet[1]["address"].items() >= anschrift.items()
    assert f"{ort.name} Allee 19, 04209 Leipzig" in gesagt.worte
    assert str(ort) in gesagt.og["og:description"]
    assert str(ort) in gesagt.satz_im_feed


def test_state_of_a_sitzung_is_one(gesagt, stand):
    sitzung = gesagt.sitzung
    _, jetzt = STAENDE[stand]

    status = "EventRescheduled" if gesagt.neue else EVENT_STATUS[sitzung.status]
    assert gesagt.ereignis["eventStatus"] == f"https://schema.org/{status}"
    assert gesagt.termin.get("STATUS") == ICS_STATUS.get(sitzung.status, "CANCELLED")
    assert gesagt.ist_abonniert == (not sitzung.entfaellt or jetzt < DANACH)
    if sitzung.entfaellt:
        # The state stands above it, in the title.
        assert "Grund: Hochwasser" in gesagt.worte
        assert "Grund: Hochwasser" in str(gesagt.termin["DESCRIPTION"])
    if gesagt.neue:
        neuer = "Neuer Termin: Montag, 18. Januar 2027"
        assert gesagt.ereignis["startDate"] == gesagt.neue.beginn_zeitpunkt.isoformat()
        assert neuer in gesagt.worte
        assert neuer in str(gesagt.termin["DESCRIPTION"])


def test_agenda_of_a_sitzung_is_one(gesagt):
    ueberschriften = gesagt.seite.select(".tagesordnung h3")
    auf_der_seite = [" ".join(punkt.get_text(" ").split()) for punkt in ueberschriften]
    im_kalender = re.findall(r"^TOP \d+ [^,\n]+", str(gesagt.termin["DESCRIPTION"]), re.MULTILINE)

    assert auf_der_seite == ["TOP 1 Begrüßung", "TOP 2 Nicht öffentlicher Teil"]
    assert im_kalender == auf_der_seite
