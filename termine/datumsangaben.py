"""Read dates out of what people type or paste; pure functions, no database."""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass

WORTE = ["jan", "feb", "mär|mrz|maer", "apr", "mai", "jun"]
WORTE += ["jul", "aug", "sep", "okt", "nov", "dez"]
MONATE = {wort: nummer for nummer, worte in enumerate(WORTE, 1) for wort in worte.split("|")}
MONAT = rf"(?P<wort>{'|'.join(MONATE)})[a-zä]*\.?"
# Of this century, as a Sitzung has to be.
JAHR = r"(?P<jahr>20\d{2}|\d{2})"

DATUM = [
    re.compile(r"(?<!\d)(?P<jahr>20\d{2})-(?P<monat>\d{1,2})-(?P<tag>\d{1,2})(?!\d)"),
    # Neither „24.3. 17.00“ nor „24.3. 17 Uhr“ is the year 2017.
    re.compile(
        rf"(?<![\d.])(?P<tag>\d{{1,2}})\.\s*(?P<monat>\d{{1,2}})\.\s*{JAHR}"
        r"(?![.:]?\d)(?!\s*uhr)"
    ),
    re.compile(rf"(?<!\d)(?P<tag>\d{{1,2}})\.?\s*{MONAT}\s*{JAHR}(?![.:]?\d)(?!\s*uhr)"),
]
MONAT_UND_JAHR = re.compile(rf"{MONAT}\s*{JAHR}")


@dataclass
class Zeile:
    """A line of a list in which no date can be read."""

    nummer: int
    text: str


def lies_daten(text):
    """Yield the dates in a text."""
    for muster in DATUM:
        for treffer in muster.finditer(text.lower()):
            angaben = treffer.groupdict()
            monat = MONATE[angaben["wort"]] if "wort" in angaben else int(angaben["monat"])
            # There is no 30th of February.
            with suppress(ValueError):
                yield dt.date(volles_jahr(angaben["jahr"]), monat, int(angaben["tag"]))


def lies_datum(text):
    """Return a date in a text, or None."""
    return next(lies_daten(text), None)


def lies_monat(text):
    """Return year and month of a text like „Februar 2021“, or None."""
    treffer = MONAT_UND_JAHR.fullmatch(text.strip().lower())
    return treffer and (volles_jahr(treffer["jahr"]), MONATE[treffer["wort"]])


def lies_liste(text):
    """Return the dates in a list, in order, and the Zeilen without any."""
    daten, unlesbar = set(), []
    for nummer, zeile in enumerate(text.splitlines(), start=1):
        in_der_zeile = set(lies_daten(zeile))
        daten |= in_der_zeile
        if zeile.strip() and not in_der_zeile:
            unlesbar.append(Zeile(nummer, zeile.strip()))
    return sorted(daten), unlesbar


def volles_jahr(ziffern):
    return int(ziffern[-2:]) + 2000
