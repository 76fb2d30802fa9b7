"""The steps by which a Sitzung is cancelled or moved, and by which that is undone."""

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from redaktion.formulare import DatumField, UhrzeitField
from termine.models import ENTFAELLT, Ort, Sitzung
from termine.tagesordnung import auswahl, nummern


class NachfolgerField(forms.ModelChoiceField):
    def label_from_instance(self, sitzung):
        ab = sitzung.oeffentlich_ab
        if ab is None:
            return f"{sitzung} (Entwurf)"
        if ab > timezone.now():
            return f"{sitzung} (erst ab {date_format(timezone.localtime(ab), 'j. F Y')} zu sehen)"
        return str(sitzung)


class EntfallForm(forms.ModelForm):
    """What Absagen and Verlegen have in common: reason, successor, Punkte to carry over."""

    required_css_class = "required"

    mit_veroeffentlichen = forms.BooleanField(
        label="Den neuen Termin gleich mit veröffentlichen",
        required=False,
        initial=True,
        help_text="Ohne diesen Haken lesen Besucher den neuen Termin erst, wenn Sie ihn "
        "veröffentlichen.",
    )

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
        field_classes = {"nachfolger": NachfolgerField}
        widgets = {"grund": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grund"].required = True
        self.fields["nachfolger"].queryset = (
            Sitzung.objects.kommende().exclude(status__in=ENTFAELLT).exclude(pk=self.instance.pk)
        )
        if not self.kann_verborgen_sein():
            del self.fields["mit_veroeffentlichen"]
        self.alle_punkte = list(self.instance.tagesordnungspunkte.all())
        self.fields["punkte"].choices = [
            (punkt.pk, f"{nummer} {punkt}")
            for punkt, nummer in zip(self.alle_punkte, nummern(self.alle_punkte), strict=True)
            if not punkt.ergebnis
        ]
        if not self.fields["punkte"].choices:
            del self.fields["punkte"]

    def kann_verborgen_sein(self):
        """Tell whether visitors might see this Sitzung, but not one that may replace it."""
        jetzt = timezone.now()
        return not all(
            self.instance.zeigt_auch(neue, jetzt) for neue in self.fields["nachfolger"].queryset
        )

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
            if self.nachfolger_zeigen():
                satz += " Mit veröffentlicht."
            getan.append((sitzung.nachfolger, satz))
        return getan

    def nachfolger_zeigen(self):
        """Publish the successor as soon as this Sitzung, if staff want it; tell whether it was."""
        jetzt = timezone.now()
        if not self.cleaned_data.get("mit_veroeffentlichen"):
            return False
        # Somebody else may have saved it since it was read.
        neue = Sitzung.objects.select_for_update().get(pk=self.instance.nachfolger_id)
        if self.instance.zeigt_auch(neue, jetzt):
            return False
        neue.oeffentlich_ab = max(self.instance.oeffentlich_ab, jetzt)
        neue.save()
        return True


class AbsagenForm(EntfallForm):
    ueberschrift = "Sitzung absagen"
    knopf = "Sitzung absagen"
    erklaerung = (
        "Besucher sehen die Sitzung weiter, als abgesagt und mit dem Grund. Zurücknehmen können "
        "Sie das jederzeit mit „Absage zurücknehmen“."
    )
    status = Sitzung.Status.ABGESAGT

    class Meta(EntfallForm.Meta):
        labels = {"nachfolger": "Stattdessen"}
        help_texts = {"nachfolger": "Wenn eine andere Sitzung an ihre Stelle tritt."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The choice of a successor stands above them, and mostly there is none.
        self.initial["mit_veroeffentlichen"] = False
        for name in self.fields.keys() & {"mit_veroeffentlichen", "punkte"}:
            feld = self.fields[name]
            feld.help_text = f"Zählt nur, wenn bei „Stattdessen“ etwas steht. {feld.help_text}"

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
        "zum neuen Termin und von dort zurück. Zurücknehmen können Sie das jederzeit mit "
        "„Verlegung zurücknehmen“."
    )
    status = Sitzung.Status.VERLEGT

    datum = DatumField(label="Neues Datum", required=False, widget=AdminDateWidget)
    beginn = UhrzeitField(label="Beginn", required=False)
    ende = UhrzeitField(label="Ende", required=False)
    ort = forms.ModelChoiceField(Ort.objects.all(), label="Ort", required=False)

    field_order = ["grund", "datum", "beginn", "ende", "ort", "nachfolger"]

    class Meta(EntfallForm.Meta):
        labels = {"nachfolger": "Oder eine vorhandene Sitzung"}
        help_texts = {"nachfolger": "Wenn es den neuen Termin hier schon gibt."}

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        for name in ["beginn", "ende", "ort"]:
            self.initial[name] = getattr(instance, name)
        if "punkte" in self.fields:
            self.initial["punkte"] = [pk for pk, _ in self.fields["punkte"].choices]

    def kann_verborgen_sein(self):
        # A new Sitzung begins as a draft.
        return self.instance.oeffentlich_ab is not None

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
        elif not vorhandene and self.liegt_zurueck(self.cleaned_data["datum"]):
            tag = date_format(self.cleaned_data["datum"], "j. F Y")
            self.add_error(
                "datum",
                f"Der {tag} ist schon vorbei. Bitte prüfen Sie das Jahr; verlegt ist noch nichts.",
            )
        elif not vorhandene:
            self.neue = Sitzung(
                titel=self.instance.titel,
                # Moved, it is still the Sitzung of that number.
                nummer=self.instance.nummer,
                teilnahme=self.instance.teilnahme,
                **{name: self.cleaned_data[name] for name in ["datum", "beginn", "ende", "ort"]},
            )
            try:
                self.neue.full_clean(exclude=["slug"])
            except ValidationError as error:
                for name, fehler in error.error_dict.items():
                    self.add_error(name if name in self.fields else None, fehler)

    def liegt_zurueck(self, neuer_tag):
        """Tell whether a Sitzung that is still to come would be moved into the past."""
        return neuer_tag < timezone.localdate() and not self.instance.ist_vorbei()

    def save(self):
        if not self.instance.nachfolger:
            self.neue.save()
            self.instance.nachfolger = self.neue
        return super().save()


def liste(titel):
    return ", ".join(f"„{eines}“" for eines in titel)


class ZuruecknehmenForm(forms.ModelForm):
    """Takes Absagen or Verlegen back; staff decide what becomes of the successor."""

    ENTWURF, EIGENE, ABSAGEN = "entwurf", "eigene", "absagen"

    required_css_class = "required"

    neuer_termin = forms.ChoiceField(label="Der neue Termin", widget=forms.RadioSelect)
    nummer_behalten = forms.BooleanField(
        required=False,
        help_text="Ohne diesen Haken trägt sie nur noch die Sitzung, die doch stattfindet.",
    )

    class Meta:
        model = Sitzung
        fields = ["status"]
        help_texts = {"status": ""}

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        was = "Verlegung" if instance.status == Sitzung.Status.VERLEGT else "Absage"
        self.ueberschrift = self.knopf = f"{was} zurücknehmen"
        self.neue = instance.nachfolger
        self.fields["status"].choices = [
            wahl for wahl in Sitzung.Status.choices if wahl[0] not in ENTFAELLT
        ]
        self.initial["status"] = Sitzung.Status.GEPLANT
        if self.neue and self.neue.oeffentlich_ab:
            self.fields["neuer_termin"].choices = self.was_werden_kann()
        else:
            del self.fields["neuer_termin"]
        if self.neue and self.neue.nummer and self.neue.nummer == instance.nummer:
            self.fields["nummer_behalten"].label = f"Nummer {instance.nummer} auch dort behalten"
        else:
            del self.fields["nummer_behalten"]

    def was_werden_kann(self):
        doch_am = date_format(self.instance.datum, "j. F Y")
        choices = [
            (self.ENTWURF, "wird wieder ein Entwurf: Besucher sehen ihn nicht mehr"),
            (self.EIGENE, "bleibt zu sehen, als eigene Sitzung"),
        ]
        if not self.neue.entfaellt:
            satz = f"wird abgesagt: Besucher lesen dort, dass die Sitzung doch am {doch_am} ist"
            choices.append((self.ABSAGEN, satz))
        return choices

    @property
    def erklaerung(self):
        """What happens, and what there is at the successor, as paragraphs."""
        absaetze = ["Die Sitzung findet dann doch zu dieser Zeit statt; der Grund entfällt."]
        if self.neue:
            art = "" if self.neue.oeffentlich_ab else "; er ist ein Entwurf und bleibt es"
            absaetze.append(f"Neuer Termin: {self.neue}{art}.")
            hier = set(self.instance.tagesordnungspunkte.values_list("titel", flat=True))
            dort = list(self.neue.tagesordnungspunkte.values_list("titel", flat=True))
            if beide := [titel for titel in dort if titel in hier]:
                absaetze.append(f"Diese Punkte stehen hier und bleiben auch dort: {liste(beide)}.")
            if andere := [titel for titel in dort if titel not in hier]:
                absaetze.append(f"Diese Punkte stehen nur dort: {liste(andere)}.")
        return "\n\n".join(absaetze)

    def clean(self):
        super().clean()
        self.instance.grund, self.instance.nachfolger = "", None

    def save(self):
        """Save; return what was done as pairs of record and sentence."""
        sitzung = self.instance
        sitzung.save()
        getan = [(sitzung, f"{self.ueberschrift.split()[0]} zurückgenommen.")]
        if self.neue:
            # Somebody else may have saved it since it was read.
            neue = Sitzung.objects.select_for_update().get(pk=self.neue.pk)
            saetze = [f"Ersetzt nicht mehr: {sitzung}.", *self.neuen_termin_aendern(neue)]
            neue.save()
            getan.append((neue, " ".join(saetze)))
        return getan

    def neuen_termin_aendern(self, neue):
        """Change the successor as staff chose, without saving; yield sentences about it."""
        was = self.cleaned_data.get("neuer_termin")
        if was == self.ENTWURF:
            neue.oeffentlich_ab = None
            yield "Zurückgezogen."
        elif was == self.ABSAGEN:
            neue.status, neue.nachfolger = Sitzung.Status.ABGESAGT, self.instance
            wann = date_format(self.instance.datum, "l, j. F Y")
            neue.grund = f"Die Sitzung findet doch am {wann}, statt."
            yield f"Abgesagt: {neue.grund}"
        if self.cleaned_data.get("nummer_behalten") is False:
            neue.nummer = None
            yield "Nummer entfernt."
