"""How old addresses are stored and looked up; pure functions, no database."""

import re
import unicodedata
from urllib.parse import parse_qs, unquote

MAX_LAENGE = 500


def schluessel(pfad, nummer=""):
    """Return the key of an address: its decoded path in lower case, no slash at the end.

    WordPress also names an article by `nummer`, in `/?p=7`; the rest of a query is ignored.
    """
    if pfad == "/" and re.fullmatch("[0-9]+", nummer):
        return f"/?p={nummer}"
    return unicodedata.normalize("NFC", pfad).lower().rstrip("/")


def schluessel_aus(eingabe):
    """Return the key of an address as people type it or copy it from a browser."""
    adresse = re.sub("^https?://[^/?#]*", "", eingabe, flags=re.IGNORECASE)
    pfad, _, anfrage = adresse.partition("#")[0].partition("?")
    return schluessel(unquote(pfad) or "/", parse_qs(anfrage).get("p", [""])[-1])


def kandidaten(gesucht):
    """Return the values of `alte_adresse` that match a key, the most specific first.

    "/a/b" is matched by "/a/b" and by "/a/*".
    """
    # PostgreSQL refuses NUL, and nothing longer than MAX_LAENGE is stored.
    if "\0" in gesucht:
        return []
    schraegstriche = [n for n, zeichen in enumerate(gesucht[: MAX_LAENGE - 1]) if zeichen == "/"]
    muster = [f"{gesucht[:n]}/*" for n in reversed(schraegstriche[1:])]
    return [gesucht, *muster] if len(gesucht) <= MAX_LAENGE else muster
