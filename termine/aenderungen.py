"""What has changed in a Sitzung since visitors first saw it; pure functions, no database.

An Abbild is JSON of what visitors see of a Sitzung, with hashes instead of texts: no withdrawn text
remains in it. Items are the changes of one day in Leipzig: [{"art": …, …}, …]. Changes to one thing
in one day become one item, or none if it is back as it was; a changed order of the Punkte always
stays an item, because the former order is not kept.
"""

import datetime as dt
import hashlib
from itertools import pairwise

from django.utils.formats import date_format

# How long an item is marked as „neu“ or „geändert“.
MARKIERT = dt.timedelta(days=14)

# How long after publishing only what concerns everybody is told: staff look it through once more.
NOCH_NEU = dt.timedelta(hours=1)

# Changes that concern everybody who wants to come.
WICHTIGES = ["status", "datum", "zeit", "ort", "teilnahme"]

# Fields of a Punkt that announce it before the Sitzung.
INHALT = ["titel", "beschreibung", "art", "vortragende", "organisation", "minuten"]


def abbild(sitzung, punkte, nummern, unterlagen):
    """Return the Abbild of a Sitzung; `unterlagen` are only those that visitors see."""
    return {
        "ab": sitzung.oeffentlich_ab.isoformat(),
        "datum": sitzung.datum.isoformat(),
        "zeit": [zeit and zeit.isoformat("minutes") for zeit in [sitzung.beginn, sitzung.ende]],
        "ort": sitzung.ort_id,
        "teilnahme": sitzung.get_teilnahme_display(),
        "status": sitzung.status,
        # A list, because PostgreSQL does not keep the order of keys in an object.
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
            [
                unterlage.pk,
                unterlage.get_art_display(),
                unterlage.tagesordnungspunkt_id,
                kurz(unterlage.art, unterlage.datei.name),
            ]
            for unterlage in unterlagen
        ],
    }


def gesehen(abbild, jetzt):
    """Return the Abbild that visitors saw last before `jetzt` (aware), or None.

    The Abbild of a planned publication holds the one that was seen before.
    """
    if abbild is None or dt.datetime.fromisoformat(abbild["ab"]) <= jetzt:
        return abbild
    return abbild.get("gesehen")


def kurz(*werte):
    """Return a short hash of the values, "" if all are empty."""
    return hashlib.sha256(repr(werte).encode()).hexdigest()[:16] if any(werte) else ""


def ankuendigung(abbild):
    """Return the items of the day on which visitors first see a Sitzung."""
    return [{"art": "angekuendigt"}, *([{"art": "tagesordnung"}] if sichtbare(abbild) else [])]


def unterschiede(vorher, nachher):
    """Return the differences between two Abbilder as items."""
    was = [
        {"art": art, "vorher": vorher[art], "nachher": nachher[art]}
        for art in WICHTIGES
        if vorher[art] != nachher[art]
    ]
    if not vorher["punkte"] and sichtbare(nachher):
        was.append({"art": "tagesordnung"})
    else:
        was += unterschiede_der_punkte(vorher, nachher)
    return was + unterschiede_der_unterlagen(vorher, nachher)


def unterschiede_der_unterlagen(vorher, nachher):
    was = []
    alte = {pk: kennung for pk, *_, kennung in vorher["unterlagen"]}
    nummern = {pk: nummer for pk, nummer, *_ in nachher["punkte"]}
    for pk, als, punkt, kennung in nachher["unterlagen"]:
        if alte.get(pk) != kennung:
            art = "unterlage_geaendert" if pk in alte else "unterlage"
            was.append({"art": art, "unterlage": pk, "als": als, "nummer": nummern.get(punkt)})
    neue = {pk for pk, *_ in nachher["unterlagen"]}
    return was + [{"art": "unterlage_weg", "unterlage": pk} for pk in alte if pk not in neue]


def unterschiede_der_punkte(vorher, nachher):
    was = []
    alte = {pk: rest for pk, *rest in vorher["punkte"]}
    neue = {pk: rest for pk, *rest in nachher["punkte"]}
    for pk, (nummer, inhalt, ergebnis) in neue.items():
        _, alter_inhalt, altes_ergebnis = alte.get(pk, (None, "", ""))
        if inhalt != alter_inhalt:
            art = "neu" if not alter_inhalt else "geaendert" if inhalt else "verborgen"
            werte = {"vorher": alter_inhalt, "nachher": inhalt} if art == "geaendert" else {}
            was.append({"art": art, "punkt": pk, "nummer": nummer} | werte)
        if ergebnis != altes_ergebnis and ergebnis:
            was.append({"art": "ergebnis", "punkt": pk, "nummer": nummer})
    was += [
        {"art": "entfaellt", "punkt": pk, "nummer": nummer}
        for pk, (nummer, inhalt, _) in alte.items()
        if pk not in neue and inhalt
    ]
    stellen = {pk: stelle for stelle, pk in enumerate(sichtbare(nachher))}
    gebliebene = [stellen[pk] for pk in sichtbare(vorher) if pk in stellen]
    if any(eine > naechste for eine, naechste in pairwise(gebliebene)):
        was.append({"art": "reihenfolge"})
    return was


def sichtbare(abbild):
    return [pk for pk, _, inhalt, _ in abbild["punkte"] if inhalt]


def zusammengefasst(was, neues):
    """Merge older and newer items of a day: one for each thing that differs from that morning."""
    ergebnis = {schluessel(eines): eines for eines in was}
    for eines in neues:
        gleiches = ergebnis.pop(schluessel(eines), {})
        arten = gleiches.get("art"), eines["art"]
        if eines["art"] == "unterlage_weg" or arten in AUFGEHOBEN:
            continue
        if gleiches.get("art") in {"neu", "unterlage"}:
            eines = eines | {"art": gleiches["art"]}
        elif "vorher" in gleiches and "vorher" in eines:
            eines = eines | {"vorher": gleiches["vorher"]}
            # Of what people have to know, readers have seen the change, and have to see it undone.
            if eines["vorher"] == eines["nachher"] and not ist_wichtig(eines):
                continue
        ergebnis[schluessel(eines)] = eines
    return sorted(ergebnis.values(), key=rang)


def ist_wichtig(eines):
    return eines["art"] in WICHTIGES


def rang(eines):
    """Return the key that sorts the items of a day: first what people have to know."""
    return WICHTIGES.index(eines["art"]) if ist_wichtig(eines) else len(WICHTIGES)


# Pairs of an earlier and a later change to a Punkt that cancel each other out.
AUFGEHOBEN = {("neu", "entfaellt"), ("neu", "verborgen"), ("verborgen", "neu")}


def schluessel(eines):
    # All changes to a Punkt share a key, except those to its Ergebnis.
    art = "punkt" if eines["art"] in PUNKTE else eines["art"].partition("_")[0]
    return art, eines.get("punkt"), eines.get("unterlage")


def marken(je_tag, jetzt):
    """Return {pk of a Punkt: „neu“ or „geändert“} for changes of the last two weeks.

    `je_tag` are the Aenderungen that visitors see at `jetzt` (aware), in any order.
    """
    ergebnis = {}
    for aenderung in je_tag:
        if jetzt - aenderung.um >= MARKIERT:
            continue
        for eines in aenderung.was:
            if eines["art"] == "neu" or (
                eines["art"] in {"geaendert", "ergebnis"} and eines["punkt"] not in ergebnis
            ):
                ergebnis[eines["punkt"]] = "neu" if eines["art"] == "neu" else "geändert"
    return ergebnis


def verlauf(je_tag, punkte):
    """Return [(aware datetime, [sentence, …]), …] of Aenderungen, in their order.

    `punkte` are all Punkte of the Sitzung as they are now.
    """
    titel = {punkt.pk: punkt.titel for punkt in punkte if punkt.sichtbar}
    return [
        (aenderung.um, [in_worten(eines, titel) for eines in aenderung.was]) for aenderung in je_tag
    ]


def noch_da(was, unterlagen):
    """Return the items without those about Unterlagen that are not among these primary keys."""
    return [eines for eines in was if eines.get("unterlage") in {None, *unterlagen}]


PUNKTE = {
    "neu": "TOP {} neu",
    "geaendert": "TOP {} geändert",
    "verborgen": "TOP {} nicht öffentlich",
    "entfaellt": "TOP {} entfällt",
}
WIEDER = {"datum": "Datum", "zeit": "Uhrzeit", "ort": "Ort", "teilnahme": "Teilnahme"}
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
    if art in {"unterlage", "unterlage_geaendert"}:
        zu = f" zu TOP {eines['nummer']}" if eines["nummer"] else ""
        return f"{eines['als']}{zu} {'neu' if art == 'unterlage' else 'geändert'}"
    if ist_wichtig(eines) and art != "status" and eines["vorher"] == eines["nachher"]:
        return f"{WIEDER[art]} wieder wie zuvor"
    if art == "status":
        if (eines["vorher"], eines["nachher"]) == ("bestaetigt", "geplant"):
            return "noch nicht bestätigt"
        # The Sitzung was cancelled or moved before.
        return STATUS.get(eines["nachher"], "findet doch statt")
    if art == "datum":
        vorher = date_format(dt.date.fromisoformat(eines["vorher"]), "l, j. F Y")
        return f"neues Datum (vorher {vorher})"
    if art == "zeit":
        vorher = " bis ".join(filter(None, eines["vorher"]))
        wort = "neue Uhrzeit" if eines["nachher"][0] else "Uhrzeit offen"
        return f"{wort} (vorher {vorher} Uhr)" if vorher else "Uhrzeit neu"
    if art == "ort":
        if not eines["nachher"]:
            return "Ort offen"
        return "neuer Ort" if eines["vorher"] else "Ort neu"
    if art == "teilnahme":
        return f"Teilnahme: {eines['nachher'] or 'keine Angabe'}"
    return {
        "angekuendigt": "angekündigt",
        "reihenfolge": "neue Reihenfolge",
        "tagesordnung": "Tagesordnung neu",
    }[art]
