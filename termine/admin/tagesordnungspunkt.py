import reversion
from django.contrib import admin, messages
from django.db import models
from django.shortcuts import redirect
from django.urls import reverse
from reversion.models import Version
from reversion.revisions import add_to_revision

from redaktion.admin import TeilAdmin
from termine.forms.tagesordnung import (
    OhneHinweisForm,
    TagesordnungspunktFormSet,
)
from termine.hinweise import hinweise_zur_dauer
from termine.models import Sitzung, Tagesordnungspunkt

from .punkte import PunkteInline
from .unterlage import MitUnterlagenAdmin, UnterlageInline

# Registered first: SitzungAdmin would register its inline without the Unterlagen below.
reversion.register(Tagesordnungspunkt, follow=["unterlagen"])


class TagesordnungspunktInline(PunkteInline):
    model = Tagesordnungspunkt
    fields = [
        *["reihenfolge", "so_erscheint_es", "unterpunkt", "titel"],
        *["vortragende", "art", "minuten", "oeffentlich"],
    ]
    formset = TagesordnungspunktFormSet
    show_change_link = True


@admin.register(Tagesordnungspunkt)
class TagesordnungspunktAdmin(MitUnterlagenAdmin, TeilAdmin):
    autocomplete_fields = ["handlungsfelder"]
    fields = [
        *["sitzung", "reihenfolge", "unterpunkt", "titel", "beschreibung", "art", "vortragende"],
        *["organisation", "minuten", "oeffentlich", "ergebnis", "handlungsfelder", "ohne_hinweis"],
    ]
    form = OhneHinweisForm
    inlines = [UnterlageInline]
    list_display = ["titel", "sitzung", "art", "minuten", "oeffentlich"]
    list_filter = ["art", "oeffentlich"]
    list_select_related = ["sitzung"]
    ordering = ["-sitzung__datum", "sitzung", "reihenfolge", "pk"]
    # The place in the order is changed on the page of the Sitzung.
    readonly_fields = ["sitzung", "reihenfolge", "unterpunkt"]
    search_fields = ["titel", "beschreibung", "ergebnis", "sitzung__titel"]

    def has_add_permission(self, request):
        # Punkte are added on the page of their Sitzung; deleted ones come back here.
        geloeschte = reverse("admin:termine_tagesordnungspunkt_recoverlist")
        return request.path.startswith(geloeschte) and super().has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        # Django also asks before a Sitzung is deleted with its Punkte; only that is allowed.
        eigene_seiten = reverse("admin:termine_tagesordnungspunkt_changelist")
        return not request.path.startswith(eigene_seiten) and super().has_delete_permission(
            request, obj
        )

    def recoverlist_view(self, request, extra_context=None):
        """List the deleted Punkte of the Sitzung named by `?sitzung=`; titles alone repeat."""
        von = request.GET.get("sitzung")
        geloeschte = Version.objects.get_deleted(self.model).select_related("revision")
        context = {
            "deleted": [
                version
                for version in geloeschte.order_by("-pk")
                if str(version.field_dict["sitzung_id"]) == von
            ]
        }
        return super().recoverlist_view(request, context | (extra_context or {}))

    def zuruecksetzen(self, request, version):
        # A deleted Punkt that comes back must not show what is hidden by another one by now.
        for sitzung in Sitzung.objects.filter(pk=version.field_dict["sitzung_id"]):
            sitzung.sperren()
            with self.create_revision(request):
                for verborgener in sitzung.tagesordnungspunkte.verborgene_festhalten():
                    add_to_revision(verborgener)
        super().zuruecksetzen(request, version)

    def naechster(self, punkt):
        """Return the Punkt after one in its Sitzung, or None."""
        danach = models.Q(reihenfolge__gt=punkt.reihenfolge)
        danach |= models.Q(reihenfolge=punkt.reihenfolge, pk__gt=punkt.pk)
        return punkt.sitzung.tagesordnungspunkte.filter(danach).first()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["naechster"] = self.naechster(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_change(self, request, obj):
        if "_naechster" in request.POST and (naechster := self.naechster(obj)):
            return redirect("admin:termine_tagesordnungspunkt_change", naechster.pk)
        sitzung = reverse("admin:termine_sitzung_change", args=[obj.sitzung_id])
        return redirect(f"{sitzung}#tagesordnungspunkte-group")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for verborgener in form.instance.sitzung.tagesordnungspunkte.verborgene_festhalten():
            # If it is deleted, its latest version says that it was hidden.
            add_to_revision(verborgener)
        form.aenderungen_festhalten()
        sitzung = form.instance.sitzung
        for hinweis in hinweise_zur_dauer(sitzung, sitzung.tagesordnungspunkte.all()):
            messages.warning(request, hinweis)
