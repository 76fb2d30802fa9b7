"""The admin as staff use it: its addresses, its forms, what it says and what it keeps."""

from django.contrib.messages import get_messages
from django.urls import reverse
from reversion.models import Version

from .crawler import soup
from .factories import OrtFactory


def adresse(objekt, seite):
    meta = objekt._meta
    args = [] if seite in {"add", "changelist"} else [objekt.pk]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{seite}", args=args)


def formular(response):
    """Return the fields of the main form as a browser would send them back unchanged."""
    felder = {}
    for feld in soup(response).select("#content-main form :is(input, select, textarea)[name]"):
        name, art = feld["name"], feld.get("type")
        if "__prefix__" in name or art in {"submit", "file"} or feld.has_attr("disabled"):
            continue
        if art == "radio" and not feld.has_attr("checked"):
            continue
        if feld.name == "select":
            felder[name] = [option.get("value") for option in feld.select("option[selected]")]
        elif feld.name == "textarea":
            felder[name] = feld.get_text().removeprefix("\n")
        elif art != "checkbox":
            felder[name] = feld.get("value", "")
        elif feld.has_attr("value"):  # one of several
            felder.setdefault(name, [])
            felder[name] += [feld["value"]] if feld.has_attr("checked") else []
        elif feld.has_attr("checked"):
            felder[name] = "on"
    return felder


def oeffnen(client, objekt):
    return formular(client.get(adresse(objekt, "change")))


def sichern(client, objekt, felder):
    return client.post(adresse(objekt, "change"), felder)


def ort(name):
    """Return what a form sends when the Ort of this name is chosen."""
    return str(OrtFactory(name=name).pk)


def fassungen_von(objekt):
    return list(Version.objects.get_for_object(objekt).order_by("pk"))


def meldungen(response):
    return [zeile.get_text() for zeile in soup(response).select(".messagelist li")]


def warnungen(response):
    return [zeile.get_text() for zeile in soup(response).select(".messagelist li.warning")]


def angekuendigte_warnungen(response):
    """Return the warnings that the page after this one will show."""
    return [
        str(meldung)
        for meldung in get_messages(response.wsgi_request)
        if meldung.level_tag == "warning"
    ]
