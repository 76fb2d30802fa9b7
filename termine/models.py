import datetime as dt
from operator import attrgetter
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max, Min, Prefetch, Q
from django.db.models.functions import Coalesce
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property

from handlungsfelder.models import Handlungsfeld
from redaktion.adressen import adresse_aus
from redaktion.dateien import DateiFeld
from redaktion.models import (
    Ganzes,
    Veroeffentlicht,
    VeroeffentlichtQuerySet,
    Zeile,
    veroeffentlicht,
)
from redaktion.texte import TextFeld

from . import aenderungen
from .dokumente import HOECHSTENS, befund
from .tagesordnung import nummern, sichtbarkeiten

LEIPZIG = ZoneInfo("Europe/Berlin")

# Addresses have years of this century.
ERSTER_TAG, LETZTER_TAG = dt.date(2000, 1, 1), dt.date(2099, 12, 31)

# In bytes; staff are told about larger files.
GROSS = 5 * 1024**2

UEBLICHER_TITEL = "Sitzung des Quartiersrats"

# The states in which nobody should come at the time that stands there.
ENTFAELLT = ["verlegt", "abgesagt"]

# How many of those that are over a calendar to subscribe to still holds.
IM_KALENDER_ZULETZT = 24

# By what the archive can be limited, in the address and in words.
ARCHIVSTAENDE = {
    "angekuendigt": "angekündigt",
    "stattgefunden": "hat stattgefunden",
    "verlegt": "verlegt",
    "abgesagt": "abgesagt",
}

# What people have to change in their plans for.
TERMIN = ["datum", "beginn", "ende", "ort", "status"]

# What the clocks skip on one day of the year, and what is said then.
FEHLENDE_STUNDE = dt.time(2), dt.time(2, 59, 59, 999999)
UHRZEIT_FEHLT = "Diese Uhrzeit gibt es an diesem Tag nicht, weil die Uhren vorgestellt werden."


def check_uhrzeit(datum, uhrzeit):
    """Raise ValidationError if the clocks in Leipzig skip this time (02:00–03:00 in March)."""
    gemeint = dt.datetime.combine(datum, uhrzeit, LEIPZIG)
    gezeigt = gemeint.astimezone(dt.UTC).astimezone(LEIPZIG)
    if gezeigt.replace(tzinfo=None) != gemeint.replace(tzinfo=None):
        raise ValidationError(UHRZEIT_FEHLT)


def check_unterlage(datei):
    """Raise ValidationError if an upload is no PDF for visitors; what is stored was examined."""
    # As in Django's own FileField: only a new file is not committed to the storage yet.
    if not datei._committed:
        befund(datei)


def unterlage_pfad(unterlage, filename):
    """Return where the storage keeps an upload; its own name may be anything and is not kept."""
    return f"unterlagen/{uuid4().hex}.pdf"


class SitzungQuerySet(VeroeffentlichtQuerySet):
    def kommende(self, jetzt=None):
        """Limit to those not over yet at `jetzt` (aware; default: now), the next one first.

        A Sitzung is over after its Ende, without an Ende after its day, in Leipzig.
        """
        return self.filter(nicht_vorbei(jetzt)).order_by(
            "datum", F("beginn").asc(nulls_last=True), "pk"
        )

    def vergangene(self, jetzt=None):
        """Limit to those that are over at `jetzt` (aware; default: now), the last one first."""
        return self.filter(vorbei(jetzt))

    def im_stand(self, stand, jetzt=None):
        """Limit to one of ARCHIVSTAENDE at `jetzt` (aware; default: now)."""
        if stand in ENTFAELLT:
            return self.filter(status=stand)
        finden_statt = self.exclude(status__in=ENTFAELLT)
        return finden_statt.filter((vorbei if stand == "stattgefunden" else nicht_vorbei)(jetzt))

    def zum_handlungsfeld(self, slug, jetzt=None):
        """Limit to those with a public Punkt about a Handlungsfeld, of whichever year."""
        felder = Handlungsfeld.objects.oeffentlich(jetzt).filter(slug=slug)
        punkte = Tagesordnungspunkt.objects.oeffentlich(jetzt).filter(handlungsfelder__in=felder)
        return self.filter(pk__in=punkte.values("sitzung"))

    def naechste_oder_letzte(self, jetzt=None):
        """Return the next Sitzung that takes place, else the last that did, else None; and a
        list of the coming ones before it that do not take place.
        """
        finden_statt = self.exclude(status__in=ENTFAELLT)
        entfallene = self.kommende(jetzt).filter(status__in=ENTFAELLT)
        if naechste := finden_statt.kommende(jetzt).first():
            davor = entfallene.filter(datum__lte=naechste.datum)
            return naechste, [andere for andere in davor if andere.rang < naechste.rang]
        return finden_statt.vergangene(jetzt).first(), list(entfallene)

    def mit_neuem_termin(self, jetzt=None):
        """Fetch along, as `neuer_termin`, the Sitzung in place of each where that is public.

        At `jetzt` (aware; default: now); None where there is none.
        """
        neue = Sitzung.objects.oeffentlich(jetzt).nur_verweis(
            "beginn", "geaendert_am", "oeffentlich_ab"
        )
        return self.prefetch_related(Prefetch("nachfolger", neue, to_attr="neuer_termin"))

    def nur_verweis(self, *dazu):
        """Fetch no more than a link to each needs, and these fields."""
        return self.only("slug", "datum", *dazu)

    def uebliche_angaben(self):
        """Return what a new Sitzung has in common with the last ones, by field."""
        titel = list(self.values_list("titel", flat=True)[:2])
        mit_beginn = self.exclude(beginn=None).first()
        mit_ort = self.exclude(ort="").first()
        # Those that took place are counted: a cancelled one gives its number back.
        nummer = self.exclude(status__in=ENTFAELLT).aggregate(nummer=Max("nummer"))["nummer"]
        return {
            # One of its own, about its theme, is not repeated.
            "titel": titel[0] if len(titel) == 2 and titel[0] == titel[1] else UEBLICHER_TITEL,
            "nummer": nummer and nummer + 1,
            "beginn": mit_beginn and mit_beginn.beginn,
            "ende": mit_beginn and mit_beginn.ende,
            "ort": mit_ort.ort if mit_ort else "",
            # The meetings of the Quartiersrat are open to everybody; the last one may differ.
            "teilnahme": self.values_list("teilnahme", flat=True).first()
            or Sitzung.Teilnahme.OFFEN,
        }

    def fuer_kalender(self, jetzt=None):
        """Limit to those to come at `jetzt` (aware; default: now) and the last before them."""
        letzte = self.vergangene(jetzt)[:IM_KALENDER_ZULETZT]
        return [*reversed(letzte), *self.kommende(jetzt)]


# Each begins with the day, which has an index.


def nicht_vorbei(jetzt):
    lokal = timezone.localtime(jetzt, LEIPZIG)
    dann_noch = Q(datum__gt=lokal.date()) | Q(ende=None) | Q(ende__gt=lokal.time())
    return Q(datum__gte=lokal.date()) & dann_noch


def vorbei(jetzt):
    lokal = timezone.localtime(jetzt, LEIPZIG)
    dann_schon = Q(datum__lt=lokal.date()) | Q(ende__lte=lokal.time())
    return Q(datum__lte=lokal.date()) & dann_schon


class JahrgangQuerySet(VeroeffentlichtQuerySet):
    def jahre(self):
        """Return the years, the newest first."""
        return list(self.values_list("jahr", flat=True))

    def nachrechnen(self, jahre):
        """Store of these years since when they have a Sitzung that visitors see."""
        for jahr in jahre:
            sitzungen = Sitzung.objects.filter(datum__year=jahr)
            seit = sitzungen.aggregate(seit=Min("oeffentlich_ab"))["seit"]
            if seit:
                self.update_or_create(jahr=jahr, defaults={"oeffentlich_ab": seit})
            else:
                self.filter(jahr=jahr).delete()


class Jahrgang(Veroeffentlicht):
    """A year that has Sitzungen, so that no page has to look through them all for it."""

    jahr = models.PositiveSmallIntegerField("Jahr", primary_key=True)

    objects = JahrgangQuerySet.as_manager()

    class Meta:
        verbose_name = "Jahrgang"
        verbose_name_plural = "Jahrgänge"
        ordering = ["-jahr"]

    def __str__(self):
        return str(self.jahr)


class Sitzung(Ganzes, Veroeffentlicht):
    class Status(models.TextChoices):
        GEPLANT = "geplant", "geplant"
        BESTAETIGT = "bestaetigt", "bestätigt"
        VERLEGT = "verlegt", "verlegt"
        ABGESAGT = "abgesagt", "abgesagt"

    class Teilnahme(models.TextChoices):
        OFFEN = "offen", "öffentlich, ohne Anmeldung"
        ANMELDUNG = "anmeldung", "öffentlich, mit Anmeldung"
        GESCHLOSSEN = "geschlossen", "nicht öffentlich"

    titel = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=20, unique=True, blank=True, editable=False)
    nummer = models.PositiveSmallIntegerField(
        "Nummer", null=True, blank=True, help_text="Zum Beispiel 181 für die 181. Sitzung."
    )
    datum = models.DateField("Datum")
    beginn = models.TimeField(
        "Beginn", null=True, blank=True, help_text="Uhrzeit in Leipzig, zum Beispiel 17:00."
    )
    ende = models.TimeField(
        "Ende", null=True, blank=True, help_text="Uhrzeit in Leipzig, zum Beispiel 19:00."
    )
    ort = models.CharField(
        "Ort",
        max_length=200,
        blank=True,
        help_text="Zum Beispiel Stadtteilladen, Stuttgarter Allee 19.",
    )
    teilnahme = models.CharField(
        "Teilnahme",
        max_length=12,
        choices=Teilnahme,
        blank=True,
        help_text="Wer kommen darf. Leer: Die Website sagt nichts dazu.",
    )
    status = models.CharField(
        "Status",
        max_length=12,
        choices=Status,
        default=Status.GEPLANT,
        help_text="Absagen und verlegen können Sie eine gesicherte Sitzung oben auf ihrer Seite.",
    )
    grund = models.CharField(
        "Grund",
        max_length=300,
        blank=True,
        help_text="Warum die Sitzung abgesagt oder verlegt ist. Steht auf der Website.",
    )
    nachfolger = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="vorgaenger",
        verbose_name="neuer Termin",
        null=True,
        blank=True,
        help_text="Welche Sitzung stattfindet, wenn diese abgesagt oder verlegt ist.",
    )
    interne_notiz = models.TextField(
        "interne Notiz", blank=True, help_text="Nur für das Büro, erscheint nirgends."
    )
    erstmals_oeffentlich_am = models.DateTimeField(
        "erstmals öffentlich am", null=True, blank=True, editable=False
    )
    # By these the calendars of other people know a Sitzung and its newer versions.
    uid = models.UUIDField("Kennung im Kalender", default=uuid4, unique=True, editable=False)
    folge = models.PositiveIntegerField("Folge im Kalender", default=0, editable=False)

    objects = SitzungQuerySet.as_manager()

    class Meta:
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"
        ordering = ["-datum", F("beginn").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(fields=["datum"], name="sitzung_datum"),
            models.Index(fields=["oeffentlich_ab"], name="sitzung_oeffentlich_ab"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(datum__gte=ERSTER_TAG, datum__lte=LETZTER_TAG),
                name="sitzung_datum_2000_bis_2099",
                violation_error_message="Das Datum muss zwischen 2000 und 2099 liegen.",
            ),
            models.CheckConstraint(
                condition=Q(ende__gt=F("beginn")),
                name="sitzung_ende_nach_beginn",
                violation_error_message="Das Ende muss nach dem Beginn liegen.",
            ),
            models.CheckConstraint(
                condition=Q(ende=None) | Q(beginn__isnull=False),
                name="sitzung_ende_nur_mit_beginn",
                violation_error_message="Ein Ende braucht auch einen Beginn.",
            ),
            models.CheckConstraint(
                # The last Sunday in March, by the rule of the EU for all years from 2000 on.
                condition=~(
                    Q(datum__month=3, datum__day__gte=25, datum__week_day=1)
                    & (Q(beginn__range=FEHLENDE_STUNDE) | Q(ende__range=FEHLENDE_STUNDE))
                ),
                name="sitzung_uhrzeit_gibt_es_an_dem_tag",
                violation_error_message=UHRZEIT_FEHLT,
            ),
            models.CheckConstraint(
                condition=Q(status__in=["geplant", "bestaetigt", "verlegt", "abgesagt"]),
                name="sitzung_status_bekannt",
                violation_error_message="Diesen Status gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(teilnahme__in=["", "offen", "anmeldung", "geschlossen"]),
                name="sitzung_teilnahme_bekannt",
                violation_error_message="Diese Teilnahme gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=ENTFAELLT) | ~Q(grund=""),
                name="sitzung_absage_und_verlegung_mit_grund",
                violation_error_message="Bitte nennen Sie den Grund, wenn eine Sitzung "
                "abgesagt oder verlegt ist.",
            ),
            models.CheckConstraint(
                condition=~Q(nachfolger=F("pk")),
                name="sitzung_nicht_eigener_nachfolger",
                violation_error_message="Eine Sitzung kann nicht auf sich selbst verlegt werden.",
            ),
        ]

    def __str__(self):
        # In digits: the admin's history is written without a language.
        return f"{self.titel} am {self.datum:%d.%m.%Y}"

    def clean(self):
        fehler = {}
        for name in ["beginn", "ende"]:
            uhrzeit = getattr(self, name)
            if uhrzeit and self.datum and ERSTER_TAG <= self.datum <= LETZTER_TAG:
                try:
                    check_uhrzeit(self.datum, uhrzeit)
                except ValidationError as error:
                    fehler[name] = error
        neue = self.nachfolger
        if self.pk and neue and neue != self and neue.nachfolger_id == self.pk:
            fehler["nachfolger"] = "Diese beiden Sitzungen wären dann aufeinander verlegt."
        if fehler:
            raise ValidationError(fehler)

    @transaction.atomic
    def save(self, **kwargs):
        # An address that visitors have seen is permanent, also when the date is corrected.
        erstmals = self.erstmals_oeffentlich_am
        if erstmals is None or erstmals > timezone.now():
            if self.slug[:10] != f"{self.datum:%Y-%m-%d}":
                self.slug = self.freie_adresse()
            self.erstmals_oeffentlich_am = self.oeffentlich_ab
        vorher = Sitzung.objects.filter(pk=self.pk).values_list("datum__year", flat=True)
        jahre = {self.datum.year, *vorher}
        super().save(**self.mit_folge(**kwargs))
        if "update_fields" not in kwargs:
            Jahrgang.objects.nachrechnen(jahre)

    @transaction.atomic
    def delete(self, **kwargs):
        geloescht = super().delete(**kwargs)
        Jahrgang.objects.nachrechnen([self.datum.year])
        return geloescht

    def get_absolute_url(self):
        return reverse("termine:sitzung_detail", kwargs={"slug": self.slug})

    def mit_folge(self, update_fields=None, **kwargs):
        """Set the Folge to be saved, one higher if the Termin changes; return save's arguments."""
        felder = [name for name in TERMIN if update_fields is None or name in update_fields]
        if felder and not self._state.adding:
            if alt := Sitzung.objects.filter(pk=self.pk).values("folge", *felder).first():
                geaendert = any(getattr(self, name) != alt[name] for name in felder)
                self.folge = alt["folge"] + geaendert
            if update_fields is not None:
                update_fields = [*update_fields, "folge"]
        return {"update_fields": update_fields, **kwargs}

    def freie_adresse(self):
        """Return the date as an address, with -2, -3 … where others on that day have it."""
        tag = f"{self.datum:%Y-%m-%d}"
        vergeben = set(
            Sitzung.objects.exclude(pk=self.pk)
            .filter(slug__startswith=tag)
            .values_list("slug", flat=True)
        )
        adresse, zaehler = tag, 1
        while adresse in vergeben:
            zaehler += 1
            adresse = f"{tag}-{zaehler}"
        return adresse

    def ist_vorbei(self, jetzt=None):
        """Tell whether the Sitzung is over at `jetzt` (aware; default: now); see kommende()."""
        lokal = timezone.localtime(jetzt, LEIPZIG)
        if self.datum != lokal.date():
            return self.datum < lokal.date()
        return self.ende is not None and self.ende <= lokal.time()

    def findet_noch_statt(self, jetzt=None):
        """Tell whether one can still go there at `jetzt` (aware; default: now)."""
        return not (self.entfaellt or self.ist_vorbei(jetzt))

    def laeuft(self, jetzt=None):
        """Tell whether the Sitzung is going on at `jetzt` (aware; default: now).

        Without an Ende nobody knows how long.
        """
        if self.entfaellt or self.ende is None:
            return False
        return self.beginn_zeitpunkt <= (jetzt or timezone.now()) < self.ende_zeitpunkt

    def zustand(self, jetzt=None, unterlagen=()):
        """Return the state at `jetzt` (aware; default: now) in words.

        Of its Unterlagen, those that visitors see.
        """
        if self.entfaellt:
            return self.get_status_display()
        if self.laeuft(jetzt):
            return "läuft gerade"
        if self.ist_vorbei(jetzt):
            return "hat stattgefunden"
        if any(unterlage.art == Unterlage.Art.EINLADUNG for unterlage in unterlagen):
            return "Einladung liegt vor"
        return "bestätigt" if self.status == self.Status.BESTAETIGT else "angekündigt"

    @transaction.atomic
    def aenderungen_festhalten(self, jetzt, ohne_hinweis=False):
        """Note what visitors see at `jetzt` (aware), and what is new since they last saw it.

        To be called when all that belongs to the Sitzung is saved. A draft that was public keeps
        what was last seen; what becomes public at a time changes at that time.
        """
        # Somebody else may have noted something since this instance was read.
        self.refresh_from_db(from_queryset=Sitzung.objects.select_for_update())
        bisheriges = Abbild.objects.filter(sitzung=self).first()
        gesehen = aenderungen.gesehen(bisheriges and bisheriges.inhalt, jetzt)
        neues = self.jetziges_abbild() if self.oeffentlich_ab else gesehen
        if not (gesehen and ohne_hinweis):
            # What was planned is told anew.
            self.vermerkte_aenderungen.filter(um__gt=jetzt).delete()
        if not gesehen:
            self.vermerkte_aenderungen.all().delete()
        if self.oeffentlich_ab and not gesehen:
            self.ankuendigen(neues)
        elif self.oeffentlich_ab and not ohne_hinweis:
            unterschiede = aenderungen.unterschiede(gesehen, neues)
            self.aenderung_vermerken(unterschiede, max(jetzt, self.oeffentlich_ab))
        if self.oeffentlich_ab and gesehen and self.oeffentlich_ab > jetzt:
            neues["gesehen"] = gesehen | {"gesehen": None}
        Abbild.objects.filter(sitzung=self).delete()
        if neues:
            Abbild.objects.create(sitzung=self, inhalt=neues)
            self.unterlagen_vergessen(neues)

    def ankuendigen(self, abbild):
        um, was = self.erstmals_oeffentlich_am, aenderungen.ankuendigung(abbild)
        self.vermerkte_aenderungen.create(
            tag=timezone.localdate(um), um=um, was=was, ist_ankuendigung=True
        )

    def aenderung_vermerken(self, neues, um):
        """Add items to those of the day of `um` (aware)."""
        tag = timezone.localdate(um)
        bisherige = self.vermerkte_aenderungen.filter(tag=tag, ist_ankuendigung=False).first()
        if not neues:
            return
        was = aenderungen.zusammengefasst(bisherige.was if bisherige else [], neues)
        if bisherige:
            bisherige.delete()
        if was:
            self.vermerkte_aenderungen.create(tag=tag, um=um, was=was)

    def unterlagen_vergessen(self, abbild):
        """Tell nothing any more of Unterlagen that are gone."""
        unterlagen = [pk for pk, *_ in abbild["unterlagen"]]
        for aenderung in self.vermerkte_aenderungen.all():
            was = aenderungen.noch_da(aenderung.was, unterlagen)
            if not was:
                aenderung.delete()
            elif was != aenderung.was:
                self.vermerkte_aenderungen.filter(pk=aenderung.pk).update(was=was)

    def jetziges_abbild(self):
        punkte = list(self.tagesordnungspunkte.all())
        unterlagen = Unterlage.objects.der_sitzung(self, punkte)
        return aenderungen.abbild(self, punkte, nummern(punkte), unterlagen)

    def nachrechnen(self):
        """Store of each Punkt whether visitors see it, which depends on the one above it."""
        punkte = list(self.tagesordnungspunkte.all())
        for punkt, sichtbar in zip(punkte, sichtbarkeiten(punkte), strict=True):
            if punkt.sichtbar != sichtbar:
                self.tagesordnungspunkte.filter(pk=punkt.pk).update(sichtbar=sichtbar)

    def nachbarn(self, jetzt=None):
        """Return the public Sitzungen before and after this one, None where there is none.

        At `jetzt` (aware; default: now), in the order of kommende().
        """
        andere = Sitzung.objects.oeffentlich(jetzt).nur_verweis()
        andere = andere.annotate(um=Coalesce("beginn", dt.time.max))
        am_selben_tag, um = Q(datum=self.datum), self.beginn or dt.time.max
        davor = Q(um__lt=um) | Q(um=um, pk__lt=self.pk)
        danach = Q(um__gt=um) | Q(um=um, pk__gt=self.pk)
        return (
            andere.filter(Q(datum__lt=self.datum) | am_selben_tag & davor, datum__lte=self.datum)
            .order_by("-datum", "-um", "-pk")
            .first(),
            andere.filter(Q(datum__gt=self.datum) | am_selben_tag & danach, datum__gte=self.datum)
            .order_by("datum", "um", "pk")
            .first(),
        )

    def punkte_anhaengen(self, auswahl, vollstaendig=False):
        """Append copies of Punkte, as auswahl() returns them.

        A copy has what is the same from Sitzung to Sitzung; if `vollstaendig` all but the
        Ergebnis and the Unterlagen.
        """
        felder = ["titel", "art", "minuten"]
        if vollstaendig:
            felder += ["beschreibung", "vortragende", "organisation"]
        letzter = self.tagesordnungspunkte.last()
        stelle = letzter.reihenfolge if letzter else 0
        for punkt, unterpunkt in auswahl:
            stelle += 10
            kopie = self.tagesordnungspunkte.create(
                reihenfolge=stelle,
                unterpunkt=unterpunkt,
                oeffentlich=punkt.sichtbar,
                **{feld: getattr(punkt, feld) for feld in felder},
            )
            if vollstaendig:
                kopie.handlungsfelder.set(punkt.handlungsfelder.all())

    @property
    def rang(self):
        """Its place in the order of kommende(); one without a Beginn comes last on its day."""
        return self.datum, self.beginn or dt.time.max, self.pk

    @property
    def entfaellt(self):
        """Whether nobody should come at the time that stands here."""
        return self.status in ENTFAELLT

    @property
    def ueberschrift(self):
        """The Titel, after „Verlegt:“ or „Abgesagt:“ where nobody should come."""
        vorsatz = f"{self.get_status_display().title()}: " if self.entfaellt else ""
        return vorsatz + self.titel

    @property
    def wann(self):
        """Day and time in words: „Montag, 11. Januar 2027, 17:00 bis 19:00 Uhr“."""
        teile = [date_format(self.datum, "l, j. F Y")]
        if self.beginn:
            zeiten = [date_format(zeit, "H:i") for zeit in [self.beginn, self.ende] if zeit]
            teile.append(f"{' bis '.join(zeiten)} Uhr")
        return ", ".join(teile)

    @property
    def beginn_zeitpunkt(self):
        """The Beginn as an aware datetime, or None."""
        return self.beginn and dt.datetime.combine(self.datum, self.beginn, LEIPZIG)

    @property
    def ende_zeitpunkt(self):
        """The Ende as an aware datetime, or None."""
        return self.ende and dt.datetime.combine(self.datum, self.ende, LEIPZIG)


class Abbild(models.Model):
    """What visitors last saw of a Sitzung; see aenderungen.abbild()."""

    sitzung = models.OneToOneField(
        Sitzung, on_delete=models.CASCADE, primary_key=True, related_name="gesehenes"
    )
    inhalt = models.JSONField("Inhalt")

    def __str__(self):
        return f"Abbild: {self.sitzung}"


class AenderungQuerySet(models.QuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to what visitors may know at `jetzt` (aware; default: now), the newest first."""
        return self.filter(veroeffentlicht(jetzt, "sitzung__")).bis(jetzt)

    def ohne_ankuendigung(self):
        return self.filter(ist_ankuendigung=False).only("sitzung", "um", "was")

    def bis(self, jetzt=None):
        """Limit to what is told of a public Sitzung at `jetzt` (aware; default: now)."""
        return self.filter(um__lte=jetzt or timezone.now())


class Aenderung(models.Model):
    """What was new at a Sitzung on a day in Leipzig: that it was announced, or what has changed."""

    sitzung = models.ForeignKey(
        Sitzung,
        on_delete=models.CASCADE,
        related_name="vermerkte_aenderungen",
        verbose_name="Sitzung",
    )
    tag = models.DateField("Tag")
    # Of the last change of that day.
    um = models.DateTimeField("öffentlich seit")
    ist_ankuendigung = models.BooleanField("ist die Ankündigung", default=False)
    was = models.JSONField("was")

    objects = AenderungQuerySet.as_manager()

    class Meta:
        verbose_name = "Änderung"
        verbose_name_plural = "Änderungen"
        ordering = ["-um", "-pk"]
        indexes = [models.Index(fields=["-um", "-id"], name="aenderung_neueste")]
        constraints = [
            models.UniqueConstraint(
                fields=["sitzung", "tag", "ist_ankuendigung"], name="aenderung_eine_je_tag"
            )
        ]

    def __str__(self):
        return f"{self.sitzung}: {self.tag:%d.%m.%Y}"

    @property
    def name(self):
        """By what feed readers know it among those of its Sitzung; it stays."""
        return "angekuendigt" if self.ist_ankuendigung else f"{self.tag}"


class TagesordnungspunktQuerySet(models.QuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to what visitors may see at `jetzt` (aware; default: now)."""
        return self.filter(veroeffentlicht(jetzt, "sitzung__"), sichtbar=True)

    def verborgene_festhalten(self):
        """Store as not public what only the Punkt above hides.

        Otherwise it would become public when that Punkt moves or goes.
        """
        self.filter(sichtbar=False).update(oeffentlich=False)

    def mit_handlungsfeldern(self, jetzt=None):
        """Fetch along the Handlungsfelder that visitors may see at `jetzt` (default: now)."""
        felder = Handlungsfeld.objects.oeffentlich(jetzt).nur_verweis().order_by("titel", "pk")
        return self.prefetch_related(Prefetch("handlungsfelder", felder))


class Tagesordnungspunkt(Zeile):
    ganzes = "sitzung"

    class Art(models.TextChoices):
        INFORMATION = "information", "Information"
        DISKUSSION = "diskussion", "Diskussion"
        EMPFEHLUNG = "empfehlung", "Empfehlung"

    sitzung = models.ForeignKey(
        Sitzung,
        on_delete=models.CASCADE,
        related_name="tagesordnungspunkte",
        verbose_name="Sitzung",
    )
    unterpunkt = models.BooleanField(
        "Unterpunkt", default=False, help_text="Gehört zum Punkt darüber, zum Beispiel 4.1 zu 4."
    )
    titel = models.CharField("Titel", max_length=200)
    beschreibung = TextFeld(
        "Beschreibung",
        blank=True,
        help_text="Worum es geht. Steht auf der Website unter dem Titel.",
    )
    art = models.CharField(
        "Art",
        max_length=12,
        choices=Art,
        blank=True,
        help_text="Was der Quartiersrat mit dem Punkt tun soll.",
    )
    vortragende = models.CharField(
        "Wer trägt vor", max_length=200, blank=True, help_text="Name und Funktion."
    )
    organisation = models.CharField(
        "Organisation",
        max_length=200,
        blank=True,
        help_text="Für wen die Person spricht, zum Beispiel „Stadt Leipzig“.",
    )
    minuten = models.PositiveSmallIntegerField(
        "Minuten",
        null=True,
        blank=True,
        help_text="Wie lange der Punkt dauert, ohne seine Unterpunkte. Fehlt bei einem Punkt die "
        "Dauer, haben die Punkte danach keine Uhrzeit.",
    )
    oeffentlich = models.BooleanField(
        "öffentlich",
        default=True,
        help_text="Ohne Haken steht auf der Website nur „Nicht öffentlicher Teil“, auch statt der "
        "Unterpunkte.",
    )
    # What `oeffentlich` and the Punkt above come to; see Sitzung.nachrechnen().
    sichtbar = models.BooleanField("zu sehen", default=False, editable=False)
    ergebnis = TextFeld(
        "Ergebnis",
        blank=True,
        help_text="Was nach der Sitzung feststeht. Steht auf der Website beim Punkt.",
    )
    handlungsfelder = models.ManyToManyField(
        "handlungsfelder.Handlungsfeld",
        related_name="tagesordnungspunkte",
        verbose_name="Handlungsfelder",
        blank=True,
        help_text="Womit der Punkt zu tun hat. Die Seite der Sitzung hat einen Link dorthin.",
    )

    objects = TagesordnungspunktQuerySet.as_manager()

    class Meta(Zeile.Meta):
        verbose_name = "Tagesordnungspunkt"
        verbose_name_plural = "Tagesordnungspunkte"
        constraints = [
            models.CheckConstraint(
                condition=Q(art__in=["", "information", "diskussion", "empfehlung"]),
                name="tagesordnungspunkt_art_bekannt",
                violation_error_message="Diese Art gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(sichtbar=False) | Q(oeffentlich=True),
                name="tagesordnungspunkt_verborgen_ist_nicht_zu_sehen",
                violation_error_message="Was nicht öffentlich ist, darf niemand sehen.",
            ),
            models.CheckConstraint(
                condition=Q(minuten__lte=24 * 60),
                name="tagesordnungspunkt_minuten_hoechstens_ein_tag",
                violation_error_message="Ein Punkt dauert höchstens 1440 Minuten.",
            ),
        ]

    def __str__(self):
        return self.titel

    def save(self, **kwargs):
        self.sichtbar = self.sichtbar and self.oeffentlich
        super().save(**kwargs)

    def validate_constraints(self, exclude=None):
        # It is worked out again when it is saved.
        super().validate_constraints(exclude={*(exclude or ()), "sichtbar"})

    @property
    def eckdaten(self):
        """Art and length in words: ["Diskussion", "10 Minuten"]; empty where neither is known."""
        dauer = "1 Minute" if self.minuten == 1 else f"{self.minuten} Minuten"
        return [*filter(None, [self.get_art_display(), dauer if self.minuten else ""])]

    @property
    def wer(self):
        """Who speaks, and for whom: „Frau Muster, Stadt Leipzig“."""
        return ", ".join(filter(None, [self.vortragende, self.organisation]))


class UnterlageQuerySet(models.QuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to those of Sitzungen and Punkte that are public at `jetzt` (aware; default: now).

        Every download starts here.
        """
        des_punkts = veroeffentlicht(jetzt, "tagesordnungspunkt__sitzung__")
        return self.filter(
            veroeffentlicht(jetzt, "sitzung__") | des_punkts & Q(tagesordnungspunkt__sichtbar=True)
        )

    def der_sitzung(self, sitzung, punkte):
        """Limit to those of a Sitzung and of what visitors see of its Punkte, which are given."""
        gesehene = [punkt for punkt in punkte if punkt.sichtbar]
        unterlagen = self.filter(Q(sitzung=sitzung) | Q(tagesordnungspunkt__in=gesehene))
        for unterlage in unterlagen:
            unterlage.zugehoerige_sitzung = sitzung
        return unterlagen

    def je_sitzung(self, sitzungen):
        """Return {Sitzung: [Unterlage, …]} of public Sitzungen and of what is seen of their Punkte.

        Two statements: no index leads to both at once.
        """
        je_sitzung = {sitzung.pk: (sitzung, []) for sitzung in sitzungen}
        eigene = self.filter(sitzung__in=je_sitzung).annotate(von=F("sitzung"))
        der_punkte = self.filter(
            tagesordnungspunkt__sitzung__in=je_sitzung, tagesordnungspunkt__sichtbar=True
        ).annotate(von=F("tagesordnungspunkt__sitzung"))
        for unterlage in sorted([*eigene, *der_punkte], key=attrgetter("reihenfolge", "pk")):
            unterlage.zugehoerige_sitzung, unterlagen = je_sitzung[unterlage.von]
            unterlagen.append(unterlage)
        return dict(je_sitzung.values())

    def mit_sitzung(self):
        """Fetch along the Sitzung, from which title and file name are computed."""
        return self.select_related("sitzung", "tagesordnungspunkt__sitzung")


class Unterlage(models.Model):
    class Art(models.TextChoices):
        EINLADUNG = "einladung", "Einladung"
        PRAESENTATION = "praesentation", "Präsentation"
        PROTOKOLL = "protokoll", "Protokoll"
        ANLAGE = "anlage", "Anlage"

    sitzung = models.ForeignKey(
        Sitzung,
        on_delete=models.PROTECT,
        related_name="unterlagen",
        verbose_name="Sitzung",
        null=True,
        blank=True,
    )
    tagesordnungspunkt = models.ForeignKey(
        Tagesordnungspunkt,
        on_delete=models.PROTECT,
        related_name="unterlagen",
        verbose_name="Tagesordnungspunkt",
        null=True,
        blank=True,
    )
    art = models.CharField("Art", max_length=16, choices=Art)
    bezeichnung = models.CharField(
        "Bezeichnung",
        max_length=200,
        blank=True,
        help_text="Worum es geht. Art und Datum setzt die Website selbst davor.",
    )
    datei = DateiFeld(
        "Datei",
        upload_to=unterlage_pfad,
        validators=[check_unterlage],
        help_text=f"PDF, höchstens {HOECHSTENS // 1024**2} MB.",
    )
    groesse = models.PositiveBigIntegerField("Größe in Bytes", blank=True, editable=False)
    seiten = models.PositiveIntegerField("Seiten", blank=True, editable=False)
    # Empty where a file was uploaded before these were looked for.
    hat_text = models.BooleanField("Text vorhanden", null=True, blank=True, editable=False)
    ist_getaggt = models.BooleanField(
        "barrierefrei ausgezeichnet", null=True, blank=True, editable=False
    )
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=1000, help_text="Kleine Zahlen zuerst."
    )
    geaendert_am = models.DateTimeField("geändert am", auto_now=True)

    objects = UnterlageQuerySet.as_manager()

    class Meta:
        verbose_name = "Unterlage"
        verbose_name_plural = "Unterlagen"
        ordering = ["reihenfolge", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sitzung__isnull=True, tagesordnungspunkt__isnull=False)
                | Q(sitzung__isnull=False, tagesordnungspunkt__isnull=True),
                name="unterlage_zu_sitzung_oder_tagesordnungspunkt",
                violation_error_message="Eine Unterlage gehört entweder zur Sitzung oder zu "
                "einem Tagesordnungspunkt.",
            ),
            models.CheckConstraint(
                condition=Q(art__in=["einladung", "praesentation", "protokoll", "anlage"]),
                name="unterlage_art_bekannt",
                violation_error_message="Diese Art gibt es nicht.",
            ),
        ]

    def __str__(self):
        bezeichnung = f": {self.bezeichnung}" if self.bezeichnung else ""
        return (
            f"{self.get_art_display()} vom {self.zugehoerige_sitzung.datum:%d.%m.%Y}{bezeichnung}"
        )

    def save(self, **kwargs):
        if not self.datei._committed:
            for name, wert in befund(self.datei).items():
                setattr(self, name, wert)
            self.groesse = self.datei.size
        super().save(**kwargs)
        self.zugehoerige_sitzung.save(update_fields=["geaendert_am"])

    def delete(self, **kwargs):
        super().delete(**kwargs)
        self.zugehoerige_sitzung.save(update_fields=["geaendert_am"])

    def get_absolute_url(self):
        return reverse("termine:unterlage_datei", kwargs={"pk": self.pk})

    @cached_property
    def zugehoerige_sitzung(self):
        return self.sitzung or self.tagesordnungspunkt.sitzung

    @property
    def titel(self):
        """Computed, never typed: „Protokoll vom 1. Februar 2021: Anwesenheit“."""
        datum = date_format(self.zugehoerige_sitzung.datum, "j. F Y")
        return f"{self.get_art_display()} vom {datum}" + (
            f": {self.bezeichnung}" if self.bezeichnung else ""
        )

    @property
    def dateiname(self):
        """The name of the download: „2021-02-01-protokoll.pdf“."""
        teile = [self.zugehoerige_sitzung.slug, self.art, adresse_aus(self.bezeichnung)]
        return "-".join(teil for teil in teile if teil) + ".pdf"

    @property
    def beschreibung(self):
        """The file in words: „12 Seiten, 1,3 MB, Text vorhanden, …“."""
        text = {True: "Text vorhanden", False: "kein Text gefunden", None: "Text nicht geprüft"}
        tags = {
            True: "barrierefrei ausgezeichnet",
            False: "nicht barrierefrei ausgezeichnet",
            None: "Auszeichnung nicht geprüft",
        }
        return ", ".join(
            [
                "1 Seite" if self.seiten == 1 else f"{self.seiten} Seiten",
                filesizeformat(self.groesse),
                text[self.hat_text],
                tags[self.ist_getaggt],
            ]
        )

    @property
    def hinweise(self):
        """What makes the file hard to use for some people, and how to make a better one."""
        hinweise = []
        if self.hat_text is False:
            hinweise.append(
                "In der Datei wurde kein Text gefunden, wahrscheinlich ist sie eingescannt. Wer "
                "nicht sieht, kann sie sich nicht vorlesen lassen, und niemand kann darin suchen. "
                "Besser ist ein PDF aus der ursprünglichen Datei; gibt es nur Papier, scannen Sie "
                "es mit Texterkennung (OCR)."
            )
        if self.ist_getaggt is False:
            hinweise.append(
                "Die Datei ist nicht barrierefrei ausgezeichnet: Vorleseprogramme erkennen darin "
                "keine Überschriften, Listen und Tabellen. Wählen Sie in Word „Als PDF speichern“ "
                "und unter „Optionen“ die „Dokumentstrukturtags für Eingabehilfen“."
            )
        if self.groesse > GROSS:
            hinweise.append(
                f"Die Datei ist {filesizeformat(self.groesse)} groß. Auf dem Telefon lädt sie "
                "lange und verbraucht viel vom Datenvolumen. Kleiner wird sie in Word und "
                "PowerPoint mit „Als PDF speichern“ und „Minimale Größe“."
            )
        return hinweise
