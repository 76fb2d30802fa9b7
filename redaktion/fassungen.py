"""Versions of a record: the one that a form was opened with, and older ones to restore."""

import hashlib
import json

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from reversion.errors import RevertError
from reversion.models import Version


def fingerabdruck(obj, zeilenarten):
    """Return a text that is the same as long as nobody changes the record or its rows.

    `zeilenarten` are as in zuruecksetzen().
    """
    werte = list(alle_werte(type(obj)._base_manager.filter(pk=obj.pk), zeilenarten))
    return hashlib.sha256(repr(werte).encode()).hexdigest()


def alle_werte(eintraege, zeilenarten):
    """Yield lists of all that people filled in, of the records of a queryset and of their rows."""
    modell = eintraege.model
    werte = list(eintraege.order_by("pk").values_list("pk", *eigene_felder(modell)))
    yield werte
    pks = [pk for pk, *_ in werte]
    for feld in modell._meta.many_to_many:
        yield list(eintraege.order_by("pk", feld.name).values_list("pk", feld.name))
    for teil, fk, _, darunter in zeilenarten:
        yield from alle_werte(teil._base_manager.filter(**{f"{fk}__in": pks}), darunter)


def eigene_felder(modell):
    """Return the names of the fields of a model that people fill in."""
    return [feld.attname for feld in modell._meta.concrete_fields if feld.editable]


def fremdschluessel(modell, ganzes):
    """Return the name of the one foreign key by which rows of a model belong to a whole.

    Raises ValueError if there is none, or more than one.
    """
    [name] = [feld.name for feld in modell._meta.fields if feld.related_model is ganzes]
    return name


def zuruecksetzen(version, zeilenarten):
    """Restore a record and its rows from a Version, but nothing else of its revision.

    A revision may hold other records that were saved together with this one; they stay as they
    are. `zeilenarten` are (model, name of its foreign key, whether rows may be deleted, zeilenarten
    of the row). Raises RevertError, saying why, if the Version is gone or does not fit what is
    stored now.
    """
    with transaction.atomic():
        # The lock keeps the versions from deletion, and with them the files that they name.
        versionen = version.revision.version_set.select_related("content_type")
        alle = list(versionen.select_for_update(of=["self"]))
        if version not in alle:
            raise RevertError(
                "Diese Fassung wurde gerade gelöscht. Es wurde nichts zurückgeholt. Bitte "
                "wählen Sie eine andere."
            )
        fassungen = list(zugehoerige(version, zeilenarten, alle))
        ganzes = version.content_type.model_class().objects.filter(pk=version.object_id)
        spaetere_loeschen(ganzes, zeilenarten, fassungen)
        for fassung in fassungen:
            try:
                speichern(zurueckgeholt(fassung, als_zeile=fassung != version))
            except ValidationError as error:
                raise RevertError(
                    f"„{fassung.object_repr}“ lässt sich nicht wiederherstellen: "
                    f"{' '.join(error.messages)} Es wurde nichts geändert."
                ) from error


def zugehoerige(version, zeilenarten, alle):
    """Yield a Version and, from `alle`, those of its rows and of the rows below them."""
    yield version
    for modell, fk, _, darunter in zeilenarten:
        for zeile in zeilen_von(version, modell, fk, alle):
            yield from zugehoerige(zeile, darunter, alle)


def zeilen_von(version, modell, fk, alle):
    spalte = modell._meta.get_field(fk).attname
    return [
        zeile
        for zeile in alle
        if zeile.content_type.model_class() is modell
        and str(zeile.field_dict[spalte]) == version.object_id
    ]


def spaetere_loeschen(ganze, zeilenarten, fassungen):
    """Delete the rows of `ganze`, a queryset, that are in none of the Versions."""
    for modell, fk, duerfen_gehen, darunter in zeilenarten:
        zeilen = modell.objects.filter(**{f"{fk}__in": ganze})
        damalige = zeilen.filter(
            pk__in=[
                fassung.object_id
                for fassung in fassungen
                if fassung.content_type.model_class() is modell
            ]
        )
        # Rows below are protected, so they go first.
        spaetere_loeschen(zeilen if duerfen_gehen else damalige, darunter, fassungen)
        if duerfen_gehen:
            zeilen.exclude(pk__in=damalige).delete()


def zurueckgeholt(version, als_zeile):
    """Return a record as it was, but seen by whom it is now, as Django's DeserializedObject.

    `als_zeile` tells whether it comes back as a row of a whole. Raises ValidationError if the
    Version cannot be read.
    """
    gespeichert = gelesen(version)
    obj, modell = gespeichert.object, type(gespeichert.object)
    felder = {feld.name: feld for feld in modell._meta.concrete_fields if not feld.primary_key}
    bleibende = {*modell.sichtbar_durch, *modell.bleibt}
    if als_zeile:
        bleibende.update(modell.bleibt_als_zeile)
    bisher = modell._base_manager.filter(pk=obj.pk).first()
    obj._state.adding = bisher is None
    if bisher:
        bleibende |= felder.keys() - bekannte_felder(version)
    else:
        letzte = Version.objects.get_for_object_reference(modell, version.object_id).first()
        bisher = zuletzt(letzte)
        bleibende &= bekannte_felder(letzte) | modell.verborgen.keys()
    for name, feld in felder.items():
        if name in bleibende:
            setattr(obj, feld.attname, getattr(bisher, feld.attname))
        elif getattr(feld, "auto_now", False):
            setattr(obj, feld.attname, timezone.now())
    obj.freigabe_pruefen(bisher)
    return gespeichert


def zuletzt(letzte):
    """Return a deleted record as it was in its latest Version.

    It is hidden from everybody if that Version does not know who saw it.
    """
    obj = gelesen(letzte).object
    # What is computed from other fields is computed anew.
    entscheidende = {name for name in obj.sichtbar_durch if obj._meta.get_field(name).editable}
    if not entscheidende <= bekannte_felder(letzte):
        for name, wert in obj.verborgen.items():
            setattr(obj, name, wert)
    return obj


def gelesen(version):
    """Return what a Version holds as Django's DeserializedObject.

    Raises ValidationError if it cannot be read.
    """
    try:
        [gespeichert] = serializers.deserialize(
            version.format, version.serialized_data, ignorenonexistent=True
        )
    except DeserializationError as error:
        raise ValidationError("Diese Fassung lässt sich nicht mehr lesen.") from error
    return gespeichert


def bekannte_felder(version):
    """Return the names of the fields that there were when a Version was saved."""
    [eintrag] = json.loads(version.serialized_data)
    return eintrag["fields"].keys()


def speichern(gespeichert):
    """Save a DeserializedObject; raise ValidationError with all that stands against it."""
    if fehlende := fehlendes(gespeichert):
        raise ValidationError(fehlende)
    gespeichert.object.validate_unique()
    gespeichert.object.validate_constraints()
    try:
        gespeichert.save()
    except IntegrityError as error:
        raise ValidationError(
            "Gerade hat jemand etwas gespeichert, das dem entgegensteht. Bitte versuchen Sie es "
            "noch einmal."
        ) from error


def fehlendes(gespeichert):
    """Return a sentence about each record that a DeserializedObject refers to and that is gone."""
    obj = gespeichert.object
    verweise = [
        (feld, [getattr(obj, feld.attname)])
        for feld in obj._meta.concrete_fields
        if feld.is_relation and getattr(obj, feld.attname) is not None
    ]
    verweise += [
        (obj._meta.get_field(name), pks) for name, pks in (gespeichert.m2m_data or {}).items()
    ]
    saetze = []
    for feld, pks in verweise:
        modell = feld.related_model
        vorhandene = modell._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
        for pk in {*pks} - {*vorhandene}:
            letzte = Version.objects.get_for_object_reference(modell, pk).first()
            name = f" („{letzte}“)" if letzte else ""
            saetze.append(
                f"Was bei „{feld.verbose_name}“ steht{name}, gibt es nicht mehr; stellen Sie das "
                "bitte zuerst wieder her."
            )
    return saetze
