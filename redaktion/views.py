from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render

from .models import Umleitung


def umleitung(request, schluessel):
    """Answer an old address: 301 to its new one, 410 where there is none; None if it is unknown."""
    gefunden = Umleitung.objects.fuer(schluessel)
    if gefunden is None:
        return None
    if gefunden.neue_adresse:
        return HttpResponsePermanentRedirect(gefunden.neue_adresse)
    # Otherwise `/?p=7` would be marked as the home page in the navigation.
    request.resolver_match = None
    return render(request, "410.html", status=410)
