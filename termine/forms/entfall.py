"""The steps by which a Sitzung is cancelled or moved."""

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from redaktion.formulare import UhrzeitField
from termine.models import ENTFAELLT, Ort, Sitzung
from termine.tagesordnung import auswahl, nummern


class EntfallForm(forms.ModelForm):
    """What Absagen and Verlegen have in common: reason, successor, Punkte to carry over."""

    required_css_class = "required"

    punkte = forms.MultipleChoiceField(
        label="Offene Punkte mitnehmen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Die angehakten Punkte werden in die neue Sitzung kopiert. "
        "Diese Tagesordnung bleibt, wie sie ist.",
    )

    class Meta:
        model = Sitzung
        fields = ["grund", "nachfolger"]
        widgets = {"grund": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grund"].required = True
        self.fields["nachfolger"].queryset = (
            Sitzung.objects.kommende().exclude(status__in=ENTFAELLT).exclude(pk=self.instance.pk)
        )
        self.alle_punkte = list(self.instance.tagesordnungspunkte.all())
        self.fields["punkte"].choices = [
            (punkt.pk, f"{nummer} {punkt}")
            for punkt, nummer in zip(self.alle_punkte, nummern(self.alle_punkte), strict=True)
            if not punkt.ergebnis
        ]
        if not self.fields["punkte"].choices:
            del self.fields["punkte"]

    def save(self):
        """Save; return what was done as pairs of record and sentence."""
        sitzung = self.instance
        sitzung.status = self.status
        sitzung.save()
        getan = [(sitzung, f"{sitzung.get_status_display().capitalize()}: {sitzung.grund}")]
        if sitzung.nachfolger:
            gewaehlte = self.cleaned_data.get("punkte", [])
            mitgenommen = auswahl(
                self.alle_punkte,
                [punkt for punkt in self.alle_punkte if str(punkt.pk) in gewaehlte],
            )
            sitzung.nachfolger.punkte_anhaengen(mitgenommen, vollstaendig=True)
            satz = f"Ersetzt: {sitzung}. Punkte von dort: {len(mitgenommen)}."
            getan.append((sitzung.nachfolger, satz))
        return getan


class AbsagenForm(EntfallForm):
    ueberschrift = "Sitzung absagen"
    knopf = "Sitzung absagen"
    erklaerung = (
        "Besucher sehen die Sitzung weiter, als abgesagt und mit dem Grund. Zurücknehmen können "
        "Sie das jederzeit über das Feld „Status“."
    )
    status = Sitzung.Status.ABGESAGT

    class Meta(EntfallForm.Meta):
        labels = {"nachfolger": "Stattdessen"}
        help_texts = {"nachfolger": "Wenn eine andere Sitzung an ihre Stelle tritt."}

    def clean(self):
        super().clean()
        if self.cleaned_data.get("punkte") and not self.cleaned_data.get("nachfolger"):
            self.add_error(
                "nachfolger",
                "Bitte wählen Sie die Sitzung, in die die Punkte kommen sollen, oder nehmen Sie "
                "die Haken bei den Punkten weg.",
            )


class VerlegenForm(EntfallForm):
    ueberschrift = "Sitzung verlegen"
    knopf = "Sitzung verlegen"
    erklaerung = (
        "Besucher sehen die Sitzung weiter, als verlegt und mit dem Grund; von hier führt ein Link "
        "zum neuen Termin und von dort zurück. Sehen Besucher diese Sitzung, sehen sie auch den "
        "neuen Termin."
    )
    status = Sitzung.Status.VERLEGT

    datum = forms.DateField(label="Neues Datum", required=False, widget=AdminDateWidget)
    beginn = UhrzeitField(label="Beginn", required=False)
    ende = UhrzeitField(label="Ende", required=False)
    ort = forms.ModelChoiceField(Ort.objects.all(), label="Ort", required=False)

    field_order = ["grund", "datum", "beginn", "ende", "ort", "nachfolger", "punkte"]

    class Meta(EntfallForm.Meta):
        labels = {"nachfolger": "Oder eine vorhandene Sitzung"}
        help_texts = {"nachfolger": "Wenn es den neuen Termin hier schon gibt."}

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        for name in ["beginn", "ende", "ort"]:
            self.initial[name] = getattr(instance, name)
        if "punkte" in self.fields:
            self.initial["punkte"] = [pk for pk, _ in self.fields["punkte"].choices]

    def clean(self):
        super().clean()
        vorhandene = self.cleaned_data.get("nachfolger")
        if self.errors:
            return
        if bool(vorhandene) == bool(self.cleaned_data["datum"]):
            self.add_error(
                "datum",
                "Bitte tragen Sie hier das neue Datum ein, oder wählen Sie unten eine vorhandene "
                "Sitzung; eins von beiden.",
            )
        elif not vorhandene:
            ab = self.instance.oeffentlich_ab
            self.neue = Sitzung(
                titel=self.instance.titel,
                # Moved, it is still the Sitzung of that number.
                nummer=self.instance.nummer,
                teilnahme=self.instance.teilnahme,
                oeffentlich_ab=ab and max(ab, timezone.now()),
                **{name: self.cleaned_data[name] for name in ["datum", "beginn", "ende", "ort"]},
            )
            try:
                self.neue.full_clean(exclude=["slug"])
            except ValidationError as error:
                for name, fehler in error.error_dict.items():
                    self.add_error(name if name in self.fields else None, fehler)

    def save(self):
        if not self.instance.nachfolger:
            self.neue.save()
            self.instance.nachfolger = self.neue
        return super().save()
