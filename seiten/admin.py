from django.contrib import admin

from .models import PFLICHTSEITEN, Abschnitt, Buero, Seite


class InhaltAdmin(admin.ModelAdmin):
    def save_model(self, request, obj, form, change):
        # Saving a form as it was is no change: `geaendert_am` reaches the sitemap.
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def delete_queryset(self, request, queryset):
        # One by one, so that each part notes the change at its whole.
        for obj in queryset:
            obj.delete()


@admin.register(Buero)
class BueroAdmin(InhaltAdmin):
    list_display = ["name", "strasse", "email", "telefon"]

    def has_add_permission(self, request):
        return not Buero.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


class AbschnittInline(admin.StackedInline):
    model = Abschnitt
    extra = 0


@admin.register(Seite)
class SeiteAdmin(InhaltAdmin):
    inlines = [AbschnittInline]
    list_display = ["titel", "slug", "im_fuss", "veroeffentlicht"]
    prepopulated_fields = {"slug": ["titel"]}
    search_fields = ["titel", "einleitung", "abschnitte__ueberschrift", "abschnitte__text"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug", "veroeffentlicht"] if ist_pflichtseite(obj) else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if ist_pflichtseite(obj) else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        return not ist_pflichtseite(obj) and super().has_delete_permission(request, obj)


def ist_pflichtseite(seite):
    return seite is not None and seite.slug in PFLICHTSEITEN


@admin.register(Abschnitt)
class AbschnittAdmin(InhaltAdmin):
    list_display = ["ueberschrift", "seite"]
    list_filter = ["seite"]
    list_select_related = ["seite"]
    search_fields = ["ueberschrift", "text"]
