from django.contrib import admin
from django.core.exceptions import ValidationError

from redaktion.abgleich import AbgleichForm, AbgleichFormSet
from redaktion.admin import InhaltAdmin, OeffentlichFilter, TeilAdmin, VeroeffentlichenAdmin
from redaktion.formulare import AdresseForm

from .models import PFLICHTSEITEN, Abschnitt, Buero, Seite


@admin.register(Buero)
class BueroAdmin(InhaltAdmin):
    hat_seite = True
    list_display = ["name", "strasse", "email", "telefon"]

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Buero.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


class AbschnittInline(admin.StackedInline):
    model = Abschnitt
    extra = 0
    form = AbgleichForm
    formset = AbgleichFormSet


@admin.register(Seite)
class SeiteAdmin(VeroeffentlichenAdmin):
    form = AdresseForm
    inlines = [AbschnittInline]
    list_display = ["titel", "sichtbarkeit", "slug", "im_fuss"]
    list_filter = [OeffentlichFilter]
    search_fields = ["titel", "einleitung", "abschnitte__ueberschrift", "abschnitte__text"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug", "im_fuss", "oeffentlich_ab"] if ist_pflichtseite(obj) else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        feld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "slug" and not darf_pflichtseiten(request):
            feld.validators.append(check_keine_pflichtseite)
        return feld

    def has_change_permission(self, request, obj=None):
        return darf(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not ist_pflichtseite(obj) and super().has_delete_permission(request, obj)


def ist_pflichtseite(seite):
    return seite is not None and seite.slug in PFLICHTSEITEN


def darf_pflichtseiten(request):
    return request.user.has_perm("seiten.change_pflichtseite")


def darf(request, seite):
    return not ist_pflichtseite(seite) or darf_pflichtseiten(request)


def check_keine_pflichtseite(slug):
    if slug in PFLICHTSEITEN:
        raise ValidationError("Eine Seite mit dieser Adresse kann nur die Leitung anlegen.")


@admin.register(Abschnitt)
class AbschnittAdmin(TeilAdmin):
    list_display = ["ueberschrift", "seite"]
    list_filter = ["seite"]
    list_select_related = ["seite"]
    search_fields = ["ueberschrift", "text"]

    def get_readonly_fields(self, request, obj=None):
        return ["seite"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "seite" and not darf_pflichtseiten(request):
            kwargs["queryset"] = Seite.objects.exclude(slug__in=PFLICHTSEITEN)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return darf(request, obj and obj.seite) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return darf(request, obj and obj.seite) and super().has_delete_permission(request, obj)
