from functools import wraps
from secrets import token_urlsafe
from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import authenticate, get_user_model
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from redaktion import eingaben
from redaktion.abgaben import einmal
from redaktion.auswahl import check_liste
from redaktion.verweise import kaputte_verweise

from .anmeldung import AnmeldeForm
from .handbuch import handbuch, handbuch_bild
from .logbuch import mitgeschrieben
from .was_steht_an import Aufgabe, naechste, was_steht_an

# Apps in the order of how often the office needs them.
BEREICHE = ["termine", "handlungsfelder", "team", "seiten", "redaktion", "auth"]

# The admin has scripts, which ask the server for suggestions; nothing is inline even here.
admin_csp = csp_replace({"connect-src": [SELF], "script-src": [SELF]})


class Verwaltung(admin.AdminSite):
    site_title = "Verwaltung"
    site_header = "Quartiersmanagement Grünau"
    index_title = "Was steht an?"
    login_form = AnmeldeForm

    def admin_view(self, view, cacheable=False):
        geschuetzt = super().admin_view(einmal(mitgeschrieben(view)), cacheable)

        @wraps(geschuetzt)
        def mit_eingaben(request, *args, **kwargs):
            # Users whose session has ended get back after the login what they typed.
            angemeldet = request.user.is_authenticated
            if request.method == "GET" and angemeldet and (felder := eingaben.abholen(request)):
                return self.noch_einmal_view(request, felder)
            if (
                request.method == "POST"
                and not angemeldet
                and (verpackt := eingaben.verpackt(request))
            ):
                return self.anmelden_statt_speichern(request, verpackt)
            if request.method == "POST":
                request.POST = eingaben.geputzt(request.POST)
                check_liste(request.POST)
            return geschuetzt(request, *args, **kwargs)

        return admin_csp(mit_eingaben)

    def get_urls(self):
        return [
            path("verweise/", self.admin_view(self.verweise_view), name="verweise"),
            path("handbuch/", self.admin_view(handbuch), name="handbuch"),
            path(
                "handbuch/bilder/<str:name>", self.admin_view(handbuch_bild), name="handbuch_bild"
            ),
            *super().get_urls(),
        ]

    def each_context(self, request):
        return super().each_context(request) | {"abgabe": token_urlsafe(12)}

    def index(self, request, extra_context=None):
        jetzt = timezone.now()
        context = {"naechste": naechste(jetzt), "was_steht_an": was_steht_an(request, jetzt)}
        return super().index(request, context | (extra_context or {}))

    def verweise_view(self, request):
        """Show the links in texts that lead nowhere; slow, because each link is followed."""
        verweise = [
            (linktext, adresse, Aufgabe(str(objekt), objekt))
            for objekt, adresse, linktext in kaputte_verweise()
        ]
        context = {**self.each_context(request), "title": "Links prüfen", "verweise": verweise}
        return TemplateResponse(request, "redaktion/verweise.html", context)

    def get_app_list(self, request, app_label=None):
        bereiche = super().get_app_list(request, app_label)
        return sorted(bereiche, key=lambda bereich: BEREICHE.index(bereich["app_label"]))

    def anmelden_statt_speichern(self, request, verpackt):
        request.method = "GET"
        adressen = {"app_path": reverse("admin:login"), "next": request.get_full_path()}
        return super().login(request, {**adressen, "eingaben": verpackt})

    def noch_einmal_view(self, request, felder):
        """Offer to send what was typed before the session ended."""
        context = {"title": "Noch nicht gespeichert", "eingaben": felder}
        context["getipptes"] = eingaben.getipptes(felder)
        context |= {"adresse": request.get_full_path(), **self.each_context(request)}
        return TemplateResponse(request, "redaktion/noch_einmal.html", context)

    def login(self, request, extra_context=None):
        verpackt = request.POST.get("eingaben", "")
        response = admin_csp(super().login)(request, {"eingaben": verpackt} | (extra_context or {}))
        if verpackt and response.status_code == 302 and request.user.is_authenticated:
            eingaben.aufheben(request, urlsplit(response["Location"]).path, verpackt)
        if getattr(request, "axes_locked_out", False):
            response.status_code = 429
            response.headers["Retry-After"] = int(settings.AXES_COOLOFF_TIME.total_seconds())
        return response

    def password_change(self, request, extra_context=None):
        if passwort := request.POST.get("old_password"):
            # Counts as at the login: an open session gives nobody more attempts to guess.
            authenticate(request, username=request.user.get_username(), password=passwort)
            if getattr(request, "axes_locked_out", False):
                (satz,) = AnmeldeForm(request).get_invalid_login_error()
                messages.error(request, satz)
                return redirect("admin:index")
        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            self.get_model_admin(get_user_model()).log_change(
                request, request.user, [{"changed": {"fields": ["Password"]}}]
            )
        return response
