"""Read dates out of what people type or paste; pure functions, no database."""

import datetime as dt
import re
from dataclasses import dataclass

WORTE = ["jan", "feb", "mär|mrz|maer", "apr", "mai", "jun"]
WORTE += ["jul", "aug", "sep", "okt", "nov", "dez"]
MONATE = {wort: nummer for nummer, worte in enumerate(WORTE, 1) for wort in worte.split("|")}
MONAT = rf"(?P<wort>{'|'.join(MONATE)})[a-zä]*\.?"
JAHR = r"(?P<jahr>\d{4}|\d{2})"

DATUM = [
    re.compile(r"(?<!\d)(?P<jahr>\d{4})-(?P<monat>\d{1,2})-(?P<tag>\d{1,2})(?!\d)"),
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


def lies_datum(text):
    """Return the first date in a text, or None."""
    for muster in DATUM:
        for treffer in muster.finditer(text.lower()):
            angaben = treffer.groupdict()
            monat = MONATE[angaben["wort"]] if "wort" in angaben else int(angaben["monat"])
            try:
                return dt.date(volles_jahr(angaben["jahr"]), monat, int(angaben["tag"]))
            except ValueError:
                # The 30th of February.
                continue
    return None


def lies_monat(text):
    """Return year and month of a text like „Februar 2021“, or None."""
    treffer = MONAT_UND_JAHR.fullmatch(text.strip().lower())
    return treffer and (volles_jahr(treffer["jahr"]), MONATE[treffer["wort"]])


def lies_liste(text):
    """Return the dates of a list with one in each line, in order, and the other Zeilen."""
    daten, unlesbar = set(), []
    for nummer, zeile in enumerate(text.splitlines(), start=1):
        datum = lies_datum(zeile)
        if datum and 2000 <= datum.year <= 2099:
            daten.add(datum)
        elif zeile.strip():
            unlesbar.append(Zeile(nummer, zeile.strip()))
    return sorted(daten), unlesbar


def volles_jahr(ziffern):
    return int(ziffern) + (2000 if len(ziffern) == 2 else 0)
