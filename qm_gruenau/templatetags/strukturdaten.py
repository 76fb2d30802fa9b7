import json

from django import template
from django.utils.safestring import mark_safe

register = template.Library()

# Characters in JSON that would end a script element or a line of JavaScript (HTML, 13.2.5.4).
ESCAPES = {ord(zeichen): f"\\u{ord(zeichen):04X}" for zeichen in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def strukturdaten(context):
    """Return what machines may know of the page, as the text of a JSON-LD script (schema.org).

    Reads from the context: `buero`, `pfad` and, from pages that have one, `struktur`.
    """
    start = context["request"].build_absolute_uri("/")
    knoten = []
    if context["buero"]:
        knoten.append(buero_knoten(context["buero"], start))
    if "pfad" in context:
        knoten.append(pfad_knoten([("Start", "/"), *context["pfad"]], start.removesuffix("/")))
    if "struktur" in context:
        knoten.append(context["struktur"])
    daten = {"@context": "https://schema.org", "@graph": knoten}
    # Escaped here, because autoescaping knows HTML but not JSON.
    return mark_safe(json.dumps(daten, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def buero_knoten(buero, start):
    knoten = {
        "@type": "GovernmentOffice",
        "@id": f"{start}#buero",
        "name": buero.name,
        "url": start,
        "email": buero.email,
        "telephone": buero.telefon,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": buero.strasse,
            "postalCode": buero.plz,
            "addressLocality": buero.ort,
            "addressCountry": "DE",
        },
    }
    return {name: wert for name, wert in knoten.items() if wert}


def pfad_knoten(pfad, website):
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": stelle, "name": name, "item": website + adresse}
            for stelle, (name, adresse) in enumerate(pfad, start=1)
        ],
    }
