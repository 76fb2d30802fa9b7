"""The pages in a real browser: what people see, hear and can reach with a keyboard."""

import datetime as dt
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import playwright.sync_api
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from handlungsfelder.models import Handlungsfeld
from seiten.models import Seite
from team.models import Person

from .factories import (
    AbschnittFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    upload,
)

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

# All that a text may hold but a heading, and a table wider than a phone.
TEXT = """<p>Bis <strong>500 Euro</strong>, siehe <a href="/kontakt/">Kontakt</a>.</p>
<ul><li><p>Antrag</p></li></ul><ol><li><p>Beratung</p></li></ol>
<table><tr><th><p>Verfügungsfonds</p></th><th><p>Höchstbetrag</p></th><th><p>Frist</p></th></tr>
<tr><td><p>Nachbarschaft</p></td><td><p>500 Euro</p></td><td><p>Donnerstag</p></td></tr></table>"""

# CSS pixels (WCAG 2.2, 2.5.5); half a pixel is lost in rounding.
ZIEL = 43.5

# What is stretched over its li is as large as that.
ZIELE = """.felder > li, .knopf, .marke, :is(nav, h3, h4, .erreichbar, .fakten, .fuss, .unterlagen,
    .verzeichnis, .weiter) a"""


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
            ("Sonstiges", {"ergebnis": TEXT}),
        ]
    ):
        punkt = TagesordnungspunktFactory(
            sitzung=neue, titel=titel, reihenfolge=nummer * 10, **felder
        )
    punkt.handlungsfelder.add(Handlungsfeld.objects.first())
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, art="praesentation")
    UnterlageFactory(sitzung=neue)
    impressum = Seite.objects.get(slug="impressum")
    AbschnittFactory(seite=impressum, text=f"<h3>Zwischendurch</h3>{TEXT}")
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
@pytest.mark.parametrize(
    ("breite", "optionen"),
    [
        (320, {}),
        (1280, {}),
        (320, {"color_scheme": "dark"}),
        (1280, {"color_scheme": "dark"}),
        (1280, {"forced_colors": "active"}),
        (1280, {"contrast": "more"}),
    ],
    ids=["320", "1280", "320-dark", "1280-dark", "forced-colors", "more-contrast"],
)
def test_axe_finds_nothing(oeffne, breite, optionen):
    stufen = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    # In forced colours contrast is the reader's own, and axe reads colours that nobody sees.
    farbregeln = {"enabled": "forced_colors" not in optionen}
    regeln = {
        "runOnly": stufen,
        "rules": {"color-contrast": farbregeln, "color-contrast-enhanced": farbregeln},
    }

    funde = []
    for pfad, seite in oeffne(breite, bypass_csp=True, **optionen):
        seite.add_script_tag(path=AXE)
        ergebnis = seite.evaluate("regeln => axe.run(document, regeln)", regeln)
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


ABSTAENDE = """* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
} p { margin-block-end: 2em !important; }"""

ABGESCHNITTEN = """() => [...document.querySelectorAll("body *")]
    .filter(e => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && e.clientWidth > 1)
    .filter(e => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight)
    .map(e => e.outerHTML)"""


@pytest.mark.parametrize("breite", [320, 1280])
def test_wider_spacing_of_text_cuts_nothing_off(oeffne, breite):
    """With the spacing that WCAG 1.4.12 names."""
    verloren = []
    for pfad, seite in oeffne(breite, bypass_csp=True):
        seite.add_style_tag(content=ABSTAENDE)
        if seite.evaluate("document.scrollingElement.scrollWidth") > breite:
            verloren.append((pfad, "zu breit"))
        verloren += [(pfad, stelle) for stelle in seite.evaluate(ABGESCHNITTEN)]

    assert verloren == []


# Of each paragraph: characters per line (a mean), line height by font size, alignment.
SATZ = """() => [...document.querySelectorAll("main :is(p, li, dd)")]
    .filter(e => [...e.childNodes].some(k => k.nodeType === 3 && k.data.trim()))
    .map(e => {
        const bereich = document.createRange();
        bereich.selectNodeContents(e);
        const stil = getComputedStyle(e);
        const zeilen = new Set([...bereich.getClientRects()].map(r => Math.round(r.top))).size;
        return [
            e.textContent.trim().length / zeilen,
            parseFloat(stil.lineHeight) / parseFloat(stil.fontSize),
            stil.textAlign,
        ];
    })"""


@pytest.mark.parametrize("breite", [320, 1280, 1920])
def test_text_is_set_to_be_read(oeffne, breite):
    """On average at most 80 characters a line, at least 1.5 lines high, not justified (1.4.8)."""
    for pfad, seite in oeffne(breite):
        for zeichen, hoehe, ausrichtung in seite.evaluate(SATZ):
            assert zeichen <= 80, pfad
            assert round(hoehe, 2) >= 1.5, pfad
            assert ausrichtung == "start", pfad


def test_more_contrast_leaves_no_quiet_colours(oeffne):
    for pfad, seite in oeffne(contrast="more"):
        farben = seite.evaluate(
            """() => new Set([document.body, ...document.querySelectorAll(".zeile, dt, .pfad a")]
                .map(e => getComputedStyle(e).color).values()).size"""
        )
        assert farben <= 2, pfad  # text, and links


def test_forced_colours_keep_the_edges(oeffne):
    """A background is gone there; what it set apart needs a line."""
    for pfad, seite in oeffne(forced_colors="active"):
        ohne_kante = seite.evaluate(
            """() => [...document.querySelectorAll(".karte, .platten > *, .knopf, .tafel")]
                .filter(e => {
                    const s = getComputedStyle(e);
                    const grund = getComputedStyle(document.body).backgroundColor;
                    return (s.outlineStyle === "none" || s.outlineColor === grund)
                        && (s.borderTopStyle === "none" || s.borderTopColor === grund);
                })
                .map(e => e.outerHTML)"""
        )
        assert ohne_kante == [], pfad


def test_nothing_moves(oeffne):
    for pfad, seite in oeffne(reduced_motion="no-preference"):
        bewegt = seite.evaluate(
            """() => [...document.querySelectorAll("*")].filter(e => {
                const s = getComputedStyle(e);
                return s.animationName !== "none" || s.transitionDuration !== "0s"
                    || s.scrollBehavior === "smooth";
            }).length"""
        )
        assert bewegt == 0, pfad


def test_pages_say_the_same_without_their_style(oeffne):
    """As in a text browser: no two words run together."""
    for pfad, seite in oeffne():
        mit = woerter(seite)
        seite.route("**/*.css", lambda route: route.abort())
        seite.goto(seite.url)
        ohne = woerter(seite)
        seite.unroute("**/*.css")
        assert mit - ohne == set(), pfad


def woerter(seite):
    return set(re.findall(r"\w+", seite.inner_text("body").lower()))


def test_print_is_black_on_white_without_navigation_and_says_where_it_is_from(oeffne):
    for pfad, seite in oeffne(seiten=SEITEN[:-1], color_scheme="dark"):
        seite.emulate_media(media="print")

        assert seite.locator("nav:visible, .knopf:visible").count() == 0, pfad
        farbig = seite.evaluate(
            """() => [...document.querySelectorAll("body, main *, footer *")]
                .filter(e => e.checkVisibility() && !e.closest("picture"))
                .filter(e => {
                    const {color, backgroundColor} = getComputedStyle(e);
                    return !["rgb(0, 0, 0)", "rgb(51, 51, 51)"].includes(color)
                        || !["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(backgroundColor);
                })
                .map(e => e.outerHTML)"""
        )
        assert farbig == [], pfad
        kanonisch = seite.locator("link[rel=canonical]").get_attribute("href")
        gedruckt = seite.locator(".nur-gedruckt").inner_text()
        assert gedruckt.startswith(f"{kanonisch}, abgerufen am "), pfad


def test_print_on_a4_splits_no_item_of_the_agenda(oeffne, adresse):
    sitzung = SitzungFactory(datum=dt.date(2099, 3, 1))
    for nummer in range(25):
        TagesordnungspunktFactory(
            sitzung=sitzung,
            titel=f"Anfang{nummer}.",
            beschreibung="Worum es geht. " * 20 + f"Ende{nummer}.",
            reihenfolge=nummer,
        )

    for _, seite in oeffne(seiten=[sitzung.get_absolute_url()]):
        blaetter = PdfReader(io.BytesIO(seite.pdf(prefer_css_page_size=True))).pages

    texte = [blatt.extract_text() for blatt in blaetter]
    assert len(texte) > 2
    assert {(round(b.mediabox.width), round(b.mediabox.height)) for b in blaetter} == {(595, 842)}
    for nummer in range(25):
        anfang = [i for i, text in enumerate(texte) if f"Anfang{nummer}." in text]
        assert anfang == [i for i, text in enumerate(texte) if f"Ende{nummer}." in text]
        assert len(anfang) == 1


@pytest.mark.parametrize("breite", [320, 1280])
def test_controls_are_large_enough_for_a_finger(oeffne, breite):
    """Menus, buttons and links that stand alone (WCAG 2.5.5); links in sentences are exempt."""
    zu_klein = []
    for pfad, seite in oeffne(breite):
        for ziel in seite.locator(ZIELE).all():
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
    for pfad, seite in oeffne(breite):
        anzahl = seite.locator("a, .tabelle").count()
        reihenfolge = []
        for _ in range(anzahl):
            seite.keyboard.press("Tab")
            stelle, umriss, unverdeckt = seite.evaluate(
                """() => {
                    const e = document.activeElement, r = e.getBoundingClientRect();
                    return [
                        [...document.querySelectorAll('a, .tabelle')].indexOf(e),
                        getComputedStyle(e).outline,
                        r.top >= 0 && r.bottom <= innerHeight && [...e.getClientRects()].every(
                            ({left, right, top, bottom}) =>
                                [left + 1, right - 1].every(x => [top + 1, bottom - 1].every(y => {
                                    const oben = document.elementFromPoint(x, y);
                                    return e.contains(oben) || oben.contains(e);
                                }))),
                    ];
                }"""
            )
            # At least two pixels around it, whole and on top (WCAG 2.4.12, 2.4.13).
            assert "solid 3px" in umriss, (pfad, stelle, umriss)
            assert unverdeckt, (pfad, stelle)
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
    anfragen, schriften = [], []
    seite.on("request", lambda anfrage: anfragen.append(urlsplit(anfrage.url).path))
    seite.route("**/*.woff2", lambda schrift: schriften.append(schrift))

    seite.goto(adresse + pfad, wait_until="domcontentloaded")
    seite.evaluate(
        """() => new Promise(gemalt =>
            new PerformanceObserver(() => gemalt()).observe({type: "paint", buffered: true}))"""
    )
    for schrift in schriften:  # the worst that can happen: later than the first paint
        schrift.continue_()
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

    ohne_fotos = [anfrage for anfrage in anfragen if "/foto" not in anfrage]
    assert len(ohne_fotos) <= 5
    assert verschiebung == 0
    kontext.close()


def test_style_sheet_is_small():
    assert (Path(__file__).parent.parent / "static/css/site.css").stat().st_size <= 15_000


def test_chosen_photo_is_shown_at_once_in_the_crop_of_the_site(
    browser, adresse, admin_client, tmp_path
):
    rot = Image.new("RGB", (900, 300), "red")
    rot.paste("blue", (300, 0, 600, 300))
    rot.save(tmp_path / "foto.png")
    tmp_path.joinpath("kein-foto.png").write_text("Hallo")
    kontext = browser.new_context()
    kontext.add_cookies(
        [{"name": "sessionid", "value": admin_client.cookies["sessionid"].value, "url": adresse}]
    )
    seite = kontext.new_page()
    seite.goto(f"{adresse}/admin/team/person/{Person.objects.get(slug='maria-habre').pk}/change/")
    vorschau = seite.locator(".field-foto_vorschau")
    vorher = vorschau.locator("img").bounding_box()

    seite.set_input_files("#id_foto", tmp_path / "foto.png")
    gewaehlt = vorschau.locator("canvas").bounding_box()
    ecke = vorschau.locator("canvas").evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data]"
    )
    seite.set_input_files("#id_foto", tmp_path / "kein-foto.png")

    assert gewaehlt == vorher
    assert ecke == [0, 0, 255, 255]
    playwright.sync_api.expect(vorschau).to_contain_text("erst nach dem Sichern")
    kontext.close()


# The editor of texts, in the admin


@pytest.fixture
def verwaltung(browser, adresse, admin_user):
    """Return a function that opens a page of the admin in a window of its own."""
    client = Client()
    client.force_login(admin_user)
    fenster = []

    def _verwaltung(pfad, breite=1280, **optionen):
        kontext = browser.new_context(viewport={"width": breite, "height": 800}, **optionen)
        fenster.append(kontext)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        kontext.add_cookies([cookie | {"url": adresse}])
        seite = kontext.new_page()
        seite.meldungen = []
        seite.on("console", lambda meldung: seite.meldungen.append(meldung.text))
        seite.on("pageerror", lambda fehler: seite.meldungen.append(str(fehler)))
        seite.goto(adresse + pfad)
        return seite

    yield _verwaltung
    for kontext in fenster:
        kontext.close()


def aendern(objekt):
    meta = objekt._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[objekt.pk])


def test_text_is_written_by_keyboard_alone_and_breaks_no_policy(verwaltung):
    abschnitt = AbschnittFactory(text="")
    seite = verwaltung(aendern(abschnitt))
    text = seite.get_by_role("textbox", name="Text", exact=True)
    tasten = seite.keyboard

    seite.get_by_label("Überschrift").focus()
    for _ in range(9):  # the buttons come first
        tasten.press("Tab")
    assert text.evaluate("e => e === document.activeElement")
    tasten.type("Ein Satz mit zwei  Leerzeichen und ")
    tasten.press("Control+b")
    tasten.type("fett")
    tasten.press("Control+b")
    tasten.type(", siehe ")
    tasten.press("Control+k")
    tasten.type("Termine")
    tasten.press("Tab")
    tasten.type("/termine/")
    tasten.press("Enter")
    tasten.type(".")
    tasten.press("Enter")
    seite.get_by_role("button", name="Liste", exact=True).press("Enter")
    tasten.type("Eins")
    tasten.press("Enter")
    tasten.type("Zwei")
    tasten.press("Enter")
    tasten.press("Enter")
    seite.get_by_role("button", name="Zwischenüberschrift").press("Enter")
    tasten.type("Fonds")
    tasten.press("Enter")
    seite.get_by_role("button", name="Tabelle", exact=True).press("Enter")
    tasten.type("Name")
    tasten.press("Tab")  # leaves the text, also from a table
    assert not text.evaluate("e => e === document.activeElement")
    seite.get_by_role("button", name="Zeile darunter").press("Enter")
    seite.get_by_role("button", name="Spalte rechts").press("Enter")
    seite.get_by_role("button", name="Sichern", exact=True).press("Enter")
    seite.wait_for_url("**/abschnitt/")

    abschnitt.refresh_from_db()
    assert abschnitt.text == (
        "<p>Ein Satz mit zwei  Leerzeichen und <strong>fett</strong>, "
        'siehe <a href="/termine/">Termine</a>.</p>'
        "<ul><li><p>Eins</p></li><li><p>Zwei</p></li></ul><h3>Fonds</h3>"
        "<table><tbody><tr><th><p>Name</p></th><th></th><th></th></tr>"
        + "<tr><td></td><td></td><td></td></tr>" * 3
        + "</tbody></table>"
    )
    assert seite.meldungen == []


@pytest.mark.parametrize(
    ("eingabe", "ziel"),
    [
        ("www.leipzig.de", "https://www.leipzig.de"),
        ("info@example.org", "mailto:info@example.org"),
        ("{adresse}/team/", "/team/"),
    ],
)
def test_link_takes_addresses_as_people_write_them(verwaltung, adresse, eingabe, ziel):
    abschnitt = AbschnittFactory(text="<p>Stadt</p>")
    seite = verwaltung(aendern(abschnitt))

    seite.locator(".ProseMirror").press("Control+a")
    seite.get_by_role("button", name="Link", exact=True).press("Enter")
    feld = seite.get_by_role("dialog", name="Link").get_by_label("Adresse")
    feld.fill("Unsinn")
    feld.press("Enter")
    assert "Das ist keine Adresse." in feld.evaluate("e => e.validationMessage")
    feld.fill(eingabe.format(adresse=adresse))
    feld.press("Enter")

    assert seite.locator("[name=text]").input_value() == f'<p><a href="{ziel}">Stadt</a></p>'
    seite.get_by_role("button", name="Link entfernen").press("Enter")
    assert seite.locator("[name=text]").input_value() == "<p>Stadt</p>"


def test_opening_a_text_changes_nothing_and_emptying_it_leaves_nothing(verwaltung):
    abschnitt = AbschnittFactory(text=TEXT)
    seite = verwaltung(aendern(abschnitt))
    feld = seite.locator("[name=text]")
    abschnitt.refresh_from_db()
    assert feld.input_value() == abschnitt.text.strip()

    seite.locator(".ProseMirror").press("Control+a")
    seite.keyboard.press("Delete")

    assert feld.input_value() == ""


def test_row_that_is_added_has_an_editor_too(verwaltung):
    seite = verwaltung(aendern(SeiteFactory()))
    vorher = seite.locator(".ProseMirror").count()

    seite.get_by_text("Abschnitt hinzufügen").press("Enter")
    seite.locator(".ProseMirror").last.press("A")

    assert vorher == 1  # the Einleitung
    assert seite.locator("[name=abschnitte-0-text]").input_value() == "<p>A</p>"


def test_headings_are_offered_only_below_the_heading_of_an_abschnitt(verwaltung):
    angebote = [
        verwaltung(aendern(objekt)).get_by_role("button", name="Zwischenüberschrift").count()
        for objekt in [AbschnittFactory(), SeiteFactory(), TagesordnungspunktFactory()]
    ]

    assert angebote == [1, 0, 0]


@pytest.mark.parametrize("breite", [320, 1280])
def test_buttons_of_the_editor_say_what_they_do_and_can_be_hit(verwaltung, breite):
    seite = verwaltung(aendern(AbschnittFactory()), breite)
    knoepfe = seite.get_by_role("toolbar", name="Text gestalten").get_by_role("button")

    assert knoepfe.all_inner_texts() == [
        "Zwischenüberschrift",
        "Fett",
        "Liste",
        "Nummerierte Liste",
        "Link",
        "Tabelle",
        "Rückgängig",
        "Wiederholen",
    ]
    for flaeche in [knopf.bounding_box() for knopf in knoepfe.all()]:
        assert min(flaeche["width"], flaeche["height"]) >= 24
        assert flaeche["x"] + flaeche["width"] <= breite


@pytest.mark.skipif(not AXE.exists(), reason="braucht axe-core: npm, dann make test")
@pytest.mark.parametrize("farben", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor(verwaltung, farben):
    seite = verwaltung(aendern(AbschnittFactory(text=TEXT)), color_scheme=farben, bypass_csp=True)
    seite.locator(".ProseMirror th").first.click()
    seite.add_script_tag(path=AXE)

    ergebnis = seite.evaluate("axe.run('.text-editor')")
    seite.keyboard.press("Control+k")
    im_dialog = seite.evaluate("axe.run('.text-dialog')")

    funde = [*ergebnis["violations"], *im_dialog["violations"]]
    assert [(fund["id"], fund["nodes"][0]["target"]) for fund in funde] == []


def test_text_can_be_written_without_javascript(verwaltung):
    abschnitt = AbschnittFactory(text="<p>Alt</p>")
    seite = verwaltung(aendern(abschnitt), java_script_enabled=False)

    seite.get_by_label("Text:").fill("Neu\n\nund gut")
    seite.get_by_role("button", name="Sichern", exact=True).press("Enter")

    seite.wait_for_url("**/abschnitt/")
    abschnitt.refresh_from_db()
    assert abschnitt.text == "<p>Neu</p><p>und gut</p>"
