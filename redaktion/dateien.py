"""Uploads that are kept only together with the rows and versions they belong to."""

from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import PurePosixPath

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_delete
from reversion.models import Version

geschrieben = ContextVar("geschrieben")


class AblageError(OSError):
    """A file could not be written: the disk is full, or its folder may not be written to."""


class Ablage(FileSystemStorage):
    """Storage of the uploads; it notes the files written within `mit_der_datenbank()`."""

    def _save(self, name, content):
        try:
            name = super()._save(name, content)
        except BaseException as error:
            # What was written so far would keep a full disk full, and no record names it.
            with suppress(OSError):
                self.delete(name)
            if isinstance(error, OSError):
                raise AblageError(f"{self.path(name)}: {error}") from error
            raise
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
        fassungen = Version.objects.get_for_model(self.model)
        return fassungen.filter(serialized_data__contains=name).exists()

    def loeschen(self, *namen):
        """Delete files and those named after them, even if a row or a Version names them.

        Raises ExceptionGroup if some cannot be deleted, after deleting the others.
        """
        fehler = []
        for name in namen:
            ordner, stamm = PurePosixPath(name).parent, PurePosixPath(name).stem
            with suppress(FileNotFoundError):  # there is no such folder
                for datei in self.storage.listdir(str(ordner))[1]:
                    if PurePosixPath(datei).stem.partition("-")[0] == stamm:
                        try:
                            self.storage.delete(str(ordner / datei))
                        except OSError as error:
                            fehler.append(error)
        if fehler:
            raise ExceptionGroup(", ".join(map(str, fehler)), fehler)
