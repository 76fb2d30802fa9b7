"""The step that creates the Sitzungen of a year."""

from dataclasses import dataclass

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.dates import MONTHS

from redaktion.datumsangaben import lies_liste, lies_widersprueche
from redaktion.formulare import UhrzeitField, ZeitpunktField
from termine.hinweise import hinweise_zum_tag
from termine.models import Sitzung
from termine.rhythmus import LETZTE, feiertag, regelmaessige
from termine.zeit import ERSTER_TAG, LETZTER_TAG


@dataclass
class Termin:
    """A date that may become a Sitzung; `vorhandene` are the Sitzungen that it already has."""

    tag: object
    vorhandene: list
    angehakt: bool

    @property
    def hinweise(self):
        return hinweise_zum_tag(self.tag)


class JahrestermineForm(forms.ModelForm):
    ueberschrift = "Jahrestermine anlegen"
    required_css_class = "required"

    jahr = forms.IntegerField(
        label="Jahr",
        validators=[MinValueValidator(ERSTER_TAG.year), MaxValueValidator(LETZTER_TAG.year)],
    )
    woche = forms.TypedChoiceField(
        label="Montag im Monat",
        coerce=int,
        choices=[
            (1, "erster"),
            (2, "zweiter"),
            (3, "dritter"),
            (4, "vierter"),
            (LETZTE, "letzter"),
        ],
    )
    monate = forms.TypedMultipleChoiceField(
        label="Monate",
        coerce=int,
        required=False,
        choices=list(MONTHS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    liste = forms.CharField(
        label="Oder aus einer Liste",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ein Termin je Zeile, zum Beispiel 24.3.2027, 24.03.27 oder Montag, 24. März "
        "2027. Steht hier etwas, gilt die Regel darüber nicht.",
    )

    field_order = ["jahr", "woche", "monate", "liste"]

    # Fields that all new Sitzungen share.
    angaben = ["titel", "beginn", "ende", "ort", "teilnahme", "oeffentlich_ab"]

    class Meta:
        model = Sitzung
        fields = ["titel", "nummer", "beginn", "ende", "ort", "teilnahme", "oeffentlich_ab"]
        field_classes = {
            "beginn": UhrzeitField,
            "ende": UhrzeitField,
            "oeffentlich_ab": ZeitpunktField,
        }
        widgets = {"oeffentlich_ab": AdminSplitDateTime}
        labels = {"nummer": "Nummer der ersten"}
        help_texts = {
            "nummer": "Die weiteren zählen weiter. Leer: alle ohne Nummer.",
            "beginn": "",
            "ende": "",
            "ort": "",
            "oeffentlich_ab": "Von wann an Besucher sie sehen, auch ein Tag in der Zukunft. Leer: "
            "Entwürfe, die noch niemand sieht.",
        }

    def clean(self):
        super().clean()
        self.tage, self.unlesbar = [], []
        self.mit_uhrzeit, self.mit_anderem_tag = lies_widersprueche(
            self.cleaned_data.get("liste", "")
        )
        if self.cleaned_data.get("liste"):
            self.tage, self.unlesbar = lies_liste(self.cleaned_data["liste"])
            if not self.tage:
                self.add_error("liste", "In keiner dieser Zeilen steht ein vollständiges Datum.")
        elif not self.cleaned_data.get("monate"):
            self.add_error("monate", "Bitte haken Sie mindestens einen Monat an.")
        elif not self.errors:
            angaben = [self.cleaned_data[name] for name in ["jahr", "woche", "monate"]]
            self.tage = regelmaessige(*angaben)

    @property
    def gezeigt(self):
        """The days of the preview as a text, to notice if they have changed since."""
        return " ".join(str(tag) for tag in self.tage)

    def termine(self):
        """Return the Termine, ticked unless the day is a holiday or has a Sitzung."""
        vorhandene = {}
        for sitzung in Sitzung.objects.filter(datum__in=self.tage):
            vorhandene.setdefault(sitzung.datum, []).append(sitzung)
        return [
            Termin(
                tag,
                vorhandene.get(tag, []),
                angehakt=tag not in vorhandene and not feiertag(tag),
            )
            for tag in self.tage
        ]

    def anlegen(self, termine, gezeigt):
        """Create a Sitzung for each ticked Termin and return them.

        Raises ValidationError if the preview showed other days, or nothing is ticked.
        """
        tage = [termin.tag for termin in termine if termin.angehakt and not termin.vorhandene]
        if gezeigt != self.gezeigt:
            raise ValidationError(
                "Die Vorschau war nicht mehr aktuell. Bitte prüfen Sie sie noch einmal."
            )
        if not tage:
            raise ValidationError("Bitte haken Sie unten mindestens einen freien Termin an.")
        angaben = {name: self.cleaned_data[name] for name in self.angaben}
        erste = self.cleaned_data["nummer"]
        sitzungen = []
        for stelle, tag in enumerate(tage):
            nummer = None if erste is None else erste + stelle
            sitzung = Sitzung(datum=tag, nummer=nummer, **angaben)
            sitzung.full_clean(exclude=["slug"])
            sitzung.save()
            sitzungen.append(sitzung)
        return sitzungen
