from urllib.parse import quote

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import is_valid_path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from handlungsfelder.models import Jahresplanung
from redaktion import eingaben
from redaktion.umleitungen import schluessel
from redaktion.views import umleitung
from team.models import Person
from termine.models import Sitzung
from termine.tagesordnung import gliedern


@require_safe
def start(request):
    # The former site named its articles by `?p=`.
    if "p" in request.GET and (antwort := umleitung(request, schluessel("/", request.GET["p"]))):
        return antwort
    jetzt = timezone.now()
    oeffentliche = Sitzung.objects.oeffentlich(jetzt).mit_ort().mit_neuem_termin(jetzt)
    sitzung, entfallene = oeffentliche.naechste_oder_letzte(jetzt)
    punkte = sitzung and sitzung.tagesordnungspunkte.nur_titel()
    jahresplanung = Jahresplanung.objects.oeffentlich(jetzt).first()
    return render(
        request,
        "qm_gruenau/start.html",
        {
            "sitzung": sitzung,
            "lage": sitzung and sitzung.lage(jetzt),
            "tagesordnung": sitzung and gliedern(punkte, sitzung.beginn),
            "entfallene": entfallene,
            "jahresplanung": jahresplanung,
            "handlungsfelder": jahresplanung and jahresplanung.handlungsfelder.fuer_uebersicht(),
            "personen": Person.objects.oeffentlich(jetzt).mit_themen(),
        },
    )


@require_safe
def robots(request):
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(
        f"User-agent: *\nDisallow:\n\nSitemap: {sitemap}\n",
        content_type="text/plain; charset=utf-8",
    )


@require_safe
def healthz(request):
    """Answer 200 if the database answers, else 503; for load balancers, never cached."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        response = HttpResponse("Datenbank nicht erreichbar\n", status=503)
    else:
        response = HttpResponse("ok\n")
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response


# Error pages. They are rendered without the request, so that no context processor asks the
# database, which may be the reason for the error; only for a 404 it is not.


def error_page(name, status, context=None):
    return HttpResponse(render_to_string(f"{name}.html", context), status=status)


def zum_wiederholen(request):
    """Return the context of a page that offers to send a posted form of the admin again."""
    if request.method != "POST" or not request.path.startswith(reverse("admin:index")):
        return {}
    return {
        "adresse": request.get_full_path(),
        "eingaben": eingaben.felder(request),
        "csrf_token": get_token(request),
    }


def bad_request(request, exception):
    return error_page("400", 400)


def permission_denied(request, exception):
    return error_page("403", 403)


def csrf_failure(request, reason=""):
    # A form that another site made the browser send is not offered to be sent again.
    eigene = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return error_page("403_csrf", 403, zum_wiederholen(request) if eigene else None)


def page_not_found(request, exception):
    try:
        return umgezogen(request) or render(request, "404.html", status=404)
    except Error:
        return error_page("404", 404)


def umgezogen(request):
    """Answer an address that has moved; None where it has not."""
    if request.path.startswith((reverse("admin:index"), settings.STATIC_URL)):
        return None
    # CommonMiddleware redirects to the address with a slash, which may be a page.
    if is_valid_path(f"{request.path_info}/"):
        return None
    return umleitung(request, schluessel(request.path_info)) or kleingeschrieben(request)


def kleingeschrieben(request):
    """Redirect an address with capital letters to that of a page; None where there is none."""
    klein = request.path_info.lower()
    if klein == request.path_info or not is_valid_path(klein):
        return None
    anfrage = request.META["QUERY_STRING"]
    return HttpResponsePermanentRedirect(f"{quote(klein)}?{anfrage}" if anfrage else quote(klein))


def content_too_large(request):
    return error_page("413", 413)


def server_error(request):
    return error_page("500", 500, zum_wiederholen(request))


def service_unavailable(request):
    response = error_page("503", 503, zum_wiederholen(request))
    response.headers["Retry-After"] = "60"
    return response
