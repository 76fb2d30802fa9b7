import datetime as dt

from django import forms
from django.contrib.admin.widgets import AdminTimeWidget
from django.utils.formats import date_format

from .abgleich import AbgleichForm, AbgleichFormSet
from .adressen import adresse_aus, freie_adresse
from .datumsangaben import lies_nur_datum


class TabelleFormSet(AbgleichFormSet):
    """Rows of a table: screen readers read the label at each field, not only in the head."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            # The hidden field of the primary key has none.
            if field.label:
                field.widget.attrs["aria-label"] = field.label


class DatumField(forms.DateField):
    """Takes a date as people write it, such as „1. März 2027“ or „Mo, 1.3.27“."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            tag, wochentag_passt = lies_nur_datum(value)
            if tag is None:
                raise
        if wochentag_passt:
            return tag
        raise forms.ValidationError(
            f"Der {date_format(tag, 'j. F Y')} ist ein {date_format(tag, 'l')}. Bitte prüfen Sie "
            "Tag und Wochentag."
        )


class UhrzeitWidget(AdminTimeWidget):
    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class UhrzeitField(forms.TimeField):
    widget = UhrzeitWidget
    input_formats = ["%H:%M", "%H.%M", "%H", "%H:%M:%S", "%H:%M Uhr", "%H.%M Uhr", "%H Uhr"]


class ZeitpunktField(forms.SplitDateTimeField):
    """Takes a day alone as its beginning, for „von … an“."""

    def __init__(self, help_text="", **kwargs):
        help_text = f"{help_text} Ein Tag ohne Zeit gilt ab 00:00 Uhr."
        super().__init__(help_text=help_text, **kwargs)
        self.fields = (DatumField(required=False), UhrzeitField(required=False))

    def compress(self, data_list):
        if data_list and data_list[1] is None:
            data_list = [data_list[0], dt.time()]
        try:
            zeitpunkt = super().compress(data_list)
        except forms.ValidationError as fehler:
            if fehler.code != "ambiguous_timezone":
                raise
            raise forms.ValidationError(
                "In dieser Nacht werden die Uhren umgestellt: Diese Uhrzeit gibt es nicht oder "
                "zweimal. Bitte nehmen Sie eine andere.",
                code=fehler.code,
            ) from fehler
        if zeitpunkt and not 2000 <= zeitpunkt.year <= 2099:
            raise forms.ValidationError("Das Jahr muss zwischen 2000 und 2099 liegen.")
        return zeitpunkt


class AdresseForm(AbgleichForm):
    """Make the slug from the fields named in `adresse_aus` where staff leave it empty."""

    adresse_aus = ["titel"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A slug that may not change is not in the form.
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.help_text += " Bleibt das Feld leer, entsteht die Adresse beim Sichern."

    def clean(self):
        super().clean()
        if self.errors or self.cleaned_data.get("slug") != "":
            return
        wunsch = adresse_aus(" ".join(self.cleaned_data[name] for name in self.adresse_aus))
        if not wunsch:
            self.add_error(
                "slug",
                "Hier ließ sich keine Adresse bilden. Bitte tragen Sie eine ein, aus den "
                "Buchstaben a bis z, Ziffern und Bindestrichen.",
            )
            return
        vergeben = self.nachbarn().exclude(pk=self.instance.pk).values_list("slug", flat=True)
        laenge = self.fields["slug"].max_length
        self.cleaned_data["slug"] = freie_adresse(wunsch, set(vergeben), laenge)
        try:
            self.fields["slug"].run_validators(self.cleaned_data["slug"])
        except forms.ValidationError as fehler:
            self.add_error("slug", fehler)

    def nachbarn(self):
        """Return the records among which the slug has to be unique."""
        return self._meta.model.objects.all()
