"""What other programs put on the clipboard, pasted into the editor: what visitors get of it.

Each file in zwischenablage/ is a clipboard, as .html or, where it holds nothing else, as .txt; that
beside it named .erwartet.html is what becomes of it, broken into lines for reading only.
"""

from pathlib import Path

import pytest
from django.test import Client

from redaktion.templatetags.texte import sauber

from .browser import IM_BROWSER
from .factories import AbschnittFactory, SeiteFactory
from .verwaltung import adresse

pytestmark = IM_BROWSER

ORDNER = Path(__file__).parent / "zwischenablage"
VORLAGEN = sorted(datei for datei in ORDNER.iterdir() if not datei.name.endswith(".erwartet.html"))


def erwartet(vorlage):
    zeilen = vorlage.with_suffix(".erwartet.html").read_text("utf-8").splitlines()
    return "".join(zeilen)


def in_die_zwischenablage(seite, art, inhalt):
    """Copy as programs do: a browser would tidy what a page writes there by itself."""
    seite.evaluate(
        """([art, inhalt]) => document.addEventListener("copy", (ereignis) => {
            ereignis.clipboardData.setData(art, inhalt);
            ereignis.preventDefault();
        }, {once: true})""",
        [art, inhalt],
    )
    seite.locator("h1").first.click()
    seite.keyboard.press("Control+c")


def einfuegen_und_sichern(seite, art, inhalt):
    in_die_zwischenablage(seite, art, inhalt)
    seite.locator(".ProseMirror").press("Control+v")
    seite.get_by_role("button", name="Sichern", exact=True).press("Enter")
    seite.wait_for_url("**/abschnitt/")


@pytest.mark.parametrize("vorlage", VORLAGEN, ids=lambda datei: datei.stem)
def test_pasted_text_says_to_visitors_what_it_said_where_it_was_copied(verwaltung, vorlage):
    abschnitt = AbschnittFactory(text="")
    seite = verwaltung(adresse(abschnitt, "change"))
    art = {".html": "text/html", ".txt": "text/plain"}[vorlage.suffix]

    einfuegen_und_sichern(seite, art, vorlage.read_text("utf-8"))

    abschnitt.refresh_from_db()
    assert abschnitt.text == erwartet(vorlage)
    besucher = Client().get(abschnitt.seite.get_absolute_url()).content.decode()
    assert sauber(erwartet(vorlage)) in besucher
    assert seite.meldungen == []


def test_text_pasted_where_there_are_no_headings_keeps_their_words(verwaltung):
    eine = SeiteFactory(einleitung="")
    seite = verwaltung(adresse(eine, "change"))
    in_die_zwischenablage(seite, "text/html", "<h2>Sommerfest</h2><p>Am See.</p>")

    seite.locator(".ProseMirror").first.press("Control+v")

    assert seite.locator("[name=einleitung]").input_value() == "<p>Sommerfest</p><p>Am See.</p>"


def test_text_moved_within_the_editor_stays_as_it_is(verwaltung):
    text = "<p>– Anna Muster</p><p>– Erika Muster</p>"
    seite = verwaltung(adresse(AbschnittFactory(text=text), "change"))
    editor = seite.locator(".ProseMirror")

    editor.press("Control+a")
    editor.press("Control+x")
    leer = seite.locator("[name=text]").input_value()
    editor.press("Control+v")

    assert (leer, seite.locator("[name=text]").input_value()) == ("", text)


@pytest.mark.parametrize(
    ("art", "kopiertes"),
    [
        ("text/html", "<p>Hallo</p>" + "<style " * 300_000),
        ("text/html", f"<p><a href='a@{'.b' * 300_000}@'>Hallo</a></p>"),
        ("text/html", f"<p><a href='{'a.bb?' * 200_000} x'>Hallo</a></p>"),
        ("text/plain", f"Hallo\n\n{' ' * 500_000}."),
    ],
    ids=["style", "address", "host", "blanks"],
)
def test_text_that_was_made_to_hold_up_the_browser_is_pasted_all_the_same(
    verwaltung, art, kopiertes
):
    seite = verwaltung(adresse(AbschnittFactory(text=""), "change"))
    in_die_zwischenablage(seite, art, kopiertes)

    seite.locator(".ProseMirror").press("Control+v")

    assert seite.locator("[name=text]").input_value().startswith("<p>Hallo</p>")
