"""The Sitzungen for calendars (RFC 5545 and 7986); pure functions, no database.

Sitzungen come from mit_neuem_termin() with their Ort, and for a file also with their
tagesordnungspunkte. `absolut` makes an address absolute.
"""

import datetime as dt
import logging
import re
from hashlib import sha256

from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar, Event, Timezone

from redaktion.adressen import adresse

from .models import Sitzung
from .tagesordnung import gliedern
from .zeit import LEIPZIG

# Part of the ETag; raise it whenever the files look different, so that nobody keeps an older one.
FORMAT = 4

# Part of each UID: it stays, wherever the site may move.
HERKUNFT = "qm-gruenau.de"

# The rule of the EU for all years that a Sitzung can be in. Written by hand: icalendar lists days,
# of which Outlook reads none, only rules, and begins summer time an hour late.
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

# Without an end some clients draw a point, others a whole day, others nothing.
OFFENES_ENDE = dt.timedelta(hours=1)

ENDE = b"END:VCALENDAR\r\n"

# Control characters from the clipboard or the database; no text of a calendar may have them.
STEUERZEICHEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")

logger = logging.getLogger(__name__)


def im_kalender(sitzung, jetzt):
    """Tell whether the calendar has a Sitzung; if cancelled or moved, until its day is over."""
    return not sitzung.entfaellt or sitzung.datum >= timezone.localdate(jetzt, LEIPZIG)


def geaendert_am(sitzung):
    """Return when visitors first saw what they see of a Sitzung now.

    A corrected Ort changes only this time: of two entries with the same SEQUENCE the one with the
    later DTSTAMP holds (RFC 5546, 2.1.5).
    """
    gezeigte = filter(None, [sitzung, sitzung.neuer_termin])
    zeiten = [zeit for eine in gezeigte for zeit in [eine.geaendert_am, eine.oeffentlich_ab]]
    return max([*zeiten, *([sitzung.ort.geaendert_am] if sitzung.ort else [])])


def fingerabdruck(sitzungen, absolut):
    """Return the ETag of the file of these Sitzungen.

    There is no Last-Modified: after a withdrawal it would have to go back, and clients that ask by
    it alone would keep the Sitzung for ever.
    """
    inhalt = [
        (sitzung.uid, geaendert_am(sitzung), neuer and (neuer.slug, neuer.datum))
        for sitzung, neuer in ((sitzung, sitzung.neuer_termin) for sitzung in sitzungen)
    ]
    return f'"{sha256(repr([FORMAT, absolut("/"), inhalt]).encode()).hexdigest()}"'


def abonnement(sitzungen, absolut):
    """Return the bytes of a calendar to subscribe to."""
    kopf = Calendar()
    kopf.calendar_name = "Quartiersrat Grünau"
    kopf.description = "Die Sitzungen des Quartiersrats Leipzig-Grünau"
    kopf.color = "darkgreen"
    kopf.add("URL", absolut(adresse("termine:sitzung_list")))
    kopf.add("SOURCE", absolut(adresse("termine:kalender")), {"VALUE": "URI"})
    kopf.add("REFRESH-INTERVAL", dt.timedelta(hours=12), {"VALUE": "DURATION"})
    kopf.add("X-PUBLISHED-TTL", "PT12H")
    return datei(kopf, sitzungen, absolut, abonniert=True)


def einzeln(sitzungen, absolut):
    """Return the bytes of a file with entries for a calendar that people have already.

    It has no name: with one, Outlook and Apple would add a calendar instead.
    """
    return datei(Calendar(), sitzungen, absolut, abonniert=False)


def datei(kopf, sitzungen, absolut, abonniert):
    kopf.add("VERSION", "2.0")
    kopf.add("PRODID", f"-//{HERKUNFT}//Termine//DE")
    # Also without any Sitzung, because a calendar has to have at least one component.
    kopf.add_component(ZEITZONE)
    stuecke = [kopf.to_ical().removesuffix(ENDE)]
    for sitzung in sitzungen:
        try:
            stuecke.append(termin(sitzung, absolut, abonniert).to_ical())
        except Exception:
            # Whatever is wrong with one Sitzung, the others have to reach their readers.
            logger.exception("Left out of the calendar: Sitzung %s", sitzung.pk)
    return b"".join([*stuecke, ENDE])


def termin(sitzung, absolut, abonniert):
    """Return the VEVENT of a Sitzung.

    A planned Sitzung has no STATUS: as TENTATIVE most entries would be pale or hatched, though the
    day is fixed. One that does not take place has none where it is `abonniert`: Google drops what
    is CANCELLED there, and nobody would read why; in a file it cancels the entry that somebody has.
    """
    adresse = absolut(sitzung.get_absolute_url())
    name = f"Quartiersrat Grünau: {sitzung.titel}"
    if sitzung.entfaellt:
        name = f"{sitzung.get_status_display().upper()}: {name}"
    zuletzt = geaendert_am(sitzung).astimezone(dt.UTC)
    event = Event()
    event.add("UID", f"{sitzung.uid}@{HERKUNFT}")
    event.add("SEQUENCE", sitzung.folge)
    event.add("DTSTAMP", zuletzt)
    event.add("LAST-MODIFIED", zuletzt)
    event.add("SUMMARY", lesbar(name))
    event.add("DESCRIPTION", "\n".join(map(lesbar, beschreibung(sitzung, adresse, absolut))))
    event.add("URL", adresse)
    if sitzung.ort:
        event.add("LOCATION", lesbar(sitzung.ort.mit_anschrift))
    event.add("DTSTART", sitzung.beginn_zeitpunkt or sitzung.datum)
    if not sitzung.beginn:
        event.add("DTEND", sitzung.datum + dt.timedelta(days=1))
    elif sitzung.ende:
        event.add("DTEND", sitzung.ende_zeitpunkt)
    elif sitzung.beginn:
        event.add("DTEND", sitzung.beginn_zeitpunkt + OFFENES_ENDE)
    if sitzung.entfaellt and not abonniert:
        event.add("STATUS", "CANCELLED")
    elif sitzung.status == Sitzung.Status.BESTAETIGT:
        event.add("STATUS", "CONFIRMED")
    if sitzung.entfaellt or not sitzung.beginn:
        # Nobody is busy for a whole day, or with what does not take place.
        event.add("TRANSP", "TRANSPARENT")
    return event


def lesbar(zeile):
    """Return a text as one line, without control characters."""
    return " ".join(STEUERZEICHEN.sub(" ", zeile).split())


def beschreibung(sitzung, adresse, absolut):
    """Yield the lines of the DESCRIPTION; none of them changes with the time alone."""
    if sitzung.entfaellt:
        # As on the page, the state stands above it, in the title.
        yield f"Grund: {sitzung.grund}"
        if neue := sitzung.neuer_termin:
            yield f"Neuer Termin: {date_format(neue.datum, 'l, j. F Y')}"
            yield absolut(neue.get_absolute_url())
    elif not sitzung.beginn:
        yield "Uhrzeit: nicht angegeben"
    elif not sitzung.ende:
        yield "Ende: offen; im Kalender steht eine Stunde."
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
