from django.db import models
from django.db.models import Q

from redaktion.models import Zeile


class Punkt(Zeile):
    """What a Punkt of a Tagesordnung has in common with one of a Vorlage."""

    class Art(models.TextChoices):
        INFORMATION = "information", "Information"
        DISKUSSION = "diskussion", "Diskussion"
        EMPFEHLUNG = "empfehlung", "Empfehlung"

    unterpunkt = models.BooleanField(
        "Unterpunkt", default=False, help_text="Gehört zum Punkt darüber, zum Beispiel 4.1 zu 4."
    )
    titel = models.CharField("Titel", max_length=200)
    art = models.CharField(
        "Art",
        max_length=12,
        choices=Art,
        blank=True,
        help_text="Was der Quartiersrat mit dem Punkt tun soll.",
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

    class Meta(Zeile.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(art__in=["", "information", "diskussion", "empfehlung"]),
                name="%(class)s_art_bekannt",
                violation_error_message="Diese Art gibt es nicht.",
            ),
            models.CheckConstraint(
                condition=Q(minuten__lte=24 * 60),
                name="%(class)s_minuten_hoechstens_ein_tag",
                violation_error_message="Ein Punkt dauert höchstens 1440 Minuten.",
            ),
        ]

    def __str__(self):
        return self.titel
