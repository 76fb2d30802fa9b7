"""Days and times of Sitzungen in Leipzig; no model."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

LEIPZIG = ZoneInfo("Europe/Berlin")

# Addresses have years of this century.
ERSTER_TAG, LETZTER_TAG = dt.date(2000, 1, 1), dt.date(2099, 12, 31)

# The hour that the clocks skip on one day of the year, and the message about it.
FEHLENDE_STUNDE = dt.time(2), dt.time(2, 59, 59, 999999)
UHRZEIT_FEHLT = "Diese Uhrzeit gibt es an diesem Tag nicht, weil die Uhren vorgestellt werden."


def check_uhrzeit(datum, uhrzeit):
    """Raise ValidationError if the clocks in Leipzig skip this time (02:00–03:00 in March)."""
    gemeint = dt.datetime.combine(datum, uhrzeit, LEIPZIG)
    gezeigt = gemeint.astimezone(dt.UTC).astimezone(LEIPZIG)
    if gezeigt.replace(tzinfo=None) != gemeint.replace(tzinfo=None):
        raise ValidationError(UHRZEIT_FEHLT)


# Both conditions begin with the day, which has an index.


def nicht_vorbei(jetzt):
    lokal = timezone.localtime(jetzt, LEIPZIG)
    dann_noch = Q(datum__gt=lokal.date()) | Q(ende=None) | Q(ende__gt=lokal.time())
    return Q(datum__gte=lokal.date()) & dann_noch


def vorbei(jetzt):
    lokal = timezone.localtime(jetzt, LEIPZIG)
    dann_schon = Q(datum__lt=lokal.date()) | Q(ende__lte=lokal.time())
    return Q(datum__lte=lokal.date()) & dann_schon
