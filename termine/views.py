from csp.constants import NONE
from csp.decorators import csp
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from redaktion.entwuerfe import sieht_entwuerfe

from . import aenderungen
from .models import ENTFAELLT, Sitzung, Unterlage
from .strukturdaten import ereignis
from .tagesordnung import gliedern

SITZUNGEN_JE_SEITE = 30
ZULETZT = 6


@require_safe
def sitzung_list(request):
    jetzt = timezone.now()
    sitzungen = Sitzung.objects.oeffentlich().mit_nachfolger()
    return render(
        request,
        "termine/sitzung_list.html",
        {
            "pfad": [bereich()],
            "kommende": seite(request, sitzungen.kommende(jetzt)),
            "zuletzt": sitzungen.vergangene(jetzt)[:ZULETZT],
            "jahre": sitzungen.jahre(),
        },
    )


@require_safe
def sitzung_archiv(request, jahr):
    sitzungen = Sitzung.objects.oeffentlich().mit_nachfolger()
    jahre = sitzungen.jahre()
    if jahr not in jahre:
        raise Http404
    return render(
        request,
        "termine/sitzung_archiv.html",
        {
            "pfad": [bereich(), jahrgang(jahr)],
            "jahr": jahr,
            "jahre": jahre,
            "sitzungen": seite(request, sitzungen.filter(datum__year=jahr)),
        },
    )


def bereich():
    return "Termine", reverse("termine:sitzung_list")


def jahrgang(jahr):
    return f"Sitzungen {jahr}", reverse("termine:sitzung_archiv", kwargs={"jahr": jahr})


def seite(request, sitzungen):
    """Return the page of the list that `?seite=` asks for; raise Http404 if there is none."""
    try:
        return Paginator(sitzungen, SITZUNGEN_JE_SEITE).page(request.GET.get("seite", 1))
    except InvalidPage as error:
        raise Http404 from error


@require_safe
def sitzung_detail(request, slug):
    jetzt = timezone.now()
    sitzung, ersetzte = mit_ersetzten(slug, jetzt)
    unterlagen = list(Unterlage.objects.oeffentlich(jetzt).der_sitzung(sitzung).mit_sitzung())
    punkte = list(sitzung.tagesordnungspunkte.mit_sichtbarkeit().mit_handlungsfeldern())
    marken = aenderungen.marken(sitzung.aenderungen, jetzt)
    for punkt in punkte:
        punkt.marke = marken.get(punkt.pk)
        punkt.sichtbare_unterlagen = [
            unterlage for unterlage in unterlagen if unterlage.tagesordnungspunkt_id == punkt.pk
        ]
    return render(
        request,
        "termine/sitzung_detail.html",
        {
            "pfad": [
                bereich(),
                jahrgang(sitzung.datum.year),
                (date_format(sitzung.datum, "j. F Y"), sitzung.get_absolute_url()),
            ],
            "sitzung": sitzung,
            "ersetzte": ersetzte,
            "struktur": ereignis(sitzung, request.build_absolute_uri),
            "findet_noch_statt": sitzung.findet_noch_statt(jetzt),
            "laeuft": sitzung.laeuft(jetzt),
            "zustand": sitzung.zustand(jetzt, unterlagen),
            "tagesordnung": gliedern(punkte, sitzung.beginn),
            "aenderungen": aenderungen.verlauf(sitzung.aenderungen, punkte, jetzt),
            "unterlagen": [
                unterlage for unterlage in unterlagen if not unterlage.tagesordnungspunkt_id
            ],
        },
    )


def mit_ersetzten(slug, jetzt):
    """Return a Sitzung and those in whose place it is; raise Http404 if visitors see none."""
    hier_oder_ersetzt = Q(slug=slug) | Q(nachfolger__slug=slug, status__in=ENTFAELLT)
    sitzungen = Sitzung.objects.oeffentlich(jetzt).filter(hier_oder_ersetzt)
    ersetzte = []
    gesuchte = None
    for sitzung in sitzungen.mit_nachfolger().mit_nachbarn():
        if sitzung.slug == slug:
            gesuchte = sitzung
        else:
            ersetzte.append(sitzung)
    if gesuchte is None:
        raise Http404
    return gesuchte, ersetzte


# A file may load nothing. `sandbox` would be stricter, but not every browser shows a PDF then.
@csp({"default-src": [NONE]})
@require_safe
def unterlage_datei(request, pk):
    unterlagen = Unterlage.objects.oeffentlich()
    if sieht_entwuerfe(request, "termine.view_unterlage"):
        unterlagen = Unterlage.objects.all()
    unterlage = get_object_or_404(unterlagen.mit_sitzung(), pk=pk)
    try:
        datei = unterlage.datei.open()
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(datei, filename=unterlage.dateiname, content_type="application/pdf")
