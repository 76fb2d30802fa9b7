from django.db import models
from django.db.models import F, Q

from redaktion.adressen import adresse
from redaktion.models import Ganzes, MitFassungen, Veroeffentlicht, Zeile
from redaktion.sprachen import SPRACHEN, richtung
from redaktion.telefon import TelefonFeld
from redaktion.texte import TextFeld

# The law requires these pages; every page links them, also when the database is down.
PFLICHTSEITEN = ["impressum", "datenschutz", "barrierefreiheit"]

# First parts of addresses that other pages use.
VERGEBENE_ADRESSEN = [
    "admin",
    "handlungsfelder",
    "kontakt",
    "static",
    "suche",
    "team",
    "termine",
]


class Buero(MitFassungen):
    """The one record of the office, from which every page takes its facts."""

    name = models.CharField(
        "Name", max_length=120, help_text="Steht groß auf der Startseite und in der Anschrift."
    )
    anlaufstelle = models.CharField(
        "Anlaufstelle", max_length=120, blank=True, help_text="Zum Beispiel „Stadtteilladen“."
    )
    strasse = models.CharField("Straße und Hausnummer", max_length=120)
    plz = models.CharField("Postleitzahl", max_length=5)
    ort = models.CharField("Ort", max_length=80)
    email = models.EmailField("E-Mail", help_text="Steht unten auf jeder Seite.")
    telefon = TelefonFeld(
        "Telefon",
        max_length=40,
        blank=True,
        help_text="Zum Beispiel 0341 1234567. Steht unten auf jeder Seite.",
    )
    oeffnungszeiten = models.TextField(
        "Öffnungszeiten",
        blank=True,
        help_text="Eine Zeile je Angabe, zum Beispiel „Montag 9 bis 12 Uhr“.",
    )
    weg = models.TextField(
        "Weg zu uns",
        blank=True,
        help_text="In Worten, auch ohne Karte verständlich: Haltestelle, Wege, Stufen, Eingang.",
    )
    webseite = models.CharField(
        "Webseite", max_length=120, blank=True, help_text="Zum Beispiel www.qm-gruenau.de."
    )
    foerderhinweis = models.TextField(
        "Hinweis auf die Förderung", blank=True, help_text="Steht unten auf jeder Seite."
    )
    projekttraeger = models.CharField(
        "Projektträger", max_length=120, blank=True, help_text="Steht unten auf jeder Seite."
    )
    geaendert_am = models.DateTimeField("geändert am", auto_now=True)

    class Meta:
        verbose_name = "Büro"
        verbose_name_plural = "Büro"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="buero_nur_eines",
                violation_error_message="Es gibt nur ein Büro.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)

    def get_absolute_url(self):
        return adresse("seiten:kontakt")


class Seite(Ganzes, Veroeffentlicht):
    titel = models.CharField("Titel", max_length=120)
    slug = models.SlugField(
        "Adresse",
        max_length=60,
        unique=True,
        help_text="Die Internetadresse ohne Schrägstriche, zum Beispiel „ueber-uns“.",
    )
    sprache = models.CharField(
        "Sprache",
        max_length=3,
        choices=SPRACHEN,
        default="de",
        help_text="In der Titel und Texte stehen. Danach richten sich Schreibrichtung, "
        "Silbentrennung und wie es Vorleseprogramme aussprechen.",
    )
    beschreibung = models.CharField(
        "Kurzbeschreibung",
        max_length=160,
        help_text="Ein Satz, worum es geht. Suchmaschinen zeigen ihn.",
    )
    einleitung = TextFeld(
        "Einleitung", blank=True, help_text="Steht unter dem Titel, vor den Abschnitten."
    )
    mit_kontakt = models.BooleanField(
        "mit Kontakt",
        default=False,
        help_text="Zeigt am Ende der Seite Anschrift, Telefon und E-Mail des Büros.",
    )
    im_kopf = models.BooleanField(
        "im Kopf jeder Seite",
        default=False,
        help_text="Ein Link oben auf jeder Seite, wie bei „Leichte Sprache“.",
    )
    im_fuss = models.BooleanField(
        "im Fuß jeder Seite",
        default=False,
        help_text="Ein Link unten auf jeder Seite. Impressum, Datenschutz und Barrierefreiheit "
        "stehen dort immer.",
    )
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=1000, help_text="Kleine Zahlen zuerst."
    )

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ["reihenfolge", "pk"]
        # Pflichtseiten are always public, so saving one publishes it.
        permissions = [("change_pflichtseite", "Pflichtseiten ändern")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=VERGEBENE_ADRESSEN),
                name="seite_adresse_nicht_vergeben",
                violation_error_message="Diese Adresse gehört schon einem anderen Bereich.",
            ),
            models.CheckConstraint(
                condition=Q(sprache__in=[kuerzel for kuerzel, _ in SPRACHEN]),
                name="seite_sprache_bekannt",
                violation_error_message="Diese Sprache gibt es hier nicht.",
            ),
            models.CheckConstraint(
                # A constraint cannot ask for the time; what lies before the last change is past.
                condition=~Q(slug__in=PFLICHTSEITEN)
                | Q(oeffentlich_ab__isnull=False, oeffentlich_ab__lte=F("geaendert_am")),
                name="seite_pflichtseite_oeffentlich",
                violation_error_message="Impressum, Datenschutz und Barrierefreiheit müssen "
                "immer zu sehen sein.",
            ),
        ]

    def __str__(self):
        return self.titel

    def get_absolute_url(self):
        return adresse("seiten:seite_detail", slug=self.slug)

    @property
    def fremdsprachig(self):
        return self.sprache != "de"

    @property
    def richtung(self):
        """In which direction its language is written: "ltr" or "rtl"."""
        return richtung(self.sprache)


class Abschnitt(Zeile):
    ganzes = "seite"
    sichtbar_durch = ["seite"]

    seite = models.ForeignKey(
        Seite, on_delete=models.CASCADE, related_name="abschnitte", verbose_name="Seite"
    )
    ueberschrift = models.CharField("Überschrift", max_length=120)
    text = TextFeld(
        "Text",
        blank=True,
        zwischenueberschriften=True,
        help_text="Ohne Text steht dort: „Diese Angabe folgt.“",
    )

    class Meta(Zeile.Meta):
        verbose_name = "Abschnitt"
        verbose_name_plural = "Abschnitte"

    def __str__(self):
        return self.ueberschrift
