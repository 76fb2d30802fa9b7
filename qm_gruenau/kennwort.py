"""What a password of this site may not be, beyond Django's own rules."""

import re
from itertools import pairwise

from django.core.exceptions import ValidationError

# Words that everybody here would try first; longer ones before those that they contain.
NAHELIEGENDE_WOERTER = [
    "quartiersmanagement",
    "quartiersrat",
    "quartier",
    "stadtteilladen",
    "stadtteil",
    "verwaltung",
    "redaktion",
    "leitung",
    "passwort",
    "kennwort",
    "leipzig",
    "sachsen",
    "grünau",
    "gruenau",
    "grunau",
]
NAHELIEGEND = re.compile("|".join(NAHELIEGENDE_WOERTER))

# Rows along which fingers go, in both directions, also past their end.
REIHEN = [
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertzuiopasdfghjklyxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qay2wsx3edc4rfv5tgb6zhn7ujm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
]

# How many pieces, as stellen() counts them, a password has at least.
EIGENE_STELLEN = 8

# How many letters a password has at least besides such words.
EIGENE_BUCHSTABEN = 6


class OertlicheWoerterValidator:
    """Refuse a password of local words, digits and signs with hardly anything else."""

    def validate(self, password, user=None):
        rest, gefunden = NAHELIEGEND.subn("", password.casefold())
        if gefunden and sum(zeichen.isalpha() for zeichen in rest) < EIGENE_BUCHSTABEN:
            raise ValidationError(
                "Dieses Passwort ist leicht zu erraten: Es besteht fast nur aus Wörtern wie "
                "„Grünau“ oder „Leipzig“. Nehmen Sie andere Wörter dazu.",
                code="password_local",
            )

    def get_help_text(self):
        return (
            "Das Passwort darf nicht nur aus Wörtern wie „Grünau“, „Leipzig“ oder „Quartier“ mit "
            "Ziffern und Zeichen bestehen. Gut sind vier oder mehr Wörter, die nichts miteinander "
            "zu tun haben."
        )


class EinfacheReihenValidator:
    """Refuse a password of hardly anything but repetitions and rows of neighbours."""

    def validate(self, password, user=None):
        if stellen(password.casefold()) < EIGENE_STELLEN:
            raise ValidationError(
                "Dieses Passwort ist leicht zu erraten: Es besteht fast nur aus Wiederholungen "
                "oder Reihen wie „1234“, „abcd“ oder „qwertz“. Nehmen Sie andere Wörter dazu.",
                code="password_row",
            )

    def get_help_text(self):
        return "Das Passwort darf nicht nur aus Wiederholungen und Reihen wie „1234“ bestehen."


def stellen(text):
    """Return how many pieces of equal characters or of neighbours in one direction a text has.

    Of a text that repeats its beginning only the beginning counts.
    """
    laenge = next((n for n in range(1, len(text)) if text[n:] == text[:-n]), len(text))
    anzahl, bisher = min(laenge, 1), None
    for von, nach in pairwise(text[:laenge]):
        weiter = wege(von, nach)
        # Two characters may be neighbours in several rows.
        bisher = weiter if bisher is None else bisher & weiter
        if not bisher:
            anzahl, bisher = anzahl + 1, None
    return anzahl


def wege(von, nach):
    """Return all (row, direction) from one character to the next, ("", 0) if both are equal."""
    return (
        {("", 0)}
        if von == nach
        else {
            (reihe, richtung)
            for reihe in REIHEN
            for richtung in [1, -1]
            if von in reihe and reihe[(reihe.index(von) + richtung) % len(reihe)] == nach
        }
    )
