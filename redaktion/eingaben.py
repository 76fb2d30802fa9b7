"""Typed text that must survive: the end of a session, a lost connection, a full disk."""

import base64
import re
import zlib

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

from .texte import klartext
from .vorgemerkt import GRUND, VORGEMERKT, fehlende
from .zeichen import geputzter_text

# In bytes, more than a form may hold: a few packed bytes may expand to any size.
HOECHSTENS = 20 * 1024 * 1024

# Fields that nobody types: what is ticked in a list, what is to be done with it, and „Ja, löschen“.
NICHT_GETIPPT = {"action", "index", "post", "select_across"}

# Fields that a form needs besides.
NEBENBEI = re.compile(rf"^_|_FORMS$|-initial(_\d)?$|({VORGEMERKT}|{GRUND})$|^csrfmiddlewaretoken$")

# Session key of what was typed, until its address is opened again.
SCHLUESSEL = "eingaben"


def geputzt(felder):
    """Return a mutable copy of posted fields with tidy texts; passwords stay as they are."""
    ergebnis = felder.copy()
    for name, werte in felder.lists():
        if "password" not in name:
            ergebnis.setlist(name, [geputzter_text(wert) for wert in werte])
    return ergebnis


def felder(request):
    """Return [(name, value), …] of a posted form, for the page that offers to send it again.

    Passwords are left out: they have no place in a page. Files cannot be sent again; their names
    are, so that nothing is saved without them.
    """
    return [
        (name, wert)
        for name, werte in request.POST.lists()
        for wert in werte
        if name != "csrfmiddlewaretoken" and "password" not in name
    ] + fehlende(request)


def getipptes(felder):
    """Return those of [(name, text), …] that people typed or chose, as plain text."""
    return [
        (name, (wert.startswith("<") and klartext(wert)) or wert)
        for name, wert in felder
        if name not in NICHT_GETIPPT and not NEBENBEI.search(name)
    ]


def verpackt(request):
    """Return the posted fields as one short string, for a hidden field of the login page.

    It is empty where nothing was typed, which nobody has to keep, and for a form with passwords, of
    which too much would be missing.
    """
    if any("password" in name for name in request.POST) or not getipptes(felder(request)):
        return ""
    ergebnis = QueryDict(mutable=True)
    for name, wert in felder(request):
        ergebnis.appendlist(name, wert)
    return base64.urlsafe_b64encode(zlib.compress(ergebnis.urlencode().encode())).decode()


def entpackt(inhalt):
    """Return what verpackt() packed as a QueryDict, empty for any other text."""
    try:
        text = zlib.decompressobj().decompress(base64.urlsafe_b64decode(inhalt), HOECHSTENS)
        return QueryDict(text)
    except (SuspiciousOperation, ValueError, zlib.error):
        return QueryDict()


def aufheben(request, pfad, inhalt):
    """Keep packed fields in the session until `pfad` is opened."""
    request.session[SCHLUESSEL] = {"pfad": pfad, "inhalt": inhalt}


def abholen(request):
    """Return the fields kept for this address, as [(name, value), …], and forget them."""
    aufgehoben = request.session.get(SCHLUESSEL)
    if not aufgehoben or aufgehoben["pfad"] != request.path:
        return []
    del request.session[SCHLUESSEL]
    return [
        (name, wert) for name, werte in entpackt(aufgehoben["inhalt"]).lists() for wert in werte
    ]
