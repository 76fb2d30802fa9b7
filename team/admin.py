from django import forms
from django.contrib import admin
from django.db import transaction

from .models import Person, Thema, Zustaendigkeit


class AenderungsdatumAdmin(admin.ModelAdmin):
    """Keep `geaendert_am` true and the rows in order.

    seiten.admin has the same class, as neither may import the other.
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


class ZustaendigkeitForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Two rows that swap their Themen would meet the constraint half-way.
        self.fields["thema"].disabled = self.instance.pk is not None


class ZustaendigkeitInline(admin.TabularInline):
    model = Zustaendigkeit
    form = ZustaendigkeitForm
    autocomplete_fields = ["thema"]
    extra = 0


@admin.register(Person)
class PersonAdmin(AenderungsdatumAdmin):
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
class ThemaAdmin(AenderungsdatumAdmin):
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


@admin.register(Zustaendigkeit)
class ZustaendigkeitAdmin(AenderungsdatumAdmin):
    autocomplete_fields = ["person", "thema"]
    list_display = ["person", "thema", "reihenfolge"]
    list_filter = ["person"]
    list_select_related = ["person", "thema"]

    def get_readonly_fields(self, request, obj=None):
        return ["person"] if obj else []
