"""Read a list that was copied from a document; pure functions, no database."""

import re

from django.core.exceptions import ValidationError
from django.utils.text import Truncator

# In lines: a form with more than MAX_ZEILEN rows (redaktion/admin.py) cannot be saved.
HOECHSTENS = 100

# Bullets as Word, mail and web pages write them; the last three are from Word's symbol font.
ZEICHEN = re.compile(r"^(?:[-–—*·](?:\s|$)|o\t|[•‣◦●○▪▫■□\uf0b7\uf0a7\uf0d8])\s*")
NUMMER = re.compile(r"\(?([0-9]{1,2})[.)](\s|$)\s*")
ZEITANGABE = re.compile(
    r"[0-9]+\.\s(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember|Quartal|Halbjahr)\b"
)


def zeilen(text, laenge):
    """Return the lines that are not empty, without the bullets and numbers of a list.

    A number is removed if it continues the list („1.“, „2.“ …) or a tab follows; „20. Geburtstag“
    and „1. Mai“ stay. Raise ValidationError, with a sentence for each line that has more than
    `laenge` characters, or if there are too many lines.
    """
    ergebnis, fehler, naechste = [], [], 1
    for nummer, roh in enumerate(text.splitlines(), start=1):
        zeile = ZEICHEN.sub("", roh.strip())
        zahl = NUMMER.match(zeile)
        if zahl and (
            zahl[2] == "\t" or (int(zahl[1]) in {1, naechste} and not ZEITANGABE.match(zeile))
        ):
            naechste = int(zahl[1]) + 1
            zeile = zeile[zahl.end() :]
        zeile = " ".join(zeile.split())
        if len(zeile) > laenge:
            fehler.append(
                f"Zeile {nummer} („{Truncator(zeile).chars(40)}“) hat {len(zeile)} Zeichen, "
                f"höchstens {laenge} passen. Bitte kürzen oder teilen Sie sie."
            )
        if zeile:
            ergebnis.append(zeile)
    if len(ergebnis) > HOECHSTENS:
        fehler.append(
            f"Das sind {len(ergebnis)} Zeilen. Bitte fügen Sie höchstens {HOECHSTENS} "
            "auf einmal ein."
        )
    if fehler:
        raise ValidationError(fehler)
    return ergebnis
