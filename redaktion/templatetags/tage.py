"""Django's filter `date`, cached for days: a list shows dozens, the same to every visitor."""

import datetime as dt
from functools import lru_cache

from django import template
from django.template import defaultfilters
from django.utils.translation import get_language

register = template.Library()


@register.filter(expects_localtime=True)
def date(wert, form=None):
    # Datetimes are not cached: the two times of an hour that comes twice compare equal.
    if type(wert) is dt.date:
        return in_worten(wert, form, get_language())
    return defaultfilters.date(wert, form)


@lru_cache(maxsize=5_000)
def in_worten(tag, form, sprache):
    return defaultfilters.date(tag, form)
