"""Typed text that must survive: the end of a session, a lost connection, a full disk."""

import base64
import zlib

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

# In bytes: more than a form may hold. What is packed small may be anything.
HOECHSTENS = 20 * 1024 * 1024

# Where the login keeps what was typed until its form shows it again.
SCHLUESSEL = "eingaben"


def felder(request):
    """Return [(name, value), …] of a posted form, for the page that offers to send it again.

    Without passwords, which have no place in a page.
    """
    return [
        (name, wert)
        for name, werte in request.POST.lists()
        for wert in werte
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]


def verpackt(request):
    """Return the posted fields as one short string, for a hidden field of the login page."""
    ergebnis = QueryDict(mutable=True)
    for name, wert in felder(request):
        ergebnis.appendlist(name, wert)
    return base64.urlsafe_b64encode(zlib.compress(ergebnis.urlencode().encode())).decode()


def entpackt(inhalt):
    """Return the fields of verpackt() as a QueryDict, empty if it is anything else."""
    try:
        text = zlib.decompressobj().decompress(base64.urlsafe_b64decode(inhalt), HOECHSTENS)
        return QueryDict(text)
    except (SuspiciousOperation, ValueError, zlib.error):
        return QueryDict()


def aufheben(request, pfad, inhalt):
    """Keep packed fields in the session until the form at `pfad` is opened."""
    request.session[SCHLUESSEL] = {"pfad": pfad, "inhalt": inhalt}


def abholen(request):
    """Return the fields that were kept for this address as a QueryDict, once, or None."""
    aufgehoben = request.session.get(SCHLUESSEL)
    if not aufgehoben or aufgehoben["pfad"] != request.path:
        return None
    del request.session[SCHLUESSEL]
    return entpackt(aufgehoben["inhalt"])
