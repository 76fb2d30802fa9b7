"""Text with paragraphs, lists, links and tables: what may stand in it, and its field."""

import re
from html import unescape

import nh3
from django import forms
from django.db import models
from django.utils.html import linebreaks, strip_tags, urlize

from .grenzen import check_grenzen, check_laenge, spanne

TAGS = {"a", "br", "li", "ol", "p", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
SPANNEN = {"colspan", "rowspan"}
BLOCK = re.compile(r"<(h3|ol|p|table|ul)\b", re.IGNORECASE)
LEERER_ABSATZ = re.compile(r"<p>(\s|&nbsp;|<br>)*</p>")


def eigene_adresse(url):
    """Return an address within this site as it is, else None: it might lead anywhere."""
    return url if re.fullmatch(r"/(?![/\\])[^\x00-\x20]*", url) else None


def cleaner(tags):
    return nh3.Cleaner(
        tags=tags,
        attributes={"*": set(), "a": {"href"}, "td": SPANNEN, "th": SPANNEN},
        url_schemes={"http", "https", "mailto", "tel"},
        attribute_filter=spanne,
        url_relative=eigene_adresse,
        link_rel=None,
    )


OHNE_UEBERSCHRIFTEN = cleaner(TAGS)
MIT_UEBERSCHRIFTEN = cleaner(TAGS | {"h3"})


def saeubern(text, cleaner=MIT_UEBERSCHRIFTEN):
    """Return HTML of nothing but what is allowed, "" if nobody would see any of it.

    A text without paragraphs was typed where no editor ran, and gets them.
    """
    html = cleaner.clean(text if BLOCK.search(text) else aus_klartext(text))
    return LEERER_ABSATZ.sub("", html) if unescape(strip_tags(html)).strip() else ""


def aus_klartext(text):
    """Return plain text as HTML: a blank line parts paragraphs, addresses become links."""
    absaetze = linebreaks(urlize(text.strip(), autoescape=True))
    # Nothing stands between them, as the editor writes it.
    return "" if absaetze == "<p></p>" else absaetze.replace("\n", "")


def klartext(html):
    """Return the words of HTML, paragraphs parted by a blank line: what aus_klartext() reads."""
    absaetze = re.sub(r"(</(h3|li|p|td|th)>)+", "\n\n", html.replace("<br>", "\n"))
    return unescape(strip_tags(absaetze)).strip()


class TextEditor(forms.Textarea):
    """A textarea that static/js/texte.js makes an editor; without it, it shows the HTML.

    The widget of django-prose-editor needs an import map, which is inline: no policy of ours
    allows that. Its bundle does not.
    """

    class Media:
        css = {"all": ["css/texte.css"]}
        js = [forms.Script("js/texte.js", type="module")]


class TextFeld(models.TextField):
    """HTML that is clean from full_clean() on, and whenever it is saved.

    What goes beyond the bounds is refused by full_clean() alone: what is stored already has to
    remain to be saved with what stands beside it.
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
        return super().formfield(**kwargs | {"widget": TextEditor(attrs)})
