from django.db import models
from django.db.models import Prefetch, Q

from handlungsfelder.models import Handlungsfeld
from redaktion.models import veroeffentlicht
from redaktion.texte import TextFeld

from .punkt import Punkt
from .sitzung import Sitzung


class TagesordnungspunktQuerySet(models.QuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to what visitors may see at `jetzt` (aware; default: now)."""
        return self.filter(veroeffentlicht(jetzt, "sitzung__"), sichtbar=True)

    def verborgene_festhalten(self):
        """Store as not public what only the Punkt above hides; return a list of these Punkte.

        Otherwise it would become public when that Punkt moves or goes.
        """
        verborgene = list(self.filter(sichtbar=False, oeffentlich=True))
        for punkt in verborgene:
            punkt.oeffentlich = False
        self.bulk_update(verborgene, ["oeffentlich"])
        return verborgene

    def nur_titel(self):
        """Fetch only the fields that a list of titles with numbers and clock times needs."""
        return self.only("sitzung", "titel", "unterpunkt", "minuten", "sichtbar")

    def mit_handlungsfeldern(self, jetzt=None):
        """Prefetch the Handlungsfelder that visitors may see at `jetzt` (default: now)."""
        felder = Handlungsfeld.objects.oeffentlich(jetzt).nur_verweis().order_by("titel")
        return self.prefetch_related(Prefetch("handlungsfelder", felder))


class Tagesordnungspunkt(Punkt):
    ganzes = "sitzung"
    sichtbar_durch = ["sitzung", "oeffentlich", "sichtbar"]
    verborgen = {"oeffentlich": False, "sichtbar": False}

    sitzung = models.ForeignKey(
        Sitzung,
        on_delete=models.CASCADE,
        related_name="tagesordnungspunkte",
        verbose_name="Sitzung",
    )
    beschreibung = TextFeld(
        "Beschreibung",
        blank=True,
        help_text="Worum es geht. Steht auf der Website unter dem Titel.",
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
    # Computed from `oeffentlich` and the Punkt above in Sitzung.nachrechnen().
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

    class Meta(Punkt.Meta):
        verbose_name = "Tagesordnungspunkt"
        verbose_name_plural = "Tagesordnungspunkte"
        constraints = [
            *Punkt.Meta.constraints,
            models.CheckConstraint(
                condition=Q(sichtbar=False) | Q(oeffentlich=True),
                name="tagesordnungspunkt_verborgen_ist_nicht_zu_sehen",
                violation_error_message="Was nicht öffentlich ist, darf niemand sehen.",
            ),
        ]

    def save(self, update_fields=None, **kwargs):
        self.sichtbar = self.sichtbar and self.oeffentlich
        if update_fields is not None:
            update_fields = {*update_fields, "sichtbar"}
        super().save(update_fields=update_fields, **kwargs)

    def validate_constraints(self, exclude=None):
        # save() computes `sichtbar` anew.
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
