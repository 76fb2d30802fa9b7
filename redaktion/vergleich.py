"""What differs between two states of a record, in words for people."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from .fassungen import zugehoerige
from .texte import TextFeld, klartext

LEER = "leer"


def lesbar(wert, auswahl=()):
    """Return a value as staff read it; `auswahl` are the (value, label) pairs of a choice."""
    if wert is None or wert == "":
        return LEER
    if isinstance(wert, bool):
        return "ja" if wert else "nein"
    if isinstance(wert, dt.datetime):
        return date_format(timezone.localtime(wert), "j. F Y, H:i:s") + " Uhr"
    if isinstance(wert, dt.date):
        return date_format(wert, "j. F Y")
    if isinstance(wert, dt.time):
        return date_format(wert, "H:i") + " Uhr"
    if isinstance(wert, (list, models.QuerySet)):
        return ", ".join(map(lesbar, wert)) or LEER
    return str(dict(auswahl).get(wert, wert))


def ueberschrift(version):
    """Return when one of reversion's Versions was saved and by whom."""
    zeitpunkt = date_format(timezone.localtime(version.revision.date_created), "j. F Y, H:i")
    konto = version.revision.user
    return f"{zeitpunkt} Uhr, {konto.get_full_name() or konto if konto else 'Website'}"


@dataclass(frozen=True)
class Teil:
    """A field of a Version: in which row it is, its label, and its value in words."""

    ort: str
    angabe: str
    worte: str = LEER
    # What the words leave out: the HTML of a text, the name of a file; and what to say of it.
    roh: str = ""
    anders: str = ""

    def neben(self, spaeter):
        """Return the Unterschied to the same field of a later Version, or None."""
        if self.worte != spaeter.worte:
            return Unterschied(spaeter.ort, spaeter.angabe, self.worte, spaeter.worte)
        if self.roh and spaeter.roh and self.roh != spaeter.roh:
            worte = f"{spaeter.worte}\n({spaeter.anders})"
            return Unterschied(spaeter.ort, spaeter.angabe, self.worte, worte)
        return None


@dataclass(frozen=True)
class Unterschied:
    """What a field said in an earlier and in a later Version, in words."""

    ort: str
    angabe: str
    frueher: str
    spaeter: str


def der_fassungen(alt, neu, zeilenarten):
    """Return [Unterschied, …] of two of reversion's Versions.

    Their rows are compared too; `zeilenarten` is as in zuruecksetzen(). The values of a row that
    only one Version has are compared with „leer“.
    """
    frueher, spaeter = teile(alt, zeilenarten), teile(neu, zeilenarten)
    unterschiede = []
    for eines in dict.fromkeys([*spaeter, *frueher]):
        vorhandener = spaeter.get(eines) or frueher[eines]
        fehlender = Teil(vorhandener.ort, vorhandener.angabe)
        unterschiede.append(frueher.get(eines, fehlender).neben(spaeter.get(eines, fehlender)))
    return [*filter(None, unterschiede)]


def teile(version, zeilenarten):
    """Return {(model, pk, field): Teil} of a Version and its rows."""
    alle = list(version.revision.version_set.select_related("content_type").order_by("pk"))
    return {
        (feld.model, eine.object_id, feld.name): teil(eine, feld, ist_zeile=eine.pk != version.pk)
        for eine in zugehoerige(version, zeilenarten, alle)
        for feld in felder(eine, ist_zeile=eine.pk != version.pk)
    }


def felder(version, ist_zeile):
    """Return the fields of a Version that people fill in, of a row without that of its whole."""
    modell = version.content_type.model_class()
    ganzes = modell.sichtbar_durch if ist_zeile else []
    return [
        feld
        for feld in [*modell._meta.concrete_fields, *modell._meta.many_to_many]
        if feld.editable and not feld.primary_key and feld.attname in version.field_dict
        if not (feld.is_relation and feld.name in ganzes)
    ]


def teil(version, feld, ist_zeile):
    art = feld.model._meta.verbose_name
    ort = f"{art}: {version.object_repr}" if ist_zeile else ""
    wert = version.field_dict[feld.attname]
    if isinstance(feld, TextFeld):
        return Teil(ort, feld.verbose_name, lesbar(klartext(wert)), wert, "anders gestaltet")
    if isinstance(feld, models.FileField):
        worte = "eine Datei" if wert else LEER
        return Teil(ort, feld.verbose_name, worte, wert.name, "eine andere")
    if feld.is_relation:
        pks = wert if isinstance(wert, list) else [wert]
        wert = feld.related_model._default_manager.filter(pk__in=filter(None, pks))
    return Teil(ort, feld.verbose_name, lesbar(wert, feld.flatchoices))
