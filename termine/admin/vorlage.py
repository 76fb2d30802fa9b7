from admin_ordering.admin import OrderableAdmin
from django.contrib import admin
from django.db import models

from redaktion.admin import InhaltAdmin, TeilAdmin
from termine.forms.tagesordnung import PunkteFormSet, PunktForm
from termine.models import Vorlage, Vorlagenpunkt


class VorlagenpunktInline(OrderableAdmin, admin.TabularInline):
    model = Vorlagenpunkt
    classes = ["tagesordnung"]
    extra = 0
    fields = ["reihenfolge", "unterpunkt", "titel", "art", "minuten", "oeffentlich"]
    form = PunktForm
    formset = PunkteFormSet
    ordering_field = "reihenfolge"

    class Media:
        css = {"all": ["css/tagesordnung.css"]}


@admin.register(Vorlage)
class VorlageAdmin(InhaltAdmin):
    inlines = [VorlagenpunktInline]
    list_display = ["name", "anzahl"]
    search_fields = ["name", "punkte__titel"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(anzahl=models.Count("punkte"))

    @admin.display(description="Punkte", ordering="anzahl")
    def anzahl(self, vorlage):
        return vorlage.anzahl


@admin.register(Vorlagenpunkt)
class VorlagenpunktAdmin(TeilAdmin):
    list_display = ["titel", "vorlage", "art", "minuten"]
    list_filter = ["vorlage"]
    list_select_related = ["vorlage"]
    search_fields = ["titel"]
