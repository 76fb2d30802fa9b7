from dataclasses import dataclass

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Count
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format

from redaktion.formulare import InhaltForm, TabelleFormSet, UhrzeitField

from .datumsangaben import lies_liste, lies_widersprueche
from .hinweise import hinweise_zum_tag
from .models import ENTFAELLT, Ort, Sitzung, Tagesordnungspunkt, aenderungen_festhalten
from .rhythmus import LETZTE, feiertag, regelmaessige
from .tagesordnung import VORLAGE, auswahl, check_reihenfolge, nummern, so_erscheint
from .zeit import ERSTER_TAG, LETZTER_TAG

AUS_VORLAGE = "vorlage"


# Tagesordnung


def quellen(sitzung):
    """Return as choices from where a Sitzung may take a Tagesordnung."""
    titel = " · ".join(titel for titel, _ in VORLAGE)
    andere = Sitzung.objects.exclude(pk=sitzung.pk).annotate(anzahl=Count("tagesordnungspunkte"))
    return [
        (AUS_VORLAGE, f"Vorlage: {titel}"),
        *(
            (andere.pk, f"{date_format(andere.datum, 'j. F Y')}: {andere.titel} ({andere.anzahl})")
            for andere in andere.filter(anzahl__gt=0).order_by("-datum", "-pk")
        ),
    ]


def tagesordnung_uebernehmen(sitzung, quelle):
    """Append the Punkte of a quelle as in quellen() to those of the Sitzung."""
    if quelle == AUS_VORLAGE:
        punkte = [
            Tagesordnungspunkt(titel=titel, unterpunkt=unterpunkt, sichtbar=True)
            for titel, unterpunkt in VORLAGE
        ]
    else:
        punkte = list(Tagesordnungspunkt.objects.filter(sitzung=quelle))
    sitzung.punkte_anhaengen(auswahl(punkte, punkte))


class OhneHinweisForm(InhaltForm):
    """Of a Sitzung or a part of it: what changes is told to visitors, or not."""

    ohne_hinweis = forms.BooleanField(
        label="ohne Hinweis",
        required=False,
        help_text="Für Tippfehler: Auf der Website steht dann nicht, dass sich etwas geändert hat.",
    )

    def aenderungen_festhalten(self):
        """To be called when all rows are saved."""
        sitzung = getattr(self.instance, "sitzung", self.instance)
        aenderungen_festhalten(sitzung, timezone.now(), self.cleaned_data["ohne_hinweis"])


class SitzungForm(OhneHinweisForm):
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
            leer = ("", "Ohne Tagesordnung beginnen")
            self.fields["tagesordnung_von"].choices = [leer, *quellen(self.instance)]


class TagesordnungspunktForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["title"] = field.help_text

    def has_changed(self):
        # The script numbers rows in which nobody has written anything yet.
        return super().has_changed() and (
            self.instance.pk is not None or self.changed_data != ["reihenfolge"]
        )


class TagesordnungspunktFormSet(TabelleFormSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        punkte = list(self.get_queryset())
        erscheinungen = so_erscheint(punkte, self.instance.beginn)
        for punkt, erscheinung in zip(punkte, erscheinungen, strict=True):
            punkt.so_erscheint = erscheinung

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        punkte = [
            form.instance
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        # Rows without a primary key are saved last and so come after those that have one.
        check_reihenfolge(
            sorted(punkte, key=lambda punkt: (punkt.reihenfolge, punkt.pk or float("inf")))
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
        return [(self.instance, f"Tagesordnungspunkte übernommen: {anzahl}.")]


class EinladungForm(forms.Form):
    """Asks nothing; what is to be known stands above its button."""

    ueberschrift = "Einladung als PDF erzeugen"
    knopf = "Einladung als PDF erzeugen"
    erklaerung = (
        "Aus der Tagesordnung, wie sie jetzt gesichert ist, entsteht ein barrierefreies PDF. Es "
        "steht danach wie eine hochgeladene Einladung bei den Unterlagen: Ist die Sitzung "
        "veröffentlicht, sehen es Besucher sofort. Ändert sich später etwas, bleibt das PDF, wie "
        "es ist."
    )


# Absagen und verlegen


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
        """Return what was done, as pairs of record and sentence."""
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
                # It is the same Sitzung, only at another time.
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


# Jahrestermine


@dataclass
class Termin:
    """A date that may become a Sitzung; `vorhandene` are those of that day."""

    tag: object
    vorhandene: list
    angehakt: bool

    @property
    def hinweise(self):
        return hinweise_zum_tag(self.tag)


class JahrestermineForm(forms.ModelForm):
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

    # What all of them have in common.
    angaben = ["titel", "beginn", "ende", "ort", "teilnahme"]

    class Meta:
        model = Sitzung
        fields = ["titel", "nummer", "beginn", "ende", "ort", "teilnahme"]
        field_classes = {"beginn": UhrzeitField, "ende": UhrzeitField}
        labels = {"nummer": "Nummer der ersten"}
        help_texts = {
            "nummer": "Die weiteren zählen weiter. Leer: alle ohne Nummer.",
            "beginn": "",
            "ende": "",
            "ort": "",
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
        """What the preview shows, to find out whether it has changed since."""
        return " ".join(str(tag) for tag in self.tage)

    def termine(self):
        """Return the Termine, ticked unless something speaks against them."""
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
        """Create a draft for each ticked Termin and return them.

        Raises ValidationError if the preview showed others than these, or nothing is ticked.
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
