"""Read the first content of the site from a TOML file and put it into empty tables."""

import re
import tomllib

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils import timezone

from handlungsfelder.models import Aufgabe, Handlungsfeld, Jahresplanung, Schwerpunkt, Ziel
from seiten.models import Abschnitt, Buero, Seite
from team.models import Person, Thema, Zustaendigkeit
from termine.models import Sitzung, Tagesordnungspunkt
from termine.tagesordnung import check_reihenfolge

# What stands at the top of the file, in the order in which one needs the other.
GANZE = {
    "buero": Buero,
    "seite": Seite,
    "thema": Thema,
    "person": Person,
    "jahresplanung": Jahresplanung,
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


class InhaltError(Exception):
    """The file cannot be loaded; the message names line and field."""


class Inhalt:
    def __init__(self, text):
        """Parse the text of a content file; raise InhaltError if it is no TOML."""
        try:
            self.tabellen = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            raise InhaltError(f"Die Datei ist kein gültiges TOML: {error}") from error
        self.zeilen = zeilennummern(text)

    def laden(self):
        """Create the records of every table that is empty; return {name: number of records}.

        A table that has records belongs to the staff and is left alone. Raises InhaltError at
        the first record that is not valid; the caller holds the transaction.
        """
        for name, tabellen in self.tabellen.items():
            if name not in GANZE:
                raise self.fehler((name, 0), name, "Dieser Bereich ist nicht bekannt.")
            if name == "buero" and isinstance(tabellen, list):
                raise self.fehler((name, 1), name, "Es gibt nur ein Büro: [buero].")
        # Before the first record is created: Themen are not to keep Personen out.
        leere = [name for name, modell in GANZE.items() if not modell.objects.exists()]
        return {
            name: len(self.anlegen_alle(GANZE[name], self.tabellen.get(name, []), (name,)))
            for name in leere
        }

    def anlegen_alle(self, modell, tabellen, pfad, **vorgaben):
        if isinstance(tabellen, dict):
            tabellen = [tabellen]
        if not isinstance(tabellen, list) or not all(isinstance(t, dict) for t in tabellen):
            raise self.fehler(pfad[:-1], pfad[-1], f"Hier gehört [[{pfad[-1]}]] hin.")
        feldnamen = {feld.name for feld in modell._meta.get_fields()}
        objekte = []
        for nummer, tabelle in enumerate(tabellen):
            # In tens, so that staff can slip a row in.
            if "reihenfolge" in feldnamen:
                vorgaben["reihenfolge"] = (nummer + 1) * 10
            objekte.append(self.anlegen(modell, tabelle, (*pfad, nummer), **vorgaben))
        return objekte

    def anlegen(self, modell, tabelle, pfad, **vorgaben):
        teile = TEILE.get(modell, {})
        textlisten = TEXTLISTEN.get(modell, {})
        themenfeld = {"themen"} if modell in MIT_THEMEN else set()

        felder = {}
        for name, wert in tabelle.items():
            if name not in teile.keys() | textlisten.keys() | themenfeld:
                felder[name] = self.wert(modell, name, wert, pfad)

        objekt = modell(**felder, **vorgaben)
        self.speichern(objekt, pfad)
        for name, (teil, ganzes) in teile.items():
            self.anlegen_alle(teil, tabelle.get(name, []), (*pfad, name), **{ganzes: objekt})
        for name, teil in textlisten.items():
            for nummer, text in enumerate(self.texte(tabelle, pfad, name)):
                zeile = teil(handlungsfeld=objekt, text=text, reihenfolge=(nummer + 1) * 10)
                self.speichern(zeile, pfad, name)
        if themenfeld:
            self.themen_zuordnen(objekt, self.texte(tabelle, pfad, "themen"), pfad)
        if modell is Sitzung:
            try:
                check_reihenfolge(objekt.tagesordnungspunkte.all())
            except ValidationError as error:
                erster = (*pfad, "tagesordnungspunkt", 0)
                raise self.fehler(erster, "unterpunkt", error.message) from error
            objekt.tagesordnungspunkte.verborgene_festhalten()
            objekt.aenderungen_festhalten(timezone.now())
        return objekt

    def wert(self, modell, name, wert, pfad):
        felder = {
            feld.name: feld
            for feld in modell._meta.fields
            if feld.editable
            and not feld.is_relation
            and not feld.primary_key
            and not isinstance(feld, models.FileField)
            # The order is that of the file.
            and feld.name != "reihenfolge"
        }
        if name not in felder:
            raise self.fehler(pfad, name, "Dieses Feld ist nicht bekannt.")
        if isinstance(wert, (dict, list)) or "\0" in str(wert):
            raise self.fehler(pfad, name, "Hier steht kein einzelner Wert.")
        try:
            return felder[name].to_python(wert.strip() if isinstance(wert, str) else wert)
        except ValidationError as error:
            raise self.fehler(pfad, name, error.messages[0]) from error
        except (OverflowError, TypeError) as error:
            raise self.fehler(pfad, name, f"Dieser Wert passt hier nicht: {wert}.") from error

    def themen_zuordnen(self, objekt, namen, pfad):
        for nummer, name in enumerate(namen):
            thema = Thema.objects.filter(name=name).first()
            if thema is None:
                raise self.fehler(pfad, "themen", f"Das Thema „{name}“ gibt es nicht.")
            if isinstance(objekt, Person):
                zustaendigkeit = Zustaendigkeit(
                    person=objekt, thema=thema, reihenfolge=(nummer + 1) * 10
                )
                self.speichern(zustaendigkeit, pfad, "themen")
            else:
                objekt.themen.add(thema)

    def texte(self, tabelle, pfad, name):
        texte = tabelle.get(name, [])
        if not isinstance(texte, list) or not all(isinstance(text, str) for text in texte):
            raise self.fehler(pfad, name, "Hier steht keine Liste von Texten.")
        return texte

    def speichern(self, objekt, pfad, feld=None):
        try:
            objekt.full_clean()
        except ValidationError as error:
            name, meldungen = next(iter(error.message_dict.items()))
            raise self.fehler(pfad, feld or name, meldungen[0]) from error
        objekt.save()

    def fehler(self, pfad, feld, meldung):
        bekannt = pfad
        while bekannt not in self.zeilen:
            bekannt = bekannt[:-1]
        zeile = self.zeilen.get((*pfad, feld), self.zeilen[bekannt])
        ort = f"Zeile {zeile}" if feld == NON_FIELD_ERRORS else f"Zeile {zeile}, Feld „{feld}“"
        return InhaltError(f"{ort}: {meldung}")


def zeilennummern(text):
    """Return {path: line} of the tables and {(*path, field): line} of the fields of a TOML text.

    A path names tables and their numbers from the top: ("sitzung", 0, "tagesordnungspunkt", 2).
    tomllib tells where a text is no TOML, but not where a value stands.
    """
    pfad = ()
    zeilen = {pfad: 1}
    anzahl = {}
    in_langem_text = False
    for nummer, zeile in enumerate(text.splitlines(), start=1):
        if not in_langem_text:
            if kopf := re.match(r"\s*\[\[?\s*([\w.]+)\s*\]", zeile):
                pfad = ()
                *oberhalb, name = kopf[1].split(".")
                for oben in oberhalb:
                    pfad = (*pfad, oben, anzahl.get((*pfad, oben), 1) - 1)
                anzahl[(*pfad, name)] = anzahl.get((*pfad, name), 0) + 1
                pfad = (*pfad, name, anzahl[(*pfad, name)] - 1)
                zeilen[pfad] = nummer
            elif feld := re.match(r"\s*(\w+)\s*=", zeile):
                zeilen[(*pfad, feld[1])] = nummer
        if zeile.count('"""') % 2:
            in_langem_text = not in_langem_text
    return zeilen
