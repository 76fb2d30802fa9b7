"""What has changed at a Sitzung since visitors first saw it; pure functions, no database.

An Abbild is what visitors see of a Sitzung, as JSON without any words of it: nothing that is
withdrawn remains in it. Aenderungen are a list of days in Leipzig, the last one last:
{"um": last change of that day (ISO 8601, UTC), "was": [{"art": …, …}, …]}. What happened to one
thing in one day is one change, and none if at last all is as it was.
"""

import datetime as dt
import hashlib
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format

# How long an item is marked as „neu“ or „geändert“.
MARKIERT = dt.timedelta(days=14)

# Of a Punkt, what is said about it before the Sitzung.
INHALT = ["titel", "beschreibung", "art", "vortragende", "organisation", "minuten"]


def abbild(sitzung, punkte, nummern, unterlagen):
    """Return the Abbild of a Sitzung; Punkte carry `sichtbar`, Unterlagen are those to be seen."""
    return {
        "ab": sitzung.oeffentlich_ab.isoformat(),
        "datum": sitzung.datum.isoformat(),
        "zeit": [zeit and zeit.isoformat("minutes") for zeit in [sitzung.beginn, sitzung.ende]],
        "ort": kurz(sitzung.ort),
        "status": sitzung.status,
        # A list: PostgreSQL does not keep the order of the keys of an object.
        "punkte": [
            [
                punkt.pk,
                nummer,
                kurz(*(getattr(punkt, feld) for feld in INHALT)) if punkt.sichtbar else "",
                kurz(punkt.ergebnis) if punkt.sichtbar else "",
            ]
            for punkt, nummer in zip(punkte, nummern, strict=True)
        ],
        "unterlagen": [
            [unterlage.pk, unterlage.get_art_display(), unterlage.tagesordnungspunkt_id]
            for unterlage in unterlagen
        ],
    }


def gesehen(abbild, jetzt):
    """Tell whether visitors have seen a Sitzung as in this Abbild (or None) at `jetzt` (aware)."""
    return abbild is not None and dt.datetime.fromisoformat(abbild["ab"]) <= jetzt


def kurz(*werte):
    """Return a short text that is another for other values, and empty for none."""
    return hashlib.sha256(repr(werte).encode()).hexdigest()[:16] if any(werte) else ""


def unterschiede(vorher, nachher):
    """Return what is different in the later of two Abbilder, as the items of one day's "was"."""
    was = [
        {"art": art, "vorher": vorher[art], "nachher": nachher[art]}
        for art in ["status", "datum", "zeit", "ort"]
        if vorher[art] != nachher[art]
    ]
    if not sichtbare(vorher) and sichtbare(nachher):
        was.append({"art": "tagesordnung"})
    else:
        was += unterschiede_der_punkte(vorher, nachher)
    bekannte = {pk for pk, *_ in vorher["unterlagen"]}
    nummern = {pk: nummer for pk, nummer, *_ in nachher["punkte"]}
    was += [
        {"art": "unterlage", "unterlage": pk, "als": als, "nummer": nummern.get(punkt)}
        for pk, als, punkt in nachher["unterlagen"]
        if pk not in bekannte
    ]
    return was


def unterschiede_der_punkte(vorher, nachher):
    was = []
    alte = {pk: rest for pk, *rest in vorher["punkte"]}
    neue = {pk: rest for pk, *rest in nachher["punkte"]}
    for pk, (nummer, inhalt, ergebnis) in neue.items():
        _, alter_inhalt, altes_ergebnis = alte.get(pk, (None, "", ""))
        if inhalt != alter_inhalt:
            art = "neu" if not alter_inhalt else "geaendert" if inhalt else "verborgen"
            was.append({"art": art, "punkt": pk, "nummer": nummer})
        if ergebnis != altes_ergebnis and ergebnis:
            was.append({"art": "ergebnis", "punkt": pk, "nummer": nummer})
    was += [
        {"art": "entfaellt", "punkt": pk, "nummer": nummer}
        for pk, (nummer, inhalt, _) in alte.items()
        if pk not in neue and inhalt
    ]
    stellen = {pk: stelle for stelle, pk in enumerate(neue)}
    gebliebene = [stellen[pk] for pk in alte if pk in stellen]
    if any(eine > naechste for eine, naechste in pairwise(gebliebene)):
        was.append({"art": "reihenfolge"})
    return was


def sichtbare(abbild):
    return [pk for pk, _, inhalt, _ in abbild["punkte"] if inhalt]


def fortschreiben(aenderungen, was, um):
    """Return the Aenderungen with what has changed at `um` (aware)."""
    if not was:
        return aenderungen
    frueher = aenderungen
    if aenderungen and tag(aenderungen[-1]) == timezone.localdate(um):
        *frueher, heute = aenderungen
        was = zusammengefasst(heute["was"], was)
    if not was:
        return frueher
    return [*frueher, {"um": um.astimezone(dt.UTC).isoformat(), "was": was}]


def zusammengefasst(was, neues):
    """Return the items of one day, with one for each thing that is not as it was that morning."""
    ergebnis = {schluessel(eines): eines for eines in was}
    for eines in neues:
        gleiches = ergebnis.pop(schluessel(eines), None)
        if gleiches and "vorher" in eines:
            eines = eines | {"vorher": gleiches["vorher"]}
            if eines["vorher"] == eines["nachher"]:
                continue
        elif gleiches and gleiches["art"] == "neu":
            if eines["art"] in {"entfaellt", "verborgen"}:
                continue
            eines = eines | {"art": "neu"}
        ergebnis[schluessel(eines)] = eines
    return list(ergebnis.values())


def schluessel(eines):
    # Whether a Punkt is new, changed or gone is one thing; its Ergebnis is another.
    art = "punkt" if eines["art"] in PUNKTE else eines["art"]
    return art, eines.get("punkt"), eines.get("unterlage")


def tag(aenderung):
    return timezone.localdate(zeitpunkt(aenderung))


def zeitpunkt(aenderung):
    """Return the aware datetime of the last change of that day."""
    return dt.datetime.fromisoformat(aenderung["um"])


def marken(aenderungen, jetzt):
    """Return {pk of a Punkt: „neu“ or „geändert“} for what is not older than two weeks."""
    ergebnis = {}
    for aenderung in aenderungen:
        if not dt.timedelta(0) <= jetzt - zeitpunkt(aenderung) < MARKIERT:
            continue
        for eines in aenderung["was"]:
            if eines["art"] == "neu" or (
                eines["art"] in {"geaendert", "ergebnis"} and eines["punkt"] not in ergebnis
            ):
                ergebnis[eines["punkt"]] = "neu" if eines["art"] == "neu" else "geändert"
    return ergebnis


def verlauf(aenderungen, punkte, jetzt):
    """Return [(aware datetime, [sentence, …]), …] of what visitors may know, the newest first.

    Punkte are all of the Sitzung as they are now, with `sichtbar`.
    """
    titel = {punkt.pk: punkt.titel for punkt in punkte if punkt.sichtbar}
    return [
        (zeitpunkt(aenderung), [in_worten(eines, titel) for eines in aenderung["was"]])
        for aenderung in reversed(aenderungen)
        if zeitpunkt(aenderung) <= jetzt
    ]


PUNKTE = {
    "neu": "TOP {} neu",
    "geaendert": "TOP {} geändert",
    "verborgen": "TOP {} nicht öffentlich",
    "entfaellt": "TOP {} entfällt",
}
STATUS = {"abgesagt": "abgesagt", "verlegt": "verlegt", "bestaetigt": "bestätigt"}


def in_worten(eines, titel):
    """Return one item as visitors read it: „TOP 3 neu: Nahverkehr“.

    `titel` are {pk: title} of the Punkte that may be named.
    """
    art = eines["art"]
    name = f": {titel[eines['punkt']]}" if eines.get("punkt") in titel else ""
    if art in PUNKTE:
        return PUNKTE[art].format(eines["nummer"]) + name
    if art == "ergebnis":
        return f"TOP {eines['nummer']} mit Ergebnis{name}"
    if art == "unterlage":
        return f"{eines['als']}{' zu TOP ' + eines['nummer'] if eines['nummer'] else ''} neu"
    if art == "status":
        # Back from abgesagt or verlegt.
        return STATUS.get(eines["nachher"], "findet doch statt")
    if art == "datum":
        vorher = date_format(dt.date.fromisoformat(eines["vorher"]), "l, j. F Y")
        return f"neues Datum (vorher {vorher})"
    if art == "zeit":
        beginn = eines["vorher"][0]
        return f"neue Uhrzeit (vorher {beginn} Uhr)" if beginn else "Uhrzeit neu"
    if art == "ort":
        return "neuer Ort" if eines["vorher"] else "Ort neu"
    return {
        "angekuendigt": "angekündigt",
        "reihenfolge": "neue Reihenfolge",
        "tagesordnung": "Tagesordnung neu",
    }[art]
