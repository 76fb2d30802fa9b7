from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def ist_anlaufstelle(ort, buero):
    """Tell whether a place is the office's Anlaufstelle."""
    return bool(buero) and buero.ist_anlaufstelle(ort)


@register.filter
def mit_weg(ort, buero):
    """Return the name of a place, linked to the way there where it is the office's Anlaufstelle."""
    if ist_anlaufstelle(ort, buero):
        return format_html('<a href="{}">{}</a>', buero.get_absolute_url(), ort)
    return ort


@register.filter
def weg_zu(ort, buero):
    """Return how to get to a place, in words, where the office has said so; else an empty text."""
    return buero.weg if buero and buero.ist_anlaufstelle(ort) else ""
