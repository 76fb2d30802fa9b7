from django import forms
from django.contrib import admin

from redaktion.admin import InhaltAdmin, OeffentlichFilter, VeroeffentlichenAdmin
from redaktion.formulare import AdresseForm

from .models import Person, Thema, Zustaendigkeit


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


class PersonForm(AdresseForm):
    adresse_aus = ["vorname", "nachname"]


@admin.register(Person)
class PersonAdmin(VeroeffentlichenAdmin):
    form = PersonForm
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
                "description": "Ohne freigegebenes Foto zeigt die Website die Initialen.",
            },
        ),
        ("Veröffentlichung", {"fields": ["oeffentlich_ab"]}),
    ]
    inlines = [ZustaendigkeitInline]
    list_display = ["__str__", "abschluss", "im_team_bis", "sichtbarkeit", "reihenfolge"]
    list_editable = ["reihenfolge"]
    list_filter = [OeffentlichFilter]
    search_fields = ["vorname", "nachname", "zustaendigkeiten__thema__name"]

    def fuer_vorschau_zeigen(self, obj):
        super().fuer_vorschau_zeigen(obj)
        Person.objects.filter(pk=obj.pk).update(im_team_von=None, im_team_bis=None)


class ThemaForm(AdresseForm):
    adresse_aus = ["name"]


@admin.register(Thema)
class ThemaAdmin(InhaltAdmin):
    form = ThemaForm
    list_display = ["name", "slug"]
    search_fields = ["name"]


@admin.register(Zustaendigkeit)
class ZustaendigkeitAdmin(InhaltAdmin):
    autocomplete_fields = ["person", "thema"]
    list_display = ["person", "thema", "reihenfolge"]
    list_filter = ["person"]
    list_select_related = ["person", "thema"]

    def get_readonly_fields(self, request, obj=None):
        return ["person"] if obj else []
