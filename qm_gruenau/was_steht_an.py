"""What the office has to do next; the start page of the admin shows it."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from handlungsfelder.models import Jahresplanung
from seiten.checks import fehlende
from seiten.models import Buero, Seite
from team.models import Person, Thema
from termine.models import ENTFAELLT, Ort, Sitzung, Unterlage

TAGESORDNUNG_VORHER = dt.timedelta(days=7)
PROTOKOLL_NACH = dt.timedelta(weeks=6)
# How many of a Gruppe are named: in an archive that is taken over hundreds may lack a Protokoll.
GENANNT = 10
# A public body checks its Erklärung zur Barrierefreiheit every year (EU 2018/1523, Art. 3).
ERKLAERUNG_GILT = dt.timedelta(days=365)


@dataclass
class Aufgabe:
    """One thing to do: a sentence, and the record and field where it is done."""

    satz: str
    objekt: object
    feld: str = ""

    @property
    def adresse(self):
        meta = self.objekt._meta
        name = f"admin:{meta.app_label}_{meta.model_name}"
        if self.objekt.pk is None:
            return reverse(f"{name}_add")
        anker = f"#{self.feld}" if self.feld else ""
        return reverse(f"{name}_change", args=[self.objekt.pk]) + anker

    def ist_fuer(self, request):
        verwaltung = admin.site.get_model_admin(type(self.objekt))
        if self.objekt.pk is None:
            return verwaltung.has_add_permission(request)
        return verwaltung.has_change_permission(request, self.objekt)


@dataclass
class Gruppe:
    """Things to do under a heading, and how many more there are that are not named."""

    titel: str
    aufgaben: list
    weitere: int = 0

    @property
    def anzahl(self):
        return len(self.aufgaben) + self.weitere

    @property
    def liste(self):
        """Return the address of the list that has the others too; none if they are of two kinds."""
        modelle = {type(aufgabe.objekt) for aufgabe in self.aufgaben}
        if len(modelle) > 1:
            return ""
        meta = modelle.pop()._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")

    def nur_fuer(self, request):
        """Return the Gruppe with what an account may do, and not too much of it."""
        aufgaben = [aufgabe for aufgabe in self.aufgaben if aufgabe.ist_fuer(request)]
        weitere = self.weitere + len(aufgaben[GENANNT:])
        return Gruppe(self.titel, aufgaben[:GENANNT], weitere)


def was_steht_an(request, jetzt):
    """Return the Gruppen of what the user may do at `jetzt` (aware), none of them empty."""
    gruppen = [
        Gruppe("Nächste Sitzung", naechste_sitzung(jetzt)),
        ohne_protokoll(jetzt),
        Gruppe("Team", personen(jetzt)),
        Gruppe("Themen, für die niemand zuständig ist", verwaiste_themen(jetzt)),
        Gruppe("Orte", alte_anschriften()),
        Gruppe("Entwürfe", entwuerfe()),
        Gruppe("Wird veröffentlicht", geplante(jetzt)),
        Gruppe("Angaben, die auf der Website fehlen", fehlende_angaben()),
        Gruppe("Barrierefreiheit", alte_erklaerung(jetzt)),
    ]
    gekuerzte = [gruppe.nur_fuer(request) for gruppe in gruppen]
    return [gruppe for gruppe in gekuerzte if gruppe.aufgaben]


def naechste(jetzt):
    """Return the next Sitzung that takes place, also a draft, or None."""
    return Sitzung.objects.kommende(jetzt).exclude(status__in=ENTFAELLT).mit_ort().first()


def naechste_sitzung(jetzt):
    sitzung = naechste(jetzt)
    if sitzung is None:
        yield Aufgabe("Es ist keine Sitzung geplant. Neue Sitzung anlegen", Sitzung())
        return
    tag = date_format(sitzung.datum, "l, j. F Y")
    if sitzung.beginn is None:
        yield Aufgabe(f"{tag}: Die Uhrzeit fehlt.", sitzung, "id_beginn")
    if sitzung.ort_id is None:
        yield Aufgabe(f"{tag}: Der Ort fehlt.", sitzung, "id_ort")
    bald = sitzung.datum - timezone.localdate(jetzt) <= TAGESORDNUNG_VORHER
    if bald and not sitzung.tagesordnungspunkte.exists():
        yield Aufgabe(f"{tag}: Die Tagesordnung fehlt.", sitzung, "tagesordnungspunkte-group")


def ohne_protokoll(jetzt):
    protokolle = Unterlage.objects.filter(
        Q(sitzung=OuterRef("pk")) | Q(tagesordnungspunkt__sitzung=OuterRef("pk")), art="protokoll"
    )
    sitzungen = (
        Sitzung.objects.filter(datum__lte=timezone.localdate(jetzt) - PROTOKOLL_NACH)
        .exclude(status__in=ENTFAELLT)
        .exclude(Exists(protokolle))
    )
    aufgaben = [
        Aufgabe(
            f"{sitzung.titel} am {date_format(sitzung.datum, 'j. F Y')}",
            sitzung,
            "unterlagen-group",
        )
        for sitzung in sitzungen[:GENANNT]
    ]
    return Gruppe("Protokoll fehlt", aufgaben, sitzungen.count() - len(aufgaben))


def personen(jetzt):
    for person in Person.objects.oeffentlich(jetzt):
        if not person.email:
            yield Aufgabe(f"{person}: Die E-Mail-Adresse fehlt.", person, "id_email")
        if person.foto and not person.foto_einwilligung_am:
            yield Aufgabe(
                f"{person}: Die Einwilligung zum Foto fehlt.", person, "id_foto_einwilligung_am"
            )


def verwaiste_themen(jetzt):
    for thema, ab in Thema.objects.verwaiste(jetzt):
        yield Aufgabe(f"{thema}, ab {date_format(ab, 'j. F Y')}" if ab else str(thema), thema)


def alte_anschriften():
    """Yield the Orte that are said to be the Anlaufstelle and are not where the office is now."""
    for ort in Ort.objects.filter(ist_anlaufstelle=True).exclude(strasse=""):
        if not Buero.objects.filter(strasse=ort.strasse).exists():
            yield Aufgabe(
                f"{ort} ist nicht die Anschrift des Büros. Ist dort noch die Anlaufstelle?",
                ort,
                "id_ist_anlaufstelle",
            )


def entwuerfe():
    for modell in [Sitzung, Jahresplanung, Seite, Person]:
        for objekt in modell.objects.filter(oeffentlich_ab=None):
            yield Aufgabe(f"{modell._meta.verbose_name}: {objekt}", objekt, "id_oeffentlich_ab_0")


def geplante(jetzt):
    for modell in [Sitzung, Jahresplanung, Seite, Person]:
        for objekt in modell.objects.filter(oeffentlich_ab__gt=jetzt).order_by("oeffentlich_ab"):
            ab = date_format(timezone.localtime(objekt.oeffentlich_ab), "j. F Y, H:i")
            yield Aufgabe(f"Ab {ab} Uhr: {objekt}", objekt, "id_oeffentlich_ab_0")


def fehlende_angaben():
    for angabe in fehlende():
        yield Aufgabe(angabe.ort, angabe.objekt, angabe.feld)


def alte_erklaerung(jetzt):
    for seite in Seite.objects.filter(
        slug="barrierefreiheit", geaendert_am__lt=jetzt - ERKLAERUNG_GILT
    ):
        vom = date_format(timezone.localtime(seite.geaendert_am), "j. F Y")
        yield Aufgabe(f"Die Erklärung ist vom {vom}. Bitte prüfen Sie sie neu.", seite)
