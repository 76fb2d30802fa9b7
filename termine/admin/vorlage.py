from django.contrib import admin
from django.db import models

from redaktion.admin import InhaltAdmin, TeilAdmin
from termine.models import Vorlage, Vorlagenpunkt

from .punkte import PunkteInline


class VorlagenpunktInline(PunkteInline):
    model = Vorlagenpunkt


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
