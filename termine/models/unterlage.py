import hashlib
from operator import attrgetter
from pathlib import PurePath
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.functional import cached_property

from redaktion.adressen import adresse, adresse_aus
from redaktion.dateien import DateiFeld
from redaktion.models import MitFassungen, veroeffentlicht
from termine.dokumente import HOECHSTENS, befund

from .sitzung import Sitzung
from .tagesordnungspunkt import Tagesordnungspunkt


def check_unterlage(datei):
    """Raise ValidationError if a new upload is no PDF for visitors; a stored one was examined."""
    if datei.ist_neu:
        befund(datei)


def unterlage_pfad(unterlage, filename):
    """Return where the storage keeps an upload; its own name may be anything and is not kept."""
    return f"unterlagen/{uuid4().hex}.pdf"


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
        """Limit to those of a Sitzung and of those of its `punkte` that visitors see."""
        gesehene = [punkt for punkt in punkte if punkt.sichtbar]
        unterlagen = self.filter(Q(sitzung=sitzung) | Q(tagesordnungspunkt__in=gesehene))
        for unterlage in unterlagen:
            unterlage.zugehoerige_sitzung = sitzung
        return unterlagen

    def je_sitzung(self, sitzungen):
        """Return {Sitzung: [Unterlage, …]} of public Sitzungen and their visible Punkte.

        This takes two queries, because no index serves both at once.
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
        """Fetch the Sitzung too, from which title and file name are computed."""
        return self.select_related("sitzung", "tagesordnungspunkt__sitzung")


class Unterlage(MitFassungen):
    class Art(models.TextChoices):
        EINLADUNG = "einladung", "Einladung"
        PRAESENTATION = "praesentation", "Präsentation"
        PROTOKOLL = "protokoll", "Protokoll"
        ANLAGE = "anlage", "Anlage"

    sichtbar_durch = ["sitzung", "tagesordnungspunkt"]
    # A file that was replaced does not come back with a version of the whole.
    bleibt_als_zeile = [
        *["datei", "hochgeladen_als", "groesse", "seiten", "hat_text", "ist_getaggt"],
    ]

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
        hoechstens=HOECHSTENS,
        validators=[check_unterlage],
        help_text=f"PDF, höchstens {HOECHSTENS // 1024**2} MB.",
    )
    # For staff, who know a file by it; visitors get `dateiname`.
    hochgeladen_als = models.CharField(
        "hochgeladen als", max_length=255, blank=True, editable=False
    )
    groesse = models.PositiveBigIntegerField("Größe in Bytes", blank=True, editable=False)
    seiten = models.PositiveIntegerField("Seiten", blank=True, editable=False)
    # Null where a file was uploaded before it was checked for these.
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
        if self.datei.ist_neu:
            for name, wert in befund(self.datei).items():
                setattr(self, name, wert)
            self.groesse = self.datei.size
            self.hochgeladen_als = PurePath(self.datei.name).name[-255:]
        super().save(**kwargs)
        self.zugehoerige_sitzung.save(update_fields=["geaendert_am"])

    def delete(self, **kwargs):
        super().delete(**kwargs)
        self.zugehoerige_sitzung.save(update_fields=["geaendert_am"])

    def freigabe_pruefen(self, bisher):
        # A version from before the name was kept would get that of another file.
        if self.datei.name != bisher.datei.name and self.hochgeladen_als == bisher.hochgeladen_als:
            self.hochgeladen_als = ""

    def get_absolute_url(self):
        return adresse("termine:unterlage_datei", pk=self.pk)

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

    def gleiche(self):
        """Return a list of the other Unterlagen with the same file."""
        # Few have the same size; only of these the bytes are read.
        andere = Unterlage.objects.filter(groesse=self.groesse).exclude(pk=self.pk).mit_sitzung()
        if not andere:
            return []
        eigene = self.pruefsumme()
        return [unterlage for unterlage in andere if unterlage.pruefsumme() == eigene]

    def pruefsumme(self):
        """Return the SHA-256 of its file in hex, "" if the file is missing."""
        try:
            with self.datei.storage.open(self.datei.name) as datei:
                return hashlib.file_digest(datei, "sha256").hexdigest()
        except FileNotFoundError:
            return ""

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
