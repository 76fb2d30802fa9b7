from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from redaktion.adressen import adresse
from team.models import Zustaendigkeit

from .models import Handlungsfeld, Jahresplanung


@require_safe
def jahresplanung_aktuell(request):
    jahresplanungen = list(Jahresplanung.objects.oeffentlich())
    if not jahresplanungen:
        return render(request, "handlungsfelder/jahresplanung_leer.html", {"pfad": [bereich()]})
    return render_jahresplanung(request, [bereich()], jahresplanungen[0], jahresplanungen)


@require_safe
def jahresplanung_detail(request, jahr):
    jahresplanungen = list(Jahresplanung.objects.oeffentlich())
    for jahresplanung in jahresplanungen:
        if jahresplanung.jahr == jahr:
            pfad = [bereich(), (str(jahr), jahresplanung.get_absolute_url())]
            return render_jahresplanung(request, pfad, jahresplanung, jahresplanungen)
    raise Http404


def bereich():
    return "Handlungsfelder", adresse("handlungsfelder:jahresplanung_aktuell")


def render_jahresplanung(request, pfad, jahresplanung, jahresplanungen):
    return render(
        request,
        "handlungsfelder/jahresplanung_detail.html",
        {
            "pfad": pfad,
            "jahresplanung": jahresplanung,
            "jahresplanungen": jahresplanungen,
            "handlungsfelder": jahresplanung.handlungsfelder.fuer_uebersicht(),
        },
    )


@require_safe
def handlungsfeld_detail(request, jahr, slug):
    feld = get_object_or_404(
        Handlungsfeld.objects.oeffentlich().select_related("schwerpunkt", "jahresplanung"),
        jahresplanung__jahr=jahr,
        slug=slug,
    )
    zustaendigkeiten = (
        Zustaendigkeit.objects.oeffentlich()
        .filter(thema__handlungsfelder=feld)
        .select_related("person", "thema")
        .order_by("person__reihenfolge", "person", "reihenfolge", "pk")
    )
    return render(
        request,
        "handlungsfelder/handlungsfeld_detail.html",
        {
            "pfad": [
                bereich(),
                (str(jahr), feld.jahresplanung.get_absolute_url()),
                (feld.titel, feld.get_absolute_url()),
            ],
            "feld": feld,
            "vorjahr": Handlungsfeld.objects.oeffentlich()
            .nur_verweis()
            .filter(pk=feld.fuehrt_fort_id)
            .first(),
            "zustaendigkeiten": zustaendigkeiten,
        },
    )
