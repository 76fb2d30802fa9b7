"""The pictures of the handbook: `make handbuch` writes them into docs/bilder/.

Not a test, but it needs the same filled site and the same browser.
"""

import datetime as dt
import io

import pytest
import time_machine
from django.conf import settings
from PIL import Image

from handlungsfelder.models import Handlungsfeld
from qm_gruenau.handbuch import TEXT
from seiten.models import Seite
from team.models import Person

from .factories import OrtFactory, SitzungFactory, TagesordnungspunktFactory
from .verwaltung import adresse

ORDNER = TEXT.parent / "bilder"

pytestmark = [
    pytest.mark.usefixtures("inhalt"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]


@pytest.fixture(autouse=True)
def uhr():
    with time_machine.travel("2021-01-19T09:30+01:00") as uhr:
        yield uhr


@pytest.fixture
def entwurf(inhalt):
    """Create two Sitzungen of the year before and a draft with a Tagesordnung."""
    ueblich = {
        "titel": "Sitzung des Quartiersrats",
        "beginn": dt.time(17),
        "ende": dt.time(19),
        "ort": OrtFactory(name="Stadtteilladen"),
    }
    SitzungFactory(datum=dt.date(2020, 11, 2), nummer=11, **ueblich)
    SitzungFactory(datum=dt.date(2020, 12, 7), nummer=12, **ueblich)
    sitzung = SitzungFactory(datum=dt.date(2021, 3, 1), nummer=13, oeffentlich_ab=None, **ueblich)
    for stelle, (titel, felder) in enumerate(
        [
            ("Begrüßung", {"minuten": 10}),
            ("Verfügungsfonds", {"minuten": 30, "art": "empfehlung"}),
            ("Anträge", {"minuten": 20, "unterpunkt": True}),
        ],
        start=1,
    ):
        TagesordnungspunktFactory(sitzung=sitzung, titel=titel, reihenfolge=stelle * 10, **felder)
    return sitzung


@pytest.fixture
def oeffne(live_server, admin_client, admin_user, browser):
    """Return a function that opens a page of the admin."""
    admin_user.first_name, admin_user.last_name = "Erika", "Muster"
    admin_user.save()
    # So high that nothing has to scroll.
    kontext = browser.new_context(viewport={"width": 900, "height": 6000}, locale="de-DE")
    kontext.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": admin_client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": live_server.url,
            }
        ]
    )
    # Without the list of areas, which stands beside every page.
    kontext.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
    seite = kontext.new_page()

    def _oeffne(pfad):
        seite.goto(live_server.url + pfad)
        seite.wait_for_load_state("networkidle")
        return seite

    yield _oeffne
    kontext.close()


def bild(name, *stellen):
    """Write what holds all these places of a page, in 64 colours."""
    rahmen = [stelle.bounding_box() for stelle in stellen]
    seite = stellen[0].page
    rand = 4
    x = min(teil["x"] for teil in rahmen) - rand
    y = min(teil["y"] for teil in rahmen) - rand
    breite = max(teil["x"] + teil["width"] for teil in rahmen) + rand - x
    hoehe = max(teil["y"] + teil["height"] for teil in rahmen) + rand - y
    png = seite.screenshot(
        animations="disabled",
        clip={"x": x, "y": y, "width": breite, "height": hoehe},
    )
    ORDNER.mkdir(exist_ok=True)
    farben = Image.open(io.BytesIO(png)).convert("RGB").quantize(64)
    farben.save(ORDNER / f"redaktion-{name}.png", optimize=True)


def test_was_steht_an(oeffne, entwurf):
    seite = oeffne("/admin/")

    bild("was-steht-an", *seite.locator(".anstehendes section").all()[:2])


def test_neue_sitzung(oeffne, entwurf):
    seite = oeffne(adresse(entwurf, "add"))

    bild("neue-sitzung", *seite.locator("#sitzung_form fieldset.aligned").all()[:2])


def test_tagesordnung(oeffne, entwurf):
    seite = oeffne(adresse(entwurf, "change"))

    bild("tagesordnung", seite.locator("#tagesordnungspunkte-group"))
    bild("knoepfe", seite.locator(".submit-row").last)


def test_verlegen(oeffne, entwurf):
    seite = oeffne(adresse(entwurf, "verlegen"))

    bild("verlegen", seite.locator("#content-main"))


def test_jahrestermine(oeffne, entwurf):
    seite = oeffne("/admin/termine/sitzung/jahrestermine/")
    seite.get_by_role("button", name="Vorschau zeigen").click()
    seite.wait_for_selector("#vorschau")

    bild("jahrestermine", seite.locator("#vorschau"), seite.locator(".submit-row"))


def test_ziele(oeffne):
    seite = oeffne(adresse(Handlungsfeld.objects.get(slug="bildung"), "change"))
    seite.get_by_label("Ziele aus mehreren Zeilen").fill("- erstes Ziel\n- zweites Ziel")

    bild("ziele", seite.locator("#ziele-group"), seite.locator(".mehrere").first)


def test_foto(oeffne):
    seite = oeffne(adresse(Person.objects.get(slug="maria-habre"), "change"))

    bild(
        "foto",
        seite.locator(".field-foto_alternativtext"),
        seite.locator(".field-foto_zeigen"),
    )


def test_text(oeffne):
    seite = oeffne(adresse(Seite.objects.get(slug="ueber-uns"), "change"))
    abschnitt = seite.locator("#abschnitte-0")
    abschnitt.get_by_role("button", name="Link", exact=True).click()

    bild("link", seite.locator("dialog"))
    seite.keyboard.press("Escape")
    bild("text", abschnitt)


def test_konflikt(oeffne, entwurf):
    OrtFactory(name="Stadtteilladen, großer Saal")
    seite = oeffne(adresse(entwurf, "change"))
    entwurf.ort = OrtFactory(name="Kulturcafé")
    entwurf.save()
    seite.locator("#id_ort").select_option(label="Stadtteilladen, großer Saal")
    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_selector(".vergleich")

    bild("konflikt", seite.locator(".vergleich"), seite.locator(".errorlist.nonfield"))


def test_fassungen(oeffne, entwurf, uhr):
    for ort in OrtFactory(name="Kulturcafé"), OrtFactory(name="Stadtteilladen, großer Saal"):
        seite = oeffne(adresse(entwurf, "change"))
        seite.locator("#id_ort").select_option(label=ort.name)
        seite.get_by_role("button", name="Sichern und weiter bearbeiten").click()
        seite.wait_for_selector(".success")
        uhr.shift(dt.timedelta(hours=2))
    seite = oeffne(adresse(entwurf, "history"))

    bild("fassungen", seite.locator("#change-history"), seite.locator(".submit-row"))
