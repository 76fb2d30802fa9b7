"""What machines may know of a Sitzung (schema.org/Event)."""

import datetime as dt

from .models import Sitzung
from .zeit import LEIPZIG

OEFFENTLICH = {Sitzung.Teilnahme.OFFEN, Sitzung.Teilnahme.ANMELDUNG}


def ereignis(sitzung, absolut):
    """Return the Event of a Sitzung, without what is not known.

    `sitzung` is one of mit_neuem_termin(); `absolut` makes an address absolute.
    A moved Sitzung keeps its old date until a new one is public, as schema.org wants it.
    """
    beginn = zeitpunkt(sitzung.datum, sitzung.beginn)
    ende = sitzung.ende and zeitpunkt(sitzung.datum, sitzung.ende)
    verlegt = {}
    status = "EventScheduled"
    if sitzung.status == sitzung.Status.ABGESAGT:
        status = "EventCancelled"
    elif sitzung.status == sitzung.Status.VERLEGT:
        status = "EventPostponed"
        if neue := sitzung.neuer_termin:
            status = "EventRescheduled"
            verlegt = {"previousStartDate": beginn}
            beginn, ende = zeitpunkt(neue.datum, neue.beginn), None
    knoten = {
        "@type": "Event",
        "name": f"Quartiersrat Grünau: {sitzung.titel}",
        "url": absolut(sitzung.get_absolute_url()),
        "startDate": beginn,
        "endDate": ende,
        "eventStatus": f"https://schema.org/{status}",
        "location": sitzung.ort and platz(sitzung.ort),
        "isAccessibleForFree": sitzung.teilnahme in OEFFENTLICH,
        "organizer": {"@id": f"{absolut('/')}#buero"},
        "inLanguage": "de",
    }
    return {name: wert for name, wert in (knoten | verlegt).items() if wert}


def platz(ort):
    """Return the Place of an Ort; its name serves as the address where there is no other."""
    anschrift = {
        "streetAddress": ort.strasse,
        "postalCode": ort.plz,
        "addressLocality": ort.stadt,
    }
    if bekannt := {name: wert for name, wert in anschrift.items() if wert}:
        bekannt = {"@type": "PostalAddress", **bekannt, "addressCountry": "DE"}
    return {"@type": "Place", "name": ort.name, "address": bekannt or ort.name}


def zeitpunkt(datum, uhrzeit):
    """Return day and time in Leipzig in ISO 8601, the day alone where the time is not known."""
    if uhrzeit is None:
        return datum.isoformat()
    return dt.datetime.combine(datum, uhrzeit, LEIPZIG).isoformat()
