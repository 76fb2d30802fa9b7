"""What differs between two states of a record, in words for people."""

import datetime as dt

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


def der_fassungen(alt, neu, zeilenarten):
    """Return [(place, label, old value, new value), …] of two of reversion's Versions.

    Their rows are compared too; `zeilenarten` is as in zuruecksetzen(). The values of a row that
    only one Version has are compared with „leer“.
    """
    frueher, spaeter = angaben(alt, zeilenarten), angaben(neu, zeilenarten)
    zeilen = []
    for eines in dict.fromkeys([*spaeter, *frueher]):
        ort, name = (spaeter.get(eines) or frueher[eines])[:2]
        (_, _, vorher, roh_vorher), (_, _, nachher, roh_nachher) = (
            seite.get(eines, (ort, name, LEER, "")) for seite in [frueher, spaeter]
        )
        if vorher != nachher:
            zeilen.append((ort, name, vorher, nachher))
        elif roh_vorher and roh_nachher and roh_vorher != roh_nachher:
            zeilen.append((ort, name, vorher, f"{nachher}\n(anders gestaltet)"))
    return zeilen


def angaben(version, zeilenarten):
    """Return {(model, pk, field): (place, label, value in words, HTML)} of a Version and its parts.

    HTML is empty for all fields but TextFeld.
    """
    ergebnis = {}
    alle = list(version.revision.version_set.order_by("pk"))
    for teil in zugehoerige(version, zeilenarten, alle):
        modell = teil._model
        ist_ganzes = teil.pk == version.pk
        ort = "" if ist_ganzes else f"{modell._meta.verbose_name}: {teil.object_repr}"
        werte = teil.field_dict
        for feld in [*modell._meta.concrete_fields, *modell._meta.many_to_many]:
            if feld.editable and not feld.primary_key and feld.attname in werte:
                wert, html = werte[feld.attname], ""
                if isinstance(feld, TextFeld):
                    wert, html = klartext(wert), wert
                if feld.is_relation:
                    pks = wert if isinstance(wert, list) else [wert]
                    wert = feld.related_model._default_manager.filter(pk__in=filter(None, pks))
                ergebnis[modell, teil.object_id, feld.name] = (
                    ort,
                    feld.verbose_name,
                    lesbar(wert, feld.flatchoices),
                    html,
                )
    return ergebnis
