"""Chosen files in a real browser: in rows that come and go, and as staff read of them."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from team.models import Person
from termine.models import Unterlage

from .browser import IM_BROWSER, axe_in_allen_farben
from .factories import SitzungFactory, foto, pdf
from .verwaltung import adresse as seite_von
from .voraussetzungen import braucht_axe

pytestmark = IM_BROWSER


@pytest.fixture
def oeffne_formular(browser, live_server, admin_client):
    """Return a function that opens the form of a record in a window of its own."""
    fenster = []

    def _oeffne_formular(objekt, breite=1280):
        kontext = browser.new_context(
            viewport={"width": breite, "height": 800}, bypass_csp=True, reduced_motion="reduce"
        )
        fenster.append(kontext)
        cookie = {"name": "sessionid", "value": admin_client.cookies["sessionid"].value}
        kontext.add_cookies([cookie | {"url": live_server.url}])
        seite = kontext.new_page()
        seite.goto(live_server.url + seite_von(objekt, "change"))
        return seite

    yield _oeffne_formular
    for kontext in fenster:
        kontext.close()


def zeile_hinzufuegen(seite, tmp_path, seiten):
    nummer = seite.locator(".dynamic-unterlagen").count()
    datei = tmp_path / f"{seiten}.pdf"
    datei.write_bytes(pdf(seiten=seiten))
    seite.get_by_role("button", name="Unterlage hinzufügen").click()
    seite.select_option(f"#id_unterlagen-{nummer}-art", "anlage")
    seite.set_input_files(f"#id_unterlagen-{nummer}-datei", datei)


def test_files_stay_with_their_rows_when_others_come_and_go(oeffne_formular, tmp_path):
    sitzung = SitzungFactory()
    seite = oeffne_formular(sitzung)
    for seiten in [1, 2, 3]:
        zeile_hinzufuegen(seite, tmp_path, seiten)
    seite.get_by_label("Titel", exact=False).first.fill("")
    seite.get_by_role("button", name="Sichern", exact=True).click()

    seite.locator("#unterlagen-0 .inline-deletelink").click()
    zeile_hinzufuegen(seite, tmp_path, 4)
    seite.get_by_label("Titel", exact=False).first.fill("Forum")
    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_url("**" + reverse("admin:termine_sitzung_changelist"))

    assert {unterlage.seiten for unterlage in Unterlage.objects.filter(sitzung=sitzung)} == {
        2,
        3,
        4,
    }


@braucht_axe
@pytest.mark.parametrize("breite", [360, 1280])
def test_what_became_of_a_file_can_be_read_by_everybody(oeffne_formular, tmp_path, breite):
    person = Person.objects.get(slug="maria-habre")
    gut, schlecht = tmp_path / "gut.jpg", tmp_path / "schlecht.jpg"
    gut.write_bytes(foto())
    schlecht.write_text("Hallo")

    stufen = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
    funde = {}
    for datei in [gut, schlecht]:
        seite = oeffne_formular(person, breite)
        seite.set_input_files("#id_foto", datei)
        seite.fill("#id_email", "keine")
        seite.get_by_role("button", name="Sichern", exact=True).click()
        expect(seite.get_by_label("Doch ohne diese Datei sichern")).to_be_visible()
        funde[datei.name] = axe_in_allen_farben(seite, *stufen, bereich=".field-foto")
        if ordner := os.environ.get("BILDER"):
            seite.locator(".field-foto").evaluate("e => e.scrollIntoView({block: 'center'})")
            seite.screenshot(path=f"{ordner}/{datei.stem}-{breite}.png")

    assert funde == {"gut.jpg": [], "schlecht.jpg": []}
