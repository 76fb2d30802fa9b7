"""The A–Z of „Wer ist zuständig?“; pure functions, no database."""

import unicodedata
from itertools import groupby


def sortierschluessel(name):
    """Return the key that sorts German names as in a dictionary (DIN 5007-1: ä as a, ß as ss)."""
    zerlegt = unicodedata.normalize("NFKD", name).casefold()
    return "".join(zeichen for zeichen in zerlegt if not unicodedata.combining(zeichen)), name


def anfangsbuchstabe(name):
    """Return the capital letter A to Z under which a name stands, or "#" for anything else."""
    buchstabe = sortierschluessel(name)[0][:1].upper()
    return buchstabe if "A" <= buchstabe <= "Z" else "#"


def von_a_bis_z(themen):
    """Return [(letter, [Thema, …]), …] in dictionary order, "#" last; for objects with a `name`."""

    def buchstabe(thema):
        return anfangsbuchstabe(thema.name)

    sortiert = sorted(
        themen, key=lambda thema: (buchstabe(thema) == "#", sortierschluessel(thema.name))
    )
    return [(name, list(gruppe)) for name, gruppe in groupby(sortiert, key=buchstabe)]
