"""What each kind of page costs in this process: CPU as a multiple of the bare view, SQL, bytes."""

import gc
import json
import platform
import sys
import time
from importlib.metadata import version
from typing import NamedTuple
from wsgiref.util import setup_testing_defaults

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from handlungsfelder.models import Handlungsfeld
from seiten.models import Seite as Textseite
from team.models import Person
from termine.models import Sitzung

from .sitzungen import GROSSE, SCHLUESSEL, auffuellen

RUNDEN = 5
# For pages of which a single call takes longer than a round should.
RUNDEN_DER_LANGSAMEN = 3
# In seconds of CPU: about how long the calls of a round take together.
RUNDE = 0.03


class Seite(NamedTuple):
    name: str
    adresse: str
    status: int = 200
    # Whether to send the ETag, like a client that has the page already.
    bedingt: bool = False


def arten():
    """Return a Seite of each kind, about a record of the first content where possible."""
    oeffentliche = Sitzung.objects.oeffentlich()
    sitzung = oeffentliche.filter(pk__lt=SCHLUESSEL + GROSSE)[0]
    grosse = oeffentliche.get(pk=SCHLUESSEL + GROSSE)
    feld = Handlungsfeld.objects.oeffentlich()[0]
    texte = Textseite.objects.oeffentlich().filter(slug__in=["impressum", "woerter"])
    einer = {"slug": sitzung.slug}
    archiv = reverse("termine:sitzung_archiv", kwargs={"jahr": sitzung.datum.year})
    kalender = reverse("termine:kalender")
    return [
        Seite("Startseite", reverse("start")),
        Seite("Termine", reverse("termine:sitzung_list")),
        Seite("Archiv", reverse("termine:sitzung_archiv")),
        Seite("Archiv eines Jahres", archiv),
        Seite("Sitzung", sitzung.get_absolute_url()),
        Seite("Sitzung mit 25 TOP und 10 Unterlagen", grosse.get_absolute_url()),
        Seite("Aushang", reverse("termine:sitzung_aushang", kwargs=einer)),
        Seite("Kalender", kalender),
        Seite("Kalender, unverändert", kalender, status=304, bedingt=True),
        Seite("Kalender einer Sitzung", reverse("termine:sitzung_kalender", kwargs=einer)),
        Seite("Änderungen (Atom)", reverse("termine:aenderungen")),
        Seite("Handlungsfelder eines Jahres", feld.jahresplanung.get_absolute_url()),
        Seite("Handlungsfeld", feld.get_absolute_url()),
        Seite("Team", reverse("team:person_list")),
        Seite("Person", Person.objects.oeffentlich()[0].get_absolute_url()),
        Seite("Themen", reverse("team:thema_list")),
        Seite("Kontakt", reverse("seiten:kontakt")),
        *(Seite(text.titel, text.get_absolute_url()) for text in texte),
        Seite("sitemap.xml", reverse("sitemap")),
        Seite("sitemap-seiten.xml", reverse("sitemap_seiten")),
        Seite("sitemap eines Jahres", reverse("sitemap_jahr", kwargs={"jahr": 2021})),
        Seite("Unbekannte Adresse", "/gibt/es/nicht/", status=404),
    ]


class NackteAnfrage(WSGIRequest):
    urlconf = "bench.nackt"


class NackterHandler(WSGIHandler):
    request_class = NackteAnfrage


def nackter_handler():
    """Return a WSGI application in which nothing stands between the server and bench.nackt."""
    with override_settings(MIDDLEWARE=[]):
        return NackterHandler()


def anfrage(adresse, **kopfzeilen):
    """Return the WSGI environment of a GET by a client that accepts no compression."""
    environ = {"PATH_INFO": adresse, "REMOTE_ADDR": "127.0.0.1", **kopfzeilen}
    setup_testing_defaults(environ)
    return environ


def antwort(anwendung, environ):
    """Return status, headers and body of the whole answer of a WSGI application."""
    kopf = []
    teile = anwendung(dict(environ), lambda status, headers: kopf.extend([status, headers]))
    koerper = b"".join(teile)
    teile.close()
    return int(kopf[0][:3]), dict(kopf[1]), koerper


def kosten(seite, website, nackt):
    """Return what a Seite costs: CPU as a multiple of the bare view, SQL and bytes.

    `website` and `nackt` are WSGI applications. Raise ValueError if the status is unexpected.
    """
    environ = anfrage(seite.adresse)
    if seite.bedingt:
        environ["HTTP_IF_NONE_MATCH"] = antwort(website, environ)[1]["ETag"]
    anweisungen = []

    def notiert(execute, sql, params, many, context):
        anweisungen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(notiert):
        status, _, koerper = antwort(website, environ)
    if status != seite.status:
        raise ValueError(f"{seite.adresse} antwortet mit {status}.")
    zeit, zeit_nackt = rechenzeiten((website, environ), (nackt, anfrage("/")))
    return {
        "vielfaches": zeit / zeit_nackt,
        "nackt": zeit_nackt,
        "anweisungen": len(anweisungen),
        "zeichen": sum(map(len, anweisungen)),
        "bytes": len(koerper),
    }


def rechenzeiten(*aufrufe):
    """Return the seconds of CPU of one call of each, the best of several alternating rounds."""
    anzahlen = [max(1, round(RUNDE / rechenzeit(2, *aufruf))) for aufruf in aufrufe]
    gc.collect()
    runden = [
        [rechenzeit(anzahl, *aufruf) for anzahl, aufruf in zip(anzahlen, aufrufe, strict=True)]
        for _ in range(RUNDEN if min(anzahlen) > 1 else RUNDEN_DER_LANGSAMEN)
    ]
    return map(min, zip(*runden, strict=True))


def rechenzeit(anzahl, anwendung, environ):
    beginn = time.process_time()
    for _ in range(anzahl):
        antwort(anwendung, environ)
    return (time.process_time() - beginn) / anzahl


def versionen():
    if connection.vendor == "sqlite":
        datenbank = f"SQLite {connection.Database.sqlite_version}"
    else:
        haupt, unter = divmod(connection.pg_version, 10_000)
        datenbank = f"PostgreSQL {haupt}.{unter}"
    return [
        f"Python {platform.python_version()}",
        f"Django {django.__version__}",
        f"gunicorn {version('gunicorn')}",
        datenbank,
    ]


def main(website, anzahl):
    """Print as JSON what pages cost with `anzahl` more Sitzungen, the pages and the versions."""
    auffuellen(anzahl)
    seiten, nackt = arten(), nackter_handler()
    ergebnis = {seite.name: kosten(seite, website, nackt) for seite in seiten}
    json.dump({"versionen": versionen(), "seiten": seiten, "kosten": ergebnis}, sys.stdout)
