from django.contrib import admin

from .models import Person, Thema, Zustaendigkeit


class InhaltAdmin(admin.ModelAdmin):
    def save_model(self, request, obj, form, change):
        # Saving a form as it was is no change: `geaendert_am` reaches the sitemap.
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def delete_queryset(self, request, queryset):
        # One by one, so that each part notes the change at its whole.
        for obj in queryset:
            obj.delete()


class ZustaendigkeitInline(admin.TabularInline):
    model = Zustaendigkeit
    autocomplete_fields = ["thema"]
    extra = 0


@admin.register(Person)
class PersonAdmin(InhaltAdmin):
    fieldsets = [
        (None, {"fields": ["vorname", "nachname", "abschluss", "slug", "reihenfolge"]}),
        ("So ist die Person zu erreichen", {"fields": ["email", "telefon"]}),
        ("Im Team", {"fields": ["im_team_von", "im_team_bis"]}),
        (
            "Foto",
            {
                "fields": [
                    "foto",
                    "foto_alternativtext",
                    "foto_nachweis",
                    "foto_einwilligung_am",
                    "foto_zeigen",
                ],
                "description": "Die Website zeigt zurzeit anstelle von Fotos die Initialen.",
            },
        ),
    ]
    inlines = [ZustaendigkeitInline]
    list_display = ["__str__", "abschluss", "im_team_von", "im_team_bis", "reihenfolge"]
    list_editable = ["reihenfolge"]
    prepopulated_fields = {"slug": ["vorname", "nachname"]}
    search_fields = ["vorname", "nachname", "zustaendigkeiten__thema__name"]


@admin.register(Thema)
class ThemaAdmin(InhaltAdmin):
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


@admin.register(Zustaendigkeit)
class ZustaendigkeitAdmin(admin.ModelAdmin):
    autocomplete_fields = ["person", "thema"]
    list_display = ["person", "thema", "reihenfolge"]
    list_filter = ["person"]
    list_select_related = ["person", "thema"]
