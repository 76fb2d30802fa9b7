"""Limits of a text: no reader needs more, and more would choke browsers or WeasyPrint."""

import re
from html.parser import HTMLParser

from django.core.exceptions import ValidationError

MAX_ZEICHEN = 50_000
MAX_EBENEN = 5
MAX_WORT = 200
MAX_SPANNE = 20
MAX_NUMMER = 999

SCHACHTELN = {"ol", "table", "ul"}
# Tags that may stand within a word; every other tag ends it.
IM_WORT = {"a", "strong"}
# Where lines break: at blanks but the non-breaking ones, at soft hyphens and zero-width spaces.
TRENNSTELLE = re.compile(r"(?:[^\S\u00a0\u2007\u202f]|[\u00ad\u200b])+")


def spanne(tag, name, wert):
    """Return a span or a first number cut to its limit, or None if it is no number; other
    attributes unchanged.

    It is cut, not refused, because it comes with a pasted text and no editor shows it.
    """
    hoechstens = {"colspan": MAX_SPANNE, "rowspan": MAX_SPANNE, "start": MAX_NUMMER}.get(name)
    if hoechstens is None:
        return wert
    if not re.fullmatch("[0-9]{1,9}", wert) or int(wert) < 1:
        return None
    return str(min(int(wert), hoechstens))


class Messung(HTMLParser):
    """The depth and the words of clean HTML."""

    def __init__(self, html):
        super().__init__()
        self.ebene = self.ebenen = 0
        self.stuecke = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.ebene += tag in SCHACHTELN
        self.ebenen = max(self.ebenen, self.ebene)
        self.wortende(tag)

    def handle_endtag(self, tag):
        self.ebene -= tag in SCHACHTELN
        self.wortende(tag)

    def handle_data(self, data):
        self.stuecke.append(data)

    def wortende(self, tag):
        if tag not in IM_WORT:
            self.stuecke.append(" ")

    @property
    def laengstes_wort(self):
        return max(TRENNSTELLE.split("".join(self.stuecke)), key=len)


def check_laenge(text):
    """Raise ValidationError if a text is too long to be parsed at all."""
    if len(text) > MAX_ZEICHEN:
        raise ValidationError(
            f"Dieser Text hat mit seinen Auszeichnungen {tausender(len(text))} Zeichen, es gehen "
            f"höchstens {tausender(MAX_ZEICHEN)}. Bitte kürzen Sie ihn oder teilen Sie ihn auf."
        )


def check_grenzen(html):
    """Raise ValidationError if clean HTML is too long, nested too deep or has too long a word."""
    check_laenge(html)
    messung = Messung(html)
    if messung.ebenen > MAX_EBENEN:
        raise ValidationError(
            f"Listen und Tabellen stehen hier {messung.ebenen} Ebenen tief ineinander, es gehen "
            f"höchstens {MAX_EBENEN}. Bitte rücken Sie weniger weit ein."
        )
    if len(wort := messung.laengstes_wort) > MAX_WORT:
        raise ValidationError(
            f"Ein Wort hat {tausender(len(wort))} Zeichen ohne Leerzeichen, es gehen höchstens "
            f"{MAX_WORT}: „{wort[:20]}…“. Bitte trennen Sie es; eine lange Adresse setzen Sie "
            "besser als Link hinter ein paar Wörter."
        )


def tausender(zahl):
    return f"{zahl:,}".replace(",", ".")
