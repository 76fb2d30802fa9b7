"""The Sitzungen for calendars (RFC 5545 and 7986); pure functions, no database.

Sitzungen are those of mit_neuem_termin(), where a file is made of them with their
tagesordnungspunkte fetched along. `absolut` makes an address absolute.
"""

import datetime as dt
import logging
import re
from hashlib import sha256

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar, Timezone, vText

from .models import Sitzung
from .tagesordnung import gliedern
from .zeit import LEIPZIG

# Raised whenever the files look different, so that nobody keeps an older one.
FORMAT = 1

# Part of what a calendar knows a Sitzung by: it stays, wherever the site may move.
HERKUNFT = "qm-gruenau.de"

# The rule of the EU for all years that a Sitzung can be in. Not made by icalendar: Outlook reads
# only rules, no lists of days, and its onset of the summer is an hour late.
ZEITZONE = Timezone.from_ical("""BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""")

ENDE = b"END:VCALENDAR\r\n"

# Of the database or the clipboard; no text of a calendar may have them.
STEUERZEICHEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")

logger = logging.getLogger(__name__)


def im_kalender(sitzung, jetzt):
    """Tell whether people still have to know: what does not take place, until its day is over."""
    return not sitzung.entfaellt or sitzung.datum >= timezone.localdate(jetzt, LEIPZIG)


def stand(sitzung):
    """Return when visitors first saw what they see of a Sitzung now."""
    gezeigte = filter(None, [sitzung, sitzung.neuer_termin])
    return max(max(eine.geaendert_am, eine.oeffentlich_ab) for eine in gezeigte)


def stand_aller(sitzungen, jetzt):
    """Return when the calendar of these, with what has left it, last changed; None without any.

    What was deleted or withdrawn leaves no time behind, only another fingerabdruck(): who was
    given that one has to ask with it (RFC 9110, 8.8.4).
    """
    abgaenge = [
        dt.datetime.combine(sitzung.datum + dt.timedelta(days=1), dt.time(), LEIPZIG)
        for sitzung in sitzungen
        if not im_kalender(sitzung, jetzt)
    ]
    return max([*map(stand, sitzungen), *abgaenge], default=None)


def fingerabdruck(sitzungen, absolut):
    """Return the ETag of the file of these Sitzungen."""
    inhalt = [
        (sitzung.uid, stand(sitzung), neuer_termin and (neuer_termin.slug, neuer_termin.datum))
        for sitzung, neuer_termin in ((sitzung, sitzung.neuer_termin) for sitzung in sitzungen)
    ]
    return f'"{sha256(repr([FORMAT, absolut("/"), inhalt]).encode()).hexdigest()}"'


def abonnement(sitzungen, absolut):
    """Return the bytes of a calendar to subscribe to."""
    kopf = Calendar()
    kopf.calendar_name = "Quartiersrat Grünau"
    kopf.description = "Die Sitzungen des Quartiersrats Leipzig-Grünau"
    kopf.color = "darkgreen"
    kopf.add("URL", absolut(reverse("termine:sitzung_list")))
    kopf.add("SOURCE", absolut(reverse("termine:kalender")), {"VALUE": "URI"})
    kopf.add("REFRESH-INTERVAL", dt.timedelta(hours=12), {"VALUE": "DURATION"})
    kopf.add("X-PUBLISHED-TTL", "PT12H")
    if sitzungen:
        kopf.add("LAST-MODIFIED", max(map(stand, sitzungen)))
    return datei(kopf, sitzungen, absolut)


def einzeln(sitzungen, absolut):
    """Return the bytes of a file with entries for a calendar that people have already.

    It has no name: with one, Outlook and Apple would add a calendar instead.
    """
    return datei(Calendar(), sitzungen, absolut)


def datei(kopf, sitzungen, absolut):
    kopf.add("VERSION", "2.0")
    kopf.add("PRODID", f"-//{HERKUNFT}//Termine//DE")
    # Also without any Sitzung, because a calendar of nothing is none.
    kopf.add_component(ZEITZONE)
    teile = [kopf.to_ical().removesuffix(ENDE)]
    for sitzung in sitzungen:
        try:
            teile.append(termin(sitzung, absolut))
        except Exception:
            # Whatever it is: the others have to reach their readers.
            logger.exception("Left out of the calendar: Sitzung %s", sitzung.pk)
    return b"".join([*teile, ENDE])


def termin(sitzung, absolut):
    """Return the bytes of the VEVENT of a Sitzung.

    „Geplant“ has no STATUS: as TENTATIVE most entries would be pale or hatched, though the day
    stands. Where no Ende is known, none is made up.

    Put together here, because icalendar's Event takes three times as long (docs/betrieb.md).
    """
    adresse = absolut(sitzung.get_absolute_url())
    name = f"Quartiersrat Grünau: {sitzung.titel}"
    if sitzung.entfaellt:
        name = f"{sitzung.get_status_display().upper()}: {name}"
    zuletzt = f"{stand(sitzung).astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    zeilen = [
        "BEGIN:VEVENT",
        f"UID:{sitzung.uid}@{HERKUNFT}",
        f"SEQUENCE:{sitzung.folge}",
        f"DTSTAMP:{zuletzt}",
        f"LAST-MODIFIED:{zuletzt}",
        f"SUMMARY:{maskiert(name)}",
        f"DESCRIPTION:{maskiert(*beschreibung(sitzung, adresse, absolut))}",
        f"URL:{adresse}",
    ]
    if sitzung.ort:
        zeilen.append(f"LOCATION:{maskiert(sitzung.ort)}")
    if sitzung.beginn:
        zeilen.append(f"DTSTART;TZID={LEIPZIG}:{sitzung.datum:%Y%m%d}T{sitzung.beginn:%H%M%S}")
    else:
        zeilen.append(f"DTSTART;VALUE=DATE:{sitzung.datum:%Y%m%d}")
        zeilen.append(f"DTEND;VALUE=DATE:{sitzung.datum + dt.timedelta(days=1):%Y%m%d}")
    if sitzung.ende:
        zeilen.append(f"DTEND;TZID={LEIPZIG}:{sitzung.datum:%Y%m%d}T{sitzung.ende:%H%M%S}")
    if sitzung.entfaellt:
        zeilen.append("STATUS:CANCELLED")
    elif sitzung.status == Sitzung.Status.BESTAETIGT:
        zeilen.append("STATUS:CONFIRMED")
    if sitzung.entfaellt or not sitzung.beginn:
        # Nobody is busy for a whole day, or with what does not take place.
        zeilen.append("TRANSP:TRANSPARENT")
    zeilen.append("END:VEVENT")
    return b"".join(map(gefaltet, zeilen))


def maskiert(*zeilen):
    """Return lines of text as the value of a property; what is no line break does not break."""
    text = "\n".join(" ".join(STEUERZEICHEN.sub(" ", zeile).split()) for zeile in zeilen)
    return vText(text).to_ical().decode()


def gefaltet(zeile):
    """Return a line in bytes, broken so that none has more than 75 and no character is split.

    Nor is what a backslash stands before: some clients stumble over that.
    """
    zeile, teile = zeile.encode(), []
    while len(zeile) > 75:
        ende = 75
        while zeile[ende] & 0b1100_0000 == 0b1000_0000:
            ende -= 1
        # An odd one at the end belongs to what follows; two are one that was typed.
        ende -= (ende - len(zeile[:ende].rstrip(b"\\"))) % 2
        teile.append(zeile[:ende])
        zeile = b" " + zeile[ende:]
    return b"\r\n".join([*teile, zeile, b""])


def beschreibung(sitzung, adresse, absolut):
    """Yield the lines of what there is to read; none of them changes with the time alone."""
    if sitzung.entfaellt:
        yield f"{sitzung.get_status_display().capitalize()}: {sitzung.grund}"
        if neue := sitzung.neuer_termin:
            yield f"Neuer Termin: {date_format(neue.datum, 'l, j. F Y')}"
            yield absolut(neue.get_absolute_url())
    elif not sitzung.beginn:
        yield "Uhrzeit: nicht angegeben"
    elif not sitzung.ende:
        yield "Ende: nicht angegeben"
    if eintraege := gliedern(sitzung.tagesordnungspunkte.all(), sitzung.beginn):
        yield "Tagesordnung:"
        for eintrag in eintraege:
            yield zeile(eintrag)
            yield from map(zeile, eintrag.unterpunkte)
    yield "Stand, Tagesordnung und Unterlagen:"
    yield adresse


def zeile(eintrag):
    uhrzeit = f", ca. {eintrag.uhrzeit:%H:%M} Uhr" if eintrag.uhrzeit else ""
    return f"TOP {eintrag.nummer} {eintrag.titel}{uhrzeit}"
