"""Languages in which there may be texts, and in which direction they are written."""

from django.utils.translation import get_language_info

# Tags (BCP 47) and names of what many people in Grünau speak.
SPRACHEN = [
    ("de", "Deutsch"),
    ("ar", "Arabisch"),
    ("en", "Englisch"),
    ("fa", "Farsi, Dari"),
    ("fr", "Französisch"),
    ("ckb", "Kurdisch (Sorani)"),
    ("pl", "Polnisch"),
    ("ro", "Rumänisch"),
    ("ru", "Russisch"),
    ("es", "Spanisch"),
    ("tr", "Türkisch"),
    ("uk", "Ukrainisch"),
    ("vi", "Vietnamesisch"),
]


def richtung(sprache):
    """Return in which direction a language is written: "ltr" or "rtl"."""
    return "rtl" if get_language_info(sprache)["bidi"] else "ltr"
