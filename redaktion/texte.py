"""Formatted text: the HTML that it may hold, and its model field."""

import json
import re
from html import unescape

import nh3
from django import forms
from django.db import models
from django.utils.html import linebreaks, strip_tags, urlize

from .grenzen import MAX_ZEICHEN, check_grenzen, check_laenge, spanne
from .sprachen import SPRACHEN, richtung

TAGS = {"a", "br", "li", "ol", "p", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
SPANNEN = {"colspan", "rowspan"}
# Parts in another language say so (WCAG 3.1.2), by a tag like „ar“ or „en-GB“ (BCP 47).
SPRACHE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
RICHTUNGEN = {"auto", "ltr", "rtl"}
# A figure that stands high or low is a character of its own; these are its tags and what they hold.
GESTELLT = re.compile(r"<(su[bp])>([-+()0-9]+)</\1>", re.IGNORECASE)
ZEICHEN = {
    "sup": str.maketrans("-+()0123456789", "⁻⁺⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "sub": str.maketrans("-+()0123456789", "₋₊₍₎₀₁₂₃₄₅₆₇₈₉"),
}
BLOCK = re.compile(r"<(h3|ol|p|table|ul)\b", re.IGNORECASE)
LEERER_ABSATZ = re.compile(r"<p>(\s|&nbsp;|<br>)*</p>")


def eigene_adresse(url):
    """Return a relative address unchanged if it stays on this site, else None."""
    return url if re.fullmatch(r"/(?![/\\])[^\x00-\x20]*", url) else None


def attribut(tag, name, wert):
    """Return the value of an attribute if it may stay, or None."""
    if name == "lang":
        return wert if SPRACHE.fullmatch(wert) else None
    if name == "dir":
        return wert if wert in RICHTUNGEN else None
    return spanne(tag, name, wert)


def cleaner(tags):
    return nh3.Cleaner(
        tags=tags,
        # What was struck out would otherwise stand there as if it held.
        clean_content_tags={"del", "s", "script", "strike", "style"},
        attributes={
            "*": {"dir", "lang"},
            "a": {"href"},
            "ol": {"start"},
            "td": SPANNEN,
            "th": SPANNEN,
        },
        url_schemes={"http", "https", "mailto", "tel"},
        attribute_filter=attribut,
        url_relative=eigene_adresse,
        link_rel=None,
    )


OHNE_UEBERSCHRIFTEN = cleaner(TAGS)
MIT_UEBERSCHRIFTEN = cleaner(TAGS | {"h3"})
OHNE_TAGS = nh3.Cleaner(tags=set())


def saeubern(text, cleaner=MIT_UEBERSCHRIFTEN):
    """Return only the allowed HTML, "" if nothing of it would be visible.

    A text without block tags was typed without the editor, and gets paragraphs.
    """
    html = cleaner.clean(mit_zeichen(text) if BLOCK.search(text) else aus_klartext(text))
    return LEERER_ABSATZ.sub("", html) if unescape(strip_tags(html)).strip() else ""


def mit_zeichen(html):
    """Return HTML in which figures that stand high or low are characters: „m²“, „CO₂“."""
    return GESTELLT.sub(lambda fund: fund[2].translate(ZEICHEN[fund[1].lower()]), html)


def aus_klartext(text):
    """Return plain text as HTML: a blank line parts paragraphs, addresses become links."""
    absaetze = linebreaks(urlize(text.strip(), autoescape=True))
    # The editor, too, writes nothing between paragraphs.
    return "" if absaetze == "<p></p>" else absaetze.replace("\n", "")


def klartext(html):
    """Return HTML as plain text with blank lines between paragraphs, as aus_klartext() reads.

    It may be any text that was posted; one that is too long to be parsed is returned as it is.
    """
    if len(html) > MAX_ZEICHEN:
        return html
    absaetze = re.sub(r"(</(h3|li|p|td|th)>)+", "\n\n", html.replace("<br>", "\n"))
    # Unlike strip_tags(), it refuses no text, and takes no long time for any.
    return unescape(OHNE_TAGS.clean(absaetze)).strip()


class TextEditor(forms.Textarea):
    """A textarea that static/js/texte.js makes an editor; without scripts it shows the HTML.

    The widget of django-prose-editor needs an inline import map, which no Content-Security-Policy
    of ours allows; its bundle needs none.
    """

    class Media:
        css = {"all": ["css/texte.css"]}
        js = [forms.Script("js/texte.js", type="module")]


class TextFeld(models.TextField):
    """HTML that is cleaned by full_clean() and whenever it is saved.

    Only full_clean() enforces the limits of grenzen.py: a record whose stored text exceeds them
    can still be saved in code.
    """

    def __init__(self, *args, zwischenueberschriften=False, **kwargs):
        self.zwischenueberschriften = zwischenueberschriften
        self.cleaner = MIT_UEBERSCHRIFTEN if zwischenueberschriften else OHNE_UEBERSCHRIFTEN
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def clean(self, value, model_instance):
        text = super().clean(value, model_instance)
        check_laenge(text)
        html = saeubern(text, self.cleaner)
        check_grenzen(html)
        return html

    def pre_save(self, model_instance, add):
        text = saeubern(super().pre_save(model_instance, add), self.cleaner)
        setattr(model_instance, self.attname, text)
        return text

    def formfield(self, **kwargs):
        ueberschriften = "ja" if self.zwischenueberschriften else ""
        attrs = {"class": "vLargeTextField", "data-text": "", "data-ueberschriften": ueberschriften}
        attrs["data-sprachen"] = json.dumps(
            [[kuerzel, name, richtung(kuerzel)] for kuerzel, name in SPRACHEN], ensure_ascii=False
        )
        return super().formfield(**kwargs | {"widget": TextEditor(attrs)})
