"""Fill the site as its staff would have until March 2026.

It runs with the program of 441ca13 and with its factories. What visitors must not see says so.
"""

import datetime as dt
import sys

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from handlungsfelder.models import Handlungsfeld
from seiten.models import Buero, Seite
from termine.models import Sitzung
from tests.factories import (
    TEXT,
    AbschnittFactory,
    AufgabeFactory,
    HandlungsfeldFactory,
    JahresplanungFactory,
    KontoFactory,
    PersonFactory,
    PersonMitFotoFactory,
    SchwerpunktFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    UmleitungFactory,
    UnterlageFactory,
    ZielFactory,
    ZustaendigkeitFactory,
    pdf,
)
from tests.test_admin import adresse, formular

for gruppe in ["Redaktion", "Leitung"]:
    KontoFactory(username=gruppe.lower(), first_name="Erika", last_name=gruppe, gruppe=gruppe)
leitung = Client()
leitung.force_login(
    User.objects.get(username="verwaltung"), "django.contrib.auth.backends.ModelBackend"
)


def aendern(objekt, **felder):
    """Save the record in the admin, as if these fields had been typed."""
    alte = formular(leitung.get(adresse(objekt, "change")))
    response = leitung.post(adresse(objekt, "change"), alte | felder)
    assert response.status_code == 302, response.content.decode()


def datei(seiten):
    return ContentFile(pdf(seiten), name="vom-buero.pdf")


# The team: with a photo, without, gone; an address that has moved.
verkehr = ThemaFactory(name="Verkehr & Wege", slug="verkehr")
maria = PersonMitFotoFactory(
    vorname="Maria",
    nachname="Muster",
    slug="maria-muster",
    foto_nachweis="Foto: Büro",
    abschluss="Dipl.-Geogr.",
    email="maria@example.org",
    telefon="0341 1234567",
)
PersonFactory(nachname="Ehemalig", im_team_bis=dt.date(2024, 12, 31))
PersonFactory(nachname="Marke-Verborgen", oeffentlich_ab=None)
ZustaendigkeitFactory(person=maria, thema=verkehr)
aendern(maria, slug="maria-meier", nachname="Meier")
aendern(maria, abschluss="Dr.")

# What it works on, from one year to the next.
planung = JahresplanungFactory(jahr=2026, was_bleibt="Beratung\nBegegnung", untertitel="Aufbruch")
feld = HandlungsfeldFactory(
    schwerpunkt=SchwerpunktFactory(jahresplanung=planung, titel="Leben im Quartier"),
    titel="Grünes Grünau",
    slug="gruenes-gruenau",
    kurztext=TEXT,
    fuehrt_fort=Handlungsfeld.objects.first(),
)
feld.themen.add(verkehr)
AufgabeFactory(handlungsfeld=feld, text="Bäume pflanzen")
ZielFactory(handlungsfeld=feld, text="Schatten im Sommer")
JahresplanungFactory(jahr=2027, untertitel="Marke-Verborgen", oeffentlich_ab=None)
aendern(feld, titel="Grünes, kühles Grünau")

# Sitzungen in every state.
vergangene = SitzungFactory(
    titel="Quartiersrat im Februar",
    datum=dt.date(2026, 2, 2),
    beginn=dt.time(17),
    ende=dt.time(19),
    ort="Stadtteilladen",
    nummer=180,
    teilnahme="offen",
    status="bestaetigt",
    interne_notiz="Marke-Verborgen",
)
bericht = TagesordnungspunktFactory(
    sitzung=vergangene,
    titel="Bericht",
    reihenfolge=10,
    minuten=20,
    art="information",
    beschreibung=TEXT,
    ergebnis="<p>Zur Kenntnis genommen.</p>",
    vortragende="Herr Beispiel",
    organisation="Stadt Leipzig",
)
bericht.handlungsfelder.add(feld)
for stelle, (titel, felder) in enumerate(
    [
        ("Haltestellen", {"unterpunkt": True, "minuten": 10}),
        ("Marke-Verborgen", {"oeffentlich": False}),
        ("Marke-Verborgen darunter", {"unterpunkt": True, "oeffentlich": False}),
        ("Sonstiges", {"ergebnis": TEXT, "art": "empfehlung"}),
    ],
    start=2,
):
    punkt = TagesordnungspunktFactory(
        sitzung=vergangene, titel=titel, reihenfolge=stelle * 10, **felder
    )
    if titel == "Marke-Verborgen":
        UnterlageFactory(
            sitzung=None, tagesordnungspunkt=punkt, bezeichnung=titel, art="anlage", datei=datei(2)
        )
protokoll = UnterlageFactory(sitzung=vergangene, bezeichnung="Anwesenheit", datei=datei(3))
UnterlageFactory(sitzung=None, tagesordnungspunkt=bericht, art="praesentation", datei=datei(4))
vergangene.aenderungen_festhalten(timezone.now())
aendern(vergangene, titel="Quartiersrat im Winter")
aendern(bericht, titel="Bericht der Verwaltung")
aendern(protokoll, datei=datei(5))

neue = SitzungFactory(
    titel="Quartiersrat im Mai",
    datum=dt.date(2026, 5, 11),
    beginn=dt.time(17),
    nummer=181,
    teilnahme="anmeldung",
)
TagesordnungspunktFactory(sitzung=neue, titel="Begrüßung", minuten=5)
neue.aenderungen_festhalten(timezone.now())
aendern(neue, ort="Aula")
aendern(neue, ort="Bibliothek", beginn="18:00")
aendern(neue, status="abgesagt", grund="Hochwasser")
aendern(neue, status="bestaetigt", grund="")
SitzungFactory(datum=dt.date(2026, 4, 13), status="verlegt", grund="Saal", nachfolger=neue)
SitzungFactory(datum=dt.date(2026, 4, 20), status="abgesagt", grund="Streik")
SitzungFactory(datum=dt.date(2026, 5, 11), titel="Am selben Tag")
SitzungFactory(datum=dt.date(2026, 6, 1), titel="Marke-Verborgen", oeffentlich_ab=None)
spaeter = dt.datetime(2098, 1, 1, tzinfo=dt.UTC)
SitzungFactory(datum=dt.date(2026, 7, 6), titel="Marke-Verborgen", oeffentlich_ab=spaeter)

for sitzung in Sitzung.objects.filter(abbild__isnull=True):
    sitzung.aenderungen_festhalten(timezone.now())

# Pages, the office, old addresses.
seite = SeiteFactory(titel="Barrieren melden", slug="barrieren", einleitung=TEXT, im_fuss=True)
AbschnittFactory(seite=seite, ueberschrift="Wie das geht", text=f"<h3>Am Telefon</h3>{TEXT}")
SeiteFactory(titel="Marke-Verborgen", slug="verborgen", oeffentlich_ab=None)
aendern(seite, slug="barrieren-melden")
aendern(Seite.objects.get(slug="impressum"), beschreibung="Wer diese Website verantwortet.")
aendern(Buero.objects.get(), oeffnungszeiten="Montag 10 bis 12 Uhr", telefon="0341 7654321")
UmleitungFactory(alte_adresse="/mitmachen", neue_adresse="/quartiersrat/")

# Deleted, and to be brought back.
weg = ThemaFactory(name="Hochwasserschutz", slug="hochwasser")
aendern(weg, name="Hochwasser und Starkregen")
leitung.post(adresse(weg, "delete"), {"post": "yes"})
entwurf = SitzungFactory(datum=dt.date(2026, 9, 7), titel="Versehentlich weg", oeffentlich_ab=None)
TagesordnungspunktFactory(sitzung=entwurf, titel="Mit allem darin", beschreibung=TEXT)
aendern(entwurf, ort="Zelt")
response = leitung.post(adresse(entwurf, "delete"), {"post": "yes"})
sys.exit(response.status_code != 302)
