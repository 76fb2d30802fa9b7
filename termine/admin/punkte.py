from admin_ordering.admin import OrderableAdmin
from django.contrib import admin

from termine.forms.tagesordnung import PunkteFormSet, PunktForm


class PunkteInline(OrderableAdmin, admin.TabularInline):
    """The Punkte of a Sitzung or a Vorlage, each in a compact row that can be moved."""

    classes = ["tagesordnung"]
    extra = 0
    fields = [
        *["reihenfolge", "so_erscheint_es", "unterpunkt", "titel", "art", "minuten", "oeffentlich"],
    ]
    form = PunktForm
    formset = PunkteFormSet
    ordering_field = "reihenfolge"
    readonly_fields = ["so_erscheint_es"]

    class Media:
        css = {"all": ["css/tagesordnung.css"]}
        # admin_ordering.js is listed again, because tagesordnung.js has to come after it.
        js = ["admin_ordering/admin_ordering.js", "js/tagesordnung.js"]

    @admin.display(description="So erscheint es")
    def so_erscheint_es(self, obj):
        # The empty row for a new Punkt has no number yet.
        return getattr(obj, "so_erscheint", "")
