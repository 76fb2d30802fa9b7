"""Two people at one record: what only one of them changed is taken, what both changed is shown.

Three states of each field are compared: as the form was opened, which a hidden field beside it says
(Django's `show_hidden_initial`); as it was typed; and as it is stored now.
"""

import re
from dataclasses import dataclass, replace

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.forms.models import BaseInlineFormSet
from django.forms.widgets import FILE_INPUT_CONTRADICTION
from django.utils.functional import cached_property

from .texte import TextEditor, klartext
from .vergleich import LEER, lesbar
from .zeichen import geputzter_text

NOCH_NICHT = (
    "Noch nicht gespeichert: Das wurde inzwischen auch anderswo geändert. Vergleichen Sie bitte, "
    "was gelten soll."
)


@dataclass(frozen=True)
class Widerspruch:
    """What two people changed in different ways; `ort` names the row, or is empty."""

    angabe: str
    gespeichert: str
    eingabe: str
    ort: str = ""


class MehrereVersteckt(forms.HiddenInput):
    """One hidden field for the primary keys of several chosen records."""

    def format_value(self, value):
        return ",".join(map(str, value or []))

    def value_from_datadict(self, data, files, name):
        return list(filter(None, (data.get(name) or "").split(",")))


class Abgleich:
    """Mixin for a form of what others may save while it is open; its `data` has to be mutable."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.widersprueche = []
        # Labels of what others have changed meanwhile, and nobody here.
        self.uebernommen = []

    def add_initial_prefix(self, field_name):
        # Scripts of the admin find the field of a row by the end of its name.
        return f"{self.add_prefix(field_name)}-initial"

    def merken_wie_geoeffnet(self):
        for feld in self.fields.values():
            # A file cannot be sent back; its widget writes the name that it had. What nobody can
            # change is not sent at all.
            feld.show_hidden_initial = not (feld.disabled or isinstance(feld, forms.FileField))
            if isinstance(feld, forms.ModelMultipleChoiceField):
                feld.hidden_widget = MehrereVersteckt

    def abgleichen(self):
        """Take what others have changed, and note what they and this form have."""
        # A formset has not yet replaced the field of the Ganzes; `self[name]` would remember it.
        felder = [
            feld.get_bound_field(self, name)
            for name, feld in self.fields.items()
            if not feld.disabled
        ]
        if any(feld.html_initial_name in self.data for feld in felder):
            for feld in felder:
                if anderswo_geaendert(feld, self.data):
                    self.einordnen(feld)
        # Who has seen a Widerspruch goes on from what is stored now.
        for feld in felder:
            gespeichertes_schreiben(self.data, feld, feld.html_initial_name)

    def einordnen(self, feld):
        if not hier_geaendert(feld, self.data):
            # A number changes with its neighbours: saving numbers all rows anew.
            if feld.name != "reihenfolge":
                self.uebernommen.append(str(feld.label))
            gespeichertes_schreiben(self.data, feld, feld.html_name)
        elif feld.field.has_changed(feld.initial, feld.data):
            gespeichert, eingabe = in_worten(feld, feld.initial), in_worten(feld, getippt(feld))
            self.widersprueche.append(Widerspruch(str(feld.label), gespeichert, eingabe))

    def clean(self):
        if self.widersprueche:
            self.add_error(None, NOCH_NICHT)
        return super().clean()


class AbgleichForm(Abgleich, forms.ModelForm):
    """Form of a record that others may save while it is open."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.merken_wie_geoeffnet()
            if self.is_bound:
                self.abgleichen()

    @cached_property
    def changed_data(self):
        # Django's own asks the database for each record that was chosen when the form was opened.
        if self.instance.pk is None or not self.is_bound:
            return super().changed_data
        return [feld.name for feld in self if hier_geaendert(feld, self.data)]


class AbgleichFormSet(BaseInlineFormSet):
    """Rows that others may add, change and delete while they are open."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.widersprueche = []
        if self.is_bound:
            self.geloeschte_einordnen()

    def geloeschte_einordnen(self):
        """Drop posted rows whose record is gone; what was typed into one becomes a new row.

        Returns {number of a row now: its number as it was posted}.
        """
        pk = self.model._meta.pk.name
        vorhandene = {str(zeile.pk) for zeile in self.get_queryset()}
        gesendete = self.nummern()
        pks = {nummer: self.data.get(f"{self.add_prefix(nummer)}-{pk}") for nummer in gesendete}
        fehlende = [nummer for nummer in gesendete if pks[nummer] and pks[nummer] not in vorhandene]
        if not fehlende:
            return {nummer: nummer for nummer in gesendete}
        verborgen = self.model.verborgen
        als_neue = "als neue Zeile, nicht öffentlich" if verborgen else "als neue Zeile"
        for nummer in fehlende:
            if geaendert := self.geaendertes(nummer):
                neue = f"{als_neue}: {geaendert}"
                ort = self.model._meta.verbose_name
                self.widersprueche.append(Widerspruch("Zeile", "gelöscht", neue, ort))
                self.data[f"{self.add_prefix(nummer)}-{pk}"] = pks[nummer] = ""
                self.data[f"{self.add_prefix(nummer)}-{self.fk.name}"] = ""
                for feld in verborgen:
                    # Whoever deleted it may have hidden it before.
                    self.data.pop(f"{self.add_prefix(nummer)}-{feld}", None)
            else:
                gesendete.remove(nummer)
        # Django wants those that have a record to come first.
        gesendete.sort(key=lambda nummer: (not pks[nummer], nummer))
        for daten in [self.data, self.files]:
            self.umnummern(daten, {alte: neue for neue, alte in enumerate(gesendete)})
        self.data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = len(gesendete)
        self.data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = sum(
            bool(pks[nummer]) for nummer in gesendete
        )
        return dict(enumerate(gesendete))

    def umnummern(self, daten, neue_nummern):
        """Rename the fields of all rows; those without a new number are removed."""
        zeilen = {
            name: (treffer[1], int(treffer[2]), treffer[3])
            for name in daten
            if (treffer := self.muster().fullmatch(name))
        }
        werte = {name: daten.pop(name) for name in zeilen}
        for name, (vor, nummer, nach) in zeilen.items():
            if nummer in neue_nummern:
                daten.setlist(f"{vor}{neue_nummern[nummer]}{nach}", werte[name])

    def muster(self):
        return re.compile(rf"({re.escape(self.prefix)}-)([0-9]{{1,5}})(-.+)")

    def nummern(self):
        gefunden = map(self.muster().fullmatch, self.data)
        return sorted({int(treffer[2]) for treffer in gefunden if treffer})

    def geaendertes(self, nummer):
        """Return in words what was changed in a row that is gone, if it was not to be deleted."""
        form = self.form(self.data, self.files, prefix=self.add_prefix(nummer))
        if f"{form.prefix}-{DELETION_FIELD_NAME}" in self.data:
            return ""
        form.merken_wie_geoeffnet()
        return ", ".join(
            f"{feld.label}: {in_worten(feld, getippt(feld))}"
            for feld in form
            if hier_geaendert(feld, self.data)
        )

    def clean(self):
        super().clean()
        for form in self.initial_forms:
            ort = str(form.instance)
            if self.can_delete and form[DELETION_FIELD_NAME].data:
                anderswo = [*form.uebernommen, *(zeile.angabe for zeile in form.widersprueche)]
                if anderswo:
                    geaendert = f"geändert: {', '.join(anderswo)}"
                    self.widersprueche.append(Widerspruch("Zeile", geaendert, "gelöscht", ort))
            else:
                self.widersprueche += [replace(zeile, ort=ort) for zeile in form.widersprueche]
        if self.widersprueche:
            raise ValidationError(NOCH_NICHT)


def wie_geoeffnet(feld, daten):
    """Return the value that a field had when its form was opened, as it was sent back."""
    return feld.field.hidden_widget().value_from_datadict(daten, {}, feld.html_initial_name)


def anderswo_geaendert(feld, daten):
    """Tell whether a field is stored with another value than that with which it was opened."""
    if isinstance(feld.field, forms.FileField):
        return daten.get(feld.html_initial_name, "") != name_der_datei(feld)
    gespeichert = feld.initial
    if isinstance(gespeichert, str):
        # What is posted was tidied and stripped; what is stored may be older than that rule.
        gespeichert = geputzter_text(gespeichert).strip()
    return feld.field.has_changed(gespeichert, wie_geoeffnet(feld, daten))


def hier_geaendert(feld, daten):
    """Tell whether a field was sent with another value than that with which it was opened."""
    geoeffnet = feld.initial
    if feld.field.show_hidden_initial:
        geoeffnet = wie_geoeffnet(feld, daten)
        if not isinstance(feld.field, forms.ModelChoiceField):
            try:
                geoeffnet = feld.field.to_python(geoeffnet)
            except ValidationError:
                return True
    return feld.field.has_changed(geoeffnet, feld.data)


def gespeichertes_schreiben(daten, feld, name):
    """Write what is stored into posted data, as a form would send it by a name of the field."""
    if isinstance(feld.field, forms.FileField):
        if name == feld.html_initial_name:
            daten[name] = name_der_datei(feld)
        return
    wert = feld.field.prepare_value(feld.initial)
    if name == feld.html_name and isinstance(feld.field, forms.ModelMultipleChoiceField):
        daten.setlist(name, [str(pk) for pk in wert or []])
        return
    widget = feld.field.hidden_widget()
    if name == feld.html_name and isinstance(
        feld.field.widget, (forms.DateInput, forms.TimeInput, forms.MultiWidget)
    ):
        # What is shown again reads as staff write it.
        widget = feld.field.widget
    kontext = widget.get_context(name, wert, {})["widget"]
    for teil in kontext.get("subwidgets") or [kontext]:
        daten[teil["name"]] = "" if teil["value"] is None else str(teil["value"])


def name_der_datei(feld):
    return feld.initial.name or "" if feld.initial else ""


def getippt(feld):
    try:
        return feld.field.clean(feld.data)
    except ValidationError:
        return feld.data


def in_worten(feld, wert):
    """Return a value of a field as staff read it."""
    if isinstance(feld.field, forms.FileField):
        if wert is FILE_INPUT_CONTRADICTION:
            return "eine Datei und zugleich keine"
        return (wert.name if wert == feld.data else "eine andere Datei") if wert else LEER
    if hasattr(feld.field, "queryset"):
        if isinstance(wert, (int, str)):
            # The primary key that a foreign key is stored as, or any text that was posted for it.
            try:
                wert = feld.field.to_python(wert)
            except ValidationError:
                wert = None
        return lesbar(wert)
    if isinstance(feld.field.widget, TextEditor):
        wert = klartext(wert or "")
    return lesbar(wert, getattr(feld.field, "choices", ()))
