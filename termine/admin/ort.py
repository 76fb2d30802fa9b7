from django.contrib import admin
from django.db import models

from redaktion.admin import InhaltAdmin
from termine.models import Ort


@admin.register(Ort)
class OrtAdmin(InhaltAdmin):
    list_display = ["name", "anschrift", "stufenfrei", "anzahl"]
    search_fields = ["name", "strasse"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(anzahl=models.Count("sitzungen"))

    @admin.display(description="Anschrift", ordering="strasse")
    def anschrift(self, ort):
        return ort.anschrift

    @admin.display(description="Sitzungen", ordering="anzahl")
    def anzahl(self, ort):
        return ort.anzahl
