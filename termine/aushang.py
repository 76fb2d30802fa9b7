"""How much of a Tagesordnung fits on the one sheet of an Aushang, and how large.

Sizes are estimated on the safe side, because no script measures the sheet; a test prints what is
hard to fit. They are those of static/css/aushang.css.
"""

from dataclasses import dataclass
from math import ceil

MM_JE_PUNKT = 25.4 / 72
BREITE = 186  # in mm, within the margins of A4

# Type sizes in points, the largest first. With the last the way to the place is left out.
SCHRIFTEN = [28, 24, 20, 17, 14, 12, 11]
KLEINSTE = SCHRIFTEN[-1]

# In mm, the height of the list. A line above wraps after LANG characters and takes JE_ZEILE of it.
HOEHE, HOEHE_OHNE_WEG = 101, 129
LANG, JE_ZEILE = 60, 9

# In em: a line, the space below an Eintrag, a letter, what stands beside a Titel.
ZEILE, LUECKE, LUECKE_DER_KLEINSTEN, BUCHSTABE, DANEBEN = 1.2, 0.35, 0.05, 0.56, 10.2


@dataclass
class Auswahl:
    """What of a Tagesordnung stands on the sheet, and in which size (in points)."""

    schrift: int
    eintraege: list
    mit_unterpunkten: bool
    vollstaendig: bool

    @property
    def mit_weg(self):
        return self.schrift != KLEINSTE


def auswaehlen(eintraege, *zeilen):
    """Return the Auswahl in the largest type in which all fits.

    If it does not fit in any, Unterpunkte are left out, then the last Einträge. `zeilen` are the
    lines above the list; some may be empty.
    """
    for mit_unterpunkten in [True, False]:
        for schrift in SCHRIFTEN:
            if bedarf(eintraege, schrift, mit_unterpunkten) <= platz(schrift, *zeilen):
                vollstaendig = mit_unterpunkten or not any(e.unterpunkte for e in eintraege)
                return Auswahl(schrift, eintraege, mit_unterpunkten, vollstaendig)
    while eintraege and bedarf(eintraege, KLEINSTE, False) > platz(KLEINSTE, *zeilen):
        eintraege = eintraege[:-1]
    return Auswahl(KLEINSTE, eintraege, False, False)


def platz(schrift, *zeilen):
    """Return the height in mm that is left for the list."""
    zusaetzlich = sum(ceil(len(text) / LANG) - 1 for text in zeilen if text)
    return (HOEHE_OHNE_WEG if schrift == KLEINSTE else HOEHE) - JE_ZEILE * zusaetzlich


def bedarf(eintraege, schrift, mit_unterpunkten):
    """Return the height in mm that the list takes."""
    titel = [eintrag.titel for eintrag in eintraege]
    if mit_unterpunkten:
        titel += [unter.titel for eintrag in eintraege for unter in eintrag.unterpunkte]
    em = schrift * MM_JE_PUNKT
    buchstaben = (BREITE / em - DANEBEN) / BUCHSTABE
    luecke = LUECKE_DER_KLEINSTEN if schrift == KLEINSTE else LUECKE
    return em * sum(ceil(len(text) / buchstaben) * ZEILE + luecke for text in titel)
