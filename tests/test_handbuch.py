"""The handbook of the office says what the admin shows, and only staff read it there."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from handlungsfelder.models import Handlungsfeld, Jahresplanung
from qm_gruenau.handbuch import BILDER, TEXT
from redaktion.models import Umleitung
from seiten.models import Seite
from termine import einladung
from termine.models import Sitzung

from .crawler import soup
from .factories import OrtFactory, PersonMitFotoFactory, SitzungFactory, TagesordnungspunktFactory
from .verwaltung import adresse, formular

HANDBUCH = TEXT.read_text(encoding="utf-8")

pytestmark = pytest.mark.django_db


def beschriftungen(response):
    """Yield the words of a page that stand by themselves: links, buttons, labels, columns."""
    seite = soup(response)
    for wort in seite.stripped_strings:
        yield wort.removesuffix(":")
    for element in seite.select("input[type=submit]"):
        yield element["value"]
    for gruppe in seite.select("[data-inline-formset]"):
        yield json.loads(gruppe["data-inline-formset"])["options"]["addText"]


@pytest.fixture
def worte(inhalt, client, admin_client, monkeypatch):
    """Return all words that stand by themselves in the admin."""
    monkeypatch.setattr(einladung, "ist_moeglich", lambda: True)
    bald = timezone.localdate() + dt.timedelta(days=30)
    entwurf = SitzungFactory(datum=bald, oeffentlich_ab=None)
    TagesordnungspunktFactory(sitzung=entwurf)
    planung = Jahresplanung.objects.get()
    felder = formular(admin_client.get(adresse(entwurf, "change")))
    jahrestermine = reverse("admin:termine_sitzung_jahrestermine")
    seiten = [
        client.get("/admin/login/"),
        admin_client.get("/admin/"),
        # Saved, and saved once more, differently, from a form that is old by then.
        *(
            admin_client.post(
                adresse(entwurf, "change"), felder | {"ort": OrtFactory(name=name).pk}, follow=True
            )
            for name in ["Komm-Haus", "Völkerfreundschaft"]
        ),
        admin_client.post(jahrestermine, formular(admin_client.get(jahrestermine))),
        *(
            admin_client.get(adresse(objekt, seite))
            for objekt, namen in [
                (entwurf, "add change changelist history tagesordnung absagen verlegen"),
                (entwurf.tagesordnungspunkte.get(), "change"),
                (Sitzung.objects.oeffentlich().get(), "change"),
                (SitzungFactory(status="verlegt", grund="Saal"), "change"),
                (planung, "change uebernehmen"),
                (Handlungsfeld.objects.first(), "change"),
                (PersonMitFotoFactory(), "change"),
                (Seite.objects.first(), "change"),
                (Umleitung.objects.first(), "add changelist"),
                (User.objects.get(), "add change changelist"),
            ]
            for seite in namen.split()
        ),
    ]
    # What scripts and styles write beside it.
    quellen = [
        settings.BASE_DIR / f"static/{name}" for name in ["js/texte.js", "css/tagesordnung.css"]
    ]
    return {
        *(wort for seite in seiten for wort in beschriftungen(seite)),
        *(
            wort
            for quelle in quellen
            for wort in re.findall(r'"([^"\n]+)"', quelle.read_text("utf-8"))
        ),
    }


def test_what_stands_bold_in_the_handbook_stands_in_the_admin(worte):
    fett = set(re.findall(r"\*\*(.+?)\*\*", HANDBUCH))

    assert len(fett) > 50
    assert fett - worte == set()


def test_handbook_shows_each_picture_that_was_made_with_a_text_for_it():
    bilder = re.findall(r"!\[(.*?)\]\(bilder/(.*?)\)", HANDBUCH)

    assert sorted(name for _, name in bilder) == sorted(BILDER)
    assert all(beschreibung for beschreibung, _ in bilder)


def test_handbook_and_its_pictures_stay_small():
    groessen = [datei.stat().st_size for datei in BILDER.values()]

    assert len(HANDBUCH.split()) <= 2000
    assert max(groessen) <= 80_000
    assert sum(groessen) <= 600_000


def test_admin_leads_to_the_handbook_and_its_contents_to_each_heading(admin_client):
    start = soup(admin_client.get("/admin/"))

    handbuch = soup(admin_client.get(start.find("a", string="Handbuch")["href"]))

    assert [titel.get_text() for titel in handbuch.select("h1")][-1] == "Handbuch"
    inhalt = [(link["href"], link.get_text()) for link in handbuch.select(".handbuch nav a")]
    ueberschriften = handbuch.select(".handbuch > h2")
    assert inhalt == [(f"#{titel['id']}", titel.get_text()) for titel in ueberschriften]
    assert inhalt[0] == ("#anmelden", "Anmelden")


@pytest.mark.parametrize("name", BILDER)
def test_picture_of_the_handbook_is_served_to_staff(admin_client, name):
    response = admin_client.get(f"/admin/handbuch/bilder/{name}")

    assert response["Content-Type"] == "image/png"
    assert b"".join(response) == BILDER[name].read_bytes()


@pytest.mark.parametrize(
    "name", ["fehlt.png", "../redaktion.md", "%2e%2e%2fredaktion.md", "..%5Credaktion.md", ""]
)
def test_nothing_but_the_pictures_is_served(admin_client, name):
    response = admin_client.get(f"/admin/handbuch/bilder/{name}")

    assert response.status_code == 404


@pytest.mark.parametrize("pfad", ["", f"bilder/{min(BILDER)}"])
def test_handbook_asks_for_login(client, pfad):
    response = client.get(f"/admin/handbuch/{pfad}")

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
