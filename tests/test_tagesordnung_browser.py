"""The Tagesordnung in the admin as a keyboard meets it."""

import datetime as dt
import shutil

import pytest
from django.conf import settings

from .factories import SitzungFactory, TagesordnungspunktFactory

pytestmark = [
    # A window that closes drops its connections, and the live server complains of that.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
    pytest.mark.skipif(
        not shutil.which("chromium"),
        reason="braucht Chromium: apt install chromium",
    ),
]


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
    seite.keyboard.press("Space")

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
