"""Numbers, clock times and structure of a Tagesordnung; pure functions, no database.

A Tagesordnung is a flat list in order; a Punkt with `unterpunkt` belongs to the last one above
that has it not set. Punkte are any objects with `unterpunkt` and `minuten`.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError


@dataclass
class Eintrag:
    """What visitors see of one Punkt; `punkt` is None if it is not public."""

    nummer: str
    uhrzeit: dt.time | None
    punkt: object | None
    unterpunkte: list["Eintrag"] = field(default_factory=list)

    @property
    def titel(self):
        return self.punkt.titel if self.punkt else "Nicht öffentlicher Teil"


def check_reihenfolge(punkte):
    """Raise ValidationError if the list begins with an Unterpunkt."""
    if punkte and punkte[0].unterpunkt:
        raise ValidationError(
            "Der erste Punkt der Tagesordnung kann kein Unterpunkt sein. "
            "Nehmen Sie den Haken weg oder stellen Sie einen Punkt davor."
        )


# How many topics say what a Sitzung is about; titles that every Sitzung has are no topics.
THEMEN = 3
KEINE_THEMEN = {"begrüßung", "protokoll der letzten sitzung", "sonstiges", "verschiedenes"}


def themen(punkte):
    """Return the titles of the first Punkte that visitors see, without KEINE_THEMEN."""
    titel = [
        punkt.titel
        for punkt in punkte
        if punkt.sichtbar and not punkt.unterpunkt and punkt.titel.lower() not in KEINE_THEMEN
    ]
    return titel[:THEMEN]


def sichtbarkeiten(punkte):
    """Return whether visitors see each Punkt: it and the Punkt that it is below are public."""
    ergebnis = []
    darueber = False
    for punkt in punkte:
        darueber = darueber if punkt.unterpunkt else punkt.oeffentlich
        ergebnis.append(punkt.oeffentlich and darueber)
    return ergebnis


def nummern(punkte):
    """Return the number of each Punkt: "1", "2", "2.1", "2.2", "3" …"""
    ergebnis = []
    haupt = unter = 0
    for punkt in punkte:
        # Forms refuse a list that begins with an Unterpunkt, but numbering must not fail on it.
        if punkt.unterpunkt and haupt:
            unter += 1
            ergebnis.append(f"{haupt}.{unter}")
        else:
            haupt, unter = haupt + 1, 0
            ergebnis.append(str(haupt))
    return ergebnis


def uhrzeiten(punkte, beginn):
    """Return the local clock time at which each Punkt begins, None where it is unknown.

    It is known only if the Sitzung has a Beginn and every Punkt before has minutes.
    """
    ergebnis = []
    # Any date will do: only the clock time is kept, also past midnight.
    uhr = dt.datetime.combine(dt.date(2000, 1, 1), beginn) if beginn else None
    for punkt in punkte:
        ergebnis.append(uhr.time() if uhr else None)
        if uhr and punkt.minuten is not None:
            uhr += dt.timedelta(minutes=punkt.minuten)
        else:
            uhr = None
    return ergebnis


def so_erscheint(punkte, beginn):
    """Return number and clock time of each Punkt as visitors read them: "TOP 4.1 · 17:45 Uhr"."""
    return [
        f"TOP {nummer}" + (f" · {uhrzeit:%H:%M} Uhr" if uhrzeit else "")
        for nummer, uhrzeit in zip(nummern(punkte), uhrzeiten(punkte, beginn), strict=True)
    ]


def auswahl(punkte, gewaehlte):
    """Return pairs: each chosen Punkt, and whether it still is an Unterpunkt.

    It is one only below its own Punkt, never below the one that happens to come before.
    """
    ergebnis = []
    mit_punkt = False
    for punkt in punkte:
        if not punkt.unterpunkt:
            mit_punkt = punkt in gewaehlte
        if punkt in gewaehlte:
            ergebnis.append((punkt, punkt.unterpunkt and mit_punkt))
    return ergebnis


def gliedern(punkte, beginn):
    """Return the Einträge of a Tagesordnung, Unterpunkte within their Punkt.

    A Punkt without `sichtbar` keeps its number and shows nothing else of itself.
    """
    eintraege = []
    for punkt, nummer, uhrzeit in zip(
        punkte, nummern(punkte), uhrzeiten(punkte, beginn), strict=True
    ):
        eintrag = Eintrag(nummer, uhrzeit, punkt) if punkt.sichtbar else Eintrag(nummer, None, None)
        if not (punkt.unterpunkt and eintraege):
            eintraege.append(eintrag)
        elif eintraege[-1].punkt:
            eintraege[-1].unterpunkte.append(eintrag)
    return eintraege
