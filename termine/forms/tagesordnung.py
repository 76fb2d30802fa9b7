"""The forms of a Sitzung and its Punkte; the steps that copy a Tagesordnung or make a PDF."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from redaktion.abgleich import Abgleich, AbgleichForm
from redaktion.formulare import TabelleFormSet
from redaktion.grenzen import MAX_ZEICHEN
from redaktion.texte import klartext
from termine.models import (
    ENTFAELLT,
    Sitzung,
    Tagesordnungspunkt,
    Vorlage,
    Vorlagenpunkt,
    aenderungen_festhalten,
)
from termine.tagesordnung import (
    auswahl,
    check_reihenfolge,
    nummern,
    sichtbarkeiten,
    so_erscheint,
)

VORLAGE = "vorlage-"

# The fields of a row on which it depends whether visitors see it, and whether it is one.
GESENDETES = ["titel", "reihenfolge", "unterpunkt", "oeffentlich"]


def quellen(sitzung):
    """Return the choices, in groups, of what the Tagesordnung of a Sitzung may begin with."""
    vorlagen = Vorlage.objects.annotate(anzahl=Count("punkte")).filter(anzahl__gt=0)
    andere = Sitzung.objects.exclude(pk=sitzung.pk).annotate(anzahl=Count("tagesordnungspunkte"))
    frueher = andere.filter(anzahl__gt=0).order_by("-datum", "-pk")
    gruppen = {
        "Vorlagen": [
            (f"{VORLAGE}{vorlage.pk}", f"{vorlage.name} ({vorlage.anzahl})") for vorlage in vorlagen
        ],
        "Sitzungen": [
            (andere.pk, f"{date_format(andere.datum, 'j. F Y')}: {andere.titel} ({andere.anzahl})")
            for andere in frueher
        ],
    }
    return [(name, auswahlliste) for name, auswahlliste in gruppen.items() if auswahlliste]


def tagesordnung_uebernehmen(sitzung, quelle):
    """Append copies of the Punkte of `quelle`, a value of quellen(), to the Sitzung."""
    if quelle.startswith(VORLAGE):
        punkte = list(Vorlagenpunkt.objects.filter(vorlage=quelle.removeprefix(VORLAGE)))
    else:
        punkte = list(Tagesordnungspunkt.objects.filter(sitzung=quelle))
    sitzung.punkte_anhaengen(auswahl(punkte, punkte))


class OhneHinweisForm(AbgleichForm):
    """Form of a Sitzung or a Punkt: staff decide whether visitors are told of the change."""

    ohne_hinweis = forms.BooleanField(
        label="ohne Hinweis",
        required=False,
        help_text="Für Tippfehler: Auf der Website steht dann nicht, dass sich etwas geändert hat.",
    )

    def aenderungen_festhalten(self):
        """Store what visitors are told; to be called when all rows are saved."""
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

    def clean(self):
        super().clean()
        verlegte = Sitzung.objects.filter(pk=self.instance.pk, status__in=ENTFAELLT)
        bisherige = verlegte.exclude(nachfolger=None).select_related("nachfolger").first()
        if bisherige and self.cleaned_data.get("status") not in [None, *ENTFAELLT]:
            was = "Verlegung" if bisherige.status == Sitzung.Status.VERLEGT else "Absage"
            satz = format_html(
                "Der neue Termin, {}, bliebe sonst bestehen. Bitte stellen Sie den Status wieder "
                "auf „{}“ und drücken Sie nach dem Sichern oben auf der Seite "
                "<a href='{}'>{} zurücknehmen</a>. Dort wählen Sie, was aus dem neuen Termin wird.",
                bisherige.nachfolger,
                bisherige.get_status_display(),
                reverse("admin:termine_sitzung_zuruecknehmen", args=[bisherige.pk]),
                was,
            )
            self.add_error("status", satz)


class PunktForm(AbgleichForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.war_sichtbar = self.instance.sichtbar
        for field in self.fields.values():
            field.widget.attrs["title"] = field.help_text

    def has_changed(self):
        # Empty rows are numbered too; a number alone makes no Punkt.
        return super().has_changed() and (
            self.instance.pk is not None or self.changed_data != ["reihenfolge"]
        )


class PunkteFormSet(TabelleFormSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        punkte = list(self.get_queryset())
        erscheinungen = so_erscheint(punkte, getattr(self.instance, "beginn", None))
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


class TagesordnungspunktFormSet(PunkteFormSet):
    def geloeschte_einordnen(self):
        sichtbare = self.sichtbare_wie_gesendet()
        nummern = super().geloeschte_einordnen()
        self.hier_sichtbar = {jetzt for jetzt, gesendet in nummern.items() if gesendet in sichtbare}
        return nummern

    def sichtbare_wie_gesendet(self):
        """Return the numbers of the rows that visitors would see, had nobody else saved.

        Rows that are to be deleted hide what is below them all the same.
        """
        zeilen = []
        for nummer in self.nummern():
            angaben = {
                name: self.data.get(f"{self.add_prefix(nummer)}-{name}") for name in GESENDETES
            }
            if angaben["titel"]:
                stelle = angaben["reihenfolge"] or ""
                zeilen.append((int(stelle[:5]) if stelle.isdecimal() else 0, nummer, angaben))
        zeilen.sort(key=lambda zeile: zeile[:2])
        punkte = [
            Tagesordnungspunkt(
                unterpunkt=bool(angaben["unterpunkt"]), oeffentlich=bool(angaben["oeffentlich"])
            )
            for *_, angaben in zeilen
        ]
        return {
            nummer
            for (_, nummer, _), sichtbar in zip(zeilen, sichtbarkeiten(punkte), strict=True)
            if sichtbar
        }

    def verborgene_schuetzen(self):
        """Hide the saved Punkte that neither this form nor anybody before has shown.

        What two people changed together can put a Punkt below another than either of them saw.
        Returns a list of these Punkte.
        """
        pks = [
            form.instance.pk
            for nummer, form in enumerate(self.forms)
            if not (form.war_sichtbar or nummer in self.hier_sichtbar)
        ]
        aufgedeckte = list(Tagesordnungspunkt.objects.filter(pk__in=pks, sichtbar=True))
        for punkt in aufgedeckte:
            punkt.oeffentlich = False
            punkt.save()
        return aufgedeckte


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
        self.fields["quelle"].choices = gruppen = quellen(instance)
        self.initial = {
            # The latest Sitzung, or where no other has Punkte, the first Vorlage.
            "quelle": gruppen[-1][1][0][0] if gruppen else None,
            "vorhandene": instance.tagesordnungspunkte.count(),
        }

    def clean(self):
        if self.cleaned_data.get("vorhandene") != self.initial["vorhandene"]:
            raise ValidationError(
                "Inzwischen hat sich die Tagesordnung dieser Sitzung geändert; es wurde nichts "
                "übernommen. Sehen Sie bitte nach, ob die Punkte schon dort stehen."
            )

    def save(self):
        """Save; return what was done as pairs of record and sentence."""
        tagesordnung_uebernehmen(self.instance, self.cleaned_data["quelle"])
        anzahl = self.instance.tagesordnungspunkte.count() - self.initial["vorhandene"]
        return [(self.instance, f"Tagesordnungspunkte übernommen: {anzahl}.")]


class ErgebnisseForm(Abgleich, forms.Form):
    """The results of all Punkte of a Sitzung on one page."""

    ueberschrift = "Ergebnisse eintragen"
    knopf = "Ergebnisse sichern"
    erklaerung = (
        "Was nach der Sitzung feststeht, steht auf der Website beim Punkt. Leer lassen können Sie, "
        "was Sie wollen."
    )

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.punkte = {}
        punkte = list(instance.tagesordnungspunkte.all())
        for punkt, nummer in zip(punkte, nummern(punkte), strict=True):
            name = f"ergebnis_{punkt.pk}"
            # A Punkt that somebody has added since is not in the form.
            if self.is_bound and name not in self.data:
                continue
            self.punkte[name] = punkt
            feld = Tagesordnungspunkt._meta.get_field("ergebnis").formfield()
            feld.label, feld.help_text = f"{nummer} {punkt.titel}", ""
            self.fields[name] = feld
            self.initial[name] = punkt.ergebnis
        self.merken_wie_geoeffnet()
        if self.is_bound:
            self.abgleichen()

    def clean(self):
        super().clean()
        for name, text in self.data.items():
            unberuehrt = self.data.get(f"{name}-initial", "")
            if (
                re.fullmatch("ergebnis_[0-9]+", name)
                and name not in self.punkte
                and (text not in {"", unberuehrt})
            ):
                self.add_error(
                    None,
                    "Einen Punkt hat inzwischen jemand gelöscht. Brauchen Sie diesen Text noch, "
                    f"kopieren Sie ihn bitte: {klartext(text[:MAX_ZEICHEN])}",
                )
        for name in self.changed_data:
            punkt, text = self.punkte[name], self.cleaned_data.get(name, "")
            try:
                punkt.ergebnis = punkt._meta.get_field("ergebnis").clean(text, punkt)
            except ValidationError as fehler:
                self.add_error(name, fehler)

    def save(self):
        """Save; return what was done as pairs of record and sentence."""
        for name in self.changed_data:
            self.punkte[name].save()
        labels = [self.fields[name].label for name in self.changed_data]
        return [(self.instance, f"Ergebnisse eingetragen: {'; '.join(labels) or 'keine neuen'}.")]


class EinladungForm(forms.Form):
    """A form without fields: its page explains, and its button confirms."""

    ueberschrift = "Einladung als PDF erzeugen"
    knopf = "Einladung als PDF erzeugen"
    erklaerung = (
        "Aus der Tagesordnung, wie sie jetzt gesichert ist, entsteht ein barrierefreies PDF. Es "
        "steht danach wie eine hochgeladene Einladung bei den Unterlagen: Ist die Sitzung "
        "veröffentlicht, sehen es Besucher sofort. Ändert sich später etwas, bleibt das PDF, wie "
        "es ist."
    )
