from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone

from redaktion.admin import InhaltAdmin, VeroeffentlichenAdmin
from redaktion.formulare import AdresseForm

from .models import Aufgabe, Handlungsfeld, Jahresplanung, Schwerpunkt, Ziel


class SchwerpunktInline(admin.TabularInline):
    model = Schwerpunkt
    # It takes its Handlungsfelder along, so it is deleted on its own page, which asks first.
    can_delete = False
    extra = 0
    show_change_link = True


@admin.register(Jahresplanung)
class JahresplanungAdmin(VeroeffentlichenAdmin):
    inlines = [SchwerpunktInline]
    list_display = ["__str__", "untertitel", "sichtbarkeit"]

    def get_readonly_fields(self, request, obj=None):
        # The year is part of the permanent addresses below it.
        return ["jahr"] if obj else []


@admin.register(Schwerpunkt)
class SchwerpunktAdmin(InhaltAdmin):
    list_display = ["titel", "art", "jahresplanung", "reihenfolge"]
    list_filter = ["jahresplanung", "art"]
    list_select_related = ["jahresplanung"]
    search_fields = ["titel"]

    def get_readonly_fields(self, request, obj=None):
        return ["jahresplanung"] if obj else []


class TextInline(admin.TabularInline):
    extra = 0
    formfield_overrides = {models.CharField: {"widget": forms.Textarea(attrs={"rows": 2})}}


class AufgabeInline(TextInline):
    model = Aufgabe


class ZielInline(TextInline):
    model = Ziel


class HandlungsfeldForm(AdresseForm):
    def nachbarn(self):
        jahresplanung = self.cleaned_data["schwerpunkt"].jahresplanung
        return super().nachbarn().filter(jahresplanung=jahresplanung)


@admin.register(Handlungsfeld)
class HandlungsfeldAdmin(InhaltAdmin):
    autocomplete_fields = ["fuehrt_fort", "themen"]
    form = HandlungsfeldForm
    hat_seite = True
    inlines = [ZielInline, AufgabeInline]
    list_display = ["titel", "schwerpunkt", "jahresplanung", "reihenfolge"]
    list_filter = ["jahresplanung"]
    list_select_related = ["jahresplanung", "schwerpunkt__jahresplanung"]
    search_fields = ["titel", "aufgaben__text", "ziele__text"]

    def fuer_vorschau_zeigen(self, obj):
        Jahresplanung.objects.filter(pk=obj.jahresplanung_id).update(oeffentlich_ab=timezone.now())


class ListenpunktAdmin(InhaltAdmin):
    autocomplete_fields = ["handlungsfeld"]
    list_display = ["text", "handlungsfeld", "reihenfolge"]
    list_filter = ["handlungsfeld__jahresplanung"]
    list_select_related = ["handlungsfeld__jahresplanung"]
    search_fields = ["text"]

    def get_readonly_fields(self, request, obj=None):
        return ["handlungsfeld"] if obj else []


@admin.register(Aufgabe)
class AufgabeAdmin(ListenpunktAdmin):
    pass


@admin.register(Ziel)
class ZielAdmin(ListenpunktAdmin):
    pass
