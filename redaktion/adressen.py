"""Addresses of pages, and slugs made from titles."""

import re
import unicodedata
from functools import lru_cache

from django.urls import reverse
from django.utils.text import slugify

UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@lru_cache(maxsize=10_000)
def adresse(name, **teile):
    """Return the address of a page; cached, because a page has dozens and they never change.

    Raises NoReverseMatch as reverse() does.
    """
    return reverse(name, kwargs=teile)


def adresse_aus(text):
    """Return the text as a slug: „Grünau/Süd“ becomes "gruenau-sued"."""
    # Text copied from a PDF or a Mac may write an umlaut as a letter and two dots.
    text = unicodedata.normalize("NFC", text).lower().translate(UMLAUTE)
    return slugify(re.sub(r"\W+", "-", text))


def freie_adresse(wunsch, vergeben, laenge):
    """Return the slug `wunsch`, cut to `laenge`, with -2, -3 … if it is in `vergeben`."""
    adresse, zaehler = wunsch[:laenge].rstrip("-_"), 1
    while adresse in vergeben:
        zaehler += 1
        ende = f"-{zaehler}"
        adresse = wunsch[: laenge - len(ende)].rstrip("-_") + ende
    return adresse
