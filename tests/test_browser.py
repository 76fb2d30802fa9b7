"""The pages in a real browser: what people see, hear and can reach with a keyboard."""

import datetime as dt
import io
import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from qm_gruenau.settings import STORAGES
from qm_gruenau.statisch import EINGEBUNDEN
from termine.models import UEBLICHER_TITEL, Sitzung

from .browser import AUSHAENGE, IM_BROWSER, SEITEN, axe, axe_in_allen_farben, in_breiten
from .factories import (
    OrtFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
)
from .voraussetzungen import VNU, braucht_axe, braucht_vnu

pytestmark = IM_BROWSER

CSS = Path(__file__).parent.parent / "static/css"
# In one piece, as browsers get it.
STIL = EINGEBUNDEN.sub(
    lambda treffer: (CSS / treffer[1]).read_text("utf-8"), (CSS / "site.css").read_text("utf-8")
)

# CSS pixels (WCAG 2.2, 2.5.5); half a pixel is lost in rounding.
ZIEL = 43.5

# What is stretched over its li is as large as that.
ZIELE = """.felder > li, .knopf, .marke, :is(nav, h3, h4, .erreichbar, .fakten, .fuss, .unterlagen,
    .verzeichnis, .weiter) a"""


STUFEN = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@braucht_axe
@pytest.mark.parametrize("breite", [320, 1280])
def test_axe_finds_nothing(oeffne, breite):
    funde = {
        pfad: axe_in_allen_farben(seite, *STUFEN) for pfad, seite in oeffne(breite, bypass_csp=True)
    }

    assert funde == {pfad: [] for pfad in funde}


@braucht_axe
def test_axe_finds_nothing_in_forced_colours(oeffne):
    # There contrast is the reader's own, and axe reads colours that nobody sees.
    ohne = {"enabled": False}
    regeln = {"color-contrast": ohne, "color-contrast-enhanced": ohne}

    funde = {
        pfad: axe(seite, {"runOnly": STUFEN, "rules": regeln})
        for pfad, seite in oeffne(bypass_csp=True, forced_colors="active")
    }

    assert funde == {pfad: [] for pfad in funde}


@braucht_vnu
def test_html_and_css_are_valid(oeffne, tmp_path):
    ordner = tmp_path / "seiten"
    ordner.mkdir()
    (ordner / "site.css").write_text(STIL, "utf-8")
    for nummer, (_, seite) in enumerate(oeffne()):
        (ordner / f"{nummer}.html").write_bytes(seite.request.get(seite.url).body())

    ergebnis = subprocess.run(  # noqa: S603 - the command is fixed
        ["java", "-jar", VNU, "--format", "json", "--also-check-css", ordner],  # noqa: S607
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    meldungen = json.loads(ergebnis.stderr)["messages"]
    assert [(m["url"].split("/")[-1], m["message"]) for m in meldungen] == []


SCHRIFTGROESSEN = {320: [16, 24], 360: [32], 768: [16], 1280: [32], 1920: [16]}


def test_no_page_scrolls_sideways(oeffne):
    """At 400 % zoom (320 px) and with text enlarged to 150 and 200 % (WCAG 1.4.4, 1.4.10)."""
    zu_breit = []
    for pfad, seite, breite in in_breiten(oeffne(), *SCHRIFTGROESSEN):
        for schrift in SCHRIFTGROESSEN[breite]:
            gebraucht = seite.evaluate(
                """schrift => {
                    document.documentElement.style.fontSize = `${schrift}px`;
                    return document.scrollingElement.scrollWidth;
                }""",
                schrift,
            )
            if gebraucht > breite:
                zu_breit.append((pfad, breite, schrift, gebraucht))

    assert zu_breit == []


def test_times_stand_below_each_other_with_and_without_an_agenda(oeffne):
    erster = dt.date(2098, 1, 6)
    for woche in range(3):
        SitzungFactory(
            titel=UEBLICHER_TITEL,
            datum=erster + dt.timedelta(weeks=woche),
            **{"status": "abgesagt", "grund": "Hochwasser"} if woche == 2 else {},
        )
    TagesordnungspunktFactory(sitzung=Sitzung.objects.earliest("datum"), titel="Verkehr")

    stellen = {
        breite: set(
            seite.eval_on_selector_all(
                ".zeilen :is(.wann, .hinweis)",
                "zeilen => zeilen.map(zeile => zeile.getBoundingClientRect().x)",
            )
        )
        for _, seite, breite in in_breiten(oeffne(seiten=["/termine/"]), 360, 768, 1280)
    }

    assert {breite: len(links) for breite, links in stellen.items()} == {360: 1, 768: 1, 1280: 1}


ABSTAENDE = """* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
} p { margin-block-end: 2em !important; }"""

ABGESCHNITTEN = """() => [...document.querySelectorAll("body *")]
    .filter(e => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && e.clientWidth > 1)
    .filter(e => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight)
    .map(e => e.outerHTML)"""


def test_wider_spacing_of_text_cuts_nothing_off(oeffne):
    """With the spacing that WCAG 1.4.12 names."""
    verloren = []
    for pfad, seite, breite in in_breiten(oeffne(bypass_csp=True), 320, 1280):
        seite.add_style_tag(content=ABSTAENDE)
        if seite.evaluate("document.scrollingElement.scrollWidth") > breite:
            verloren.append((pfad, breite, "zu breit"))
        verloren += [(pfad, breite, stelle) for stelle in seite.evaluate(ABGESCHNITTEN)]

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


def test_text_is_set_to_be_read(oeffne):
    """On average at most 80 characters a line, at least 1.5 lines high, not justified (1.4.8)."""
    for pfad, seite, breite in in_breiten(oeffne(seiten=SEITEN), 320, 1280, 1920):
        for zeichen, hoehe, ausrichtung in seite.evaluate(SATZ):
            assert zeichen <= 80, (pfad, breite)
            assert round(hoehe, 2) >= 1.5, (pfad, breite)
            assert ausrichtung == "start", (pfad, breite)


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


def test_print_shows_where_links_in_texts_lead(oeffne, adresse):
    text = '<p>Siehe <a href="https://www.leipzig.de/">Leipzig</a>.</p>'
    punkt = TagesordnungspunktFactory(sitzung__datum=dt.date(2099, 3, 1), beschreibung=text)

    for _, seite in oeffne(seiten=[punkt.sitzung.get_absolute_url()]):
        [blatt] = PdfReader(io.BytesIO(seite.pdf(prefer_css_page_size=True))).pages

    assert "Siehe Leipzig https://www.leipzig.de/." in " ".join(blatt.extract_text().split())


KOPF = "".join(f"<th><p>Spalte{nummer}</p></th>" for nummer in range(1, 9))
ZELLEN = "".join(f"<td><p>Stadtteilladen, Ende{nummer}.</p></td>" for nummer in range(1, 9))
ACHT_SPALTEN = f"<table><tbody><tr>{KOPF}</tr><tr>{ZELLEN}</tr></tbody></table>"


def test_wide_table_is_scrolled_on_a_screen_and_printed_whole(oeffne, adresse):
    punkt = TagesordnungspunktFactory(sitzung__datum=dt.date(2099, 3, 1), beschreibung=ACHT_SPALTEN)

    for _, seite in oeffne(360, seiten=[punkt.sitzung.get_absolute_url()]):
        seitwaerts = seite.evaluate("document.documentElement.scrollWidth > innerWidth")
        tabelle = seite.locator(".tabelle").evaluate("t => t.scrollWidth > t.clientWidth")
        [blatt] = PdfReader(io.BytesIO(seite.pdf(prefer_css_page_size=True))).pages

    assert (seitwaerts, tabelle) == (False, True)
    gedruckt = "".join(blatt.extract_text().split())
    for nummer in range(1, 9):
        assert f"Spalte{nummer}" in gedruckt
        assert f"Ende{nummer}." in gedruckt


LANGER_TITEL = "Vorstellung der Planung zum Zentrum im Wohnkomplex mit Aussprache und Empfehlung. "
STADTTEILLADEN = {
    "name": "Stadtteilladen",
    "strasse": "Stuttgarter Allee 19",
    "plz": "04209",
    "stadt": "Leipzig",
    "stufenfrei": True,
    "ist_anlaufstelle": True,
}
LANGER_ORT = STADTTEILLADEN | {
    "name": "Freizeittreff am Rand des Schönauer Parks, Eingang von der Straße. " * 2,
    "strasse": "Straße der deutsch-sowjetischen Freundschaft und Zusammenarbeit 100 a bis 104 c",
    "ist_anlaufstelle": False,
    "weg": "Von der Haltestelle gehen Sie um das Haus herum zum Eingang im Hof. " * 4,
}


@pytest.mark.parametrize(
    ("anzahl", "titel", "felder"),
    [
        (0, "Kurz", {}),
        (3, "Protokoll der letzten Sitzung", {}),
        (8, "Verfügungsfonds: Anträge für das zweite Halbjahr", {"titel": LANGER_TITEL * 2}),
        (8, "Protokoll der letzten Sitzung", {"ort": LANGER_ORT}),
        (25, "Kurz", {}),
        (25, "Protokoll der letzten Sitzung", {}),
        (60, "Kurz", {}),
        (25, LANGER_TITEL * 2, {"titel": LANGER_TITEL * 2, "ort": LANGER_ORT}),
        (8, "Kurz", {"status": "verlegt", "grund": LANGER_TITEL * 3, "titel": LANGER_TITEL * 2}),
    ],
)
def test_aushang_fits_one_sheet_of_a4(oeffne, adresse, anzahl, titel, felder):
    angaben = {"titel": "Sitzung des Quartiersrats", "ort": STADTTEILLADEN, "nummer": 181}
    angaben |= {"datum": dt.date(2099, 9, 24), "beginn": dt.time(17), "ende": dt.time(19)}
    angaben |= felder
    angaben["ort"] = OrtFactory(**angaben["ort"])
    sitzung = SitzungFactory(**angaben)
    for nummer in range(anzahl):
        TagesordnungspunktFactory(
            sitzung=sitzung, titel=titel, minuten=5, unterpunkt=nummer % 3 == 1, reihenfolge=nummer
        )

    for _, seite in oeffne(seiten=[f"{sitzung.get_absolute_url()}aushang/"]):
        [blatt] = PdfReader(io.BytesIO(seite.pdf(prefer_css_page_size=True))).pages
        seite.emulate_media(media="print")
        gebraucht, platz, fuss, tag = seite.locator(".blatt").evaluate(
            """e => [e.scrollHeight, e.clientHeight,
                e.querySelector(".impressum").getBoundingClientRect().bottom
                    - e.getBoundingClientRect().bottom,
                parseFloat(getComputedStyle(e.querySelector("time")).fontSize) * 72 / 96]"""
        )

    assert (round(blatt.mediabox.width), round(blatt.mediabox.height)) == (595, 842)
    assert gebraucht <= platz
    assert fuss <= 1
    assert tag >= 59.9
    assert "24. September" in blatt.extract_text()


def test_controls_are_large_enough_for_a_finger(oeffne):
    """Menus, buttons and links that stand alone (WCAG 2.5.5); links in sentences are exempt."""
    zu_klein = [
        (pfad, breite, ziel)
        for pfad, seite, breite in in_breiten(oeffne(), 320, 1280)
        for ziel in seite.locator(ZIELE).evaluate_all(
            """(ziele, mindestens) => ziele
                .map(ziel => [ziel, ziel.getBoundingClientRect()])
                .filter(([ziel, {width, height}]) => Math.min(width, height) < mindestens)
                .map(([ziel, {width, height}]) => [ziel.innerText, width, height])""",
            ZIEL,
        )
    ]

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
        anzahl = seite.locator("a, summary, .tabelle").count()
        reihenfolge = []
        for _ in range(anzahl):
            seite.keyboard.press("Tab")
            stelle, umriss, unverdeckt = seite.evaluate(
                """() => {
                    const e = document.activeElement, r = e.getBoundingClientRect();
                    return [
                        [...document.querySelectorAll('a, summary, .tabelle')].indexOf(e),
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
    for pfad in SEITEN[:-1] + AUSHAENGE:
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


@pytest.fixture
def gesammelt(settings, tmp_path):
    """Serve the static files as `collectstatic` makes them: in one piece, under hashed names."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = STORAGES
    # Without the files of the admin, which take long to compress.
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", verbosity=0)
    # The live server looks for them where Django finds what is not collected.
    settings.STATICFILES_DIRS = [settings.STATIC_ROOT]


@pytest.mark.parametrize("pfad", ["/", "/termine/2099-01-12/", "/handlungsfelder/", "/team/"])
@pytest.mark.usefixtures("gesammelt")
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
    """With what it imports, as it would be without comments and indentation."""
    zeilen = re.sub(r"/\*.*?\*/", "", STIL, flags=re.DOTALL).splitlines()

    assert "@import" not in STIL
    assert len("\n".join(zeile.strip() for zeile in zeilen if zeile.strip()).encode()) <= 14_600
