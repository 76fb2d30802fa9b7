from django.contrib import admin, messages

from redaktion.models import Umleitung
from redaktion.verweise import fuehrt_ins_leere

from .inhalt import InhaltAdmin


@admin.register(Umleitung)
class UmleitungAdmin(InhaltAdmin):
    list_display = ["alte_adresse", "was_geschieht", "neue_adresse"]
    search_fields = ["alte_adresse", "neue_adresse"]

    @admin.display(description="Was geschieht")
    def was_geschieht(self, obj):
        """Return in words what visitors get at the old address."""
        return "wird weitergeleitet" if obj.neue_adresse else "gibt es nicht mehr"

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        ziel = form.instance.neue_adresse
        if ziel and fuehrt_ins_leere(ziel):
            messages.warning(
                request,
                f"Unter der neuen Adresse {ziel} sehen Besucher zurzeit nichts. Bitte prüfen Sie "
                "sie. Gesichert ist die Umleitung trotzdem.",
            )
