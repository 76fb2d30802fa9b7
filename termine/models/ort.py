from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from redaktion.models import MitFassungen

ZUGANG = {True: "ohne Stufen zu erreichen", False: "nur über Stufen zu erreichen"}


class Ort(MitFassungen):
    """Where Sitzungen take place.

    The way to the office's Anlaufstelle is stored once, in the Buero. Its address is stored here as
    well: past Sitzungen keep it, wherever the office moves.
    """

    name = models.CharField(
        "Name",
        max_length=200,
        help_text="Zum Beispiel „Stadtteilladen“ oder „Stadtteilladen, großer Saal“. Was Sie hier "
        "ändern, steht danach bei allen Sitzungen an diesem Ort so, auch bei früheren.",
    )
    strasse = models.CharField("Straße und Hausnummer", max_length=200, blank=True)
    plz = models.CharField(
        "Postleitzahl",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{5}$", "Eine Postleitzahl hat fünf Ziffern.")],
    )
    stadt = models.CharField("Stadt", max_length=80, blank=True, default="Leipzig")
    stufenfrei = models.BooleanField(
        "ohne Stufen zu erreichen",
        null=True,
        blank=True,
        choices=[(None, "nicht bekannt"), (True, "ja"), (False, "nein")],
        help_text="Vom Weg bis an den Platz im Raum. Ist es nicht bekannt, sagt die Website nichts "
        "dazu.",
    )
    ist_anlaufstelle = models.BooleanField(
        "Anlaufstelle des Büros",
        default=False,
        help_text="Bei den Sitzungen steht dann der Weg, der beim Büro eingetragen ist.",
    )
    weg = models.TextField(
        "Weg dorthin",
        blank=True,
        help_text="In Worten, auch ohne Karte verständlich: Haltestelle, Wege, Stufen, Eingang. "
        "Bleibt bei der Anlaufstelle leer.",
    )
    geaendert_am = models.DateTimeField("geändert am", auto_now=True)

    class Meta:
        verbose_name = "Ort"
        verbose_name_plural = "Orte"
        ordering = ["name", "strasse", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "strasse"],
                name="ort_name_und_strasse_einmal",
                violation_error_message="Diesen Ort gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(ist_anlaufstelle=False) | Q(weg=""),
                name="ort_weg_zur_anlaufstelle_beim_buero",
                violation_error_message="Der Weg zur Anlaufstelle steht schon beim Büro. Bitte "
                "lassen Sie das Feld „Weg dorthin“ hier leer.",
            ),
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.name, self.strasse]))

    @property
    def anschrift(self):
        """Street and town in one line, as far as they are known."""
        return ", ".join(filter(None, [self.strasse, f"{self.plz} {self.stadt}".strip()]))

    @property
    def mit_anschrift(self):
        """Name and address in one line."""
        return ", ".join(filter(None, [self.name, self.anschrift]))

    @property
    def zugang(self):
        """Whether there are steps, in words; empty where it is not known."""
        return ZUGANG.get(self.stufenfrei, "")

    @property
    def anschrift_und_zugang(self):
        """Address and whether there are steps, in one line."""
        return " · ".join(filter(None, [self.anschrift, self.zugang]))
