"""Addresses that have moved, as they are kept and looked for; pure functions, no database."""

import re
import unicodedata
from urllib.parse import parse_qs, unquote

MAX_LAENGE = 500


def schluessel(pfad, nummer=""):
    """Return by what an address is found: its decoded path in lower case, no slash at the end.

    WordPress also names an article by `nummer`, in `/?p=7`; nothing else of a query counts.
    """
    if pfad == "/" and re.fullmatch("[0-9]+", nummer):
        return f"/?p={nummer}"
    return unicodedata.normalize("NFC", pfad).lower().rstrip("/")


def schluessel_aus(eingabe):
    """Return the same for an address as people type it or copy it from a browser."""
    adresse = re.sub("^https?://[^/?#]*", "", eingabe, flags=re.IGNORECASE)
    pfad, _, anfrage = adresse.partition("#")[0].partition("?")
    return schluessel(unquote(pfad) or "/", parse_qs(anfrage).get("p", [""])[-1])


def kandidaten(gesucht):
    """Return the old addresses that hold for a key, the one that counts first.

    "/a/b" is looked for as "/a/b" and as "/a/*".
    """
    # PostgreSQL keeps no NUL, and nothing longer than this is in the table.
    if "\0" in gesucht:
        return []
    schraegstriche = [n for n, zeichen in enumerate(gesucht[: MAX_LAENGE - 1]) if zeichen == "/"]
    muster = [f"{gesucht[:n]}/*" for n in reversed(schraegstriche[1:])]
    return [gesucht, *muster] if len(gesucht) <= MAX_LAENGE else muster
