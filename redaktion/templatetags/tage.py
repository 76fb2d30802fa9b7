"""Django's filter `date`, which remembers days: a list names dozens, and the same ones to all."""

import datetime as dt
from functools import lru_cache

from django import template
from django.template import defaultfilters
from django.utils.translation import get_language

register = template.Library()


@register.filter(expects_localtime=True)
def date(wert, form=None):
    # Times of an hour that comes twice are equal and yet not the same.
    if type(wert) is dt.date:
        return in_worten(wert, form, get_language())
    return defaultfilters.date(wert, form)


@lru_cache(maxsize=5_000)
def in_worten(tag, form, sprache):
    return defaultfilters.date(tag, form)
