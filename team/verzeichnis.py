"""The A–Z of „Wer ist zuständig?“; pure functions, no database."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby


@dataclass
class Verweis:
    """A word under which someone may look for a Thema that stands elsewhere."""

    name: str
    thema: object


def sortierschluessel(name):
    """Return the key that sorts German names as in a dictionary (DIN 5007-1: ä as a, ß as ss)."""
    zerlegt = unicodedata.normalize("NFKD", name).casefold()
    return "".join(zeichen for zeichen in zerlegt if not unicodedata.combining(zeichen)), name


def anfangsbuchstabe(name):
    """Return the capital letter A to Z under which a name stands, or "#" for anything else."""
    buchstabe = sortierschluessel(name)[0][:1].upper()
    return buchstabe if "A" <= buchstabe <= "Z" else "#"


def mit_zustaendigen(personen):
    """Return the Themen of persons from mit_themen(), each with its persons in `zustaendige`."""
    zustaendige = {}
    for person in personen:
        for thema in person.themen:
            zustaendige.setdefault(thema, []).append(person)
    for thema, gruppe in zustaendige.items():
        thema.zustaendige = gruppe
    return list(zustaendige)


def verweise(themen):
    """Return a Verweis for each noun but the first of names like „Stadtraum, Wohnen, Klima“."""
    return [
        Verweis(wort, thema)
        for thema in themen
        if len(teile := re.split(r", | und |/", thema.name)) > 1
        for wort in dict.fromkeys(re.findall(r"[^\W\d_]+", " ".join(teile)))
        if wort[0].isupper() and not thema.name.startswith(wort)
    ]


def von_a_bis_z(themen):
    """Return [(letter, [Thema, …]), …] in dictionary order, "#" last; for objects with a `name`."""

    def buchstabe(thema):
        return anfangsbuchstabe(thema.name)

    sortiert = sorted(
        themen, key=lambda thema: (buchstabe(thema) == "#", sortierschluessel(thema.name))
    )
    return [(name, list(gruppe)) for name, gruppe in groupby(sortiert, key=buchstabe)]
