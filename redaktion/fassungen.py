"""Versions of a record: the one that a form was opened with, and older ones to restore."""

import hashlib

from django.db import IntegrityError, connection, transaction
from reversion.errors import RevertError


def fingerabdruck(obj, zeilenarten):
    """Return a text that is the same as long as nobody changes the record or its rows.

    `zeilenarten` are (model, name of its foreign key, names of the fields to compare).
    """
    modell = type(obj)
    zeilen = [list(modell.objects.filter(pk=obj.pk).values_list(*eigene_felder(modell)))]
    for feld in modell._meta.many_to_many:
        zeilen.append(sorted(getattr(obj, feld.name).values_list("pk", flat=True)))
    for teil, fk, felder in zeilenarten:
        zeilen.append(list(teil.objects.filter(**{fk: obj}).values_list("pk", *felder)))
    return hashlib.sha256(repr(zeilen).encode()).hexdigest()


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
    of the row). Raises RevertError if the Version or something that it refers to is gone.
    """
    try:
        with transaction.atomic():
            # The lock keeps the versions from deletion, and with them the files that they name.
            alle = list(version.revision.version_set.select_for_update())
            if version not in alle:
                raise RevertError(
                    "Diese Fassung wurde gerade gelöscht. Es wurde nichts zurückgeholt. Bitte "
                    "wählen Sie eine andere."
                )
            for zeile in mit_zeilen(version, zeilenarten, alle):
                zeile.revert()
            connection.check_constraints()
    except IntegrityError as error:
        raise RevertError(
            f"„{version.object_repr}“ lässt sich nicht wiederherstellen: Entweder gibt es etwas "
            "nicht mehr, worauf der Eintrag verweist; stellen Sie das bitte zuerst wieder her. "
            "Oder ein anderer Eintrag hat jetzt seine Adresse."
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
        if zeile._model is modell and str(zeile.field_dict[spalte]) == version.object_id
    ]


def mit_zeilen(version, zeilenarten, alle):
    """Yield a Version, then those of its rows; delete rows that were added later first."""
    yield version
    for modell, fk, duerfen_gehen, darunter in zeilenarten:
        zeilen = zeilen_von(version, modell, fk, alle)
        if duerfen_gehen:
            spaetere = modell.objects.filter(**{fk: version.object_id}).exclude(
                pk__in=[zeile.object_id for zeile in zeilen]
            )
            for modell_darunter, fk_darunter, *_ in darunter:
                modell_darunter.objects.filter(**{f"{fk_darunter}__in": spaetere}).delete()
            spaetere.delete()
        for zeile in zeilen:
            yield from mit_zeilen(zeile, darunter, alle)
