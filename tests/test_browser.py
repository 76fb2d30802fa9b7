"""The pages in a real browser: what people see, hear and can reach with a keyboard."""

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from handlungsfelder.models import Handlungsfeld
from team.models import Person

from .factories import SitzungFactory, TagesordnungspunktFactory, UnterlageFactory, upload

NODE_MODULES = Path(__file__).parent / "node_modules"
AXE = NODE_MODULES / "axe-core/axe.min.js"
VNU = NODE_MODULES / "vnu-jar/build/dist/vnu.jar"

pytestmark = [
    pytest.mark.usefixtures("inhalt"),
    # A window that closes drops its connections, and the live server complains of that.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
    pytest.mark.skipif(
        not shutil.which("chromium"),
        reason="braucht Chromium: apt install chromium",
    ),
]

SEITEN = [
    "/",
    "/termine/",
    "/termine/archiv/2099/",
    "/termine/2021-02-01/",
    "/termine/2099-01-12/",
    "/termine/2099-01-19/",
    "/termine/2099-01-26/",
    "/handlungsfelder/",
    "/handlungsfelder/2021/zusammenleben-und-nachbarschaft/",
    "/team/",
    "/team/maria-habre/",
    "/team/jana-fischer/",
    "/team/themen/",
    "/kontakt/",
    "/impressum/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
    "/gibt-es-nicht/",
]

# CSS pixels (WCAG 2.2, 2.5.5); half a pixel is lost in rounding.
ZIEL = 43.5


@pytest.fixture
def adresse(live_server, inhalt):
    """Fill the site with every state of a Sitzung and a photo; return its address."""
    neue = SitzungFactory(
        titel="Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel und Nahverkehr",
        datum=dt.date(2099, 1, 12),
        beginn=dt.time(17),
        ende=dt.time(19),
        ort="Stadtteilladen",
        nummer=999,
    )
    for nummer, (titel, felder) in enumerate(
        [
            ("Begrüßung", {"minuten": 10}),
            ("Nahverkehr", {"minuten": 45, "art": "diskussion", "vortragende": "Herr Muster"}),
            ("Haltestellen", {"minuten": 5, "unterpunkt": True, "beschreibung": "Wo?"}),
            ("Personal", {"minuten": 5, "oeffentlich": False}),
            ("Sonstiges", {"ergebnis": "Vertagt"}),
        ]
    ):
        punkt = TagesordnungspunktFactory(
            sitzung=neue, titel=titel, reihenfolge=nummer * 10, **felder
        )
    punkt.handlungsfelder.add(Handlungsfeld.objects.first())
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, art="praesentation")
    UnterlageFactory(sitzung=neue)
    SitzungFactory(datum=dt.date(2099, 1, 19), status="verlegt", grund="Saal", nachfolger=neue)
    SitzungFactory(datum=dt.date(2099, 1, 26), status="abgesagt", grund="Hochwasser")
    maria = Person.objects.get(slug="maria-habre")
    maria.foto, maria.foto_zeigen = upload(breite=1200, hoehe=1600), True
    maria.foto_alternativtext, maria.foto_einwilligung_am = "Porträt", dt.date(2021, 1, 1)
    maria.foto_nachweis = "Büro"
    maria.save()
    return live_server.url


@pytest.fixture
def oeffne(browser, adresse):
    """Return a function that yields each page, opened in a window of its own kind."""
    fenster = []

    def _oeffne(breite=1280, seiten=SEITEN, **optionen):
        kontext = browser.new_context(viewport={"width": breite, "height": 800}, **optionen)
        fenster.append(kontext)
        seite = kontext.new_page()
        for pfad in seiten:
            seite.goto(adresse + pfad)
            yield pfad, seite

    yield _oeffne
    for kontext in fenster:
        kontext.close()


@pytest.mark.skipif(not AXE.exists(), reason="braucht axe-core: npm, dann make test")
@pytest.mark.parametrize("farben", ["light", "dark"])
@pytest.mark.parametrize("breite", [320, 1280])
def test_axe_finds_nothing(oeffne, farben, breite):
    regeln = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21aa", "wcag22aa", "best-practice"]

    funde = []
    for pfad, seite in oeffne(breite, color_scheme=farben, bypass_csp=True):
        seite.add_script_tag(path=AXE)
        ergebnis = seite.evaluate("regeln => axe.run(document, {runOnly: regeln})", regeln)
        funde += [
            (pfad, verstoss["id"], verstoss["nodes"][0]["target"])
            for verstoss in ergebnis["violations"]
        ]

    assert funde == []


@pytest.mark.skipif(
    not (VNU.exists() and shutil.which("java")),
    reason="braucht den Nu Html Checker: Java und npm, dann make test",
)
def test_html_and_css_are_valid(oeffne, tmp_path):
    ordner = tmp_path / "seiten"
    ordner.mkdir()
    shutil.copy(Path(__file__).parent.parent / "static/css/site.css", ordner)
    for nummer, (_, seite) in enumerate(oeffne()):
        (ordner / f"{nummer}.html").write_bytes(seite.request.get(seite.url).body())

    ergebnis = subprocess.run(  # noqa: S603 - the command is fixed
        ["java", "-jar", VNU, "--format", "json", "--also-check-css", ordner],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )

    meldungen = json.loads(ergebnis.stderr)["messages"]
    assert [(m["url"].split("/")[-1], m["message"]) for m in meldungen] == []


@pytest.mark.parametrize(
    ("breite", "schrift"), [(320, 16), (320, 24), (360, 32), (768, 16), (1280, 32), (1920, 16)]
)
def test_no_page_scrolls_sideways(oeffne, breite, schrift):
    """At 400 % zoom (320 px) and with text enlarged to 150 and 200 % (WCAG 1.4.4, 1.4.10)."""
    zu_breit = {}
    for pfad, seite in oeffne(breite):
        seite.evaluate(
            "groesse => document.documentElement.style.fontSize = groesse", f"{schrift}px"
        )
        gebraucht = seite.evaluate("document.scrollingElement.scrollWidth")
        if gebraucht > breite:
            zu_breit[pfad] = gebraucht

    assert zu_breit == {}


@pytest.mark.parametrize("breite", [320, 1280])
def test_controls_are_large_enough_for_a_finger(oeffne, breite):
    """Menus, buttons and links that stand alone (WCAG 2.5.5); links in sentences are exempt."""
    zu_klein = []
    for pfad, seite in oeffne(breite):
        for ziel in seite.locator("nav a, .knopf, h3 a, .unterlagen a, .erreichbar a").all():
            flaeche = ziel.bounding_box()
            if flaeche["height"] < ZIEL or flaeche["width"] < ZIEL:
                zu_klein.append((pfad, ziel.inner_text(), flaeche))

    assert zu_klein == []


def test_skip_link_comes_first_and_leads_to_the_content(oeffne):
    for pfad, seite in oeffne(360, SEITEN[:3]):
        seite.keyboard.press("Tab")
        assert seite.evaluate("document.activeElement.className") == "sprungmarke", pfad
        assert seite.locator(".sprungmarke").bounding_box()["y"] >= 0, pfad

        seite.keyboard.press("Enter")
        assert seite.evaluate("document.activeElement.id") == "inhalt", pfad


@pytest.mark.parametrize("breite", [360, 1280])
def test_focus_is_always_visible_and_follows_the_reading_order(oeffne, breite):
    for pfad, seite in oeffne(breite, ["/", "/termine/2099-01-12/", "/team/themen/"]):
        anzahl = seite.locator("a").count()
        reihenfolge = []
        for _ in range(anzahl):
            seite.keyboard.press("Tab")
            stelle, umriss, im_bild = seite.evaluate(
                """() => {
                    const e = document.activeElement, r = e.getBoundingClientRect();
                    return [
                        [...document.querySelectorAll('a')].indexOf(e),
                        getComputedStyle(e).outlineStyle,
                        r.bottom > 0 && r.top < innerHeight,
                    ];
                }"""
            )
            assert (umriss, im_bild) == ("solid", True), (pfad, stelle)
            reihenfolge.append(stelle)

        assert reihenfolge == list(range(anzahl)), pfad


def test_pages_ask_no_other_host_store_nothing_and_break_no_policy(browser, adresse):
    kontext = browser.new_context()
    seite = kontext.new_page()
    meldungen, adressen = [], set()
    seite.on("console", lambda meldung: meldungen.append(meldung.text))
    seite.on("request", lambda anfrage: adressen.add(urlsplit(anfrage.url).netloc))

    # The browser itself reports a 404.
    for pfad in SEITEN[:-1]:
        seite.goto(adresse + pfad)

    assert meldungen == []
    assert adressen == {urlsplit(adresse).netloc}
    assert kontext.cookies() == []
    assert seite.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    kontext.close()


def test_pages_are_the_same_without_javascript(oeffne):
    mit = {pfad: seite.inner_text("body") for pfad, seite in oeffne()}
    ohne = {pfad: seite.inner_text("body") for pfad, seite in oeffne(java_script_enabled=False)}

    assert mit == ohne


@pytest.mark.parametrize("pfad", ["/", "/termine/2099-01-12/", "/handlungsfelder/", "/team/"])
def test_first_visit_needs_few_requests_and_shifts_nothing(browser, adresse, pfad):
    kontext = browser.new_context(viewport={"width": 360, "height": 800})
    seite = kontext.new_page()
    anfragen = []
    seite.on("request", lambda anfrage: anfragen.append(urlsplit(anfrage.url).path))

    seite.goto(adresse + pfad)
    seite.wait_for_load_state("networkidle")
    verschiebung = seite.evaluate(
        """() => new Promise(fertig => {
            let summe = 0;
            new PerformanceObserver(liste => {
                for (const eintrag of liste.getEntries()) summe += eintrag.value;
            }).observe({type: "layout-shift", buffered: true});
            requestAnimationFrame(() => setTimeout(() => fertig(summe), 100));
        })"""
    )

    # The live server sends no Cache-Control, so the mark comes twice: as image and as icon.
    ohne_fotos = {anfrage for anfrage in anfragen if "/foto" not in anfrage}
    assert len(ohne_fotos) <= 5
    assert verschiebung == 0
    kontext.close()
