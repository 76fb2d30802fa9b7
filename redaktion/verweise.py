"""Links in texts: those that lead nowhere, and those whose words do not say where."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import FileResponse
from django.http.request import validate_host
from django.test import RequestFactory
from django.urls import resolve

from .texte import TextFeld

# Words that name no target. A link of nothing else says nothing out of context.
FUELLWOERTER = """
an anschauen ansehen anzeigen artikel auf bitte da damit das dazu dem den der details die diese
diesem diesen dieser dort download erfahren es externer finden folgen für geht hier herunterladen
homepage im in info infos informationen internetseite ist klick klicke klicken lesen lies link
links mehr nachlesen öffnen pdf s seite sehen sie siehe unter und weiter weitere weiteren
weiterlesen webseite website zu zum zur über
"""


class LinkSammler(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []
        self.offen = False

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.links.append((dict(attrs).get("href") or "", ""))
            self.offen = True

    def handle_endtag(self, tag):
        if tag == "a":
            self.offen = False

    def handle_data(self, data):
        if self.offen:
            adresse, text = self.links.pop()
            self.links.append((adresse, text + data))


def links(html):
    """Return [(address, words of the link), …]."""
    sammler = LinkSammler()
    sammler.feed(html)
    sammler.close()
    return [(adresse, " ".join(text.split())) for adresse, text in sammler.links]


def sagt_nichts(linktext):
    """Tell whether the words of a link, heard alone, do not say where it leads."""
    if re.match(r"https?:|www\.|/", linktext, re.IGNORECASE):
        return True
    return set(re.findall(r"\w+", linktext.casefold())) <= set(FUELLWOERTER.split())


def fuehrt_ins_leere(adresse):
    """Tell whether visitors would find nothing at an address; other websites are not asked."""
    try:
        zerlegt = urlsplit(adresse)
    except ValueError:
        return True
    if not adresse:  # the cleaner removed a forbidden address
        return True
    if zerlegt.scheme not in {"", "http", "https"}:
        return False
    if zerlegt.netloc and not validate_host(zerlegt.hostname or "", settings.ALLOWED_HOSTS):
        return False
    pfad = zerlegt.path if zerlegt.path.endswith("/") else f"{zerlegt.path}/"
    return not any(antwortet(zerlegt._replace(path=versuch)) for versuch in {zerlegt.path, pfad})


def antwortet(zerlegt):
    """Tell whether a view answers at this address; only the view knows what is public."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    adresse = zerlegt._replace(scheme="", netloc="").geturl()
    try:
        request = RequestFactory(SERVER_NAME=host).get(adresse)
        treffer = resolve(request.path_info)
        # A savepoint: a query that fails must not break the transaction of the saving.
        with transaction.atomic():
            response = treffer.func(request, *treffer.args, **treffer.kwargs)
    except Exception:
        # Http404, PermissionDenied or an error: visitors do not get the page.
        return False
    if isinstance(response, FileResponse):
        response.file_to_stream.close()
    return response.status_code < 400


def textfelder(modell):
    return [feld for feld in modell._meta.fields if isinstance(feld, TextFeld)]


def kaputte_verweise():
    """Return [(object, address, words of the link), …] of all links that lead nowhere."""
    ins_leere = {}
    kaputte = []
    for modell in apps.get_models():
        for feld in textfelder(modell):
            for objekt in modell._default_manager.filter(**{f"{feld.name}__contains": "<a"}):
                for adresse, linktext in links(getattr(objekt, feld.name)):
                    if adresse not in ins_leere:
                        ins_leere[adresse] = fuehrt_ins_leere(adresse)
                    if ins_leere[adresse]:
                        kaputte.append((objekt, adresse, linktext))
    return kaputte


def hinweise(objekt):
    """Yield a sentence for each thing in the texts of an object that readers would stumble over.

    Links are not followed: each renders a page, and the user would wait for all of them.
    """
    for feld in textfelder(objekt):
        html = getattr(objekt, feld.name)
        ort = f"„{objekt}“, {feld.verbose_name}"
        for _, linktext in links(html):
            if sagt_nichts(linktext):
                yield (
                    f"{ort}: Der Link „{linktext}“ sagt nicht, wohin er führt. Bitte nennen Sie "
                    "im Text des Links sein Ziel, zum Beispiel „Protokoll vom 1. Februar“."
                )
        if "<table>" in html and "<th" not in html:
            yield (
                f"{ort}: Eine Tabelle hat keine Kopfzeile. Bitte setzen Sie den Cursor in ihre "
                "erste Zeile und wählen Sie „Kopfzeile“."
            )
