"""What is usual for the Quartiersrat: the Mondays on which it meets, and what stays the same."""

import datetime as dt
from calendar import MONDAY, Calendar
from collections import Counter
from functools import cache
from itertools import count, pairwise

from django.db.models import Max

from .models import ENTFAELLT, UEBLICHER_TITEL, Sitzung

LETZTE = -1
# How many of the last Mondays a rhythm is read from.
ZULETZT = 6


def feiertag(tag):
    """Return the name of the holiday in Saxony, or ""."""
    return feiertage().get(tag, "")


@cache
def feiertage():
    """Return the holidays in Saxony by date, each year by the law of that year (SächsSFG § 1)."""
    # Imported here: it loads all countries, a fifth of each start, and few forms need it.
    from holidays import country_holidays

    return country_holidays("DE", subdiv="SN", language="de")


def montage(jahr, monat):
    """Return the Mondays of a month."""
    return [
        tag
        for tag in Calendar().itermonthdates(jahr, monat)
        if tag.month == monat and tag.weekday() == MONDAY
    ]


def regelmaessige(jahr, woche, monate):
    """Return the first to fourth (1 … 4) or LETZTE Monday of these months of a year."""
    return [montage(jahr, monat)[woche if woche == LETZTE else woche - 1] for monat in monate]


def woche_im_monat(tag):
    """Return 1 … 4 for the first to fourth week of a month, LETZTE for a fifth."""
    woche = (tag.day + 6) // 7
    return LETZTE if woche == 5 else woche


def uebliche_woche(daten):
    """Return which Monday of the month was usual last; the first where nothing is known."""
    wochen = [woche_im_monat(tag) for tag in letzte_montage(daten)]
    # Reversed, because of equally frequent weeks the one that came last is taken.
    return Counter(reversed(wochen)).most_common(1)[0][0] if wochen else 1


def uebliche_monate(daten):
    """Return the months of the last year's Sitzungen, all if those are fewer than ZULETZT."""
    daten = sorted(daten)
    letztes_jahr = [tag for tag in daten if (daten[-1] - tag).days < 365]
    if len(letztes_jahr) < ZULETZT:
        return list(range(1, 13))
    return sorted({tag.month for tag in letztes_jahr})


def jahr_zu_planen(daten, heute):
    """Return the first year that has less than half of the usual dates, from the next one on.

    In its first half, the year of `heute` counts as well.
    """
    erstes = heute.year if heute.month <= 6 else heute.year + 1
    je_jahr, ueblich = Counter(tag.year for tag in daten), len(uebliche_monate(daten))
    return next(jahr for jahr in count(erstes) if je_jahr[jahr] * 2 < ueblich)


def letzte_montage(daten):
    return sorted({tag for tag in daten if tag.weekday() == MONDAY})[-ZULETZT:]


def abstand_in_wochen(daten):
    """Return how many weeks always lay between the last Mondays, None if it changed."""
    letzte = letzte_montage(daten)
    abstaende = {(spaeter - frueher).days // 7 for frueher, spaeter in pairwise(letzte)}
    return abstaende.pop() if len(letzte) > 2 and len(abstaende) == 1 else None


def vorschlag(daten, heute):
    """Return the next Monday in the usual rhythm, after `heute` and after all `daten`.

    A holiday gives way to the next Monday that is none.
    """
    ab = max([heute, *daten])
    wochen = abstand_in_wochen(daten)
    einheitlich = len({woche_im_monat(tag) for tag in letzte_montage(daten)}) == 1
    if wochen and not einheitlich:
        tag = letzte_montage(daten)[-1]
        while tag <= ab:
            tag += dt.timedelta(weeks=wochen)
    else:
        woche = uebliche_woche(daten)
        kandidaten = (
            tag
            for jahr in [ab.year, ab.year + 1]
            for tag in regelmaessige(jahr, woche, range(1, 13))
        )
        tag = next(tag for tag in kandidaten if tag > ab)
    while feiertag(tag):
        tag += dt.timedelta(weeks=1)
    return tag


def uebliche_angaben():
    """Return what a new Sitzung has in common with the last ones, by field."""
    sitzungen = Sitzung.objects.all()
    titel = list(sitzungen.values_list("titel", flat=True)[:2])
    mit_beginn = sitzungen.exclude(beginn=None).first()
    # A Sitzung that does not take place gives its number back.
    nummer = sitzungen.exclude(status__in=ENTFAELLT).aggregate(nummer=Max("nummer"))["nummer"]
    return {
        # The Titel of a single Sitzung, about its theme, is not repeated.
        "titel": titel[0] if len(titel) == 2 and titel[0] == titel[1] else UEBLICHER_TITEL,
        "nummer": nummer and nummer + 1,
        "beginn": mit_beginn and mit_beginn.beginn,
        "ende": mit_beginn and mit_beginn.ende,
        "ort": sitzungen.exclude(ort=None).values_list("ort", flat=True).first(),
        # Sitzungen are open to everybody unless the last one was not.
        "teilnahme": sitzungen.values_list("teilnahme", flat=True).first()
        or Sitzung.Teilnahme.OFFEN,
    }
