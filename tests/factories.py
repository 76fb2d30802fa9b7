import datetime as dt
import io

import factory
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from PIL import Image
from pypdf import PdfWriter

# Since when the records of these tests are public: before every frozen clock.
SEIT_JEHER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

# All that a text may hold but a heading, and a table wider than a phone.
TEXT = """<p>Bis <strong>500 Euro</strong>, siehe <a href="/kontakt/">Kontakt</a>.</p>
<ul><li><p>Antrag</p></li></ul><ol><li><p>Beratung</p></li></ol>
<table><tr><th><p>Verfügungsfonds</p></th><th><p>Höchstbetrag</p></th><th><p>Frist</p></th></tr>
<tr><td><p>Nachbarschaft</p></td><td><p>500 Euro</p></td><td><p>Donnerstag</p></td></tr></table>"""


def pdf(seiten=1, mindestens=0):
    """Return the bytes of a PDF with so many empty pages, and at least so many bytes."""
    writer = PdfWriter()
    if mindestens:
        writer.add_metadata({"/Keywords": "x" * mindestens})
    for _ in range(seiten):
        writer.add_blank_page(width=595, height=842)
    puffer = io.BytesIO()
    writer.write(puffer)
    return puffer.getvalue()


def foto(breite=600, hoehe=400, format_name="JPEG", **optionen):
    """Return the bytes of a photo, red in its upper half and blue in its lower."""
    bild = Image.new("RGB", (breite, hoehe), "red")
    bild.paste("blue", (0, hoehe // 2, breite, hoehe))
    puffer = io.BytesIO()
    bild.save(puffer, format_name, **optionen)
    return puffer.getvalue()


def upload(**optionen):
    return ContentFile(foto(**optionen), name="erika.jpg")


class KontoFactory(DjangoModelFactory):
    """An account of staff, with the group that is named."""

    class Meta:
        model = "auth.User"
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"konto{n}")
    password = factory.django.Password("wolke tisch segel")
    is_staff = True

    @factory.post_generation
    def gruppe(self, create, name, **kwargs):
        if name:
            self.groups.add(Group.objects.get(name=name))


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = "team.Person"

    vorname = "Erika"
    nachname = factory.Sequence(lambda n: f"Muster{n}")
    slug = factory.Sequence(lambda n: f"erika-muster{n}")
    oeffentlich_ab = SEIT_JEHER


class PersonMitFotoFactory(PersonFactory):
    foto = factory.LazyFunction(upload)
    foto_zeigen = True
    foto_alternativtext = "Erika am Schreibtisch"
    foto_einwilligung_am = dt.date(2021, 1, 1)


class ThemaFactory(DjangoModelFactory):
    class Meta:
        model = "team.Thema"

    name = factory.Sequence(lambda n: f"Thema {n}")
    slug = factory.Sequence(lambda n: f"thema-{n}")


class ZustaendigkeitFactory(DjangoModelFactory):
    class Meta:
        model = "team.Zustaendigkeit"

    person = factory.SubFactory(PersonFactory)
    thema = factory.SubFactory(ThemaFactory)


class JahresplanungFactory(DjangoModelFactory):
    class Meta:
        model = "handlungsfelder.Jahresplanung"

    jahr = factory.Sequence(lambda n: 2022 + n % 78)
    oeffentlich_ab = SEIT_JEHER


class SchwerpunktFactory(DjangoModelFactory):
    class Meta:
        model = "handlungsfelder.Schwerpunkt"

    jahresplanung = factory.SubFactory(JahresplanungFactory)
    titel = factory.Sequence(lambda n: f"Schwerpunkt {n}")


class HandlungsfeldFactory(DjangoModelFactory):
    class Meta:
        model = "handlungsfelder.Handlungsfeld"

    schwerpunkt = factory.SubFactory(SchwerpunktFactory)
    titel = factory.Sequence(lambda n: f"Handlungsfeld {n}")
    slug = factory.Sequence(lambda n: f"handlungsfeld-{n}")


class AufgabeFactory(DjangoModelFactory):
    class Meta:
        model = "handlungsfelder.Aufgabe"

    handlungsfeld = factory.SubFactory(HandlungsfeldFactory)
    text = factory.Sequence(lambda n: f"Aufgabe {n}")


class ZielFactory(DjangoModelFactory):
    class Meta:
        model = "handlungsfelder.Ziel"

    handlungsfeld = factory.SubFactory(HandlungsfeldFactory)
    text = factory.Sequence(lambda n: f"Ziel {n}")


class OrtFactory(DjangoModelFactory):
    class Meta:
        model = "termine.Ort"
        django_get_or_create = ["name"]

    name = factory.Sequence(lambda n: f"Ort {n}")
    stadt = ""


class SitzungFactory(DjangoModelFactory):
    class Meta:
        model = "termine.Sitzung"

    titel = factory.Sequence(lambda n: f"Sitzung {n}")
    datum = dt.date(2027, 1, 11)
    oeffentlich_ab = SEIT_JEHER


class TagesordnungspunktFactory(DjangoModelFactory):
    class Meta:
        model = "termine.Tagesordnungspunkt"

    sitzung = factory.SubFactory(SitzungFactory)
    titel = factory.Sequence(lambda n: f"Punkt {n}")


class VorlageFactory(DjangoModelFactory):
    class Meta:
        model = "termine.Vorlage"

    name = factory.Sequence(lambda n: f"Vorlage {n}")


class VorlagenpunktFactory(DjangoModelFactory):
    class Meta:
        model = "termine.Vorlagenpunkt"

    vorlage = factory.SubFactory(VorlageFactory)
    titel = factory.Sequence(lambda n: f"Punkt {n}")


class UnterlageFactory(DjangoModelFactory):
    class Meta:
        model = "termine.Unterlage"

    sitzung = factory.SubFactory(SitzungFactory)
    art = "protokoll"
    datei = factory.LazyFunction(lambda: ContentFile(pdf(), name="protokoll.pdf"))


class BueroFactory(DjangoModelFactory):
    class Meta:
        model = "seiten.Buero"

    name = "Quartiersbüro"
    strasse = "Musterweg 1"
    plz = "04209"
    ort = "Leipzig"
    email = "buero@example.org"


class UmleitungFactory(DjangoModelFactory):
    class Meta:
        model = "redaktion.Umleitung"

    alte_adresse = factory.Sequence(lambda n: f"/frueher/{n}")


class SeiteFactory(DjangoModelFactory):
    class Meta:
        model = "seiten.Seite"

    titel = factory.Sequence(lambda n: f"Seite {n}")
    slug = factory.Sequence(lambda n: f"seite-{n}")
    beschreibung = "Eine Seite."
    oeffentlich_ab = SEIT_JEHER


class AbschnittFactory(DjangoModelFactory):
    class Meta:
        model = "seiten.Abschnitt"

    seite = factory.SubFactory(SeiteFactory)
    ueberschrift = factory.Sequence(lambda n: f"Abschnitt {n}")
    text = "Ein Text."
