from django import forms
from django.contrib.admin.widgets import AdminTimeWidget
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.formats import date_format

from .models import Sitzung, Tagesordnungspunkt
from .tagesordnung import VORLAGE, auswahl

AUS_VORLAGE = "vorlage"


class UhrzeitWidget(AdminTimeWidget):
    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class UhrzeitField(forms.TimeField):
    widget = UhrzeitWidget
    input_formats = ["%H:%M", "%H.%M", "%H", "%H:%M:%S", "%H:%M Uhr", "%H.%M Uhr", "%H Uhr"]


# Tagesordnung


def quellen(sitzung):
    """Return as choices from where a Sitzung may take a Tagesordnung."""
    titel = " · ".join(titel for titel, _ in VORLAGE)
    andere = Sitzung.objects.exclude(pk=sitzung.pk).annotate(anzahl=Count("tagesordnungspunkte"))
    return [
        (AUS_VORLAGE, f"Vorlage: {titel}"),
        *(
            (andere.pk, f"{date_format(andere.datum, 'j. F Y')}: {andere.titel} ({andere.anzahl})")
            for andere in andere.filter(anzahl__gt=0)
        ),
    ]


def tagesordnung_uebernehmen(sitzung, quelle):
    """Append the Punkte of a quelle as in quellen() to those of the Sitzung."""
    if quelle == AUS_VORLAGE:
        punkte = [Tagesordnungspunkt(titel=titel, unterpunkt=unter) for titel, unter in VORLAGE]
        for punkt in punkte:
            punkt.sichtbar = True
    else:
        punkte = list(Tagesordnungspunkt.objects.filter(sitzung=quelle).mit_sichtbarkeit())
    sitzung.punkte_anhaengen(auswahl(punkte, punkte))


class SitzungForm(forms.ModelForm):
    tagesordnung_von = forms.ChoiceField(
        label="Tagesordnung übernehmen von",
        required=False,
        help_text="Die Punkte werden beim Sichern kopiert, mit Art und Minuten. "
        "Vortragende, Ergebnisse und Unterlagen bleiben, wo sie sind.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["tagesordnung_von"]
        else:
            leer = ("", "keiner: ohne Punkte beginnen")
            self.fields["tagesordnung_von"].choices = [leer, *quellen(self.instance)]


class TagesordnungspunktForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"aria-label": field.label, "title": field.help_text}

    def has_changed(self):
        # The script numbers rows in which nobody has written anything yet.
        return super().has_changed() and (
            self.instance.pk is not None or self.changed_data != ["reihenfolge"]
        )


class TagesordnungForm(forms.Form):
    """Copies a Tagesordnung into a Sitzung."""

    ueberschrift = "Tagesordnung übernehmen"
    knopf = "Punkte übernehmen"
    erklaerung = (
        "Kopiert werden Titel, Unterpunkte, Art, Minuten und ob ein Punkt öffentlich ist. "
        "Vortragende, Ergebnisse und Unterlagen bleiben, wo sie sind. Was in dieser Sitzung "
        "schon steht, bleibt stehen; die Kopien kommen dahinter."
    )

    required_css_class = "required"

    quelle = forms.ChoiceField(label="Übernehmen von", help_text="In Klammern: wie viele Punkte.")
    vorhandene = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.fields["quelle"].choices = auswahlliste = quellen(instance)
        self.initial = {
            "quelle": auswahlliste[1 if len(auswahlliste) > 1 else 0][0],
            "vorhandene": instance.tagesordnungspunkte.count(),
        }

    def clean(self):
        if self.cleaned_data.get("vorhandene") != self.initial["vorhandene"]:
            raise ValidationError(
                "Inzwischen hat sich die Tagesordnung dieser Sitzung geändert; es wurde nichts "
                "übernommen. Sehen Sie bitte nach, ob die Punkte schon dort stehen."
            )

    def save(self):
        """Return what was done, as pairs of record and sentence."""
        tagesordnung_uebernehmen(self.instance, self.cleaned_data["quelle"])
        anzahl = self.instance.tagesordnungspunkte.count() - self.initial["vorhandene"]
        return [(self.instance, f"{anzahl} Tagesordnungspunkte übernommen.")]
