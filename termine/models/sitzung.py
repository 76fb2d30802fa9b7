import datetime as dt
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Min, Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from handlungsfelder.models import Handlungsfeld
from redaktion.adressen import adresse, freie_adresse
from redaktion.models import Ganzes, Veroeffentlicht, VeroeffentlichtQuerySet
from termine.lage import lage
from termine.tagesordnung import sichtbarkeiten, themen
from termine.zeit import (
    ERSTER_TAG,
    FEHLENDE_STUNDE,
    LEIPZIG,
    LETZTER_TAG,
    UHRZEIT_FEHLT,
    check_uhrzeit,
    nicht_vorbei,
    vorbei,
)

from .ort import Ort

UEBLICHER_TITEL = "Sitzung des Quartiersrats"

# The states in which a Sitzung does not take place at its time.
ENTFAELLT = ["verlegt", "abgesagt"]

# How many past Sitzungen are considered for the subscribed calendar.
IM_KALENDER_ZULETZT = 24

# The states by which the archive can be filtered, as in the address and in words.
ARCHIVZUSTAENDE = {
    "angekuendigt": "angekündigt",
    "stattgefunden": "hat stattgefunden",
    "verlegt": "verlegt",
    "abgesagt": "abgesagt",
}

# Fields of an Ort that rows of a list do not show.
NICHT_IN_ZEILEN = ["plz", "stadt", "stufenfrei", "ist_anlaufstelle", "weg", "geaendert_am"]

# Fields whose change makes people change their plans.
TERMIN = ["datum", "beginn", "ende", "ort", "status"]


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

    def im_zustand(self, zustand, jetzt=None):
        """Limit to one of ARCHIVZUSTAENDE at `jetzt` (aware; default: now)."""
        if zustand in ENTFAELLT:
            return self.filter(status=zustand)
        finden_statt = self.exclude(status__in=ENTFAELLT)
        return finden_statt.filter((vorbei if zustand == "stattgefunden" else nicht_vorbei)(jetzt))

    def zum_handlungsfeld(self, slug, jetzt=None):
        """Limit to those with a public Punkt about a Handlungsfeld, of whichever year."""
        felder = Handlungsfeld.objects.oeffentlich(jetzt).filter(
            slug=slug, tagesordnungspunkte__sichtbar=True
        )
        return self.filter(pk__in=felder.values("tagesordnungspunkte__sitzung"))

    def naechste_oder_letzte(self, jetzt=None):
        """Return the next Sitzung that takes place, else the last that did, else None; and a
        list of the coming ones before it that do not take place.
        """
        entfallene = []
        # Nobody cancels fifty in a row.
        for sitzung in self.kommende(jetzt)[:50]:
            if not sitzung.entfaellt:
                return sitzung, entfallene
            entfallene.append(sitzung)
        return self.exclude(status__in=ENTFAELLT).vergangene(jetzt).first(), entfallene

    def mit_ort(self):
        """Fetch the Ort of each too, but only the fields that a row in a list shows."""
        return self.select_related("ort").defer(*(f"ort__{name}" for name in NICHT_IN_ZEILEN))

    def mit_neuem_termin(self, jetzt=None):
        """Prefetch as `neuer_termin` the Sitzung that replaces each, if it is public.

        At `jetzt` (aware; default: now); None where there is none.
        """
        neue = Sitzung.objects.oeffentlich(jetzt).nur_verweis(
            "beginn", "geaendert_am", "oeffentlich_ab"
        )
        return self.prefetch_related(Prefetch("nachfolger", neue, to_attr="neuer_termin"))

    def nur_verweis(self, *dazu):
        """Fetch only the fields that a link to each needs, and those in `dazu`."""
        return self.only("slug", "datum", *dazu)

    def fuer_kalender(self, jetzt=None):
        """Return the last past and then all coming ones at `jetzt` (aware; default: now)."""
        letzte = self.vergangene(jetzt)[:IM_KALENDER_ZULETZT]
        return [*reversed(letzte), *self.kommende(jetzt)]


class JahrgangQuerySet(VeroeffentlichtQuerySet):
    def jahre(self):
        """Return the years, the newest first."""
        return list(self.values_list("jahr", flat=True))

    def nachrechnen(self, jahre):
        """Store for each year since when it has a public Sitzung."""
        for jahr in sorted(jahre):
            self.get_or_create(jahr=jahr)
            # Saving another Sitzung of that year waits for this lock, and then counts this one too.
            jahrgang = self.select_for_update().get(jahr=jahr)
            sitzungen = Sitzung.objects.filter(datum__year=jahr)
            jahrgang.oeffentlich_ab = sitzungen.aggregate(seit=Min("oeffentlich_ab"))["seit"]
            jahrgang.save()


class Jahrgang(Veroeffentlicht):
    """A year that has Sitzungen, stored so that no page has to look through them all."""

    jahr = models.PositiveSmallIntegerField("Jahr", primary_key=True)

    objects = JahrgangQuerySet.as_manager()

    class Meta:
        verbose_name = "Jahrgang"
        verbose_name_plural = "Jahrgänge"
        ordering = ["-jahr"]

    def __str__(self):
        return str(self.jahr)


class Sitzung(Ganzes, Veroeffentlicht):
    # Restoring a version leaves alone what visitors and their calendars have seen.
    bleibt = ["erstmals_oeffentlich_am", "slug", "uid", "folge"]

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
    ort = models.ForeignKey(
        Ort,
        on_delete=models.PROTECT,
        related_name="sitzungen",
        verbose_name="Ort",
        null=True,
        blank=True,
        help_text="Fehlt er in der Liste, legen Sie ihn mit dem Plus daneben an.",
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
    # The first topics of its Tagesordnung; see nachrechnen().
    themen = models.CharField("Themen", max_length=700, blank=True, editable=False)
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
    # UID and SEQUENCE: by these calendars recognize a Sitzung and its newer versions.
    uid = models.UUIDField("Kennung im Kalender", default=uuid4, unique=True, editable=False)
    folge = models.PositiveIntegerField("Folge im Kalender", default=0, editable=False)

    objects = SitzungQuerySet.as_manager()

    class Meta:
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"
        ordering = ["-datum", F("beginn").desc(nulls_last=True), "-pk"]
        # For the order of every list, and for counting public Sitzungen.
        indexes = [models.Index(fields=["datum", "oeffentlich_ab"], name="sitzung_liste")]
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
                # The clocks skip an hour on the last Sunday in March (rule of the EU since 2000).
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
        # In digits, because the admin's history is written with no language active.
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
                tag = f"{self.datum:%Y-%m-%d}"
                vergeben = Sitzung.objects.exclude(pk=self.pk).filter(slug__startswith=tag)
                self.slug = freie_adresse(tag, vergeben.values_list("slug", flat=True), 20)
            self.erstmals_oeffentlich_am = self.oeffentlich_ab
        betrifft_jahre = {"datum", "oeffentlich_ab"} & {*(kwargs.get("update_fields") or ["datum"])}
        jahre = {self.datum.year, *self.gespeicherte_jahre()} if betrifft_jahre else ()
        super().save(**self.folge_fortschreiben(**kwargs))
        Jahrgang.objects.nachrechnen(jahre)

    @transaction.atomic
    def delete(self, **kwargs):
        jahre, geloescht = list(self.gespeicherte_jahre()), super().delete(**kwargs)
        Jahrgang.objects.nachrechnen(jahre)
        return geloescht

    def gespeicherte_jahre(self):
        return Sitzung.objects.filter(pk=self.pk).values_list("datum__year", flat=True)

    def get_absolute_url(self):
        return adresse("termine:sitzung_detail", slug=self.slug)

    def folge_fortschreiben(self, update_fields=None, **kwargs):
        """Raise `folge` by one if the Termin changes; return the arguments for save()."""
        felder = [name for name in TERMIN if update_fields is None or name in update_fields]
        if felder and not self._state.adding:
            if alt := Sitzung.objects.filter(pk=self.pk).values("folge", *felder).first():
                neu = {name: self._meta.get_field(name).value_from_object(self) for name in felder}
                geaendert = any(neu[name] != alt[name] for name in felder)
                self.folge = alt["folge"] + geaendert
            if update_fields is not None:
                update_fields = [*update_fields, "folge"]
        return {"update_fields": update_fields, **kwargs}

    def ist_vorbei(self, jetzt=None):
        """Tell whether the Sitzung is over at `jetzt` (aware; default: now); see kommende()."""
        lokal = timezone.localtime(jetzt, LEIPZIG)
        if self.datum != lokal.date():
            return self.datum < lokal.date()
        return self.ende is not None and self.ende <= lokal.time()

    def lage(self, jetzt=None, unterlagen=()):
        """Return the Lage at `jetzt` (aware; default: now).

        `unterlagen` are those of its Unterlagen that visitors see.
        """
        return lage(self, jetzt or timezone.now(), unterlagen)

    def nachrechnen(self):
        """Store `sichtbar` of each Punkt, which depends on the one above it, and `themen`."""
        punkte = list(self.tagesordnungspunkte.all())
        for punkt, sichtbar in zip(punkte, sichtbarkeiten(punkte), strict=True):
            if punkt.sichtbar != sichtbar:
                punkt.sichtbar = sichtbar
                self.tagesordnungspunkte.filter(pk=punkt.pk).update(sichtbar=sichtbar)
        self.themen = " · ".join(themen(punkte))
        Sitzung.objects.filter(pk=self.pk).update(themen=self.themen)

    def nachbarn(self, jetzt=None):
        """Return the public Sitzungen before and after this one, None where there is none.

        At `jetzt` (aware; default: now), in the order of kommende().
        """
        andere = Sitzung.objects.oeffentlich(jetzt).nur_verweis()
        andere = andere.annotate(um=Coalesce("beginn", dt.time.max))
        um = self.beginn or dt.time.max
        # Sitzungen on another day count whatever their time, on the same day by time.
        davor = Q(datum__lt=self.datum) | Q(um__lt=um) | Q(um=um, pk__lt=self.pk)
        danach = Q(datum__gt=self.datum) | Q(um__gt=um) | Q(um=um, pk__gt=self.pk)
        return (
            andere.filter(davor, datum__lte=self.datum).order_by("-datum", "-um", "-pk").first(),
            andere.filter(danach, datum__gte=self.datum).order_by("datum", "um", "pk").first(),
        )

    def punkte_anhaengen(self, auswahl, vollstaendig=False):
        """Append copies of Punkte, as auswahl() returns them.

        A copy has what is the same from Sitzung to Sitzung; with `vollstaendig` it has all but the
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
        # What only the Punkt above hides would come to light as soon as that moves or goes.
        self.tagesordnungspunkte.verborgene_festhalten()

    def zeigt_auch(self, neue, jetzt):
        """Tell whether whoever sees this Sitzung at `jetzt` (aware) or later sees `neue` too."""
        seit = self.oeffentlich_ab
        return seit is None or (
            neue.oeffentlich_ab is not None and neue.oeffentlich_ab <= max(seit, jetzt)
        )

    @property
    def entfaellt(self):
        """Whether the Sitzung does not take place at this time."""
        return self.status in ENTFAELLT

    @property
    def ueberschrift(self):
        """The Titel, with „Verlegt:“ or „Abgesagt:“ before it where that applies."""
        vorsatz = f"{self.get_status_display().title()}: " if self.entfaellt else ""
        return vorsatz + self.titel

    @property
    def wann(self):
        """Day and time in words: „Montag, 11. Januar 2027, 17:00 bis 19:00 Uhr“."""
        return ", ".join(filter(None, [date_format(self.datum, "l, j. F Y"), self.uhrzeit]))

    @property
    def uhrzeit(self):
        """The time in words: „17:00 bis 19:00 Uhr“; empty where it is not known."""
        zeiten = [date_format(zeit, "H:i") for zeit in [self.beginn, self.ende] if zeit]
        return f"{' bis '.join(zeiten)} Uhr" if zeiten else ""

    @property
    def worum(self):
        """What it is about: a Titel of its own, else the first topics of its Tagesordnung."""
        return self.themen if self.titel == UEBLICHER_TITEL else self.titel

    @property
    def beginn_zeitpunkt(self):
        """The Beginn as an aware datetime, or None."""
        return self.beginn and dt.datetime.combine(self.datum, self.beginn, LEIPZIG)

    @property
    def ende_zeitpunkt(self):
        """The Ende as an aware datetime, or None."""
        return self.ende and dt.datetime.combine(self.datum, self.ende, LEIPZIG)
