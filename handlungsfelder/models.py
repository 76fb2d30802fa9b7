from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from redaktion.adressen import adresse
from redaktion.models import Ganzes, MitFassungen, Veroeffentlicht, Zeile, veroeffentlicht
from redaktion.texte import TextFeld


class Jahresplanung(Veroeffentlicht):
    jahr = models.PositiveSmallIntegerField(
        "Jahr", help_text="Zum Beispiel 2027. Nach dem ersten Sichern steht es fest."
    )
    untertitel = models.CharField(
        "Untertitel",
        max_length=200,
        blank=True,
        help_text="Steht hinter dem Namen, zum Beispiel „alte und neue Handlungsfelder“.",
    )
    was_bleibt = models.TextField("Was bleibt", blank=True, help_text="Eine Zeile je Punkt.")
    schwerpunktsetzung = models.TextField(
        "Neue Schwerpunktsetzung", blank=True, help_text="Eine Zeile je Punkt."
    )
    geaendert_am = models.DateTimeField("geändert am", auto_now=True)

    class Meta:
        verbose_name = "Jahresplanung"
        verbose_name_plural = "Jahresplanungen"
        ordering = ["-jahr"]
        constraints = [
            models.UniqueConstraint(
                fields=["jahr"],
                name="jahresplanung_eine_je_jahr",
                violation_error_message="Für dieses Jahr gibt es schon eine Jahresplanung.",
            ),
            models.CheckConstraint(
                condition=Q(jahr__gte=2000, jahr__lte=2099),
                name="jahresplanung_jahr_2000_bis_2099",
                violation_error_message="Das Jahr muss zwischen 2000 und 2099 liegen.",
            ),
        ]

    def __str__(self):
        return f"Jahresplanung {self.jahr}"

    def get_absolute_url(self):
        return adresse("handlungsfelder:jahresplanung_detail", jahr=self.jahr)

    @transaction.atomic
    def uebernehmen(self, jahr):
        """Return a new draft for the later year, with a copy of all Schwerpunkte and their parts.

        Each Handlungsfeld continues the one that it was copied from. Raise ValidationError,
        with nothing copied, if the year is taken, not later, or after 2099.
        """
        # A simultaneous second request waits here, and then finds the year taken.
        Jahresplanung.objects.select_for_update().get(pk=self.pk)
        # The other texts are about what was new in the old year; was_bleibt still holds.
        neue = Jahresplanung(jahr=jahr, was_bleibt=self.was_bleibt)
        neue.full_clean()
        if jahr <= self.jahr:
            raise ValidationError(f"Übernommen wird in ein späteres Jahr als {self.jahr}.")
        neue.save()

        schwerpunkte = {teil.pk: teil for teil in self.schwerpunkte.all()}
        felder = {teil.pk: teil for teil in self.handlungsfelder.all()}
        for schwerpunkt in schwerpunkte.values():
            schwerpunkt.pk, schwerpunkt.jahresplanung = None, neue
        Schwerpunkt.objects.bulk_create(schwerpunkte.values())
        for feld in felder.values():
            feld.fuehrt_fort_id, feld.pk = feld.pk, None
            feld.jahresplanung, feld.schwerpunkt = neue, schwerpunkte[feld.schwerpunkt_id]
        Handlungsfeld.objects.bulk_create(felder.values())
        for modell in [Handlungsfeld.themen.through, Aufgabe, Ziel]:
            teile = list(modell.objects.filter(handlungsfeld__jahresplanung=self))
            for teil in teile:
                teil.pk, teil.handlungsfeld = None, felder[teil.handlungsfeld_id]
            modell.objects.bulk_create(teile)
        return neue


class Schwerpunkt(MitFassungen):
    class Art(models.TextChoices):
        SCHWERPUNKT = "schwerpunkt", "Schwerpunkt"
        HANDLUNGSSCHWERPUNKT = "handlungsschwerpunkt", "Handlungsschwerpunkt"
        RAHMEN = "rahmen", "Rahmen"

    sichtbar_durch = ["jahresplanung"]

    jahresplanung = models.ForeignKey(
        Jahresplanung,
        on_delete=models.CASCADE,
        related_name="schwerpunkte",
        verbose_name="Jahresplanung",
    )
    art = models.CharField(
        "Art",
        max_length=20,
        choices=Art,
        default=Art.SCHWERPUNKT,
        help_text="Ein Rahmen gehört zu allen Schwerpunkten, zum Beispiel Öffentlichkeitsarbeit.",
    )
    titel = models.CharField("Titel", max_length=200)
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=1000, help_text="Kleine Zahlen zuerst."
    )

    class Meta:
        verbose_name = "Schwerpunkt"
        verbose_name_plural = "Schwerpunkte"
        ordering = ["-jahresplanung__jahr", "reihenfolge", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(art__in=["schwerpunkt", "handlungsschwerpunkt", "rahmen"]),
                name="schwerpunkt_art_bekannt",
                violation_error_message="Diese Art gibt es nicht.",
            )
        ]

    def __str__(self):
        return f"{self.titel} ({self.jahresplanung.jahr})"

    def save(self, **kwargs):
        with transaction.atomic():
            super().save(**kwargs)
            # Each Handlungsfeld stores the Jahresplanung too, and its page shows the Schwerpunkt.
            self.handlungsfelder.update(
                jahresplanung=self.jahresplanung, geaendert_am=timezone.now()
            )
            self.jahresplanung.save(update_fields=["geaendert_am"])

    def delete(self, **kwargs):
        super().delete(**kwargs)
        self.jahresplanung.save(update_fields=["geaendert_am"])


class HandlungsfeldQuerySet(models.QuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to the fields of years that are public at `jetzt` (aware; default: now)."""
        return self.filter(veroeffentlicht(jetzt, "jahresplanung__"))

    def nur_verweis(self, *dazu):
        """Fetch only the fields that a link to each needs, and those in `dazu`."""
        felder = self.select_related("jahresplanung")
        return felder.only("titel", "slug", "jahresplanung__jahr", *dazu)

    def fuer_uebersicht(self):
        """Return them in the order of their Schwerpunkte, which are fetched too."""
        return (
            self.select_related("schwerpunkt")
            .only(
                *["titel", "slug", "anzahl_aufgaben", "anzahl_ziele", "jahresplanung"],
                *["schwerpunkt__art", "schwerpunkt__titel"],
            )
            .order_by("schwerpunkt__reihenfolge", "schwerpunkt_id", "reihenfolge", "pk")
        )


class Handlungsfeld(Ganzes):
    sichtbar_durch = ["schwerpunkt", "jahresplanung"]

    schwerpunkt = models.ForeignKey(
        Schwerpunkt,
        on_delete=models.CASCADE,
        related_name="handlungsfelder",
        verbose_name="Schwerpunkt",
    )
    # A copy of schwerpunkt.jahresplanung, because a constraint cannot follow a relation.
    jahresplanung = models.ForeignKey(
        Jahresplanung,
        on_delete=models.CASCADE,
        related_name="handlungsfelder",
        verbose_name="Jahresplanung",
        blank=True,
        editable=False,
    )
    titel = models.CharField("Titel", max_length=120)
    slug = models.SlugField(
        "Adresse",
        max_length=120,
        help_text="Letzter Teil der Internetadresse, zum Beispiel „bildung“.",
    )
    kurztext = TextFeld(
        "Kurzer Text", blank=True, help_text="Worum es geht, in zwei oder drei Sätzen."
    )
    themen = models.ManyToManyField(
        "team.Thema",
        related_name="handlungsfelder",
        verbose_name="Themen",
        blank=True,
        help_text="Zuständig ist, wer im Team für eines dieser Themen zuständig ist.",
    )
    fuehrt_fort = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="fortgefuehrt_von",
        verbose_name="führt fort",
        null=True,
        blank=True,
        help_text="Das Handlungsfeld eines früheren Jahres, das hier weitergeht. Die Seite hat "
        "einen Link dorthin.",
    )
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=1000, help_text="Kleine Zahlen zuerst."
    )

    anzahl_aufgaben = models.PositiveSmallIntegerField("Aufgaben", default=0, editable=False)
    anzahl_ziele = models.PositiveSmallIntegerField("Ziele", default=0, editable=False)

    objects = HandlungsfeldQuerySet.as_manager()

    class Meta:
        verbose_name = "Handlungsfeld"
        verbose_name_plural = "Handlungsfelder"
        ordering = ["-jahresplanung__jahr", "schwerpunkt__reihenfolge", "reihenfolge", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["jahresplanung", "slug"],
                name="handlungsfeld_adresse_einmal_im_jahr",
                violation_error_message="In diesem Jahr hat schon ein Handlungsfeld diese Adresse.",
            ),
            models.CheckConstraint(
                condition=~Q(fuehrt_fort=F("pk")),
                name="handlungsfeld_fuehrt_nicht_sich_selbst_fort",
                violation_error_message="Ein Handlungsfeld kann nicht sich selbst fortführen.",
            ),
        ]

    def __str__(self):
        return f"{self.titel} ({self.jahresplanung.jahr})"

    def clean(self):
        if not self.schwerpunkt_id:
            return
        self.jahresplanung = self.schwerpunkt.jahresplanung
        if self.fuehrt_fort and self.fuehrt_fort.jahresplanung.jahr >= self.jahresplanung.jahr:
            raise ValidationError(
                {"fuehrt_fort": "Fortgeführt wird ein Handlungsfeld aus einem früheren Jahr."}
            )

    def validate_constraints(self, exclude=None):
        # No form has `jahresplanung`, so Django would skip the unique constraint with it.
        super().validate_constraints(exclude=set(exclude or ()) - {"jahresplanung"})

    def save(self, **kwargs):
        self.jahresplanung = self.schwerpunkt.jahresplanung
        super().save(**kwargs)

    def nachrechnen(self):
        """Store how many Aufgaben and Ziele there are."""
        self.anzahl_aufgaben, self.anzahl_ziele = self.aufgaben.count(), self.ziele.count()
        Handlungsfeld.objects.filter(pk=self.pk).update(
            anzahl_aufgaben=self.anzahl_aufgaben, anzahl_ziele=self.anzahl_ziele
        )

    def get_absolute_url(self):
        return adresse(
            "handlungsfelder:handlungsfeld_detail",
            jahr=self.jahresplanung.jahr,
            slug=self.slug,
        )


class Aufgabe(Zeile):
    ganzes = "handlungsfeld"
    sichtbar_durch = ["handlungsfeld"]

    handlungsfeld = models.ForeignKey(
        Handlungsfeld,
        on_delete=models.CASCADE,
        related_name="aufgaben",
        verbose_name="Handlungsfeld",
    )
    text = models.CharField("Text", max_length=500)

    class Meta(Zeile.Meta):
        verbose_name = "Aufgabe"
        verbose_name_plural = "Aufgaben"

    def __str__(self):
        return self.text


class Ziel(Zeile):
    ganzes = "handlungsfeld"
    sichtbar_durch = ["handlungsfeld"]

    handlungsfeld = models.ForeignKey(
        Handlungsfeld,
        on_delete=models.CASCADE,
        related_name="ziele",
        verbose_name="Handlungsfeld",
    )
    text = models.CharField("Text", max_length=500)

    class Meta(Zeile.Meta):
        verbose_name = "Ziel"
        verbose_name_plural = "Ziele"

    def __str__(self):
        return self.text
