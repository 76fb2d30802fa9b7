"""Read dates out of what people type or paste; pure functions, no database."""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass

WORTE = ["jan", "feb", "mär|mrz|maer", "apr", "mai", "jun"]
WORTE += ["jul", "aug", "sep", "okt", "nov", "dez"]
MONATE = {wort: nummer for nummer, worte in enumerate(WORTE, 1) for wort in worte.split("|")}
MONAT = rf"(?P<wort>{'|'.join(MONATE)})[a-zä]*\.?"
# What staff plan is in this century.
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


# A day of the week before a date: „Di“, „Dienstag, den“.
WOCHENTAGE = ["mo", "di", "mi", "do", "fr", "sa", "so"]
WOCHENTAG = re.compile(
    r"\b(mo|montag|di|dienstag|mi|mittwoch|do|donnerstag|fr|freitag|sa|samstag|sonnabend|so|sonntag)"
    r"\b[.,]*\s*(de[mnr]\s+)?$"
)
# In characters: no date is longer, nor the day of the week before one. Each date that is found
# would make a longer text be read once more.
NUR_EIN_DATUM, DAVOR = 100, 40

UHRZEIT = re.compile(r"(?<![\d.:])\d{1,2}([.:]\d{2}(?![.:]?\d|\.)|\s*(uhr|h)\b)")


@dataclass
class Zeile:
    """A line of a list, as it was typed."""

    nummer: int
    text: str


def lies_daten(text):
    """Yield the dates in a text."""
    return (tag for tag, _ in fundstellen(text))


def fundstellen(text):
    """Yield each date in a text with its match in the text in lower case."""
    for muster in DATUM:
        for treffer in muster.finditer(text.lower()):
            angaben = treffer.groupdict()
            monat = MONATE[angaben["wort"]] if "wort" in angaben else int(angaben["monat"])
            # Impossible dates such as 30 February are skipped.
            with suppress(ValueError):
                yield (
                    dt.date(volles_jahr(angaben["jahr"]), monat, int(angaben["tag"])),
                    treffer,
                )


def lies_datum(text):
    """Return a date in a text, or None."""
    return next(lies_daten(text), None)


def ohne_daten(text):
    """Return a text in lower case, with a blank for each date."""
    rest = text.lower()
    for _, treffer in fundstellen(text):
        rest = rest.replace(treffer[0], " ")
    return rest


def lies_nur_datum(text):
    """Return the date in a text that says nothing else, or None; and whether the day of the week
    before it is that of the date.
    """
    text = text.strip()
    if len(text) > NUR_EIN_DATUM:
        return None, False
    for tag, treffer in fundstellen(text):
        davor, danach = text.lower()[: treffer.start()], text[treffer.end() :]
        if not WOCHENTAG.sub("", davor).strip() and not danach.strip(" .,"):
            return tag, not anderer_wochentag(davor, tag)
    return None, False


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


def lies_widersprueche(text):
    """Return the Zeilen of a list that say more than dates, so that nothing gets lost unnoticed.

    Two lists: Zeilen with a time, and Zeilen whose day of the week is not that of the date.
    """
    mit_uhrzeit, mit_anderem_tag = [], []
    for nummer, roh in enumerate(text.splitlines(), start=1):
        zeile, klein = Zeile(nummer, roh.strip()), roh.lower()
        gefundene = list(fundstellen(roh))
        if any(anderer_wochentag(klein[: treffer.start()], tag) for tag, treffer in gefundene):
            mit_anderem_tag.append(zeile)
        if gefundene and UHRZEIT.search(ohne_daten(roh)):
            mit_uhrzeit.append(zeile)
    return mit_uhrzeit, mit_anderem_tag


def anderer_wochentag(davor, tag):
    """Tell whether the text before a date names another day of the week than that of the date."""
    treffer = WOCHENTAG.search(davor[-DAVOR:])
    wort = treffer and treffer[1].replace("sonnabend", "samstag")
    return bool(treffer) and WOCHENTAGE.index(wort[:2]) != tag.weekday()


def volles_jahr(ziffern):
    return int(ziffern[-2:]) + 2000
