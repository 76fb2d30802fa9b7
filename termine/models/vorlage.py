from django.db import models

from redaktion.models import Ganzes

from .punkt import Punkt


class Vorlage(Ganzes):
    """Punkte with which a Tagesordnung may begin; visitors see only the copies."""

    name = models.CharField("Name", max_length=200, help_text="Zum Beispiel „Sitzung mit Vergabe“.")

    class Meta:
        verbose_name = "Vorlage"
        verbose_name_plural = "Vorlagen"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="vorlage_name_einmal",
                violation_error_message="Eine Vorlage mit diesem Namen gibt es schon.",
            )
        ]

    def __str__(self):
        return self.name


class Vorlagenpunkt(Punkt):
    ganzes = "vorlage"

    vorlage = models.ForeignKey(
        Vorlage, on_delete=models.CASCADE, related_name="punkte", verbose_name="Vorlage"
    )

    class Meta(Punkt.Meta):
        verbose_name = "Punkt der Vorlage"
        verbose_name_plural = "Punkte der Vorlage"

    @property
    def sichtbar(self):
        """Whether visitors would see a copy of it, unless the one above is hidden."""
        return self.oeffentlich
