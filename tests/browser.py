"""A real browser: the pages that are looked at in it, what is asked of each, and its marks."""

import pytest

from .voraussetzungen import AXE, braucht_chromium

IM_BROWSER = [
    pytest.mark.usefixtures("inhalt"),
    # A window that closes drops its connections, and the live server complains of that.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
    braucht_chromium,
]

SEITEN = [
    "/",
    "/termine/",
    "/termine/archiv/?zustand=abgesagt",
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

# Sheets to be printed; their large type has short lines, close together.
AUSHAENGE = ["/termine/2099-01-12/aushang/", "/termine/2099-01-26/aushang/"]


def axe(seite, regeln, bereich="html"):
    """Return what violates the rules of axe-core: [(rule, where), …]."""
    if not seite.evaluate("'axe' in window"):
        seite.add_script_tag(path=AXE)
    # The whole answer tells of each element what it passed.
    return [
        tuple(fund)
        for fund in seite.evaluate(
            """async ([bereich, regeln]) =>
                (await axe.run(bereich, {resultTypes: ["violations"], ...regeln})).violations
                    .flatMap(({id, nodes}) => nodes.map(({target}) => [id, target]))""",
            [bereich, regeln],
        )
    ]


def axe_in_allen_farben(seite, *stufen, bereich="html"):
    """Return what violates rules of these levels, and those of contrast in the other colours that
    a reader may have chosen: [(rule, where), …]."""
    regeln = ["color-contrast", "link-in-text-block"]
    if "wcag2aaa" in stufen:
        regeln.append("color-contrast-enhanced")
    funde = axe(seite, {"runOnly": stufen}, bereich)
    for farben, kontrast in [("dark", "no-preference"), ("light", "more")]:
        seite.emulate_media(color_scheme=farben, contrast=kontrast)
        # Links of the admin take their new colour slowly.
        seite.evaluate("() => Promise.all(document.getAnimations().map(({finished}) => finished))")
        funde += axe(seite, {"runOnly": regeln}, bereich)
    seite.emulate_media(color_scheme="light", contrast="no-preference")
    return funde


def in_breiten(seiten, *breiten):
    """Yield each page in each width: (address, page, width in pixels)."""
    for pfad, seite in seiten:
        for breite in breiten:
            seite.set_viewport_size({"width": breite, "height": 800})
            yield pfad, seite, breite
