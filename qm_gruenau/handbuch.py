"""The handbook for the office: docs/redaktion.md as a page of the admin, and its pictures."""

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404
from django.template.response import TemplateResponse
from django.utils.safestring import mark_safe
from markdown import Markdown
from markdown.extensions.toc import slugify_unicode

TEXT = settings.BASE_DIR / "docs/redaktion.md"
BILDER = {datei.name: datei for datei in TEXT.parent.glob("bilder/redaktion-*.png")}


def als_html(text):
    """Return Markdown of our own as HTML, and its second level of headings as (id, title)."""
    # The page has the first heading already; the ids of the others are those that a code host uses.
    markdown = Markdown(
        extensions=["toc"],
        extension_configs={"toc": {"slugify": slugify_unicode}},
        output_format="html",
    )
    html = markdown.convert(text.partition("\n")[2])
    return html, [(teil["id"], teil["name"]) for teil in markdown.toc_tokens]


def handbuch(request):
    html, inhalt = als_html(TEXT.read_text(encoding="utf-8"))
    return TemplateResponse(
        request,
        "admin/handbuch.html",
        admin.site.each_context(request)
        | {"title": "Handbuch", "inhalt": inhalt, "handbuch": mark_safe(html)},  # noqa: S308
    )


def handbuch_bild(request, name):
    if name not in BILDER:
        raise Http404
    return FileResponse(BILDER[name].open("rb"))
