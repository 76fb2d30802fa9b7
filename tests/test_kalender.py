import datetime as dt
import logging
import re
from bisect import bisect
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from dateutil.rrule import rrulestr
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from reversion.models import Version

from termine.kalender import ZEITZONE, abonnement
from termine.models import Ort, Sitzung, Tagesordnungspunkt

from .crawler import soup, text
from .factories import OrtFactory, SitzungFactory, TagesordnungspunktFactory
from .verwaltung import adresse, formular

pytestmark = pytest.mark.django_db

LEIPZIG = ZoneInfo("Europe/Berlin")
FRUEHER = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)
JETZT = dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC)
MONTAG = dt.date(2027, 1, 11)
KALENDER = "/termine/kalender.ics"

# What a text from a form, the clipboard or a file could break the calendar with.
SCHWIERIG = st.text(
    st.sampled_from('\r\n\t\x00\x07\x0b\x1f\x7f\x85\u2028;:,\\"^nNß🏡👩🏽‍🦽')
    | st.characters(codec="utf-8"),
    max_size=200,
)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(JETZT, tick=False):
        yield


def lies(response):
    """Return the events of a calendar by their date, as icalendar reads them."""
    assert response.status_code == 200
    return {
        event.start if event["DTSTART"].params.get("VALUE") else event.start.date(): event
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    }


def ereignis(client, sitzung):
    [event] = lies(client.get(reverse("termine:sitzung_kalender", args=[sitzung.slug]))).values()
    return event


def ohne_datenbank(**felder):
    """Return a Sitzung as the functions get it."""
    sitzung = Sitzung(
        **{
            "pk": 1,
            "titel": "Sitzung",
            "slug": "2027-01-11",
            "datum": MONTAG,
            "oeffentlich_ab": FRUEHER,
            "geaendert_am": FRUEHER,
        }
        | felder
    )
    sitzung.neuer_termin = None
    sitzung._prefetched_objects_cache = {"tagesordnungspunkte": []}
    return sitzung


def absolut(pfad):
    return f"https://www.example.org{pfad}"


# What stands in a file


def test_file_of_a_sitzung_byte_by_byte(client):
    with time_machine.travel(FRUEHER, tick=False):
        sitzung = SitzungFactory(
            titel="Verkehr; Wege, Plätze",
            datum=MONTAG,
            beginn=dt.time(17),
            ende=dt.time(19),
            ort=OrtFactory(
                name="Stadtteilladen", strasse="Stuttgarter Allee 19", plz="04209", stadt="Leipzig"
            ),
            status="bestaetigt",
            uid=UUID(int=5),
        )
        for nummer, felder in enumerate(
            [
                {"titel": "Begrüßung", "minuten": 10},
                {"titel": "Verkehr"},
                {"titel": "Haltestellen für Grünau", "unterpunkt": True},
                {"titel": "Personal", "oeffentlich": False},
            ]
        ):
            TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=nummer, **felder)

    response = client.get("/termine/2027-01-11.ics")

    # Who changes this has to raise FORMAT.
    assert response.content.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//qm-gruenau.de//Termine//DE",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "DTSTART:19960331T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19961027T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Quartiersrat Grünau: Verkehr\\; Wege\\, Plätze",
        "DTSTART;TZID=Europe/Berlin:20270111T170000",
        "DTEND;TZID=Europe/Berlin:20270111T190000",
        "DTSTAMP:20270101T120000Z",
        "UID:00000000-0000-0000-0000-000000000005@qm-gruenau.de",
        "SEQUENCE:0",
        "DESCRIPTION:Tagesordnung:\\nTOP 1 Begrüßung\\, ca. 17:00 Uhr\\nTOP 2 Verkeh",
        " r\\, ca. 17:10 Uhr\\nTOP 2.1 Haltestellen für Grünau\\nTOP 3 Nicht öffentl",
        " icher Teil\\nStand\\, Tagesordnung und Unterlagen:\\nhttp://testserver/termin",
        " e/2027-01-11/",
        "LAST-MODIFIED:20270101T120000Z",
        "LOCATION:Stadtteilladen\\, Stuttgarter Allee 19\\, 04209 Leipzig",
        "STATUS:CONFIRMED",
        "URL:http://testserver/termine/2027-01-11/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="quartiersrat-2027-01-11.ics"'


def test_calendar_says_of_itself_what_clients_ask(client):
    with time_machine.travel(FRUEHER, tick=False):
        SitzungFactory()

    response = client.get(KALENDER)

    kopf = response.content.decode().partition("BEGIN:VTIMEZONE")[0]
    assert kopf.split("\r\n")[1:-1] == [
        "VERSION:2.0",
        "PRODID:-//qm-gruenau.de//Termine//DE",
        "DESCRIPTION:Die Sitzungen des Quartiersrats Leipzig-Grünau",
        "X-WR-CALDESC:Die Sitzungen des Quartiersrats Leipzig-Grünau",
        "NAME:Quartiersrat Grünau",
        "X-WR-CALNAME:Quartiersrat Grünau",
        "COLOR:darkgreen",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "SOURCE;VALUE=URI:http://testserver/termine/kalender.ics",
        "URL:http://testserver/termine/",
        "X-PUBLISHED-TTL:PT12H",
    ]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="quartiersrat-gruenau.ics"'
    assert b"METHOD" not in response.content


def test_calendar_without_any_sitzung_is_a_calendar(client):
    kalender = Calendar.from_ical(client.get(KALENDER).content)

    assert [teil.name for teil in kalender.subcomponents] == ["VTIMEZONE"]


def test_calendar_has_all_public_sitzungen_past_and_to_come(client):
    SitzungFactory(datum=dt.date(2021, 2, 1))
    SitzungFactory(datum=MONTAG)
    SitzungFactory(datum=dt.date(2027, 1, 18), oeffentlich_ab=None)
    SitzungFactory(datum=dt.date(2027, 1, 25), oeffentlich_ab=JETZT + dt.timedelta(hours=1))

    assert list(lies(client.get(KALENDER))) == [dt.date(2021, 2, 1), MONTAG]


@pytest.mark.parametrize(
    "ab", [None, JETZT + dt.timedelta(seconds=1)], ids=["draft", "not public yet"]
)
def test_what_is_not_public_has_no_file(client, ab):
    SitzungFactory(datum=MONTAG, oeffentlich_ab=ab)

    assert client.get("/termine/2027-01-11.ics").status_code == 404


def test_without_a_time_it_is_all_day_and_nobody_is_busy(client):
    event = ereignis(client, SitzungFactory(datum=dt.date(2028, 2, 29)))

    assert event.to_ical().decode().count("TZID") == 0
    assert (event.start, event.end) == (dt.date(2028, 2, 29), dt.date(2028, 3, 1))
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["DESCRIPTION"].startswith("Uhrzeit: nicht angegeben\n")


def test_open_end_is_drawn_as_an_hour_and_said(client):
    event = ereignis(client, SitzungFactory(beginn=dt.time(17)))

    assert (event.end - event.start, "TRANSP" in event) == (dt.timedelta(hours=1), False)
    assert event["DESCRIPTION"].startswith("Ende: offen; im Kalender steht eine Stunde.\n")


@pytest.mark.parametrize("status", ["verlegt", "abgesagt"])
def test_subscribers_read_why_where_google_drops_what_is_cancelled(client, status):
    SitzungFactory(datum=MONTAG, status=status, grund="Hochwasser", beginn=dt.time(17))

    event = lies(client.get(KALENDER))[MONTAG]

    assert "STATUS" not in event
    assert event["SUMMARY"].startswith(f"{status.upper()}: ")
    assert event["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(
    ("status", "name", "zustand", "grund"),
    [
        ("geplant", "Quartiersrat Grünau: Wege", None, False),
        ("bestaetigt", "Quartiersrat Grünau: Wege", "CONFIRMED", False),
        ("verlegt", "VERLEGT: Quartiersrat Grünau: Wege", "CANCELLED", "Grund: Hochwasser"),
        ("abgesagt", "ABGESAGT: Quartiersrat Grünau: Wege", "CANCELLED", "Grund: Hochwasser"),
    ],
)
def test_entry_has_the_state_of_the_sitzung(client, status, name, zustand, grund):
    sitzung = SitzungFactory(
        titel="Wege", status=status, grund="Hochwasser", beginn=dt.time(17), ende=dt.time(19)
    )
    TagesordnungspunktFactory(sitzung=sitzung, titel="Begrüßung")

    event = ereignis(client, sitzung)

    assert (event["SUMMARY"], event.get("STATUS")) == (name, zustand)
    assert ("TRANSP" in event) == bool(grund)
    assert event["DESCRIPTION"].splitlines() == [
        *([grund] if grund else []),
        "Tagesordnung:",
        "TOP 1 Begrüßung, ca. 17:00 Uhr",
        "Stand, Tagesordnung und Unterlagen:",
        "http://testserver/termine/2027-01-11/",
    ]


@pytest.mark.parametrize(
    ("ab", "zeilen"),
    [
        (FRUEHER, ["Neuer Termin: Montag, 18. Januar 2027", absolut("/termine/2027-01-18/")]),
        (None, []),
    ],
    ids=["public", "draft"],
)
def test_moved_sitzung_names_the_new_date_as_soon_as_it_is_public(settings, client, ab, zeilen):
    settings.ALLOWED_HOSTS = ["www.example.org"]
    settings.WEBADRESSE = "https://www.example.org"
    neue = SitzungFactory(datum=dt.date(2027, 1, 18), oeffentlich_ab=ab)
    alte = SitzungFactory(datum=MONTAG, status="verlegt", grund="Saal", nachfolger=neue)

    response = client.get(
        f"/termine/{alte.slug}.ics", headers={"Host": "www.example.org"}, secure=True
    )

    [event] = lies(response).values()
    assert event["DESCRIPTION"].splitlines()[:-2] == ["Grund: Saal", *zeilen]
    assert event["LAST-MODIFIED"].dt == JETZT


@pytest.mark.parametrize("status", ["verlegt", "abgesagt"])
@pytest.mark.parametrize(
    ("zeit", "dabei"),
    [
        (dt.datetime(2027, 1, 11, 23, 59, 59, tzinfo=LEIPZIG), True),
        (dt.datetime(2027, 1, 12, tzinfo=LEIPZIG), False),
    ],
    ids=["before midnight in Leipzig", "at midnight"],
)
def test_what_does_not_take_place_leaves_the_calendar_after_its_day(client, status, zeit, dabei):
    sitzung = SitzungFactory(datum=MONTAG, status=status, grund="Grund")

    with time_machine.travel(zeit, tick=False):
        response = client.get(KALENDER)
        event = ereignis(client, sitzung)

    assert list(lies(response)) == [MONTAG] * dabei
    assert event["STATUS"] == "CANCELLED"


def test_nothing_that_is_not_public_stands_in_a_calendar(client):
    marke = "Flimmerkiste"
    entwurf = SitzungFactory(
        datum=dt.date(2027, 1, 18), titel=marke, ort=OrtFactory(name=marke), oeffentlich_ab=None
    )
    sitzung = SitzungFactory(
        interne_notiz=marke, status="verlegt", grund="Saal", nachfolger=entwurf
    )
    felder = dict.fromkeys(["titel", "beschreibung", "vortragende", "organisation"], marke)
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=10, oeffentlich=False, **felder)
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=20, unterpunkt=True, **felder)
    punkt = TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=30, titel="Offen")
    adressen = [KALENDER, "/termine/2027-01-11.ics"]

    vorher = [entfaltet(client.get(adresse)) for adresse in adressen]
    Tagesordnungspunkt.objects.filter(pk=punkt.pk).update(titel=marke)
    nachher = [entfaltet(client.get(adresse)) for adresse in adressen]

    assert [marke in datei for datei in vorher] == [False, False]
    assert ["TOP 1 Nicht öffentlicher Teil\\nTOP 2 Offen" in datei for datei in vorher] == [
        True
    ] * 2
    assert [marke in datei for datei in nachher] == [True, True]


def entfaltet(response):
    return response.content.decode().replace("\r\n ", "")


# Lines and characters


@given(titel=SCHWIERIG, ort=SCHWIERIG, grund=SCHWIERIG, punkt=SCHWIERIG)
def test_no_text_adds_or_breaks_a_line_of_the_calendar(titel, ort, grund, punkt):
    def namen(datei):
        kalender = Calendar.from_ical(datei)
        return [(teil.name, sorted(teil)) for teil in kalender.walk()]

    def bauen(titel, ort, grund, punkt):
        sitzung = ohne_datenbank(
            titel=titel, ort=Ort(name=ort, geaendert_am=FRUEHER), grund=grund, status="abgesagt"
        )
        punkte = [Tagesordnungspunkt(titel=punkt, sichtbar=True)]
        sitzung._prefetched_objects_cache = {"tagesordnungspunkte": punkte}
        return abonnement([sitzung], absolut)

    datei = bauen(titel, ort, grund, punkt)

    # icalendar takes \N for a line break, also where it was typed.
    gelesen = Calendar.from_ical(datei).events[0]["SUMMARY"].replace("\n", " ")
    assert namen(datei) == namen(bauen("a", "b", "c", "d"))
    assert not set(datei.replace(b"\r\n", b"")) & {*range(32), 127}
    assert " ".join(gelesen.split()) == einzeilig(f"ABGESAGT: Quartiersrat Grünau: {titel}")


def einzeilig(wert):
    ohne = "".join(" " if ord(z) < 32 or 127 <= ord(z) < 160 else z for z in wert)
    return " ".join(ohne.replace("\\N", " ").split())


def test_broken_record_is_left_out_and_logged(client, caplog):
    kaputt = SitzungFactory(datum=MONTAG)
    SitzungFactory(datum=dt.date(2027, 1, 18))
    Sitzung.objects.filter(pk=kaputt.pk).update(slug="kein Tag")

    with caplog.at_level(logging.ERROR):
        events = lies(client.get(KALENDER))

    assert list(events) == [dt.date(2027, 1, 18)]
    assert caplog.messages == [f"Left out of the calendar: Sitzung {kaputt.pk}"]


# Time zone


# Read from the VTIMEZONE itself, 1996 to 2099: each onset in UTC, and the offset from then on.
WECHSEL, VERSAETZE = zip(
    *sorted(
        (beginn - teil.TZOFFSETFROM, teil.TZOFFSETTO)
        for teil in ZEITZONE.subcomponents
        for beginn in islice(rrulestr(teil["RRULE"].to_ical().decode(), dtstart=teil.DTSTART), 104)
    ),
    strict=True,
)


def versatz(zeitpunkt):
    return VERSAETZE[bisect(WECHSEL, zeitpunkt.astimezone(dt.UTC).replace(tzinfo=None)) - 1]


@given(
    st.datetimes(
        dt.datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
        dt.datetime(2099, 12, 31),  # noqa: DTZ001
        timezones=st.just(dt.UTC),
    )
)
def test_time_zone_of_the_file_is_that_of_leipzig(zeitpunkt):
    assert versatz(zeitpunkt) == zeitpunkt.astimezone(LEIPZIG).utcoffset()


def test_time_zone_changes_in_the_second_it_has_to():
    for wechsel in WECHSEL:
        for sekunden in [-1, 0]:
            zeitpunkt = wechsel.replace(tzinfo=dt.UTC) + dt.timedelta(seconds=sekunden)
            assert versatz(zeitpunkt) == zeitpunkt.astimezone(LEIPZIG).utcoffset()


@pytest.mark.parametrize(
    ("datum", "stunden"),
    [(dt.date(2027, 3, 28), 1), (dt.date(2027, 10, 31), 3), (dt.date(2027, 7, 5), 2)],
    ids=["clocks forward", "clocks back", "no change"],
)
def test_meeting_across_the_change_of_clocks_has_its_true_length(client, datum, stunden):
    event = ereignis(
        client, SitzungFactory(datum=datum, beginn=dt.time(1, 30), ende=dt.time(3, 30))
    )

    beginn, ende = (
        dt.datetime.combine(datum, zeit) - versatz(dt.datetime.combine(datum, zeit, LEIPZIG))
        for zeit in [dt.time(1, 30), dt.time(3, 30)]
    )
    assert ende - beginn == dt.timedelta(hours=stunden)
    assert event.end.astimezone(dt.UTC) - event.start.astimezone(dt.UTC) == ende - beginn


def test_time_that_comes_twice_is_the_first(client):
    event = ereignis(client, SitzungFactory(datum=dt.date(2027, 10, 31), beginn=dt.time(2, 30)))

    assert event.start.astimezone(dt.UTC) == dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)


# The same bytes as long as nothing changes


@pytest.mark.parametrize("pfad", [KALENDER, "/termine/2027-01-11.ics"])
def test_file_stays_the_same_while_the_clock_moves_on(client, pfad):
    neue = SitzungFactory(datum=dt.date(2027, 1, 18), beginn=dt.time(17))
    SitzungFactory(datum=MONTAG, beginn=dt.time(17), nachfolger=neue, status="geplant")

    vorher = client.get(pfad)
    with time_machine.travel(dt.datetime(2028, 7, 1, tzinfo=dt.UTC), tick=False):
        nachher = client.get(pfad)

    assert nachher.content == vorher.content
    assert nachher["ETag"] == vorher["ETag"]


@pytest.mark.parametrize(("pfad", "anzahl"), [(KALENDER, 2), ("/termine/2027-01-11.ics", 1)])
def test_unchanged_file_costs_a_304_and_is_not_written(
    client, django_assert_num_queries, pfad, anzahl
):
    SitzungFactory(datum=MONTAG)
    etag = client.get(pfad)["ETag"]

    with django_assert_num_queries(anzahl):
        response = client.get(pfad, headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"].startswith("public, max-age=30")
    assert response["ETag"] == etag


@pytest.mark.parametrize("pfad", [KALENDER, "/termine/2027-01-11.ics"])
def test_who_asks_by_the_time_alone_always_gets_the_file(client, pfad):
    SitzungFactory(datum=MONTAG)

    response = client.get(pfad, headers={"If-Modified-Since": "Fri, 01 Jan 2099 00:00:00 GMT"})

    assert response.status_code == 200
    assert "Last-Modified" not in response


@pytest.mark.parametrize("pfad", [KALENDER, "/termine/2027-01-11.ics"])
def test_compressed_file_costs_a_304_too(client, pfad):
    SitzungFactory(datum=MONTAG)
    etag = client.get(pfad, headers={"Accept-Encoding": "gzip"})["ETag"]

    assert etag.startswith("W/")
    assert client.get(pfad, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("pfad", [KALENDER, "/termine/2027-01-11.ics"])
def test_head_says_what_get_says_without_the_file(client, pfad):
    SitzungFactory(datum=MONTAG)

    head, get = client.head(pfad), client.get(pfad)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == get.headers


def test_calendar_holds_what_is_to_come_and_the_last_24(client):
    for monat in range(1, 41):
        SitzungFactory(titel=str(monat), datum=MONTAG - dt.timedelta(weeks=4 * monat))
    SitzungFactory.create_batch(30, titel="kommt", datum=MONTAG)

    namen = re.findall("SUMMARY:Quartiersrat Grünau: (.*)\r", client.get(KALENDER).text)

    assert namen == [str(monat) for monat in range(24, 0, -1)] + ["kommt"] * 30


def veroeffentlichung_erreichen():
    return {"jetzt": JETZT + dt.timedelta(days=3)}


def absage_vergehen():
    return {"jetzt": JETZT + dt.timedelta(days=7)}


def zurueckziehen():
    Sitzung.objects.filter(datum=MONTAG).update(oeffentlich_ab=None)


def loeschen():
    Sitzung.objects.filter(datum=MONTAG).delete()


def tagesordnung_aendern():
    TagesordnungspunktFactory(sitzung=Sitzung.objects.get(datum=MONTAG))


def neuen_termin_aendern():
    Sitzung.objects.filter(titel="neue").update(datum=dt.date(2027, 3, 8))


def ort_berichtigen():
    ort = Ort.objects.get()
    ort.strasse = "Selliner Straße 17"
    ort.save()


def anderer_name():
    return {"host": "www.example.org"}


@pytest.mark.parametrize(
    ("ereignis", "noch_da"),
    [
        (veroeffentlichung_erreichen, True),
        (absage_vergehen, True),
        (zurueckziehen, False),
        (loeschen, False),
        (tagesordnung_aendern, True),
        (neuen_termin_aendern, True),
        (ort_berichtigen, True),
        (anderer_name, True),
    ],
)
def test_every_change_changes_the_etag(client, settings, ereignis, noch_da):
    settings.ALLOWED_HOSTS = ["testserver", "www.example.org"]
    with time_machine.travel(FRUEHER, tick=False):
        neue = SitzungFactory(
            titel="neue",
            datum=dt.date(2027, 3, 1),
            oeffentlich_ab=JETZT + dt.timedelta(days=2),
        )
        SitzungFactory(datum=dt.date(2027, 2, 1), status="verlegt", grund="x", nachfolger=neue)
        SitzungFactory(datum=MONTAG, ort=OrtFactory())
        SitzungFactory(datum=dt.date(2027, 1, 10), status="abgesagt", grund="x")
    if ereignis is neuen_termin_aendern:
        Sitzung.objects.filter(pk=neue.pk).update(oeffentlich_ab=FRUEHER)
    vorher = client.get(KALENDER)

    lage = ereignis() or {}
    with time_machine.travel(lage.get("jetzt", JETZT + dt.timedelta(hours=1)), tick=False):
        nachher = client.get(
            KALENDER,
            headers={"If-None-Match": vorher["ETag"], "Host": lage.get("host", "testserver")},
        )

    assert nachher.status_code == 200
    assert nachher.content != vorher.content
    assert (MONTAG in lies(nachher)) == noch_da


def test_published_later_counts_from_then(client):
    ab = dt.datetime(2027, 1, 4, 8, tzinfo=dt.UTC)
    with time_machine.travel(FRUEHER, tick=False):
        sitzung = SitzungFactory(oeffentlich_ab=ab)

    assert ereignis(client, sitzung)["DTSTAMP"].dt == ab


# By what calendars know a Sitzung again


def test_uid_is_the_same_under_every_name_of_the_site(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "www.example.org"]
    sitzung = SitzungFactory()

    [uid] = {
        event["UID"]
        for host in settings.ALLOWED_HOSTS
        for event in lies(client.get(KALENDER, headers={"Host": host})).values()
    }

    assert uid == f"{sitzung.uid}@qm-gruenau.de"


@pytest.mark.parametrize(
    ("felder", "folge"),
    [
        ({"datum": dt.date(2027, 1, 18)}, 4),
        ({"beginn": dt.time(18)}, 4),
        ({"beginn": None, "ende": None}, 4),
        ({"ende": dt.time(20)}, 4),
        ({"ort": OrtFactory}, 4),
        ({"status": "bestaetigt"}, 4),
        ({"status": "abgesagt", "grund": "Hochwasser", "ort": None}, 4),
        ({"titel": "Wege", "interne_notiz": "Kuchen", "oeffentlich_ab": None}, 3),
        ({}, 3),
    ],
)
@pytest.mark.parametrize("nur_diese", [True, False])
def test_sequence_rises_with_time_place_and_state(felder, folge, nur_diese):
    sitzung = SitzungFactory(
        datum=MONTAG, beginn=dt.time(17), ende=dt.time(19), ort=OrtFactory(name="Laden"), folge=3
    )
    for name, wert in felder.items():
        setattr(sitzung, name, wert() if wert is OrtFactory else wert)

    sitzung.save(**({"update_fields": [*felder]} if nur_diese else {}))

    assert sitzung.folge == Sitzung.objects.get().folge == folge


def test_sequence_counts_only_what_is_saved():
    sitzung = SitzungFactory(ort=OrtFactory(name="Laden"))

    sitzung.ort = OrtFactory()
    sitzung.save(update_fields=["titel"])

    assert Sitzung.objects.get().folge == 0


def test_sequence_never_falls_when_an_older_copy_is_saved():
    sitzung = SitzungFactory(ort=OrtFactory(name="Laden"))
    alt = Sitzung.objects.get()
    for _ in range(2):
        sitzung.ort = OrtFactory()
        sitzung.save()

    alt.save()

    assert Sitzung.objects.get().folge == 3


def test_new_tagesordnung_makes_the_sitzung_no_newer_entry():
    punkt = TagesordnungspunktFactory()

    punkt.save()

    assert Sitzung.objects.get().folge == 0


def geaendert(admin_client, sitzung, **felder):
    formularseite = adresse(sitzung, "change")
    admin_client.post(formularseite, formular(admin_client.get(formularseite)) | felder)
    return Version.objects.get_for_object(sitzung).first()


def zurueckholen(admin_client, art, *args):
    seite = reverse(f"admin:termine_sitzung_{art}", args=args)
    response = admin_client.post(seite, formular(admin_client.get(seite)))
    assert response.status_code == 302


def test_older_version_that_is_taken_back_is_a_newer_entry(admin_client):
    sitzung = SitzungFactory()
    fassung = geaendert(admin_client, sitzung, ort=OrtFactory(name="Laden").pk)
    geaendert(admin_client, sitzung, ort=OrtFactory().pk)
    # As if the version were from before there was a UID.
    Sitzung.objects.update(uid=UUID(int=7))

    zurueckholen(admin_client, "revision", sitzung.pk, fassung.pk)

    sitzung = Sitzung.objects.get()
    assert (sitzung.ort.name, sitzung.folge, sitzung.uid) == ("Laden", 3, UUID(int=7))


def test_older_titel_that_is_taken_back_is_the_same_entry(admin_client):
    sitzung = SitzungFactory()
    fassung = geaendert(admin_client, sitzung, titel="Wege")
    geaendert(admin_client, sitzung, titel="Plätze")

    zurueckholen(admin_client, "revision", sitzung.pk, fassung.pk)

    assert Sitzung.objects.values_list("titel", "folge", "uid").get() == ("Wege", 0, sitzung.uid)


def test_deleted_sitzung_comes_back_as_the_same_entry(admin_client):
    sitzung = SitzungFactory()
    fassung = geaendert(admin_client, sitzung, ort=OrtFactory(name="Laden").pk)
    Sitzung.objects.all().delete()

    zurueckholen(admin_client, "recover", fassung.pk)

    assert Sitzung.objects.values_list("uid", "folge").get() == (sitzung.uid, 1)


def test_ort_that_is_corrected_makes_the_entry_newer_but_no_other(client):
    """Who keeps the same SEQUENCE takes the later DTSTAMP (RFC 5546)."""
    with time_machine.travel(FRUEHER, tick=False):
        sitzung = SitzungFactory(ort=OrtFactory(name="Komm-Haus", strasse="Seliner Straße 17"))
    spaeter = FRUEHER + dt.timedelta(days=1)

    with time_machine.travel(spaeter, tick=False):
        sitzung.ort.strasse = "Selliner Straße 17"
        sitzung.ort.save()
    response = client.get("/termine/2027-01-11.ics")

    event = lies(response)[MONTAG]
    assert event["LOCATION"] == "Komm-Haus, Selliner Straße 17"
    assert (event["SEQUENCE"], event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == (
        *(0, spaeter, spaeter),
    )


def test_uid_and_sequence_are_no_conflict_between_editors(admin_client):
    sitzung = SitzungFactory()
    formularseite = adresse(sitzung, "change")
    felder = formular(admin_client.get(formularseite)) | {"ort": OrtFactory(name="Laden").pk}
    Sitzung.objects.update(uid=UUID(int=7), folge=5)

    admin_client.post(formularseite, felder)

    assert Sitzung.objects.values_list("ort__name", "uid", "folge").get() == (
        "Laden",
        UUID(int=7),
        6,
    )


# On the pages


@pytest.mark.parametrize(
    ("felder", "anzahl"),
    [
        ({"datum": MONTAG}, 1),
        ({"datum": dt.date(2027, 1, 4)}, 0),
        ({"datum": MONTAG, "status": "abgesagt", "grund": "Grund"}, 0),
    ],
    ids=["to come", "past", "cancelled"],
)
def test_sitzung_offers_its_entry_as_long_as_one_can_go_there(client, felder, anzahl):
    sitzung = SitzungFactory(**felder)

    links = soup(client.get(sitzung.get_absolute_url())).select("a[href$='.ics']")

    assert [(link["href"], link.get_text()) for link in links] == [
        (f"/termine/{sitzung.slug}.ics", "In den Kalender eintragen")
    ] * anzahl


def test_termine_say_how_to_subscribe(client):
    seite = client.get("/termine/")

    [link] = soup(seite).select("a[href^='webcal:']")
    assert link["href"] == "webcal://testserver/termine/kalender.ics"
    adressen = [eines["href"] for eines in soup(seite).select("main a")]
    assert "/termine/kalender.ics" in adressen
    assert (
        "https://calendar.google.com/calendar/r"
        "?cid=webcal%3A%2F%2Ftestserver%2Ftermine%2Fkalender.ics" in adressen
    )
    assert "http://testserver /termine/kalender.ics" in text(seite)
    for geraet in ["iPhone", "Android", "Outlook"]:
        assert geraet in text(seite)
