from pathlib import PurePath

import segno
from csp.decorators import csp_exempt
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import etag, require_safe

from handlungsfelder.models import Handlungsfeld
from redaktion.adressen import adresse
from redaktion.entwuerfe import sieht_entwuerfe

from . import aenderungen
from .aushang import auswaehlen
from .downloads import anzuzeigen_als, datei_antwort
from .kalender import (
    abonnement,
    einzeln,
    fingerabdruck,
    im_kalender,
)
from .models import ARCHIVZUSTAENDE, ENTFAELLT, Jahrgang, Sitzung, Tagesordnungspunkt, Unterlage
from .strukturdaten import ereignis
from .tagesordnung import gliedern

SITZUNGEN_JE_SEITE = 30
ZULETZT = 6

# Fields that the page of a Sitzung does not show.
NICHT_AUF_DER_SEITE = [
    "erstmals_oeffentlich_am",
    "folge",
    "interne_notiz",
    "ort__geaendert_am",
    "themen",
    "uid",
]


@require_safe
def sitzung_list(request):
    jetzt = timezone.now()
    sitzungen = Sitzung.objects.oeffentlich(jetzt).mit_ort().mit_neuem_termin(jetzt)
    kommende = seite(request, sitzungen.kommende(jetzt))
    zuletzt = sitzungen.vergangene(jetzt)[:ZULETZT]
    zeilen_fuellen([*kommende, *zuletzt], jetzt)
    return render(
        request,
        "termine/sitzung_list.html",
        {
            "pfad": [bereich()],
            "kommende": kommende,
            "zuletzt": zuletzt,
            "jahre": Jahrgang.objects.oeffentlich(jetzt).jahre(),
        },
    )


@require_safe
def sitzung_archiv(request, jahr=None):
    jetzt = timezone.now()
    sitzungen = Sitzung.objects.oeffentlich(jetzt).mit_ort().mit_neuem_termin(jetzt)
    jahre = Jahrgang.objects.oeffentlich(jetzt).jahre()
    felder = behandelte_handlungsfelder(jetzt)
    feld, zustand = request.GET.get("handlungsfeld", ""), request.GET.get("zustand", "")
    if (
        feld not in {"", *felder}
        or zustand not in {"", *ARCHIVZUSTAENDE}
        or jahr not in {None, *jahre}
    ):
        raise Http404
    if jahr:
        sitzungen = sitzungen.filter(datum__year=jahr)
    if feld:
        sitzungen = sitzungen.zum_handlungsfeld(feld, jetzt)
    if zustand:
        sitzungen = sitzungen.im_zustand(zustand, jetzt)
    gezeigte = seite(request, sitzungen, handlungsfeld=feld, zustand=zustand)
    zeilen_fuellen(gezeigte, jetzt)
    return render(
        request,
        "termine/sitzung_archiv.html",
        {
            "pfad": [bereich(), jahrgang(jahr)],
            "jahr": jahr,
            "jahre": jahre,
            "ebene": 3 if jahr else 4,
            "felder": felder,
            "zustaende": ARCHIVZUSTAENDE,
            "feld": feld,
            "zustand": zustand,
            "ausgewaehlt": [
                wort for wort in [felder.get(feld), ARCHIVZUSTAENDE.get(zustand)] if wort
            ],
            "sitzungen": gezeigte,
        },
    )


def zeilen_fuellen(sitzungen, jetzt):
    """Set on each Sitzung what its row in a list needs.

    That is `sichtbare_unterlagen`, its own and those of its Punkte, and whether it `kommt`.
    """
    je_sitzung = Unterlage.objects.je_sitzung(sitzungen)
    for sitzung in sitzungen:
        sitzung.sichtbare_unterlagen = je_sitzung[sitzung]
        sitzung.kommt = sitzung.lage(jetzt).findet_noch_statt


def behandelte_handlungsfelder(jetzt):
    """Return {slug: title} of the Handlungsfelder of public Punkte; the newest year's title."""
    punkte = Tagesordnungspunkt.objects.oeffentlich(jetzt).filter(handlungsfelder=OuterRef("pk"))
    felder = Handlungsfeld.objects.oeffentlich(jetzt).filter(Exists(punkte))
    titel = dict(felder.order_by("jahresplanung__jahr", "pk").values_list("slug", "titel"))
    return dict(sorted(titel.items(), key=lambda eintrag: eintrag[1]))


def bereich():
    return "Termine", adresse("termine:sitzung_list")


def jahrgang(jahr):
    if jahr is None:
        return "Alle Sitzungen", adresse("termine:sitzung_archiv")
    return f"Sitzungen {jahr}", adresse("termine:sitzung_archiv", jahr=jahr)


def pfad(sitzung):
    tag = date_format(sitzung.datum, "j. F Y")
    return [bereich(), jahrgang(sitzung.datum.year), (tag, sitzung.get_absolute_url())]


def seite(request, sitzungen, **auswahl):
    """Return the page of the list that `?seite=` asks for; raise Http404 if there is none.

    Its `auswahl` is the rest of the query string in links to the other pages.
    """
    try:
        gezeigte = Paginator(sitzungen, SITZUNGEN_JE_SEITE).page(request.GET.get("seite", 1))
    except InvalidPage as error:
        raise Http404 from error
    gezeigte.auswahl = QueryDict(mutable=True)
    gezeigte.auswahl.update({name: wert for name, wert in auswahl.items() if wert})
    return gezeigte


@require_safe
def sitzung_detail(request, slug):
    jetzt = timezone.now()
    oeffentliche = Sitzung.objects.oeffentlich(jetzt)
    gezeigte = oeffentliche.select_related("ort").defer(*NICHT_AUF_DER_SEITE)
    sitzung = get_object_or_404(gezeigte.mit_neuem_termin(jetzt), slug=slug)
    vorige, naechste = sitzung.nachbarn(jetzt)
    punkte = list(sitzung.tagesordnungspunkte.mit_handlungsfeldern(jetzt))
    unterlagen = Unterlage.objects.der_sitzung(sitzung, punkte)
    je_tag = sitzung.vermerkte_aenderungen.bis(jetzt).ohne_ankuendigung()
    marken = aenderungen.marken(je_tag, jetzt)
    for punkt in punkte:
        punkt.marke = marken.get(punkt.pk)
        punkt.sichtbare_unterlagen = [
            unterlage for unterlage in unterlagen if unterlage.tagesordnungspunkt_id == punkt.pk
        ]
    return render(
        request,
        "termine/sitzung_detail.html",
        {
            "pfad": pfad(sitzung),
            "sitzung": sitzung,
            "ersetzte": oeffentliche.nur_verweis()
            .filter(nachfolger=sitzung, status__in=ENTFAELLT)
            .order_by("datum", "pk"),
            "vorige": vorige,
            "naechste": naechste,
            "struktur": ereignis(sitzung, request.build_absolute_uri),
            "lage": sitzung.lage(jetzt, unterlagen),
            "tagesordnung": gliedern(punkte, sitzung.beginn),
            "aenderungen": aenderungen.verlauf(je_tag, punkte),
            "unterlagen": [
                unterlage for unterlage in unterlagen if not unterlage.tagesordnungspunkt_id
            ],
        },
    )


@require_safe
def kalender(request):
    jetzt = timezone.now()
    oeffentliche = Sitzung.objects.oeffentlich(jetzt).select_related("ort").mit_neuem_termin(jetzt)
    sitzungen = oeffentliche.fuer_kalender(jetzt)
    sitzungen = [sitzung for sitzung in sitzungen if im_kalender(sitzung, jetzt)]
    return kalenderdatei(request, abonnement, sitzungen, "quartiersrat-gruenau.ics")


@require_safe
def sitzung_kalender(request, slug):
    oeffentliche = Sitzung.objects.oeffentlich().select_related("ort")
    sitzung = get_object_or_404(oeffentliche.mit_neuem_termin(), slug=slug)
    name = f"quartiersrat-{slug}.ics"
    return kalenderdatei(request, einzeln, [sitzung], name)


def kalenderdatei(request, inhalt, sitzungen, name):
    """Return the file of these Sitzungen as a response, or 304."""
    absolut = request.build_absolute_uri

    @etag(lambda request: fingerabdruck(sitzungen, absolut))
    def datei(request):
        prefetch_related_objects(sitzungen, "tagesordnungspunkte")
        return HttpResponse(
            inhalt(sitzungen, absolut),
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(False, name)},
        )

    return datei(request)


@require_safe
def sitzung_aushang(request, slug):
    oeffentliche = Sitzung.objects.oeffentlich().select_related("ort")
    sitzung = get_object_or_404(oeffentliche.mit_neuem_termin(), slug=slug)
    adresse = request.build_absolute_uri(sitzung.get_absolute_url())
    tagesordnung = []
    if not sitzung.entfaellt:
        tagesordnung = gliedern(sitzung.tagesordnungspunkte.all(), sitzung.beginn)
    ort = sitzung.ort and [sitzung.ort.name, sitzung.ort.anschrift_und_zugang]
    response = render(
        request,
        "termine/sitzung_aushang.html",
        {
            "pfad": [*pfad(sitzung), ("Aushang", request.path)],
            "sitzung": sitzung,
            "lage": sitzung.lage(),
            "auswahl": auswaehlen(tagesordnung, sitzung.titel, *(ort or [])),
            # The SVG holds nothing but numbers.
            "qr": mark_safe(segno.make(adresse, micro=False).svg_inline(omitsize=True)),  # noqa: S308
        },
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# Safari's viewer takes the policy for its own page, and draws the PDF tiny or not at all.
@csp_exempt()
@require_safe
def unterlage_datei(request, pk):
    unterlagen = Unterlage.objects.oeffentlich()
    if sieht_entwuerfe(request, "termine.view_unterlage"):
        unterlagen = Unterlage.objects.all()
    unterlage = get_object_or_404(unterlagen.mit_sitzung(), pk=pk)
    # Each upload is stored under a new name, so the name can be the ETag.
    kennung = PurePath(unterlage.datei.name).stem
    try:
        response = datei_antwort(request, unterlage.datei, kennung, unterlage.geaendert_am)
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Disposition"] = anzuzeigen_als(f"{unterlage.titel}.pdf", unterlage.dateiname)
    return response
