from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from redaktion.adressen import adresse

from .models import Seite


@require_safe
def kontakt(request):
    return render(
        request, "seiten/kontakt.html", {"pfad": [("Kontakt", adresse("seiten:kontakt"))]}
    )


@require_safe
def seite_detail(request, slug):
    seite = get_object_or_404(Seite.objects.oeffentlich().prefetch_related("abschnitte"), slug=slug)
    abschnitte = seite.abschnitte.all()
    return render(
        request,
        "seiten/seite_detail.html",
        {
            "pfad": [(seite.titel, seite.get_absolute_url())],
            "seite": seite,
            "abschnitte": abschnitte,
            "mit_inhaltsverzeichnis": len(abschnitte) > 4,
        },
    )
