"""A chosen file survives a form that is shown again; nothing is saved without it unasked.

Browsers send a file once and forget it. So it is kept here for a day, and the form shown again
holds a signed token of it. A file that could not be kept is named in the form, which then asks for
it. Nobody can look at what is kept, and only the account that chose it can save it.
"""

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.db import models, transaction
from django.utils.functional import cached_property

from .dateien import Ordner, aeltere

SALZ = "redaktion.vorgemerkt"

# What the hidden fields and the checkbox beside a file field are called after its name.
VORGEMERKT, FEHLT, GRUND, VERWERFEN = "-vorgemerkt", "-fehlt", "-grund", "-verwerfen"

# Files of one form: more than it has rows with a file, and fewer than a process may have open.
HOECHSTENS = 300


def ablage():
    # It is no part of the database: a form that is shown again may roll back what it restored.
    return Ordner(location=settings.FILE_UPLOAD_TEMP_DIR)


def vergessen():
    """Delete what has lain here for a day, also of uploads that were cut off."""
    for pfad in aeltere(settings.FILE_UPLOAD_TEMP_DIR):
        with suppress(OSError):
            pfad.unlink()


class Vorgemerkt(UploadedFile):
    """A kept file, as if it were uploaded now. Raises FileNotFoundError."""

    def __init__(self, kennung, name):
        datei = ablage().open(kennung)
        super().__init__(datei, name, size=datei.size)
        self.kennung = kennung

    def loeschen(self):
        ablage().delete(self.kennung)


@dataclass(frozen=True)
class Fehlt:
    """Stands for a file that was chosen and is not here; its name is empty if nobody knows it.

    `grund` is how the sentence goes on that static/js/dateien.js began with the name, or empty.
    """

    name: str
    grund: str = ""

    def __str__(self):
        if self.grund:
            return f"„{self.name}“ {self.grund}"
        datei = f"die Datei „{self.name}“" if self.name else "die Datei"
        return (
            f"Bitte wählen Sie {datei} noch einmal aus: Sie ist hier nicht mehr vorhanden. "
            "Gespeichert wurde nichts, alles andere steht noch da."
        )


def vormerken(datei, konto):
    """Keep an upload and return the token by which this account gets it back for a day."""
    if isinstance(datei, Vorgemerkt):
        kennung = datei.kennung
        with suppress(FileNotFoundError):  # forgotten just now; the next form asks for it
            os.utime(ablage().path(kennung))  # the day begins anew
    else:
        kennung = ablage().save(uuid4().hex, datei)
    return signing.dumps([kennung, datei.name, konto], salt=SALZ)


def vorgemerkte(marke, konto, bisherige):
    """Return the Vorgemerkt of a token, or Fehlt where there is none for this account.

    `bisherige` are those of the same form. Each comes once, and no more than HOECHSTENS.
    """
    try:
        kennung, name, von = signing.loads(marke, salt=SALZ)
    except signing.BadSignature:
        return Fehlt("")
    if von != konto:
        return Fehlt("")
    if len(bisherige) == HOECHSTENS or kennung in {datei.kennung for datei in bisherige}:
        return Fehlt(name)
    try:
        return Vorgemerkt(kennung, name)
    except FileNotFoundError:
        return Fehlt(name)


def fehlende(request):
    """Return hidden fields, as [(name, value), …], for the files that do not travel along."""
    dateien = [
        (name, datei.name)
        for name, hochgeladene in request.FILES.lists()
        for datei in hochgeladene
        # The token of a kept one does.
        if not isinstance(datei, Vorgemerkt)
    ]
    verlorene = getattr(request, "verlorene_dateien", {})
    return [(name + FEHLT, datei) for name, datei in [*dateien, *verlorene.items()]]


class DateiWidget(forms.ClearableFileInput):
    template_name = "admin/widgets/clearable_file_input.html"

    # What became of the chosen file, for the template: {"marke": …, "datei": …}, {"fehlt": …}.
    stand = {}

    def __init__(self, konto, attrs=None):
        super().__init__(attrs)
        self.konto = konto

    def value_from_datadict(self, data, files, name):
        wert = super().value_from_datadict(data, files, name)
        if name in files or name + FEHLT not in data or name + VERWERFEN in data:
            return wert
        return Fehlt(data[name + FEHLT], data.get(name + GRUND, ""))

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "stand": self.stand,
            "name_vorgemerkt": name + VORGEMERKT,
            "name_fehlt": name + FEHLT,
            "name_grund": name + GRUND,
            "name_verwerfen": name + VERWERFEN,
        }
        return context


class Dateiangabe(forms.BoundField):
    def as_widget(self, widget=None, attrs=None, only_initial=False):
        if self.form.is_bound:
            self.field.widget.stand = self.stand
        return super().as_widget(widget, attrs, only_initial)

    @cached_property
    def stand(self):
        """Keep the chosen file unless it was refused; return what the widget says of it."""
        upload = self.form.files.get(self.html_name)
        if upload and not self.errors:
            return {"marke": vormerken(upload, self.field.widget.konto), "datei": upload}
        if upload:
            return {"fehlt": Fehlt(upload.name)}
        return {"fehlt": self.data} if isinstance(self.data, Fehlt) else {}

    @property
    def verworfen(self):
        """Whether staff chose a file here and then decided to go on without it."""
        return self.html_name + VERWERFEN in self.form.data


class DateiField(forms.FileField):
    bound_field_class = Dateiangabe

    def clean(self, data, initial=None):
        if isinstance(data, Fehlt):
            raise forms.ValidationError(str(data), code="fehlt")
        return super().clean(data, initial)


def zurueckholen(request):
    """Put the kept files of a posted form among its uploads; name in the form those that are gone.

    From there on they are uploads like all others, and closed with the request.
    """
    vergessen()
    erledigte = {*request.POST}
    zurueckgeholte = []
    for name, marke in [*request.POST.items()]:
        feld = name.removesuffix(VORGEMERKT)
        # Whoever chose a newer file, or went on without any, does not want this one.
        if feld == name or feld in request.FILES or {feld + FEHLT, feld + VERWERFEN} & erledigte:
            continue
        datei = vorgemerkte(marke, request.user.pk, zurueckgeholte)
        if isinstance(datei, Fehlt):
            request.POST[feld + FEHLT] = datei.name
        else:
            request.FILES[feld] = datei
            zurueckgeholte.append(datei)


class MitDateien:
    """Mixin of an admin or an inline: chosen files survive until the form can be saved."""

    def changeform_view(self, request, *args, **kwargs):
        if request.method == "POST":
            zurueckholen(request)
        return super().changeform_view(request, *args, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.FileField):
            kwargs |= {
                "form_class": DateiField,
                # The upload's own name is not kept, so it may be as long as it is.
                "max_length": None,
                "widget": DateiWidget(request.user.pk),
            }
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for _, dateien in request.FILES.lists():
            for datei in dateien:
                if isinstance(datei, Vorgemerkt):
                    transaction.on_commit(datei.loeschen, robust=True)


class Annahme(TemporaryFileUploadHandler):
    """Write large uploads to the disk; where that fails, the rest of the form is still read.

    `request.verlorene_dateien` then is {field: name of its file}, `request.annahme_fehler` says
    why.
    """

    def new_file(self, *args, **kwargs):
        with self.oder_ueberspringen():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        with self.oder_ueberspringen():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        with suppress(SkipFile), self.oder_ueberspringen():
            return super().file_complete(file_size)

    @contextmanager
    def oder_ueberspringen(self):
        try:
            yield
        except OSError as error:
            with suppress(AttributeError, OSError):  # closing writes what is left
                self.file.close()
            # Django would close it once more.
            self.__dict__.pop("file", None)
            verlorene = getattr(self.request, "verlorene_dateien", {})
            self.request.verlorene_dateien = {**verlorene, self.field_name: self.file_name}
            self.request.annahme_fehler = f"{settings.FILE_UPLOAD_TEMP_DIR}: {error}"
            raise SkipFile from error
