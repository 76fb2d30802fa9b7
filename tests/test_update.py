"""From a version that people have to today's, with all that they may have in it.

For each commit of STUFEN, in their order, its own program sets up or updates one database, and
tests/update/<commit>/fuellen.py puts into it what that version could hold. Then today's program
updates it, and what tests/update/erfassen.py finds before and after is compared. The clock stands
in March 2026, each step a day later. All run with the libraries of today and those that the old
programs needed (pyproject.toml, test).

Whoever adds a table, a field or a kind of address that is to outlive the next update, appends the
commit to STUFEN once it has landed, with a fuellen.py for just this; those of before stay as they
are. What is changed on purpose is named in ANDERS, UMGEZOGEN, UMFORMULIERT or NEU_GESTALTET.
"""

import json
import re
import unicodedata
from contextlib import suppress

import pytest

from .datenbanken import OHNE_SAMMELN, datenbank, programm
from .environment import ROOT
from .programme import auspacken
from .voraussetzungen import braucht_git

STUFEN = ["441ca13"]

SKRIPTE = ROOT / "tests/update"

ZUVOR = """
import datetime, time_machine
time_machine.travel(datetime.datetime(2026, 3, {tag}, 9, tzinfo=datetime.UTC)).start()
"""

# Fields that hold something else after it.
ANDERS = {
    "auth.group.permissions",  # more models, more rights
    "auth.user.last_login",
}

# Fields that name a record now, and versions that do so: what was typed is its text.
VERWEISE = {"reversion.version.serialized_data", "termine.sitzung.ort"}

# Models that have moved to another app.
UMGEZOGEN = {"seiten.umleitung": "redaktion.umleitung"}

# What pages of before say -> what they say now.
UMFORMULIERT = {
    "Einladung als PDF": "",  # is an Unterlage, once staff have made it
    "Verlegt: Saal": "Grund: Saal",  # the word before it says already what became of the Sitzung
    "Abgesagt: Streik": "Grund: Streik",
}

# Addresses that answer otherwise, each as a whole pattern.
NEU_GESTALTET = [
    r"/termine/(archiv/.*)?(\?.*)?",  # a row says what a Sitzung is about, not its Titel twice
    r"/termine/.*/einladung\.pdf",
]


@pytest.fixture(scope="module")
def staende(tmp_path_factory):
    """Return what the site holds and answers before the update and after it."""
    ordner = tmp_path_factory.mktemp("update")
    with datenbank(ordner) as adresse:

        def lauf(start, *args, tag, **optionen):
            optionen |= {"ALLOWED_HOSTS": "testserver", "HTTPS": "off"}
            zuvor = OHNE_SAMMELN + ZUVOR.format(tag=tag)
            ergebnis = programm(
                start, *args, adresse=adresse, ordner=ordner, zuvor=zuvor, **optionen
            )
            assert ergebnis.returncode == 0, ergebnis.stderr
            return ergebnis.stdout

        def einrichten(**optionen):
            return lauf("import manage; manage.main()", "einrichten", **optionen)

        def skript(name, **optionen):
            start = "import django, runpy, sys; django.setup(); runpy.run_path(sys.argv[1])"
            return lauf(start, str(SKRIPTE / name), **optionen)

        def erfassen(**optionen):
            return json.loads(skript("erfassen.py", tag=31, eingabe=json.dumps(frage), **optionen))

        konten = {"redaktion": "wolke tisch segel", "leitung": "wolke tisch segel"}
        for tag, commit in enumerate(STUFEN, start=1):
            baum = tmp_path_factory.mktemp(commit)
            auspacken(commit, baum)
            ausgabe = einrichten(baum=baum, tag=tag)
            if treffer := re.search(r"Kennwort \(steht nur hier\): (\S+)", ausgabe):
                konten["verwaltung"] = treffer[1]
            skript(f"{commit}/fuellen.py", baum=baum, tag=tag)
        frage = {"konten": konten, "adressen": [], "verwaltung": False}
        vorher = umgezogen(erfassen(baum=baum))
        einrichten(tag=30)
        frage |= {"adressen": [*vorher["antworten"]], "verwaltung": True}
        nachher = erfassen()
    return vorher, nachher


def umgezogen(stand):
    """Return the same with the models under the names that they have now."""
    text = json.dumps(stand)
    for alt, neu in UMGEZOGEN.items():
        text = text.replace(alt, neu)
    return json.loads(text)


def texte(wert):
    """Yield every text in a value of a field, also within JSON, as a reader sees it."""
    if isinstance(wert, dict):
        wert = list(wert.values())
    if isinstance(wert, list):
        for teil in wert:
            yield from texte(teil)
    elif isinstance(wert, str):
        with suppress(ValueError):
            if wert[:1] in {"[", "{"}:
                yield from texte(json.loads(wert))
                return
        yield " ".join(unicodedata.normalize("NFC", re.sub(r"<[^>]*>", " ", wert)).split())


def verlorene_angaben(vorher, nachher):
    """Return the fields that hold something else, or are gone and their text with them."""
    vorhandene = "\n".join(texte(list(nachher["datensaetze"].values())))
    verloren = []
    for modell, zeilen in vorher["datensaetze"].items():
        for pk, felder in zeilen.items():
            jetzt = nachher["datensaetze"].get(modell, {}).get(pk, {})
            for feld, wert in felder.items():
                if feld in jetzt and f"{modell}.{feld}" not in VERWEISE:
                    bleibt = jetzt[feld] == wert or f"{modell}.{feld}" in ANDERS
                else:
                    bleibt = all(text in vorhandene for text in texte(wert))
                if not bleibt:
                    verloren.append((f"{modell}.{feld}", pk, wert, jetzt.get(feld)))
    return verloren


def verlorene_dateien(vorher, nachher):
    return dict(vorher["dateien"].items() - nachher["dateien"].items())


def verlorene_fassungen(vorher, nachher):
    """Return the versions that are gone, pages of them that fail, what does not come back."""
    verloren = [*(vorher["fassungen"].keys() - nachher["fassungen"].keys())]
    verloren += [seite for seite in nachher["geoeffnete"].items() if seite[1] != 200]
    for fassung in vorher["fassungen"]:
        modell, pk, _ = fassung.split()
        if pk not in nachher["mit_geloeschten"].get(modell, {}):
            verloren.append(fassung)
    return verloren


def andere_antworten(vorher, nachher):
    """Return the addresses that answer otherwise, and which words or identities are missing."""
    dateien = [*vorher["dateien"].values()]
    andere = []
    for adresse, (*kopf, inhalt) in vorher["antworten"].items():
        if any(re.fullmatch(muster, adresse) for muster in NEU_GESTALTET):
            continue
        *kopf_jetzt, inhalt_jetzt = nachher["antworten"][adresse]
        if kopf != kopf_jetzt:
            andere.append((adresse, kopf, kopf_jetzt))
        elif inhalt in dateien and inhalt != inhalt_jetzt:
            andere.append((adresse, "eine andere Datei"))
        elif isinstance(inhalt, list) and (fehlt := fehlende(umformuliert(inhalt), inhalt_jetzt)):
            andere.append((adresse, " ".join(fehlt)))
    return andere


def umformuliert(worte):
    text = " ".join(worte)
    for alt, neu in UMFORMULIERT.items():
        text = text.replace(alt, neu)
    return text.split()


def fehlende(worte, jetzige):
    """Return the words from the first that is missing; they keep their order among others."""
    uebrige = iter(jetzige)
    return next((worte[n:][:12] for n, wort in enumerate(worte) if wort not in uebrige), [])


def verborgenes(vorher, nachher):
    """Return the addresses where visitors find what is hidden from them."""
    return [a for a, (*_, inhalt) in nachher["antworten"].items() if "Marke-" in " ".join(inhalt)]


def gesperrte_konten(vorher, nachher):
    return [name for name, status in nachher["konten"].items() if status != 302]


PRUEFUNGEN = [
    verlorene_angaben,
    verlorene_dateien,
    verlorene_fassungen,
    andere_antworten,
    verborgenes,
    gesperrte_konten,
]


@pytest.mark.lang
@braucht_git
def test_update_keeps_all_that_people_have(staende):
    vorher, nachher = staende

    maengel = {pruefung.__name__: list(pruefung(vorher, nachher)) for pruefung in PRUEFUNGEN}

    assert maengel == {pruefung.__name__: [] for pruefung in PRUEFUNGEN}
