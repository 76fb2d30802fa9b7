import datetime as dt
import io
from collections import defaultdict
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from PIL import Image

from redaktion.adressen import adresse
from redaktion.dateien import DateiFeld
from redaktion.models import Ganzes, MitFassungen, Veroeffentlicht, VeroeffentlichtQuerySet, Zeile
from redaktion.telefon import TelefonFeld

from .fotos import HOECHSTENS, aufbereitet, breiten

# A file name, not a description: with a file extension, or a number behind at most one word.
DATEINAME = r"(?i)\.(jpe?g|png|webp|avif|heic|gif|tiff?)\s*$|^[^\W\d_]*[\W_]*\d[\W\d_]*$"


def check_foto(datei):
    """Raise ValidationError if a new upload is no photo; a stored file was made from one."""
    if datei.ist_neu:
        aufbereitet(datei)


def foto_pfad(person, filename):
    """Return where the storage keeps a photo; the name of the upload is not kept."""
    return f"personen/{uuid4().hex}.jpg"


# How long before somebody's last day staff hear that nobody takes over a Thema.
UEBERGABE_VORHER = dt.timedelta(weeks=8)


class PersonQuerySet(VeroeffentlichtQuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to those whom visitors may see at `jetzt` (aware; default: now): published, and
        in the team on that day in Leipzig.
        """
        heute = timezone.localdate(jetzt)
        return (
            super()
            .oeffentlich(jetzt)
            .filter(
                Q(im_team_von=None) | Q(im_team_von__lte=heute),
                Q(im_team_bis=None) | Q(im_team_bis__gte=heute),
            )
        )

    def nur_mit_foto(self):
        """Limit to those whose photo may be shown."""
        return self.filter(foto_zeigen=True)

    def mit_themen(self):
        """Return a list of persons in order, each with its Themen in `themen`."""
        personen = list(self)
        je_person = defaultdict(list)
        zustaendigkeiten = Zustaendigkeit.objects.filter(person__in=personen)
        for zustaendigkeit in zustaendigkeiten.select_related("thema"):
            je_person[zustaendigkeit.person_id].append(zustaendigkeit.thema)
        for person in personen:
            person.themen = je_person[person.pk]
        return personen


class Person(Ganzes, Veroeffentlicht):
    sichtbar_durch = [
        *Veroeffentlicht.sichtbar_durch,
        *["im_team_von", "im_team_bis", "foto_zeigen", "foto_einwilligung_am"],
    ]
    verborgen = Veroeffentlicht.verborgen | {"foto_zeigen": False}

    vorname = models.CharField("Vorname", max_length=80)
    nachname = models.CharField("Nachname", max_length=80)
    slug = models.SlugField(
        "Adresse",
        max_length=120,
        unique=True,
        help_text="Letzter Teil der Internetadresse, zum Beispiel „alexandra-schmidt“.",
    )
    abschluss = models.CharField(
        "Abschluss", max_length=120, blank=True, help_text="Zum Beispiel „Dipl.-Geographin“."
    )
    email = models.EmailField(
        "E-Mail",
        blank=True,
        help_text="Dienstliche Adresse. Ohne sie nennt die Website die Adresse des Büros.",
    )
    telefon = TelefonFeld(
        "Telefon",
        max_length=40,
        blank=True,
        help_text="Dienstliche Nummer, zum Beispiel 0341 1234567. Sie steht auf der Website.",
    )
    # Not an ImageField: its form field would try every image format, and call a photo with too
    # many pixels broken.
    foto = DateiFeld(
        "Foto",
        upload_to=foto_pfad,
        hoechstens=HOECHSTENS,
        blank=True,
        validators=[check_foto],
        help_text=f"JPEG, PNG, WebP oder AVIF, höchstens {HOECHSTENS // 1024**2} MB. Gespeichert "
        "wird nur das Bild selbst, ohne Ort und Datum der Aufnahme.",
    )
    foto_breite = models.PositiveIntegerField("Breite", null=True, blank=True, editable=False)
    foto_hoehe = models.PositiveIntegerField("Höhe", null=True, blank=True, editable=False)
    foto_zeigen = models.BooleanField(
        "Foto freigegeben",
        default=False,
        help_text="Erst mit diesem Haken zeigt die Website das Foto. Vorher nötig: der Tag der "
        "Einwilligung und entweder eine Bildbeschreibung oder der Haken „rein schmückend“.",
    )
    foto_alternativtext = models.CharField(
        "Bildbeschreibung",
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(
                DATEINAME,
                "Das sieht nach dem Namen einer Datei aus. Bitte schreiben Sie in ein paar "
                "Wörtern, was auf dem Foto zu sehen ist.",
                inverse_match=True,
            )
        ],
        help_text="Was auf dem Foto zu sehen ist, für Menschen, die es nicht sehen: zum Beispiel "
        "„Erika Muster an ihrem Schreibtisch“.",
    )
    foto_schmueckend = models.BooleanField(
        "rein schmückend",
        default=False,
        help_text="Statt einer Bildbeschreibung, wenn das Foto nichts zeigt, was nicht schon in "
        "Worten daneben steht.",
    )
    foto_nachweis = models.CharField(
        "Bildnachweis",
        max_length=120,
        blank=True,
        help_text="Wer das Foto gemacht hat. Steht mit „Foto:“ davor auf der Website.",
    )
    foto_einwilligung_am = models.DateField(
        "Einwilligung vom",
        null=True,
        blank=True,
        help_text="An welchem Tag die Person zugestimmt hat, dass dieses Foto auf der Website "
        "steht. Der Tag selbst erscheint nirgends.",
    )
    im_team_von = models.DateField(
        "im Team von",
        null=True,
        blank=True,
        help_text="Erster Tag im Team. Davor steht die Person nicht auf der Website.",
    )
    im_team_bis = models.DateField(
        "im Team bis",
        null=True,
        blank=True,
        help_text="Letzter Tag im Team. Danach verschwindet die Person von der Website, "
        "ihre Angaben bleiben hier erhalten.",
    )
    reihenfolge = models.PositiveSmallIntegerField(
        "Reihenfolge", default=1000, help_text="Kleine Zahlen zuerst."
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        ordering = ["reihenfolge", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="themen"),
                name="person_adresse_nicht_vergeben",
                violation_error_message="Die Adresse „themen“ gehört schon einer anderen Seite.",
            ),
            models.CheckConstraint(
                condition=Q(im_team_bis__gte=F("im_team_von")),
                name="person_bis_nach_von",
                violation_error_message="„Im Team bis“ darf nicht vor „im Team von“ liegen.",
            ),
            models.CheckConstraint(
                condition=Q(foto_zeigen=False)
                | (~Q(foto="") & Q(foto_einwilligung_am__isnull=False)),
                name="person_foto_mit_einwilligung",
                violation_error_message="Ein Foto kann nur freigegeben werden, wenn es hochgeladen "
                "ist und die Person eingewilligt hat.",
            ),
            models.CheckConstraint(
                condition=Q(foto_zeigen=False)
                | Q(foto_schmueckend=True, foto_alternativtext="")
                | (Q(foto_schmueckend=False) & ~Q(foto_alternativtext="")),
                name="person_foto_beschrieben_oder_schmueckend",
                violation_error_message="Ein Foto kann nur freigegeben werden, wenn es entweder "
                "eine Bildbeschreibung hat oder „rein schmückend“ ist.",
            ),
        ]

    def __str__(self):
        return f"{self.vorname} {self.nachname}"

    def get_absolute_url(self):
        return adresse("team:person_detail", slug=self.slug)

    def clean(self):
        if self.foto_einwilligung_am and self.foto_einwilligung_am > timezone.localdate():
            raise ValidationError(
                {
                    "foto_einwilligung_am": "Dieser Tag liegt in der Zukunft. Bitte tragen "
                    "Sie ein, wann die Person eingewilligt hat."
                }
            )

    def save(self, **kwargs):
        if self.foto.ist_neu:
            self.foto_ersetzen(*aufbereitet(self.foto))
        super().save(**kwargs)

    def freigabe_pruefen(self, bisher):
        """Withdraw the release unless it was given for this photo and fits its description.

        `bisher` is the Person with the photo for which it was given.
        """
        if self.foto and not self.foto.storage.exists(self.foto.name):
            # The photo was deleted for good, most likely because the person wanted it so.
            self.foto, self.foto_breite, self.foto_hoehe = "", None, None
        if self.foto.name != bisher.foto.name:
            self.foto_zeigen, self.foto_einwilligung_am = False, None
        if self.foto_schmueckend == bool(self.foto_alternativtext):
            self.foto_zeigen = False

    def foto_ersetzen(self, nach_breite, jpeg):
        """Store the given files instead of the upload, of which nothing is kept."""
        self.foto.save("foto.jpg", ContentFile(jpeg), save=False)
        self.foto_breite, self.foto_hoehe = Image.open(io.BytesIO(jpeg)).size
        for breite, webp in nach_breite.items():
            self.foto.storage.save(self.foto_name(breite), ContentFile(webp))

    def foto_name(self, breite):
        """Return the name in the storage of the WebP file of the given width in pixels."""
        return self.foto.name.replace(".jpg", f"-{breite}.webp")

    @property
    def foto_breiten(self):
        """The widths in pixels in which the photo is kept."""
        return breiten(self.foto_breite)

    @property
    def initialen(self):
        return f"{self.vorname[:1]}{self.nachname[:1]}"


class ThemaQuerySet(models.QuerySet):
    def ohne_zustaendige(self, jetzt=None):
        """Limit to those for which visitors find nobody at `jetzt` (aware; default: now)."""
        return self.exclude(zustaendigkeiten__person__in=Person.objects.oeffentlich(jetzt))

    def verwaiste(self, jetzt=None):
        """Return [(Thema, day from which nobody is responsible for it, None for today), …].

        Looks ahead from `jetzt` (aware; default: now) as far as UEBERGABE_VORHER.
        """
        jetzt = jetzt or timezone.now()
        heute = timezone.localdate(jetzt)
        gehen = Person.objects.oeffentlich(jetzt).filter(im_team_bis__lt=heute + UEBERGABE_VORHER)
        letzte_tage = gehen.order_by("im_team_bis").values_list("im_team_bis", flat=True)
        verwaiste = dict.fromkeys(self.ohne_zustaendige(jetzt))
        for tag in letzte_tage.distinct():
            ab = tag + dt.timedelta(days=1)
            for thema in self.ohne_zustaendige(jetzt + (ab - heute)):
                verwaiste.setdefault(thema, ab)
        return list(verwaiste.items())


class Thema(MitFassungen):
    name = models.CharField(
        "Name",
        max_length=120,
        unique=True,
        help_text="Wofür jemand zuständig sein kann, zum Beispiel „Verfügungsfonds“.",
    )
    slug = models.SlugField(
        "Adresse",
        max_length=120,
        unique=True,
        help_text="Der Name ohne Umlaute und Leerzeichen, zum Beispiel „verfuegungsfonds“.",
    )

    objects = ThemaQuerySet.as_manager()

    class Meta:
        verbose_name = "Thema"
        verbose_name_plural = "Themen"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        super().save(**kwargs)
        # The pages of these people show the name of the Thema.
        Person.objects.filter(zustaendigkeiten__thema=self).update(geaendert_am=timezone.now())

    @transaction.atomic
    def aufgehen_in(self, anderes):
        """Give another Thema all that is linked to this one, and delete this one.

        Returns a list of the records whose links have changed.
        """
        geaendert = []
        for zustaendigkeit in self.zustaendigkeiten.all():
            geaendert.append(zustaendigkeit.person)
            if anderes.zustaendigkeiten.filter(person=zustaendigkeit.person_id).exists():
                zustaendigkeit.delete()
            else:
                zustaendigkeit.thema = anderes
                zustaendigkeit.save()
        for verbindung in self._meta.related_objects:
            if verbindung.many_to_many:
                name = verbindung.get_accessor_name()
                verknuepfte = list(getattr(self, name).all())
                getattr(anderes, name).add(*verknuepfte)
                getattr(self, name).clear()
                for eines in verknuepfte:
                    eines.save(update_fields=["geaendert_am"])
                geaendert += verknuepfte
        self.delete()
        return geaendert


class ZustaendigkeitQuerySet(models.QuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to those of people who are public at `jetzt` (aware; default: now)."""
        return self.filter(person__in=Person.objects.oeffentlich(jetzt))


class Zustaendigkeit(Zeile):
    ganzes = "person"
    sichtbar_durch = ["person"]

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="zustaendigkeiten", verbose_name="Person"
    )
    thema = models.ForeignKey(
        Thema, on_delete=models.PROTECT, related_name="zustaendigkeiten", verbose_name="Thema"
    )

    objects = ZustaendigkeitQuerySet.as_manager()

    class Meta(Zeile.Meta):
        verbose_name = "Zuständigkeit"
        verbose_name_plural = "Zuständigkeiten"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "thema"],
                name="zustaendigkeit_einmal_je_person_und_thema",
                violation_error_message="Dieses Thema steht bei dieser Person schon.",
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.thema}"

    def validate_constraints(self, exclude=None):
        # An inline does not show `person`, so Django would skip the unique constraint with it.
        super().validate_constraints(exclude=set(exclude or ()) - {"person"})
