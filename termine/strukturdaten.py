"""What machines may know of a Sitzung (schema.org/Event)."""


def ereignis(sitzung, absolut):
    """Return the Event of a Sitzung, without what is not known.

    `sitzung` carries the annotations of mit_nachfolger(); `absolut` makes an address absolute.
    Of a moved Sitzung the old date stays until a new one is public, as schema.org wants it.
    """
    beginn = (sitzung.beginn_zeitpunkt or sitzung.datum).isoformat()
    ende = sitzung.ende_zeitpunkt and sitzung.ende_zeitpunkt.isoformat()
    verlegt = {}
    status = "EventScheduled"
    if sitzung.status == sitzung.Status.ABGESAGT:
        status = "EventCancelled"
    elif sitzung.status == sitzung.Status.VERLEGT:
        status = "EventPostponed"
        if sitzung.nachfolger_datum:
            status = "EventRescheduled"
            verlegt = {"previousStartDate": beginn}
            beginn, ende = sitzung.nachfolger_datum.isoformat(), None
    knoten = {
        "@type": "Event",
        "name": f"Quartiersrat Grünau: {sitzung.titel}",
        "url": absolut(sitzung.get_absolute_url()),
        "startDate": beginn,
        "endDate": ende,
        "eventStatus": f"https://schema.org/{status}",
        "location": sitzung.ort and {"@type": "Place", "name": sitzung.ort, "address": sitzung.ort},
        "organizer": {"@id": f"{absolut('/')}#buero"},
        "inLanguage": "de",
    }
    return {name: wert for name, wert in (knoten | verlegt).items() if wert}
