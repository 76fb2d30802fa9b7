"""Abstract models that several apps share, and redirects of old addresses."""

import re

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone

from .umleitungen import MAX_LAENGE, kandidaten, schluessel, schluessel_aus


def veroeffentlicht(jetzt=None, pfad=""):
    """Return the condition that visitors may see a record at `jetzt` (aware; default: now).

    `pfad` is the lookup from the queried model to the record: "sitzung__".
    """
    return Q(**{f"{pfad}oeffentlich_ab__lte": jetzt or timezone.now()})


class VeroeffentlichtQuerySet(models.QuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to what visitors may see at `jetzt` (aware; default: now).

        Every public view starts here.
        """
        return self.filter(veroeffentlicht(jetzt))


class MitFassungen(models.Model):
    """A record with versions; it says what stays as it is now when an older one is taken back."""

    # Fields that decide who sees it.
    sichtbar_durch = []
    # Values with which nobody sees it, for a deleted record of which nobody knows who saw it.
    verborgen = {}
    # Other fields that stay, always or if it comes back as a row of a whole.
    bleibt = []
    bleibt_als_zeile = []

    class Meta:
        abstract = True

    def freigabe_pruefen(self, bisher):
        """Change what would be untrue or unwanted beside `bisher`, the record as it is now."""


class Veroeffentlicht(MitFassungen):
    """A record that visitors see from `oeffentlich_ab` on; without that it is a draft."""

    sichtbar_durch = ["oeffentlich_ab"]
    verborgen = {"oeffentlich_ab": None}

    oeffentlich_ab = models.DateTimeField(
        "öffentlich ab",
        null=True,
        blank=True,
        help_text="Von wann an Besucher es sehen, nach der Uhr in Leipzig; auch ein Tag in der "
        "Zukunft. Leer: ein Entwurf, nirgends zu sehen.",
    )

    objects = VeroeffentlichtQuerySet.as_manager()

    class Meta:
        abstract = True


class Ganzes(MitFassungen):
    """A record with rows of its own."""

    geaendert_am = models.DateTimeField("geändert am", auto_now=True)

    class Meta:
        abstract = True

    def sperren(self):
        """Lock the record against changes to it or its rows; to be called in a transaction.

        Otherwise nachrechnen() could read rows that somebody else is just changing.
        """
        list(type(self)._base_manager.select_for_update().filter(pk=self.pk).values_list("pk"))

    def nachrechnen(self):
        """Store the values that are computed from the rows; by default there are none."""


class Zeile(MitFassungen):
    """An ordered part of a Ganzes, which it updates; `ganzes` names the foreign key to that."""

    # Deliberately not unique: swapping two rows in the admin would fail.
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=1000, help_text="Kleine Zahlen zuerst."
    )

    class Meta:
        abstract = True
        ordering = ["reihenfolge", "pk"]

    @transaction.atomic
    def save(self, **kwargs):
        self.sperren()
        super().save(**kwargs)
        self.im_ganzen_vermerken()

    @transaction.atomic
    def delete(self, **kwargs):
        self.sperren()
        geloescht = super().delete(**kwargs)
        self.im_ganzen_vermerken()
        return geloescht

    def sperren(self):
        getattr(self, self.ganzes).sperren()

    def nachrechnen(self):
        getattr(self, self.ganzes).nachrechnen()

    def im_ganzen_vermerken(self):
        self.nachrechnen()
        getattr(self, self.ganzes).save(update_fields=["geaendert_am"])


class UmleitungQuerySet(models.QuerySet):
    def fuer(self, schluessel):
        """Return the Umleitung that matches the key of an address, or None; one query."""
        alte = kandidaten(schluessel)
        treffer = self.filter(alte_adresse__in=alte)
        return min(treffer, key=lambda umleitung: alte.index(umleitung.alte_adresse), default=None)

    def umziehen(self, alte, neue):
        """Redirect the old address of a page to its new one, and all that led to the old one."""
        self.filter(alte_adresse=schluessel_aus(neue)).delete()
        for umleitung in self.filter(neue_adresse=alte):
            umleitung.neue_adresse = neue
            umleitung.save()
        self.update_or_create(alte_adresse=schluessel_aus(alte), defaults={"neue_adresse": neue})


class Umleitung(MitFassungen):
    """What visitors get at an old address: a redirect or 410; asked only where no page is."""

    alte_adresse = models.CharField(
        "alte Adresse",
        max_length=MAX_LAENGE,
        help_text="Wie sie im Browser steht oder stand, zum Beispiel „/archiv/warum-gruenau/“. "
        "Mit „/*“ am Ende gilt sie für alles darunter: „/archiv/*“. Groß und klein, der letzte "
        "Schrägstrich und alles ab einem „?“ sind gleichgültig; nur „/?p=“ mit einer Nummer zählt.",
    )
    neue_adresse = models.CharField(
        "neue Adresse",
        max_length=MAX_LAENGE,
        blank=True,
        validators=[
            # Browsers take // and /\ for another site, also with characters between that they drop.
            RegexValidator(
                r"\A/(?!/)[^\\\s\x00-\x1f\x7f]*\Z",
                "Bitte tragen Sie eine Adresse dieser Website ein, die mit einem Schrägstrich "
                "beginnt, zum Beispiel „/termine/“.",
            )
        ],
        help_text="Eine Seite dieser Website, zum Beispiel „/termine/“. Bleibt das Feld leer, "
        "lesen Besucher, dass es die Seite nicht mehr gibt.",
    )

    objects = UmleitungQuerySet.as_manager()

    class Meta:
        verbose_name = "Umleitung"
        verbose_name_plural = "Umleitungen"
        ordering = ["alte_adresse"]
        constraints = [
            models.UniqueConstraint(
                fields=["alte_adresse"],
                name="umleitung_alte_adresse_einmal",
                violation_error_message="Für diese alte Adresse gibt es schon eine Umleitung.",
            ),
            models.CheckConstraint(
                condition=Q(alte_adresse__startswith="/") & ~Q(alte_adresse__endswith="/"),
                name="umleitung_alte_adresse_wie_gesucht",
                violation_error_message="So wird keine alte Adresse gesucht.",
            ),
            models.CheckConstraint(
                condition=Q(neue_adresse="")
                | Q(neue_adresse__startswith="/")
                & ~Q(neue_adresse__startswith="//")
                & ~Q(neue_adresse__contains="\\"),
                name="umleitung_bleibt_auf_der_website",
                violation_error_message="Die neue Adresse muss zu dieser Website gehören.",
            ),
        ]

    def __str__(self):
        return self.alte_adresse

    def clean(self):
        if not self.alte_adresse:
            return  # the field has refused it already
        self.alte_adresse = schluessel_aus(self.alte_adresse)
        einwaende = {"alte_adresse": self.einwand_gegen_alte()}
        if self.neue_adresse:
            einwaende["neue_adresse"] = self.einwand_gegen_neue()
        if fehler := {feld: satz for feld, satz in einwaende.items() if satz}:
            raise ValidationError(fehler)

    def einwand_gegen_alte(self):
        """Return why the old address cannot be one, or None."""
        if not re.fullmatch(r"/\?p=[0-9]+|/(?![/*])[^*]*?(/\*)?", self.alte_adresse):
            return (
                "So kann keine alte Adresse aussehen. Bitte tragen Sie ein, was hinter dem Namen "
                "der Website steht, zum Beispiel „/archiv/warum-gruenau/“. Ein Stern steht nur am "
                "Ende, hinter einem Schrägstrich: „/archiv/*“."
            )
        if hat_seite(self.alte_adresse):
            return (
                "Unter dieser Adresse gibt es jetzt eine Seite. Besucher sehen diese Seite; eine "
                "Umleitung würde nie gebraucht."
            )
        for andere in Umleitung.objects.exclude(pk=self.pk).exclude(neue_adresse=""):
            if self.alte_adresse in kandidaten(schluessel_aus(andere.neue_adresse)):
                return (
                    f"Hierher leitet schon „{andere}“ weiter. Bitte tragen Sie zuerst dort die "
                    "neue Adresse ein."
                )
        return None

    def einwand_gegen_neue(self):
        """Return why the new address is an old one, or None."""
        ziel = schluessel_aus(self.neue_adresse)
        if self.alte_adresse in kandidaten(ziel):
            return (
                "Diese Umleitung würde im Kreis führen: Die neue Adresse gehört zu der alten. "
                "Bitte tragen Sie eine andere ein."
            )
        weiter = Umleitung.objects.exclude(pk=self.pk).fuer(ziel)
        if weiter and weiter.neue_adresse:
            return (
                "Diese Adresse ist selbst eine alte. Bitte tragen Sie gleich ein, wohin sie führt: "
                f"{weiter.neue_adresse}"
            )
        if weiter:
            return (
                "Nach Ihren Umleitungen gibt es diese Adresse nicht mehr. Bitte tragen Sie eine "
                "andere ein, oder lassen Sie das Feld leer."
            )
        return None


def hat_seite(gesucht):
    """Tell whether the key of an address is that of a page: a fixed one, or a public record's."""
    for pfad in [gesucht, f"{gesucht}/"]:
        try:
            # A captured value names a record, which may not exist.
            if not resolve(pfad).captured_kwargs:
                return True
        except Resolver404:
            pass
    return any(
        schluessel(objekt.get_absolute_url()) == gesucht
        for modell in apps.get_models()
        if hasattr(modell, "get_absolute_url") and hasattr(modell.objects, "oeffentlich")
        for objekt in modell.objects.oeffentlich().select_related()
    )
