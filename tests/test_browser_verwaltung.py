"""The admin in a real browser: on a phone, by keyboard alone, under its strict policy."""

import datetime as dt
import importlib

import playwright.sync_api
import pytest
import reversion
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from handlungsfelder.models import Handlungsfeld
from team.models import Person
from termine.models import Sitzung
from termine.rhythmus import regelmaessige

from .browser import IM_BROWSER, axe, axe_in_allen_farben, in_breiten
from .factories import (
    TEXT,
    AbschnittFactory,
    KontoFactory,
    OrtFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    VorlagenpunktFactory,
    pdf,
)
from .voraussetzungen import braucht_axe

pytestmark = IM_BROWSER


def aendern(objekt):
    meta = objekt._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[objekt.pk])


KNOEPFE = "button, summary, input:not([type=hidden]), .button, .object-tools a, .submit-row a"


@pytest.fixture
def alltag(verwaltung):
    """Return a function that yields the pages that staff use daily, each full of what it shows."""
    sitzung = SitzungFactory(
        datum=dt.date(2027, 1, 11), beginn=dt.time(17), ort=OrtFactory(name="Stadtteilladen")
    )
    for nummer in range(10):
        TagesordnungspunktFactory(
            sitzung=sitzung,
            titel=f"Bericht aus dem Stadtteil und den Einrichtungen, Teil {nummer}",
            minuten=10,
            reihenfolge=nummer * 10,
            unterpunkt=nummer == 3,
        )
    UnterlageFactory(sitzung=sitzung)
    verlegte = SitzungFactory(status="verlegt", grund="Saal belegt", nachfolger=sitzung)
    seite = SeiteFactory(einleitung=TEXT)
    AbschnittFactory.create_batch(2, seite=seite, text=TEXT)
    for status in ["geplant", "bestaetigt"]:
        with reversion.create_revision():
            sitzung.status = status
            sitzung.save()
    alt, neu = reversion.models.Version.objects.get_for_object(sitzung).values_list("pk", flat=True)
    liste = reverse("admin:termine_sitzung_changelist")
    pfade = {
        "start": reverse("admin:index"),
        "sitzungen": liste,
        "neue-sitzung": f"{liste}add/",
        "sitzung": f"{liste}{sitzung.pk}/change/",
        "absagen": f"{liste}{sitzung.pk}/absagen/",
        "zuruecknehmen": f"{liste}{verlegte.pk}/zuruecknehmen/",
        "loeschen": f"{liste}{verlegte.pk}/delete/",
        "jahrestermine": f"{liste}jahrestermine/",
        "person": aendern(Person.objects.get(slug="maria-habre")),
        "handlungsfeld": aendern(Handlungsfeld.objects.first()),
        "seite": aendern(seite),
        "geschichte": f"{liste}{sitzung.pk}/history/",
        "vergleich": f"{liste}{sitzung.pk}/history/vergleich/?alt={alt}&neu={neu}",
    }

    def _alltag(breite=1280, **optionen):
        seite = verwaltung(pfade["start"], breite, **optionen)
        ursprung = seite.url.removesuffix(pfade["start"])
        for name, pfad in pfade.items():
            seite.goto(ursprung + pfad)
            if name == "jahrestermine":
                seite.get_by_label("Jahr", exact=False).fill("2027")
                seite.get_by_label("Nummer der ersten").fill("200")
                seite.get_by_label("Oder aus einer Liste").fill("11.1.2027\n8.2.2027\n29.3.2027")
                seite.get_by_role("button", name="Vorschau zeigen").press("Enter")
                seite.wait_for_selector("#vorschau")
            yield name, seite
        seite.context.clear_cookies()
        seite.goto(ursprung + reverse("admin:login"))
        yield "anmeldung", seite

    return _alltag


@braucht_axe
@pytest.mark.parametrize("breite", [320, 1280])
def test_axe_finds_nothing(alltag, breite):
    stufen = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    funde = {}
    for name, seite in alltag(breite, bypass_csp=True):
        # The bar with the buttons lies over something wherever one scrolls, but at the end.
        seite.evaluate("scrollTo(0, document.body.scrollHeight)")
        funde[name] = axe_in_allen_farben(seite, *stufen)

    assert funde == {name: [] for name in funde}


def test_no_page_of_staff_scrolls_sideways(alltag):
    breiten = {
        (name, breite): seite.evaluate("document.scrollingElement.scrollWidth")
        for name, seite, breite in in_breiten(alltag(), 320, 1280)
    }

    assert breiten == {(name, breite): breite for name, breite in breiten}


@pytest.mark.parametrize(
    "liste", ["termine_sitzung", "team_person", "seiten_seite", "handlungsfelder_jahresplanung"]
)
def test_what_visitors_see_of_a_record_is_in_sight_on_a_phone(verwaltung, liste):
    SitzungFactory(oeffentlich_ab=timezone.now() + dt.timedelta(days=40))
    SitzungFactory(titel="Vorstellung der Arbeitsschwerpunkte", oeffentlich_ab=None)
    seite = verwaltung(reverse(f"admin:{liste}_changelist"), 360)

    spalte = seite.locator("#result_list .field-sichtbarkeit").first.bounding_box()

    assert spalte["x"] + spalte["width"] <= 360


def test_nine_punkte_fit_on_one_screen(verwaltung):
    sitzung = SitzungFactory()
    TagesordnungspunktFactory.create_batch(9, sitzung=sitzung, minuten=10)

    seite = verwaltung(aendern(sitzung))

    zeilen = seite.locator(".tagesordnung tr.has_original").all()
    assert len(zeilen) == 9
    assert max(zeile.bounding_box()["height"] for zeile in zeilen) <= 90


def test_versions_break_no_word_on_a_phone(verwaltung):
    sitzung = SitzungFactory()
    with reversion.create_revision():
        reversion.add_to_revision(sitzung)
        reversion.set_comment("Tagesordnungspunkt „Verkehrsberuhigung“ hinzugefügt.")
    seite = verwaltung(f"{aendern(sitzung)[:-7]}history/", 360)

    zeilen = seite.locator("#change-history th a").evaluate("link => link.getClientRects().length")
    was = seite.get_by_role("cell", name="Verkehrsberuhigung").bounding_box()

    assert zeilen == 1
    assert was["width"] >= 250


@pytest.mark.parametrize("breite", [360, 1280])
def test_buttons_in_sight_cover_nothing_that_has_the_focus(verwaltung, breite):
    sitzung = SitzungFactory()
    TagesordnungspunktFactory.create_batch(9, sitzung=sitzung)
    seite = verwaltung(aendern(sitzung), breite)

    verdeckte = seite.evaluate(
        """() => [...document.querySelectorAll("#sitzung_form :is(input, select, textarea)")]
            .filter((feld) => feld.checkVisibility() && !feld.closest(".submit-row"))
            .filter((feld) => {
                feld.focus();
                const knopf = document.querySelector(".submit-row .default");
                const { top, bottom } = knopf.getBoundingClientRect();
                return bottom > innerHeight || feld.getBoundingClientRect().bottom > top;
            })
            .map((feld) => feld.id)"""
    )

    assert verdeckte == []
    for knopf in seite.locator(".submit-row > :not([type=hidden])").all():
        assert knopf.evaluate("knopf => knopf.scrollHeight <= knopf.offsetHeight")


@pytest.mark.parametrize(
    ("seite_der_sitzung", "feld"),
    [
        ("change", "id_oeffentlich_ab_0"),
        ("change", "id_tagesordnungspunkte-8-minuten"),
        ("verlegen", "id_beginn"),
    ],
)
def test_sentence_about_an_error_leads_to_its_field(verwaltung, seite_der_sitzung, feld):
    sitzung = SitzungFactory(oeffentlich_ab=None)
    TagesordnungspunktFactory.create_batch(9, sitzung=sitzung)
    pfad = reverse(f"admin:termine_sitzung_{seite_der_sitzung}", args=[sitzung.pk])
    seite = verwaltung(pfad, 360)
    if seite_der_sitzung == "verlegen":
        seite.locator("#id_grund").fill("Saal belegt")
    seite.locator(f"#{feld}").fill("-5")
    seite.locator(".submit-row .default").click()
    seite.wait_for_selector(".errornote")

    seite.get_by_role("link", name="Zur ersten Stelle").click()
    seite.keyboard.press("Tab")

    fehler = seite.locator(".errorlist").first.bounding_box()
    assert 0 <= fehler["y"] < 800
    assert seite.evaluate("document.activeElement.id") == feld
    assert seite.meldungen == []


def test_no_choice_is_wider_than_the_window(alltag):
    rechts = "[...document.querySelectorAll('select')].map(e => e.getBoundingClientRect().right)"

    breiteste = {
        (name, breite): max(seite.evaluate(rechts), default=0)
        for name, seite, breite in in_breiten(alltag(), 320, 800)
    }

    assert {stelle: rand for stelle, rand in breiteste.items() if rand > stelle[1]} == {}


def test_pages_of_staff_break_no_policy(alltag):
    for name, seite in alltag():
        richtlinie = seite.request.get(seite.url).headers["content-security-policy"]
        assert "script-src 'self'" in richtlinie.split("; "), name
        assert "unsafe" not in richtlinie, name
        assert seite.meldungen == [], name


def test_buttons_of_staff_can_be_hit(alltag):
    """With 24 pixels in height and width (WCAG 2.5.8)."""
    zu_klein = [
        (name, breite, knopf)
        for name, seite, breite in in_breiten(alltag(), 320, 1280)
        for knopf in seite.locator(f"{KNOEPFE} >> visible=true").evaluate_all(
            """knoepfe => knoepfe
                .map(knopf => [knopf.outerHTML, knopf.getBoundingClientRect()])
                .filter(([html, {width, height}]) => Math.min(width, height) < 24)
                .map(([html]) => html)"""
        )
    ]

    assert zu_klein == []


def test_focus_of_staff_is_always_visible(alltag):
    unsichtbar = []
    for name, seite in alltag():
        seite.keyboard.press("Tab")  # so that what is focused next counts as by keyboard
        unsichtbar += [
            (name, stelle)
            for stelle in seite.evaluate(
                """() => [...document.querySelectorAll(
                    "a[href], button, input, select, summary, textarea, [tabindex='0']")]
                    .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0)
                    .filter(e => {
                        e.focus();
                        const {outlineStyle, outlineWidth} = getComputedStyle(e);
                        return e === document.activeElement
                            && (outlineStyle === "none" || parseFloat(outlineWidth) < 2);
                    })
                    .map(e => e.outerHTML)"""
            )
        ]

    assert unsichtbar == []


# The play: a member of the office, from the login on, without a mouse


@pytest.fixture
def buero(browser, live_server, inhalt):
    """Return the window of somebody who may do what Redaktion may, and is not logged in yet."""
    # A database that other tests have emptied has lost what its migrations wrote.
    gruppen = importlib.import_module("qm_gruenau.migrations.0001_squashed_0002_umleitungen")
    gruppen.gruppen_anlegen(apps, connection.schema_editor())
    KontoFactory(username="mia", gruppe="Redaktion")
    kontext = browser.new_context(viewport={"width": 1280, "height": 800})
    seite = kontext.new_page()
    seite.meldungen = []
    seite.on("console", lambda meldung: seite.meldungen.append(meldung.text))
    seite.on("pageerror", lambda fehler: seite.meldungen.append(str(fehler)))
    seite.goto(live_server.url + reverse("admin:index"))
    yield seite
    kontext.close()


@pytest.fixture
def besucher(browser, live_server):
    """Return a function that returns what visitors read on the page of a record."""
    kontext = browser.new_context()
    seite = kontext.new_page()

    def _besucher(objekt):
        seite.goto(live_server.url + objekt.get_absolute_url())
        return seite.inner_text("main")

    yield _besucher
    kontext.close()


def zu(seite, rolle, name):
    """Press Tab until the focus is on what has this role and name, at most once around."""
    ziele = seite.get_by_role(rolle, name=name, exact=True).element_handles()
    for _ in range(300):
        if seite.evaluate("ziele => ziele.includes(document.activeElement)", ziele):
            return
        seite.keyboard.press("Tab")
    raise AssertionError(f"Mit der Tabulatortaste nicht zu erreichen: {rolle} {name}")


def druecke(seite, rolle, name):
    """Go to a link or button by Tab, press Enter and wait for the page that it opens."""
    zu(seite, rolle, name)
    with seite.expect_navigation():
        seite.keyboard.press("Enter")


def tippe(seite, feld, text):
    zu(seite, "textbox", feld)
    seite.keyboard.press("Control+a")
    seite.keyboard.type(text)


def test_sitzungen_are_planned_recorded_and_cancelled_by_keyboard_alone(buero, besucher, tmp_path):
    vorige = Sitzung.objects.get()
    erster, zweiter = vorige.tagesordnungspunkte.all()[:2]
    protokoll = tmp_path / "protokoll.pdf"
    protokoll.write_bytes(pdf())

    tippe(buero, "Benutzername:", "mia")
    tippe(buero, "Passwort:", "wolke tisch segel")
    druecke(buero, "button", "Anmelden")

    druecke(buero, "link", "Sitzungen")
    druecke(buero, "link", "Sitzung hinzufügen")
    zu(buero, "combobox", "Tagesordnung übernehmen von:")
    buero.keyboard.type(f"{vorige.datum.day}. Feb")
    druecke(buero, "button", "Sichern und weiter bearbeiten")
    zu(buero, "button", f"„{erster.titel}“ nach unten")
    buero.keyboard.press("Enter")
    tippe(buero, "Titel", "Kaffee")
    druecke(buero, "button", "Jetzt veröffentlichen")

    neue = Sitzung.objects.exclude(pk=vorige.pk).get()
    assert neue.datum > timezone.localdate()
    punkte = besucher(neue)
    assert punkte.index(zweiter.titel) < punkte.index("Kaffee")
    assert erster.titel not in punkte

    druecke(buero, "link", vorige.titel)
    with buero.expect_file_chooser() as auswahl:  # which takes a moment to be expected
        zu(buero, "button", "Unterlage hinzufügen")
        buero.keyboard.press("Enter")
        zu(buero, "combobox", "Art:")
        buero.keyboard.type("Protokoll")
        zu(buero, "button", "Datei:")
        buero.keyboard.press("Enter")
    auswahl.value.set_files(protokoll)
    druecke(buero, "button", "Sichern")
    assert "Protokoll" in besucher(vorige)

    druecke(buero, "link", "Sitzung hinzufügen")
    tippe(buero, "Titel:", "Die übernächste")
    druecke(buero, "button", "Jetzt veröffentlichen")
    druecke(buero, "link", "Die übernächste")
    druecke(buero, "link", "Absagen")
    tippe(buero, "Grund:", "Hochwasser")
    druecke(buero, "button", "Sitzung absagen")

    uebernaechste = Sitzung.objects.get(titel="Die übernächste")
    assert uebernaechste.datum > neue.datum
    assert "Grund: Hochwasser" in besucher(uebernaechste)
    assert buero.meldungen == []


def test_dates_of_a_year_are_published_with_four_inputs(verwaltung):
    jahr = timezone.localdate().year
    for tag in regelmaessige(jahr, 1, range(1, 13)):
        SitzungFactory(datum=tag, nummer=180 + tag.month, beginn=dt.time(17))
    buero = verwaltung(reverse("admin:termine_sitzung_changelist"))

    buero.get_by_role("link", name="Jahrestermine anlegen").click()
    buero.locator(".field-oeffentlich_ab").get_by_role("link", name="Heute").click()
    buero.get_by_role("button", name="Vorschau zeigen").click()
    buero.wait_for_selector("#vorschau")
    angehakte = buero.locator("#vorschau input:checked").count()
    buero.get_by_role("button", name="Angehakte anlegen").click()

    assert buero.locator(".messagelist .success").inner_text() == (
        f"Sitzungen angelegt: {angehakte}."
    )
    assert angehakte >= 8
    assert Sitzung.objects.oeffentlich().filter(datum__year=jahr + 1).count() == angehakte
    assert buero.meldungen == []


# The photo of a Person


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


# Times


def test_clock_offers_the_hours_of_the_office(verwaltung):
    seite = verwaltung(reverse("admin:termine_sitzung_add"))

    angebote = {}
    for zeile in [".field-beginn", ".field-oeffentlich_ab"]:
        uhr = seite.locator(f"{zeile} .datetimeshortcuts:has(.clock-icon)").first
        uhr.get_by_role("link").last.click()
        stunden = seite.locator(".clockbox:visible .timelist a")
        angebote[zeile] = uhr.inner_text().strip(), stunden.all_inner_texts()
        stunden.get_by_text("17 Uhr").click()

    assert angebote == {
        ".field-beginn": ("", ["9 Uhr", "15 Uhr", "16 Uhr", "17 Uhr", "18 Uhr", "19 Uhr"]),
        ".field-oeffentlich_ab": (
            "Jetzt\N{NO-BREAK SPACE}|",
            ["Jetzt", "0 Uhr", "8 Uhr", "12 Uhr", "17 Uhr"],
        ),
    }
    assert seite.locator("#id_beginn").input_value() == "17:00:00"
    assert seite.locator("#id_oeffentlich_ab_1").input_value() == "17:00:00"
    assert seite.meldungen == []


# The editor of texts


def test_text_is_written_by_keyboard_alone_and_breaks_no_policy(verwaltung):
    abschnitt = AbschnittFactory(text="")
    seite = verwaltung(aendern(abschnitt))
    text = seite.get_by_role("textbox", name="Text", exact=True)
    tasten = seite.keyboard

    seite.get_by_label("Überschrift").focus()
    tasten.press("Tab")  # the buttons come after the text
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


NAME = "document.activeElement.ariaLabel ?? document.activeElement.textContent"


def test_buttons_of_the_editor_are_one_stop_and_reached_with_arrows(verwaltung):
    seite = verwaltung(aendern(AbschnittFactory(text="Eins")))
    tasten = seite.keyboard
    erreicht = []

    seite.locator(".ProseMirror").focus()
    for taste in ["Tab", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home", "ArrowRight"]:
        tasten.press(taste)
        erreicht.append(seite.evaluate(NAME))
    tasten.press("Enter")  # bold
    tasten.type("Zwei")
    tasten.press("Tab")
    erreicht.append(seite.evaluate(NAME))
    tasten.press("Tab")

    assert erreicht == [
        *["Zwischenüberschrift", "Fett", "Sprache des Absatzes", "Zwischenüberschrift"],
        *["Sprache des Absatzes", "Zwischenüberschrift", "Fett", "Fett"],
    ]
    assert not seite.evaluate("document.activeElement.closest('.text-editor')")
    assert seite.locator("[name=text]").input_value() == "<p><strong>Zwei</strong>Eins</p>"
    text, leiste = (
        seite.locator(f".text-editor {teil}").bounding_box()
        for teil in [".ProseMirror", "[role=toolbar]"]
    )
    assert leiste["y"] < text["y"]


class Zaehlt:
    """A window in which each click, each press of keys between two fields and each text counts."""

    def __init__(self, seite):
        self.seite, self.eingaben = seite, 0

    def klicke(self, rolle, name):
        self.eingaben += 1
        self.seite.get_by_role(rolle, name=name).and_(self.seite.locator(":visible")).click()

    def druecke(self, taste, mal=1):
        self.eingaben += 1
        for _ in range(mal):
            self.seite.keyboard.press(taste)

    def tippe(self, text):
        self.eingaben += 1
        self.seite.keyboard.type(text)


def test_results_of_nine_punkte_need_at_most_24_inputs(verwaltung):
    sitzung = SitzungFactory(titel="Die neunte")
    for nummer in range(1, 10):
        TagesordnungspunktFactory(sitzung=sitzung, titel=f"Punkt {nummer}")
    buero = Zaehlt(verwaltung(reverse("admin:termine_sitzung_changelist")))
    saetze = [f"Beschluss {nummer}" for nummer in range(1, 10)]

    buero.klicke("link", "Die neunte")
    buero.klicke("link", "Ergebnisse eintragen")
    buero.seite.wait_for_selector(".ProseMirror")
    buero.klicke("textbox", "1 Punkt 1")
    for satz in saetze:
        buero.tippe(satz)
        buero.druecke("Tab", mal=2)
    buero.druecke("Enter")
    buero.seite.wait_for_selector(".messagelist .success")

    assert list(sitzung.tagesordnungspunkte.values_list("ergebnis", flat=True)) == [
        f"<p>{satz}</p>" for satz in saetze
    ]
    assert buero.eingaben <= 24


def test_next_sitzung_with_its_tagesordnung_is_published_with_at_most_12_inputs(verwaltung):
    vorige = TagesordnungspunktFactory(titel="Verkehr").sitzung
    buero = Zaehlt(verwaltung(reverse("admin:termine_sitzung_changelist")))

    buero.klicke("link", "Sitzung hinzufügen")
    buero.klicke("combobox", "Tagesordnung übernehmen von")
    buero.tippe(f"{vorige.datum.day}. ")
    buero.klicke("button", "Jetzt veröffentlichen")
    buero.seite.wait_for_selector(".messagelist .success")

    neue = Sitzung.objects.oeffentlich().exclude(pk=vorige.pk).latest("pk")
    assert [punkt.titel for punkt in neue.tagesordnungspunkte.all()] == ["Verkehr"]
    assert buero.eingaben <= 12


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


def test_part_of_a_text_says_in_the_editor_that_it_is_in_another_language(verwaltung):
    abschnitt = AbschnittFactory(text="<p>Willkommen</p><p>مرحبا</p>")
    seite = verwaltung(aendern(abschnitt))
    wahl = seite.get_by_label("Sprache des Absatzes")

    seite.locator(".ProseMirror p").nth(1).click()
    wahl.select_option("Arabisch")
    gewaehlt = wahl.input_value()
    seite.locator(".ProseMirror p").nth(0).click()
    playwright.sync_api.expect(wahl).to_have_value("")
    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_url("**/abschnitt/")

    abschnitt.refresh_from_db()
    assert gewaehlt == "ar"
    assert abschnitt.text == '<p>Willkommen</p><p lang="ar" dir="rtl">مرحبا</p>'
    assert seite.meldungen == []


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


@braucht_axe
@pytest.mark.parametrize("farben", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor(verwaltung, farben):
    seite = verwaltung(aendern(AbschnittFactory(text=TEXT)), color_scheme=farben, bypass_csp=True)
    seite.locator(".ProseMirror th").first.click()

    im_editor = axe(seite, {}, ".text-editor")
    seite.keyboard.press("Control+k")
    im_dialog = axe(seite, {}, ".text-dialog")

    assert [*im_editor, *im_dialog] == []


def test_text_can_be_written_without_javascript(verwaltung):
    abschnitt = AbschnittFactory(text="<p>Alt</p>")
    seite = verwaltung(aendern(abschnitt), java_script_enabled=False)

    seite.get_by_label("Text:").fill("Neu\n\nund gut")
    seite.get_by_role("button", name="Sichern", exact=True).press("Enter")

    seite.wait_for_url("**/abschnitt/")
    abschnitt.refresh_from_db()
    assert abschnitt.text == "<p>Neu</p><p>und gut</p>"


# The Tagesordnung


@pytest.fixture
def seite(live_server, admin_client, browser):
    """Open a Sitzung in the admin that begins at 17:00 and has the Punkte A, A1 and B."""
    sitzung = SitzungFactory(datum=dt.date(2027, 1, 11), beginn=dt.time(17))
    TagesordnungspunktFactory(sitzung=sitzung, titel="A", reihenfolge=10, minuten=10)
    TagesordnungspunktFactory(sitzung=sitzung, titel="A1", reihenfolge=20, unterpunkt=True)
    TagesordnungspunktFactory(sitzung=sitzung, titel="B", reihenfolge=30, minuten=5)
    anmeldung = admin_client.cookies[settings.SESSION_COOKIE_NAME].value
    kontext = browser.new_context(viewport={"width": 1280, "height": 800})
    kontext.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": anmeldung, "url": live_server.url}]
    )
    seite = kontext.new_page()
    fehler = []
    seite.on("pageerror", lambda meldung: fehler.append(str(meldung)))
    seite.goto(f"{live_server.url}/admin/termine/sitzung/{sitzung.pk}/change/")
    seite.wait_for_selector(".pfeil >> visible=true")
    yield seite
    kontext.close()
    assert fehler == []


def zeilen(seite):
    """Return of each row the title and how it appears."""
    return seite.eval_on_selector_all(
        ".dynamic-tagesordnungspunkte",
        """zeilen => zeilen.map(zeile => [
            zeile.querySelector("[name$=-titel]").value,
            zeile.querySelector(".field-so_erscheint_es").textContent.trim(),
        ])""",
    )


def fokus(seite):
    return seite.evaluate("document.activeElement.getAttribute('aria-label')")


def test_punkte_are_moved_by_keyboard_and_keep_the_focus(seite):
    seite.get_by_role("button", name="„B“ nach oben").focus()
    seite.keyboard.press("Enter")

    assert fokus(seite) == "„B“ nach oben"
    assert zeilen(seite) == [
        ["B", "TOP 1 · 17:00 Uhr"],
        ["A", "TOP 2 · 17:05 Uhr"],
        ["A1", "TOP 2.1 · 17:15 Uhr"],
    ]
    ansage = seite.locator("#tagesordnungspunkte-group [role=status]")
    assert ansage.text_content() == "„B“ ist jetzt TOP 1 · 17:00 Uhr, Zeile 1 von 3."
    seite.keyboard.press("Enter")
    assert ansage.text_content() == "„B“ steht schon ganz oben."


def mit_pfeil(seite):
    seite.get_by_role("button", name="„A“ nach unten").click()


def mit_der_maus(seite):
    # Tall enough for all rows: the mouse takes nothing that is out of sight.
    seite.set_viewport_size({"width": 1280, "height": 2000})
    griffe = seite.locator(".dynamic-tagesordnungspunkte .admin-ordering-field-input-wrapper")
    von, nach = griffe.nth(0).bounding_box(), griffe.nth(2).bounding_box()
    seite.mouse.move(von["x"] + 4, von["y"] + 4)
    seite.mouse.down()
    seite.mouse.move(von["x"] + 4, nach["y"] + 60, steps=20)
    seite.mouse.up()


def mit_der_nummer(seite):
    seite.get_by_label("Reihenfolge").nth(0).fill("35")
    seite.keyboard.press("Tab")


@pytest.mark.parametrize("verschieben", [mit_pfeil, mit_der_maus, mit_der_nummer])
def test_punkt_takes_its_unterpunkte_along(seite, verschieben):
    verschieben(seite)

    assert [titel for titel, _ in zeilen(seite)] == ["B", "A", "A1"]
    seite.get_by_role("button", name="Sichern und weiter bearbeiten").click()
    seite.wait_for_selector(".messagelist .success")
    seite.wait_for_selector(".pfeil >> visible=true")
    assert zeilen(seite) == [
        ["B", "TOP 1 · 17:00 Uhr"],
        ["A", "TOP 2 · 17:05 Uhr"],
        ["A1", "TOP 2.1 · 17:15 Uhr"],
    ]


def test_punkt_of_a_vorlage_is_moved_in_the_same_way(verwaltung):
    punkt = VorlagenpunktFactory(titel="Personal", reihenfolge=10)
    for titel, unterpunkt in [("Namen", True), ("Sonstiges", False)]:
        VorlagenpunktFactory(
            vorlage=punkt.vorlage, titel=titel, unterpunkt=unterpunkt, reihenfolge=20
        )
    seite = verwaltung(aendern(punkt.vorlage))

    seite.get_by_role("button", name="„Personal“ nach unten").click()

    erscheinungen = seite.locator(".dynamic-punkte .field-so_erscheint_es").all_inner_texts()
    assert [eine.strip() for eine in erscheinungen] == ["TOP 1", "TOP 2", "TOP 2.1"]
    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_selector(".success")
    assert [eines.titel for eines in punkt.vorlage.punkte.all()] == [
        *["Sonstiges", "Personal", "Namen"],
    ]
    assert seite.meldungen == []


def test_unterpunkt_moves_to_the_next_punkt_but_never_to_the_top(seite):
    runter = seite.get_by_role("button", name="„A1“ nach unten")
    hoch = seite.get_by_role("button", name="„A1“ nach oben")

    runter.click()
    beim_naechsten = zeilen(seite)
    for _ in range(3):
        hoch.click()

    assert beim_naechsten == [
        ["A", "TOP 1 · 17:00 Uhr"],
        ["B", "TOP 2 · 17:10 Uhr"],
        ["A1", "TOP 2.1 · 17:15 Uhr"],
    ]
    assert [titel for titel, _ in zeilen(seite)] == ["A", "A1", "B"]


def test_punkt_that_is_deleted_takes_its_unterpunkte_along(seite):
    weg = seite.locator(".dynamic-tagesordnungspunkte [name$=-DELETE]")

    weg.nth(0).check()

    assert zeilen(seite) == [
        ["A", "wird gelöscht"],
        ["A1", "wird gelöscht"],
        ["B", "TOP 1 · 17:00 Uhr"],
    ]
    weg.nth(0).uncheck()
    assert zeilen(seite)[1] == ["A1", "TOP 1.1 · 17:10 Uhr"]


def test_number_and_time_follow_what_is_typed(seite):
    seite.get_by_label("Beginn:").fill("9.30")
    seite.get_by_label("Unterpunkt").nth(1).uncheck()
    seite.get_by_label("Minuten").nth(1).fill("20")

    assert zeilen(seite) == [
        ["A", "TOP 1 · 09:30 Uhr"],
        ["A1", "TOP 2 · 09:40 Uhr"],
        ["B", "TOP 3 · 10:00 Uhr"],
    ]


def test_rows_that_were_moved_added_and_removed_are_saved_as_they_stand(seite):
    hinzufuegen = seite.get_by_role("button", name="Tagesordnungspunkt hinzufügen")
    for titel in ["Neu", "Weg"]:
        hinzufuegen.press("Enter")
        assert fokus(seite) == "Titel"
        seite.keyboard.type(titel)
    for _ in range(4):
        seite.get_by_role("button", name="„Neu“ nach oben").press("Enter")
    seite.get_by_role("button", name="Entfernen").last.press("Enter")
    hinzufuegen.press("Enter")

    seite.get_by_role("button", name="Sichern und weiter bearbeiten").press("Enter")

    seite.wait_for_selector(".messagelist .success")
    seite.wait_for_selector(".pfeil >> visible=true")
    assert zeilen(seite) == [
        ["Neu", "TOP 1 · 17:00 Uhr"],
        ["A", "TOP 2"],
        ["A1", "TOP 2.1"],
        ["B", "TOP 3"],
    ]


@pytest.mark.parametrize("breite", [320, 768, 1280])
def test_table_needs_no_scrolling_sideways(seite, breite):
    seite.set_viewport_size({"width": breite, "height": 800})

    assert seite.evaluate("document.documentElement.scrollWidth") == breite
