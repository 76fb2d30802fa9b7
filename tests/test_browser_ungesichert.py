"""What is not saved: whether leaving a form asks, tried with real keys, mouse and clipboard."""

import datetime as dt

import pytest
from django.urls import reverse

from handlungsfelder.models import Jahresplanung
from termine.models import Sitzung

from .browser import IM_BROWSER
from .factories import (
    AbschnittFactory,
    PersonFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    UnterlageFactory,
    VorlagenpunktFactory,
    pdf,
)
from .verwaltung import adresse as in_der_verwaltung

pytestmark = IM_BROWSER


@pytest.fixture
def fragen(verwaltung):
    """Return a function that opens a form, does something in it and leaves it: what was asked."""

    def _fragen(pfad, tun):
        seite = verwaltung(pfad)
        gestellt = []
        seite.on("dialog", lambda frage: (gestellt.append(frage.type), frage.accept()))
        seite.wait_for_load_state()
        tun(seite)
        seite.reload()
        return gestellt

    return _fragen


GEFRAGT, NICHT_GEFRAGT = ["beforeunload"], []


def sitzung():
    sitzung = SitzungFactory(datum=dt.date(2027, 1, 11), beginn=dt.time(17))
    for nummer, titel in enumerate("ABC", start=1):
        TagesordnungspunktFactory(sitzung=sitzung, titel=titel, reihenfolge=nummer * 10)
    UnterlageFactory(sitzung=sitzung)
    return in_der_verwaltung(sitzung, "change")


def abschnitt():
    return in_der_verwaltung(AbschnittFactory(text="<p>Wir laden ein.</p>"), "change")


def jahrestermine():
    return reverse("admin:termine_sitzung_jahrestermine")


def liste():
    return reverse("admin:team_person_changelist")


def person():
    ThemaFactory(name="Wohnen")
    return in_der_verwaltung(PersonFactory(), "change")


def feld(seite, name):
    return seite.locator(f"[name={name}]")


def text(seite):
    return seite.locator(".ProseMirror").first


def tippen(seite):
    feld(seite, "titel").press("!")


def loeschen(seite):
    feld(seite, "titel").press("Control+a")
    seite.keyboard.press("Delete")


def einfuegen(seite):
    feld(seite, "nummer").fill("7")
    feld(seite, "nummer").press("Control+a")
    seite.keyboard.press("Control+x")
    feld(seite, "titel").press("Control+v")


def auswaehlen(seite):
    feld(seite, "teilnahme").press("ArrowDown")


def zeile_mit_der_maus(seite):
    seite.get_by_role("button", name="„B“ nach oben").click()


def zeile_mit_der_tastatur(seite):
    seite.get_by_role("button", name="„B“ nach oben").press("Enter")


def zeile_ziehen(seite):
    griffe = seite.locator(".admin-ordering-field-input-wrapper:visible")
    griffe.nth(0).scroll_into_view_if_needed()
    von, nach = griffe.nth(0).bounding_box(), griffe.nth(2).bounding_box()
    seite.mouse.move(von["x"] + 2, von["y"] + 5)
    seite.mouse.down()
    seite.mouse.move(von["x"] + 2, von["y"] + 40, steps=5)
    seite.mouse.move(nach["x"] + 2, nach["y"] + 60, steps=10)
    seite.mouse.up()


def heute(seite):
    seite.locator(".field-datum").get_by_role("link", name="Heute").click()


def jetzt(seite):
    seite.locator(".field-oeffentlich_ab").get_by_role("link", name="Jetzt").first.click()


def kalender(seite):
    seite.locator(".field-datum a:has(.date-icon)").click()
    seite.locator(".calendarbox:visible td a", has_text="25").click()


def uhr(seite):
    seite.locator(".field-beginn a:has(.clock-icon)").first.click()
    seite.locator(".clockbox:visible").get_by_role("link", name="18 Uhr").click()


def zeile_hinzufuegen(seite):
    seite.get_by_role("button", name="Tagesordnungspunkt hinzufügen").click()


def zeile_zum_loeschen(seite):
    feld(seite, "unterlagen-0-DELETE").check()


def datei_waehlen(seite):
    datei = {"name": "protokoll.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    with seite.expect_file_chooser() as auswahl:
        feld(seite, "unterlagen-0-datei").click()
    auswahl.value.set_files(datei)


def vorschlag_waehlen(seite):
    seite.get_by_role("button", name="Zuständigkeit hinzufügen").click()
    seite.locator("#zustaendigkeiten-0 .select2-selection").click()
    seite.keyboard.type("Wohn")
    seite.get_by_role("option", name="Wohnen", exact=True).click()


def in_den_text_einfuegen(seite):
    feld(seite, "ueberschrift").press("Control+a")
    seite.keyboard.press("Control+c")
    text(seite).press("Control+v")


def im_text_loeschen(seite):
    text(seite).press("Control+a")
    seite.keyboard.press("Delete")


def knopf_des_textes(seite):
    text(seite).click()
    seite.get_by_role("button", name="Nummerierte Liste").click()


def ruecknahme_wiederholen(seite):
    knopf_des_textes(seite)
    seite.get_by_role("button", name="Rückgängig").click()
    seite.get_by_role("button", name="Wiederholen").click()


def vorschau_und_zurueck(seite):
    tippen(seite)
    with seite.expect_popup() as fenster:
        seite.get_by_role("button", name="Vorschau").click()
    fenster.value.close()


@pytest.mark.parametrize(
    ("oeffnen", "tun"),
    [
        *((sitzung, tun) for tun in [tippen, loeschen, einfuegen, auswaehlen]),
        *((sitzung, tun) for tun in [zeile_mit_der_maus, zeile_mit_der_tastatur, zeile_ziehen]),
        *((sitzung, tun) for tun in [heute, jetzt, kalender, uhr]),
        *((sitzung, tun) for tun in [zeile_hinzufuegen, zeile_zum_loeschen, datei_waehlen]),
        (sitzung, vorschau_und_zurueck),
        (person, vorschlag_waehlen),
        *((abschnitt, tun) for tun in [in_den_text_einfuegen, im_text_loeschen]),
        *((abschnitt, tun) for tun in [knopf_des_textes, ruecknahme_wiederholen]),
    ],
    ids=lambda funktion: funktion.__name__,
)
def test_leaving_a_form_in_which_anything_was_changed_is_asked_for(fragen, oeffnen, tun):
    assert fragen(oeffnen(), tun) == GEFRAGT


def ansehen(seite):
    seite.locator("#content-main form input:visible").first.click()
    for _ in range(40):
        seite.keyboard.press("Tab")


def kalender_ansehen(seite):
    seite.locator(".field-datum a:has(.date-icon)").click()
    seite.keyboard.press("Escape")


def tippen_und_zuruecknehmen(seite):
    tippen(seite)
    seite.keyboard.press("Control+z")


def fuer_eine_aktion_waehlen(seite):
    seite.locator("#action-toggle").check()
    feld(seite, "action").press("End")


def hin_und_her(seite):
    zeile_mit_der_maus(seite)
    seite.get_by_role("button", name="„B“ nach unten").click()


def browser_fuellt_aus(seite):
    feld(seite, "titel").evaluate(
        "feld => { feld.value += '?'; feld.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    feld(seite, "titel").press("Tab")


def sichern(seite):
    tippen(seite)
    seite.get_by_role("button", name="Sichern und weiter bearbeiten").click()
    seite.wait_for_selector(".success")
    seite.keyboard.press("Tab")


@pytest.mark.parametrize(
    ("oeffnen", "tun"),
    [
        *((oeffnen, ansehen) for oeffnen in [sitzung, abschnitt, person]),
        *((sitzung, tun) for tun in [kalender_ansehen, tippen_und_zuruecknehmen, hin_und_her]),
        *((sitzung, tun) for tun in [browser_fuellt_aus, sichern]),
        (liste, fuer_eine_aktion_waehlen),
    ],
    ids=lambda funktion: funktion.__name__,
)
def test_leaving_a_form_that_is_as_it_was_is_not_asked_for(fragen, oeffnen, tun):
    assert fragen(oeffnen(), tun) == NICHT_GEFRAGT


def mit_fehler(seite):
    loeschen(seite)
    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_selector(".errornote")
    seite.keyboard.press("Tab")


def mit_abgelaufener_anmeldung(seite):
    feld(seite, "titel").press_sequentially("!")
    seite.context.clear_cookies(name="sessionid")
    seite.get_by_role("button", name="Sichern", exact=True).click()
    feld(seite, "username").fill("admin")
    feld(seite, "password").fill("password")
    seite.get_by_role("button", name="Anmelden").click()
    seite.get_by_role("button", name="Jetzt senden").wait_for()
    seite.keyboard.press("Tab")


def mit_vorschau(seite):
    feld(seite, "jahr").fill("2027")
    feld(seite, "liste").fill("11.1.2027")
    seite.get_by_role("button", name="Vorschau zeigen").click()
    seite.wait_for_selector("#vorschau")
    seite.keyboard.press("Tab")


@pytest.mark.parametrize(
    ("oeffnen", "tun"),
    [
        (sitzung, mit_fehler),
        (sitzung, mit_abgelaufener_anmeldung),
        (jahrestermine, mit_vorschau),
    ],
    ids=lambda funktion: funktion.__name__,
)
def test_leaving_a_form_that_shows_again_what_was_typed_is_asked_for_at_once(fragen, oeffnen, tun):
    assert fragen(oeffnen(), tun) == GEFRAGT


FELDER = (
    "#content-main form[method=post] "
    ":is(input:not([type=checkbox]), select:not([name=action]), textarea):visible"
)


def nur_hineinsehen(seite):
    seite.locator(FELDER).first.press("Tab")


def aendern(seite):
    erstes = seite.locator(FELDER).first
    if erstes.evaluate("feld => feld.localName") == "select":
        erstes.press("ArrowUp")
    else:
        erstes.press("7")


@pytest.mark.parametrize(("tun", "gefragt"), [(nur_hineinsehen, []), (aendern, GEFRAGT)])
@pytest.mark.parametrize(
    "schritt",
    ["absagen", "verlegen", "tagesordnung", "jahrestermine", "uebernehmen", "kennwort", "liste"],
)
def test_every_page_with_a_form_asks(fragen, admin_user, schritt, tun, gefragt):
    VorlagenpunktFactory()
    eine = Sitzung.objects.get(datum=dt.date(2099, 1, 12))
    planung = Jahresplanung.objects.first()
    pfad = {
        "jahrestermine": jahrestermine(),
        "uebernehmen": in_der_verwaltung(planung, "uebernehmen"),
        "kennwort": reverse("admin:auth_user_password_change", args=[admin_user.pk]),
        "liste": liste(),
    }.get(schritt) or reverse(f"admin:termine_sitzung_{schritt}", args=[eine.pk])

    assert fragen(pfad, tun) == gefragt
