from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .models import Seite, Umleitung


@require_safe
def kontakt(request):
    return render(
        request, "seiten/kontakt.html", {"pfad": [("Kontakt", reverse("seiten:kontakt"))]}
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


def umleitung(request, schluessel):
    """Answer an old address: 301 to its new one, 410 where there is none; None if it is unknown."""
    gefunden = Umleitung.objects.fuer(schluessel)
    if gefunden is None:
        return None
    if gefunden.neue_adresse:
        return HttpResponsePermanentRedirect(gefunden.neue_adresse)
    # Of `/?p=7`: what is gone is not the home page.
    request.resolver_match = None
    return render(request, "410.html", status=410)
