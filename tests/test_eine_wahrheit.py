"""Hold everything that speaks of one Sitzung against each other."""

import datetime as dt
import re
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from icalendar import Calendar

from termine.models import aenderungen_festhalten

from .crawler import knoten, soup, text
from .factories import SitzungFactory, TagesordnungspunktFactory, UnterlageFactory

pytestmark = pytest.mark.django_db

LEIPZIG = ZoneInfo("Europe/Berlin")
MONTAG = dt.date(2027, 1, 11)
ATOM = {"a": "http://www.w3.org/2005/Atom"}

VORHER = dt.datetime(2027, 1, 4, 12, tzinfo=LEIPZIG)
WAEHREND = dt.datetime(2027, 1, 11, 18, tzinfo=LEIPZIG)
DANACH = dt.datetime(2027, 1, 12, tzinfo=LEIPZIG)

STAENDE = {
    "angekuendigt": ({}, VORHER),
    "nur der Tag": ({"beginn": None, "ende": None, "ort": ""}, VORHER),
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
        "ort": "Stadtteilladen, Saal",
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


@pytest.mark.parametrize(("angaben", "jetzt"), STAENDE.values(), ids=STAENDE)
def test_page_calendar_feed_and_data_say_the_same(client, angaben, jetzt):
    sitzung = anlegen(**angaben)
    pfad = sitzung.get_absolute_url()

    with time_machine.travel(jetzt, tick=False):
        response = client.get(pfad)
        (termin,) = Calendar.from_ical(client.get(f"{pfad[:-1]}.ics").content).walk("VEVENT")
        abonniert = [
            eintrag
            for eintrag in Calendar.from_ical(client.get("/termine/kalender.ics").content).walk(
                "VEVENT"
            )
            if eintrag["UID"] == termin["UID"]
        ]
        feed = ElementTree.fromstring(client.get("/termine/aenderungen.atom").content)
    seite, worte = soup(response), text(response)
    ereignis = knoten(response, "Event")
    (eintrag,) = (
        e
        for e in feed.findall("a:entry", ATOM)
        if e.find("a:link", ATOM).get("href").endswith(pfad)
    )
    og = {m["property"]: m["content"] for m in seite.select("meta[property^='og:']")}
    # One address
    adresse = f"http://testserver{pfad}"
    assert {
        og["og:url"],
        seite.select_one("link[rel=canonical]")["href"],
        str(termin["URL"]),
        ereignis["url"],
        eintrag.find("a:link", ATOM).get("href"),
    } == {adresse}
    # One title, with the state before it
    ueberschrift = seite.h1.get_text()
    vorsatz = {"abgesagt": "Abgesagt: ", "verlegt": "Verlegt: "}.get(sitzung.status, "")
    assert ueberschrift == vorsatz + sitzung.titel
    assert og["og:title"].startswith(ueberschrift)
    assert str(termin["SUMMARY"]) == f"{vorsatz.upper()}Quartiersrat Grünau: {sitzung.titel}"
    assert ereignis["name"] == f"Quartiersrat Grünau: {sitzung.titel}"
    summary = BeautifulSoup(eintrag.findtext("a:summary", namespaces=ATOM), "html.parser").get_text(
        " "
    )
    assert summary.startswith(f"{ueberschrift}: {sitzung.wann}")
    # One time
    zeiten = zeiten_der_seite(seite)
    beginn, ende = (*zeiten, None)[:2]
    alt = ereignis.get("previousStartDate", ereignis["startDate"])
    assert alt == beginn.isoformat()
    if sitzung.beginn:
        assert beginn == termin["DTSTART"].dt
        assert ende == (termin["DTEND"].dt if "DTEND" in termin else None)
    else:
        assert (termin["DTSTART"].dt, termin["DTEND"].dt) == (beginn, beginn + dt.timedelta(days=1))
    if "previousStartDate" not in ereignis:
        assert ereignis.get("endDate") == (ende and ende.isoformat())
    for genannt in [og["og:description"], summary, " ".join(worte.split())]:
        assert sitzung.wann in genannt.replace("\xa0", " ")
    # One place
    assert [str(termin.get("LOCATION", "")), ereignis.get("location", {}).get("name", "")] == (
        [sitzung.ort] * 2
    )
    assert sitzung.ort in og["og:description"]
    assert sitzung.ort in summary
    # One state
    status = EVENT_STATUS[sitzung.status] if not sitzung.nachfolger else "EventRescheduled"
    assert ereignis["eventStatus"] == f"https://schema.org/{status}"
    assert termin.get("STATUS") == ICS_STATUS.get(sitzung.status, "CANCELLED")
    assert bool(abonniert) == (not sitzung.entfaellt or jetzt < DANACH)
    if sitzung.entfaellt:
        satz = f"{vorsatz}Hochwasser"
        assert satz in worte
        assert satz in str(termin["DESCRIPTION"])
    if sitzung.nachfolger:
        neue = sitzung.nachfolger
        assert ereignis["startDate"] == neue.beginn_zeitpunkt.isoformat()
        assert "Neuer Termin: Montag, 18. Januar 2027" in worte
        assert "Neuer Termin: Montag, 18. Januar 2027" in str(termin["DESCRIPTION"])
    # One agenda
    punkte = [
        re.sub(r"\s+", " ", h.get_text(" ")).strip() for h in seite.select(".tagesordnung h3")
    ]
    genannte = re.findall(r"^TOP \d+ [^,\n]+", str(termin["DESCRIPTION"]), re.MULTILINE)
    assert punkte == genannte == ["TOP 1 Begrüßung", "TOP 2 Nicht öffentlicher Teil"]
