"""Pictures of every page type, to be looked at: `make bilder` writes them into data/bilder/.

Not a test, but it needs the same filled site and the same browser.
"""

from pathlib import Path

import pytest

from .browser import SEITEN

ORDNER = Path(__file__).parent.parent / "data/bilder"

pytestmark = [
    pytest.mark.usefixtures("inhalt"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]


def name(pfad):
    return pfad.strip("/").replace("/", "_") or "start"


@pytest.mark.parametrize("farben", ["light", "dark"])
@pytest.mark.parametrize("breite", [360, 768, 1280])
def test_bilder(oeffne, breite, farben):
    ORDNER.mkdir(parents=True, exist_ok=True)
    for pfad, seite in oeffne(breite, color_scheme=farben):
        seite.screenshot(path=ORDNER / f"{name(pfad)}-{breite}-{farben}.png", full_page=True)


def test_druck(oeffne):
    ORDNER.mkdir(parents=True, exist_ok=True)
    for pfad, seite in oeffne(seiten=SEITEN):
        seite.pdf(path=ORDNER / f"{name(pfad)}.pdf", format="A4")
