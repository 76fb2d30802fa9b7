"""Read the first content of the site from a TOML file and put it into empty tables."""

import tomllib

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils import timezone

from handlungsfelder.models import Aufgabe, Handlungsfeld, Jahresplanung, Schwerpunkt, Ziel
from redaktion.zeichen import geputzter_text
from seiten.models import Abschnitt, Buero, Seite
from team.models import Person, Thema, Zustaendigkeit
from termine.models import Ort, Sitzung, Tagesordnungspunkt, aenderungen_festhalten
from termine.tagesordnung import check_reihenfolge

# The tables at the top of the file; those that others need come first.
GANZE = {
    "buero": Buero,
    "seite": Seite,
    "thema": Thema,
    "person": Person,
    "jahresplanung": Jahresplanung,
    "ort": Ort,
    "sitzung": Sitzung,
}

# Parts that are tables of their own: key in the file -> model, name of the whole.
TEILE = {
    Seite: {"abschnitt": (Abschnitt, "seite")},
    Jahresplanung: {"schwerpunkt": (Schwerpunkt, "jahresplanung")},
    Schwerpunkt: {"handlungsfeld": (Handlungsfeld, "schwerpunkt")},
    Sitzung: {"tagesordnungspunkt": (Tagesordnungspunkt, "sitzung")},
}

# Parts that are lists of texts: key in the file -> model.
TEXTLISTEN = {Handlungsfeld: {"aufgaben": Aufgabe, "ziele": Ziel}}

MIT_THEMEN = {Person, Handlungsfeld}

# Fields by which a message names a record; Sitzungen may share a title, so the date is one.
NAMEN = ["titel", "ueberschrift", "vorname", "nachname", "name", "jahr", "datum"]


class InhaltError(Exception):
    """The file cannot be loaded; the message names record and field."""


def laden(text):
    """Create the records of a TOML text in every table that is empty; return {name: number}.

    A table that has records belongs to the staff and is left alone. Raises InhaltError if the text
    is no TOML, or at the first record that is not valid; the caller opens the transaction.
    """
    try:
        inhalt = tomllib.loads(geputzter_text(text))
    except (ValueError, RecursionError) as error:
        raise InhaltError(f"Die Datei ist kein gültiges TOML: {error}") from error
    for name, tabellen in inhalt.items():
        if name not in GANZE:
            raise InhaltError(f"Der Bereich „{name}“ ist nicht bekannt.")
        if name == "buero" and isinstance(tabellen, list):
            raise InhaltError("Es gibt nur ein Büro: [buero].")
    # Read before the first record is created, so that loading one table does not skip another.
    leere = [name for name, modell in GANZE.items() if not modell.objects.exists()]
    return {name: anlegen_alle(GANZE[name], name, inhalt.get(name, [])) for name in leere}


def anlegen_alle(modell, name, tabellen, **vorgaben):
    """Create a record for each TOML table under a name; return their number."""
    if isinstance(tabellen, dict):
        tabellen = [tabellen]
    if not isinstance(tabellen, list) or not all(isinstance(t, dict) for t in tabellen):
        raise InhaltError(f"Bereich „{name}“: Hier gehört [[{name}]] hin.")
    feldnamen = {feld.name for feld in modell._meta.get_fields()}
    for nummer, tabelle in enumerate(tabellen, start=1):
        # Numbered in tens, so that staff can slip a row in.
        if "reihenfolge" in feldnamen:
            vorgaben["reihenfolge"] = nummer * 10
        anlegen(modell, tabelle, **vorgaben)
    return len(tabellen)


def anlegen(modell, tabelle, **vorgaben):
    namen = [str(tabelle[feld]) for feld in NAMEN if feld in tabelle]
    name = " ".join(namen) or tabelle.get("slug", "ohne Namen")
    stelle = f"{modell._meta.verbose_name} „{name}“"
    teile = TEILE.get(modell, {})
    textlisten = TEXTLISTEN.get(modell, {})
    themenfeld = {"themen"} if modell in MIT_THEMEN else set()

    felder = {}
    for name, wert in tabelle.items():
        if name not in teile.keys() | textlisten.keys() | themenfeld:
            if modell is Sitzung and name == "ort":
                felder[name] = genannter_ort(wert, stelle)
            else:
                felder[name] = gelesen(modell, name, wert, stelle)

    objekt = modell(**felder, **vorgaben)
    speichern(objekt, stelle)
    for name, (teil, ganzes) in teile.items():
        anlegen_alle(teil, name, tabelle.get(name, []), **{ganzes: objekt})
    for name, teil in textlisten.items():
        for nummer, text in enumerate(texte(tabelle, name, stelle), start=1):
            speichern(teil(handlungsfeld=objekt, text=text, reihenfolge=nummer * 10), stelle, name)
    if themenfeld:
        themen_zuordnen(objekt, texte(tabelle, "themen", stelle), stelle)
    if modell is Sitzung:
        try:
            check_reihenfolge(objekt.tagesordnungspunkte.all())
        except ValidationError as error:
            raise fehler(stelle, "unterpunkt", error.message) from error
        objekt.tagesordnungspunkte.verborgene_festhalten()
        aenderungen_festhalten(objekt, timezone.now())


def gelesen(modell, name, wert, stelle):
    felder = {
        feld.name: feld
        for feld in modell._meta.fields
        if feld.editable
        and not feld.is_relation
        and not feld.primary_key
        and not isinstance(feld, models.FileField)
        # The order follows from the file.
        and feld.name != "reihenfolge"
    }
    if name not in felder:
        raise fehler(stelle, name, "Dieses Feld ist nicht bekannt.")
    if isinstance(wert, (dict, list)) or "\0" in str(wert):
        raise fehler(stelle, name, "Hier steht kein einzelner Wert.")
    try:
        return felder[name].to_python(wert.strip() if isinstance(wert, str) else wert)
    except ValidationError as error:
        raise fehler(stelle, name, error.messages[0]) from error
    except (OverflowError, TypeError) as error:
        raise fehler(stelle, name, f"Dieser Wert passt hier nicht: {wert}.") from error


def genannter_ort(name, stelle):
    alle = list(Ort.objects.all())
    # An Ort without a street has no longer name than others may have that do have one.
    orte = [ort for ort in alle if name == str(ort)] or [ort for ort in alle if name == ort.name]
    if not orte:
        raise fehler(stelle, "ort", f"Den Ort „{name}“ gibt es nicht.")
    if len(orte) > 1:
        raise fehler(stelle, "ort", f"Orte namens „{name}“ gibt es mehrere. Bitte mit Straße.")
    return orte[0]


def themen_zuordnen(objekt, namen, stelle):
    for nummer, name in enumerate(namen, start=1):
        thema = Thema.objects.filter(name=name).first()
        if thema is None:
            raise fehler(stelle, "themen", f"Das Thema „{name}“ gibt es nicht.")
        if isinstance(objekt, Person):
            zeile = Zustaendigkeit(person=objekt, thema=thema, reihenfolge=nummer * 10)
            speichern(zeile, stelle, "themen")
        else:
            objekt.themen.add(thema)


def texte(tabelle, name, stelle):
    texte = tabelle.get(name, [])
    if not isinstance(texte, list) or not all(isinstance(text, str) for text in texte):
        raise fehler(stelle, name, "Hier steht keine Liste von Texten.")
    return texte


def speichern(objekt, stelle, feld=None):
    try:
        objekt.full_clean()
    except ValidationError as error:
        name, meldungen = next(iter(error.message_dict.items()))
        raise fehler(stelle, feld or name, meldungen[0]) from error
    objekt.save()


def fehler(stelle, feld, meldung):
    if feld != NON_FIELD_ERRORS:
        stelle += f", Feld „{feld}“"
    return InhaltError(f"{stelle}: {meldung}")
