from django.contrib import admin
from django.db import transaction

from .models import PFLICHTSEITEN, Abschnitt, Buero, Seite


class AenderungsdatumAdmin(admin.ModelAdmin):
    """Keep `geaendert_am` true and the rows in order.

    team.admin has the same class, as neither may import the other.
    """

    def save_model(self, request, obj, form, change):
        # Saving a form as it was is no change.
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        # In tens, so that staff can slip a row in by typing a number between.
        teile = formset.model.objects.filter(**{formset.fk.name: form.instance})
        for nummer, teil in enumerate(teile, start=1):
            if teil.reihenfolge != nummer * 10:
                teile.filter(pk=teil.pk).update(reihenfolge=nummer * 10)

    def view_on_site(self, obj):
        # A link to a draft would lead nowhere.
        if not hasattr(obj, "get_absolute_url"):
            return None
        if not type(obj).objects.oeffentlich().filter(pk=obj.pk).exists():
            return None
        return obj.get_absolute_url()

    def delete_queryset(self, request, queryset):
        # One by one, so that each part notes the change at its whole.
        with transaction.atomic():
            for obj in queryset:
                obj.delete()


@admin.register(Buero)
class BueroAdmin(AenderungsdatumAdmin):
    list_display = ["name", "strasse", "email", "telefon"]

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    def has_add_permission(self, request):
        return not Buero.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


class AbschnittInline(admin.StackedInline):
    model = Abschnitt
    extra = 0


@admin.register(Seite)
class SeiteAdmin(AenderungsdatumAdmin):
    inlines = [AbschnittInline]
    list_display = ["titel", "slug", "im_fuss", "veroeffentlicht"]
    prepopulated_fields = {"slug": ["titel"]}
    search_fields = ["titel", "einleitung", "abschnitte__ueberschrift", "abschnitte__text"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug", "im_fuss", "veroeffentlicht"] if ist_pflichtseite(obj) else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if ist_pflichtseite(obj) else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        return not ist_pflichtseite(obj) and super().has_delete_permission(request, obj)


def ist_pflichtseite(seite):
    return seite is not None and seite.slug in PFLICHTSEITEN


@admin.register(Abschnitt)
class AbschnittAdmin(AenderungsdatumAdmin):
    list_display = ["ueberschrift", "seite"]
    list_filter = ["seite"]
    list_select_related = ["seite"]
    search_fields = ["ueberschrift", "text"]

    def get_readonly_fields(self, request, obj=None):
        return ["seite"] if obj else []
