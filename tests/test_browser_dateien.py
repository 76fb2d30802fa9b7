"""Files that are too large: they are refused before minutes are spent on sending them."""

import pytest

from team.fotos import HOECHSTENS as FOTO_HOECHSTENS
from termine.dokumente import HOECHSTENS

from .browser import IM_BROWSER
from .factories import PersonMitFotoFactory, SitzungFactory, pdf
from .verwaltung import adresse

pytestmark = IM_BROWSER


@pytest.fixture
def datei(tmp_path):
    """Return a function that returns the path of a file of so many bytes, which takes no room."""

    def _datei(name, groesse):
        with tmp_path.joinpath(name).open("wb") as neue:
            neue.truncate(groesse)
        return tmp_path / name

    return _datei


def unterlage_hinzufuegen(seite):
    nummer = seite.locator(".dynamic-unterlagen").count()
    seite.get_by_role("button", name="Unterlage hinzufügen").click()
    seite.locator(f"[name=unterlagen-{nummer}-art]").select_option("protokoll")
    return seite.locator(f"[name=unterlagen-{nummer}-datei]")


def test_file_over_the_limit_is_refused_at_once_and_not_sent(verwaltung, datei):
    sitzung = SitzungFactory()
    seite = verwaltung(adresse(sitzung, "change"))
    feld = unterlage_hinzufuegen(seite)

    feld.set_input_files(datei("planung.pdf", HOECHSTENS + 1))

    assert seite.get_by_role("alert").all_inner_texts() == [
        (
            "„planung.pdf“ ist 40,1 MB groß, es gehen höchstens 40 MB. Die Datei ist deshalb nicht "
            "ausgewählt; alles andere steht noch hier. Bitte wählen Sie eine kleinere Datei."
        )
    ]
    assert feld.evaluate("feld => feld.files.length") == 0
    feld.set_input_files({"name": "klein.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    assert seite.get_by_role("alert").count() == 0
    seite.get_by_role("button", name="Sichern", exact=True).click()
    seite.wait_for_selector(".success")
    assert sitzung.unterlagen.count() == 1
    assert seite.meldungen == []


def test_reason_is_said_again_when_the_form_is_sent_without_the_file(verwaltung, datei):
    sitzung = SitzungFactory()
    seite = verwaltung(adresse(sitzung, "change"))
    sichern = seite.get_by_role("button", name="Sichern", exact=True)
    unterlage_hinzufuegen(seite).set_input_files(datei("planung.pdf", HOECHSTENS + 1))
    satz = seite.get_by_role("alert").inner_text()

    sichern.click()
    seite.wait_for_selector(".errornote")

    zeile = seite.locator(".field-datei").first
    assert zeile.locator(".errorlist").all_inner_texts() == [satz]
    feld = seite.locator("[name=unterlagen-0-datei]")
    feld.set_input_files({"name": "klein.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    sichern.click()
    seite.wait_for_selector(".success")
    assert sitzung.unterlagen.count() == 1


def test_file_as_large_as_the_limit_is_taken(verwaltung, datei):
    seite = verwaltung(adresse(SitzungFactory(), "change"))
    feld = unterlage_hinzufuegen(seite)

    feld.set_input_files(datei("planung.pdf", HOECHSTENS))

    assert seite.get_by_role("alert").count() == 0
    assert feld.evaluate("feld => feld.files.length") == 1


def test_files_that_are_too_large_together_are_refused_one_by_one(verwaltung, datei):
    seite = verwaltung(adresse(SitzungFactory(), "change"))
    erstes, zweites = unterlage_hinzufuegen(seite), unterlage_hinzufuegen(seite)

    erstes.set_input_files(datei("eins.pdf", HOECHSTENS - 1))
    zweites.set_input_files(datei("zwei.pdf", 2))

    assert seite.get_by_role("alert").all_inner_texts() == [
        (
            "„zwei.pdf“ ist mit den anderen Dateien 40,1 MB groß, auf einmal gehen höchstens "
            "40 MB. Die Datei ist deshalb nicht ausgewählt; alles andere steht noch hier. Bitte "
            "sichern Sie und wählen Sie die Datei danach noch einmal."
        )
    ]
    assert [feld.evaluate("feld => feld.files.length") for feld in [erstes, zweites]] == [1, 0]


def test_photo_over_the_limit_leaves_the_shown_one(verwaltung, datei):
    seite = verwaltung(adresse(PersonMitFotoFactory(), "change"))

    seite.locator("#id_foto").set_input_files(datei("portraet.jpg", FOTO_HOECHSTENS + 1))

    assert "es gehen höchstens 15 MB." in seite.get_by_role("alert").inner_text()
    assert seite.locator(".field-foto_vorschau img").count() == 1
    assert "erst nach dem Sichern" not in seite.locator(".field-foto_vorschau").inner_text()
