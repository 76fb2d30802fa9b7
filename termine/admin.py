import reversion
from admin_ordering.admin import OrderableAdmin
from django.contrib import admin, messages
from django.forms.models import BaseInlineFormSet
from django.urls import reverse

from redaktion.admin import InhaltAdmin, OeffentlichFilter, TeilAdmin, VeroeffentlichenAdmin

from .forms import TagesordnungspunktForm
from .models import Sitzung, Tagesordnungspunkt, Unterlage
from .tagesordnung import check_reihenfolge, so_erscheint

# Before the admin of the Sitzung registers its rows without theirs.
reversion.register(Tagesordnungspunkt, follow=["unterlagen"])


class TagesordnungspunktFormSet(BaseInlineFormSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        punkte = list(self.get_queryset())
        erscheinungen = so_erscheint(punkte, self.instance.beginn)
        for punkt, erscheinung in zip(punkte, erscheinungen, strict=True):
            punkt.so_erscheint = erscheinung

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


class TagesordnungspunktInline(OrderableAdmin, admin.TabularInline):
    model = Tagesordnungspunkt
    classes = ["tagesordnung"]
    extra = 0
    fields = [
        *["reihenfolge", "so_erscheint_es", "unterpunkt", "titel"],
        *["vortragende", "art", "minuten", "oeffentlich"],
    ]
    form = TagesordnungspunktForm
    formset = TagesordnungspunktFormSet
    ordering_field = "reihenfolge"
    readonly_fields = ["so_erscheint_es"]
    show_change_link = True

    class Media:
        css = {"all": ["css/tagesordnung.css"]}
        # Named first, because it has to come first.
        js = ["admin_ordering/admin_ordering.js", "js/tagesordnung.js"]

    @admin.display(description="So erscheint es")
    def so_erscheint_es(self, obj):
        # Not of the row that is still to be written.
        return getattr(obj, "so_erscheint", "")


class UnterlageInline(admin.StackedInline):
    model = Unterlage
    extra = 0
    fields = [("art", "reihenfolge"), "bezeichnung", "datei", "auf_der_website"]
    readonly_fields = ["auf_der_website"]
    view_on_site = False

    def get_queryset(self, request):
        return super().get_queryset(request).mit_sitzung()

    @admin.display(description="auf der Website")
    def auf_der_website(self, unterlage):
        if unterlage.pk is None:
            return "Titel, Seiten und Größe stehen hier nach dem Speichern."
        return f"{unterlage.titel}: {unterlage.beschreibung}"


class MitUnterlagenAdmin(InhaltAdmin):
    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Unterlage:
            ersetzt = [teil for teil, felder in formset.changed_objects if "datei" in felder]
            for unterlage in [*formset.new_objects, *ersetzt]:
                hinweisen(request, unterlage)


def hinweisen(request, unterlage):
    for hinweis in unterlage.hinweise:
        messages.warning(request, f"{unterlage.titel} ist gespeichert. {hinweis}")


@admin.register(Sitzung)
class SitzungAdmin(MitUnterlagenAdmin, VeroeffentlichenAdmin):
    autocomplete_fields = ["nachfolger"]
    date_hierarchy = "datum"
    fieldsets = [
        (None, {"fields": ["titel", "nummer", "datum", ("beginn", "ende"), "ort"]}),
        ("Absage oder Verlegung", {"fields": ["status", "grund", "nachfolger"]}),
        ("Veröffentlichung", {"fields": ["oeffentlich_ab", "interne_notiz"]}),
    ]
    inlines = [TagesordnungspunktInline, UnterlageInline]
    list_display = ["titel", "datum", "beginn", "ort", "status", "sichtbarkeit"]
    list_filter = [OeffentlichFilter, "status"]
    search_fields = ["titel", "tagesordnungspunkte__titel"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.tagesordnungspunkte.verborgene_festhalten()


@admin.register(Tagesordnungspunkt)
class TagesordnungspunktAdmin(MitUnterlagenAdmin, TeilAdmin):
    autocomplete_fields = ["handlungsfelder"]
    inlines = [UnterlageInline]
    list_display = ["titel", "sitzung", "art", "minuten", "oeffentlich"]
    list_filter = ["art", "oeffentlich"]
    list_select_related = ["sitzung"]
    ordering = ["-sitzung__datum", "sitzung", "reihenfolge", "pk"]
    # Its place in the order is seen, and changed, at its Sitzung.
    readonly_fields = ["sitzung", "reihenfolge", "unterpunkt"]
    search_fields = ["titel", "beschreibung", "ergebnis", "sitzung__titel"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        # Asked as well before a Sitzung takes its Punkte along.
        eigene_seiten = reverse("admin:termine_tagesordnungspunkt_changelist")
        return not request.path.startswith(eigene_seiten) and super().has_delete_permission(
            request, obj
        )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.sitzung.tagesordnungspunkte.verborgene_festhalten()


@admin.register(Unterlage)
class UnterlageAdmin(InhaltAdmin):
    list_display = ["__str__", "art", "seiten", "hat_text", "ist_getaggt"]
    list_filter = ["art", "hat_text", "ist_getaggt"]
    list_select_related = ["sitzung", "tagesordnungspunkt__sitzung"]
    search_fields = ["bezeichnung", "sitzung__titel", "tagesordnungspunkt__titel"]
    readonly_fields = ["sitzung", "tagesordnungspunkt", "titel", "beschreibung"]

    def has_add_permission(self, request):
        # Added where it belongs: at its Sitzung or at its Punkt.
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "datei" in form.changed_data:
            hinweisen(request, obj)
