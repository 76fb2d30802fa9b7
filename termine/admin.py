from django.contrib import admin
from django.forms.models import BaseInlineFormSet

from team.admin import InhaltAdmin

from .models import Sitzung, Tagesordnungspunkt, Unterlage
from .tagesordnung import check_reihenfolge


class TagesordnungspunktFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        if any(self.errors):
            return
        punkte = [
            form.instance
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        # Rows without a primary key are saved last and so come after those that have one.
        check_reihenfolge(
            sorted(punkte, key=lambda punkt: (punkt.reihenfolge, punkt.pk or float("inf")))
        )


class TagesordnungspunktInline(admin.TabularInline):
    model = Tagesordnungspunkt
    extra = 0
    fields = ["reihenfolge", "unterpunkt", "titel", "art", "minuten", "oeffentlich"]
    formset = TagesordnungspunktFormSet
    show_change_link = True


class UnterlageInline(admin.TabularInline):
    model = Unterlage
    extra = 0
    fields = ["art", "bezeichnung", "datei", "reihenfolge"]


@admin.register(Sitzung)
class SitzungAdmin(InhaltAdmin):
    autocomplete_fields = ["nachfolger"]
    date_hierarchy = "datum"
    fieldsets = [
        (None, {"fields": ["titel", "nummer", "datum", ("beginn", "ende"), "ort"]}),
        ("Absage oder Verlegung", {"fields": ["status", "grund", "nachfolger"]}),
        ("Veröffentlichung", {"fields": ["veroeffentlicht", "interne_notiz"]}),
    ]
    inlines = [TagesordnungspunktInline, UnterlageInline]
    list_display = ["titel", "datum", "beginn", "ort", "status", "veroeffentlicht"]
    list_filter = ["veroeffentlicht", "status"]
    search_fields = ["titel", "tagesordnungspunkte__titel"]


@admin.register(Tagesordnungspunkt)
class TagesordnungspunktAdmin(InhaltAdmin):
    autocomplete_fields = ["handlungsfelder"]
    inlines = [UnterlageInline]
    list_display = ["titel", "sitzung", "art", "minuten", "oeffentlich"]
    list_filter = ["art", "oeffentlich"]
    list_select_related = ["sitzung"]
    readonly_fields = ["sitzung"]
    search_fields = ["titel", "beschreibung", "ergebnis", "sitzung__titel"]

    def has_add_permission(self, request):
        # A Punkt is added where its place in the order is seen: at its Sitzung.
        return False


@admin.register(Unterlage)
class UnterlageAdmin(InhaltAdmin):
    autocomplete_fields = ["sitzung", "tagesordnungspunkt"]
    list_display = ["__str__", "art", "seiten"]
    list_filter = ["art"]
    list_select_related = ["sitzung", "tagesordnungspunkt__sitzung"]
    readonly_fields = ["groesse", "seiten"]
    search_fields = ["bezeichnung", "sitzung__titel", "tagesordnungspunkt__titel"]
