from functools import lru_cache

from django import template
from django.utils.safestring import mark_safe

from redaktion.texte import saeubern

register = template.Library()


# A table wider than the screen scrolls in this box; tabindex lets the keyboard do it too.
TABELLE = '<div class="tabelle" role="group" aria-label="Tabelle" tabindex="0"><table>'


# Cached, because texts are long and seldom change; a few hundred take some megabytes.
@register.filter
@lru_cache(maxsize=300)
def sauber(text):
    """Return the HTML of a TextFeld, cleaned once more, in the <div> that its CSS needs."""
    html = saeubern(text).replace("<table>", TABELLE).replace("</table>", "</table></div>")
    return mark_safe(f'<div class="text stack">{html}</div>')  # noqa: S308 - clean
