"""Uploads that are kept only together with the rows and versions they belong to."""

import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_delete
from reversion.models import Version

# In seconds.
EIN_TAG = 24 * 60 * 60

geschrieben = ContextVar("geschrieben")


class AblageError(OSError):
    """A file could not be written: the disk is full, or its folder may not be written to."""


class Ordner(FileSystemStorage):
    """Storage that holds whole files only. Raises AblageError."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except BaseException as error:
            # What was written so far would keep a full disk full, and no record names it.
            with suppress(OSError):
                self.delete(name)
            if isinstance(error, OSError):
                raise AblageError(f"{self.path(name)}: {error}") from error
            raise


class Ablage(Ordner):
    """Storage of the uploads; it notes the files written within `mit_der_datenbank()`."""

    def _save(self, name, content):
        name = super()._save(name, content)
        geschrieben.get([]).append((self, name))
        return name


@contextmanager
def mit_der_datenbank():
    """Delete the files that the block wrote to the Ablage if its transaction fails.

    A block within another is a part of it, as transactions are.
    """
    eigene = []
    marke = geschrieben.set(eigene)
    try:
        yield
    except BaseException:
        for ablage, name in eigene:
            with suppress(OSError):  # the others have to go all the same
                ablage.delete(name)
        raise
    finally:
        geschrieben.reset(marke)
    geschrieben.get([]).extend(eigene)


class Datei(FieldFile):
    @property
    def ist_neu(self):
        """Whether this is an upload that its storage does not hold yet."""
        # Django has no public name for it, and asks the same in its own FileField.
        return bool(self) and not self._committed

    @property
    def anzeigename(self):
        """The name by which staff know it, where its record keeps that; else the stored one."""
        return getattr(self.instance, "hochgeladen_als", "") or self.name


class DateiFeld(models.FileField):
    """A file that is deleted as soon as no row and no Version names it any more.

    Deleting `personen/ab.jpg` also deletes files named after it, like `personen/ab-480.webp`. Each
    upload needs a new name. `hoechstens` is the size in bytes beyond which static/js/dateien.js
    sends no file; the validators of the field have to refuse it as well.
    """

    attr_class = Datei

    def __init__(self, *args, hoechstens=None, **kwargs):
        self.hoechstens = hoechstens
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs

    def formfield(self, **kwargs):
        feld = super().formfield(**kwargs)
        feld.widget.attrs["data-hoechstens"] = self.hoechstens
        return feld

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        post_delete.connect(self.nach_der_zeile, sender=cls)
        post_delete.connect(self.nach_der_fassung, sender=Version)

    def pre_save(self, model_instance, add):
        datei = super().pre_save(model_instance, add)
        if not add:
            zeile = self.model._default_manager.filter(pk=model_instance.pk)
            for ersetzte in zeile.values_list(self.attname, flat=True):
                if ersetzte != datei.name:
                    self.freigeben(ersetzte)
        return datei

    def nach_der_zeile(self, instance, **kwargs):
        self.freigeben(getattr(instance, self.attname).name)

    def nach_der_fassung(self, instance, **kwargs):
        if instance.content_type_id == ContentType.objects.get_for_model(self.model).pk:
            self.freigeben(instance.field_dict[self.attname].name)

    def freigeben(self, name):
        """Delete a file after the transaction, unless a row or a Version names it then."""

        def aufraeumen():
            if not self.wird_genannt(name):
                self.loeschen(name)

        if name:
            # robust: an error here must not make mit_der_datenbank() delete the new files.
            transaction.on_commit(aufraeumen, robust=True)

    def wird_genannt(self, name):
        if self.model._default_manager.filter(**{self.attname: name}).exists():
            return True
        return self.steht_in_fassung(name)

    def steht_in_fassung(self, name):
        fassungen = Version.objects.get_for_model(self.model)
        return fassungen.filter(serialized_data__contains=name).exists()

    def loeschen(self, *namen):
        """Delete files and those named after them, even if a row or a Version names them.

        Raises ExceptionGroup if some cannot be deleted, after deleting the others.
        """
        fehler = []
        for name in namen:
            ordner = PurePosixPath(name).parent
            with suppress(FileNotFoundError):  # there is no such folder
                for datei in self.storage.listdir(str(ordner))[1]:
                    if stamm(ordner / datei) == stamm(name):
                        try:
                            self.storage.delete(str(ordner / datei))
                        except OSError as error:
                            fehler.append(error)
        if fehler:
            raise ExceptionGroup(", ".join(map(str, fehler)), fehler)


def stamm(name):
    """Return what the name of a file shares with those named after it: `personen/ab`."""
    pfad = PurePosixPath(name)
    return str(pfad.parent / pfad.stem.partition("-")[0])


def aeltere(ordner):
    """Return the paths of the files below a folder to which nothing was written for a day."""
    gefunden = []
    for pfad in sorted(Path(ordner).rglob("*")):
        with suppress(FileNotFoundError):  # deleted just now
            if pfad.is_file() and pfad.stat().st_mtime < time.time() - EIN_TAG:
                gefunden.append(pfad)
    return gefunden


def dateifelder():
    return [
        feld
        for modell in apps.get_models()
        for feld in modell._meta.get_fields()
        if isinstance(feld, DateiFeld)
    ]


def ohne_eintrag():
    """Return the paths of the uploads that neither a row nor a Version names.

    Those of the last day are left out: somebody may be saving the record right now.
    """
    felder = dateifelder()
    genannte = {
        stamm(name)
        for feld in felder
        for name in feld.model._default_manager.values_list(feld.attname, flat=True)
    }
    gefunden = []
    for pfad in aeltere(default_storage.location):
        kurz = stamm(pfad.relative_to(default_storage.location).as_posix())
        if kurz not in genannte and not any(feld.steht_in_fassung(f"{kurz}.") for feld in felder):
            gefunden.append(pfad)
    return gefunden


def ohne_datei():
    """Return [(record, name of its file), …] where the storage does not have the file."""
    return [
        (eintrag, name)
        for feld in dateifelder()
        for eintrag in feld.model._default_manager.exclude(**{feld.attname: ""})
        if not feld.storage.exists(name := getattr(eintrag, feld.attname).name)
    ]
