from django.contrib import admin

from team.admin import InhaltAdmin

from .models import Aufgabe, Handlungsfeld, Jahresplanung, Schwerpunkt, Ziel


class SchwerpunktInline(admin.TabularInline):
    model = Schwerpunkt
    extra = 0
    show_change_link = True


@admin.register(Jahresplanung)
class JahresplanungAdmin(InhaltAdmin):
    inlines = [SchwerpunktInline]
    list_display = ["__str__", "untertitel", "veroeffentlicht"]


@admin.register(Schwerpunkt)
class SchwerpunktAdmin(InhaltAdmin):
    list_display = ["titel", "art", "jahresplanung", "reihenfolge"]
    list_filter = ["jahresplanung", "art"]
    list_select_related = ["jahresplanung"]
    search_fields = ["titel"]


class AufgabeInline(admin.TabularInline):
    model = Aufgabe
    extra = 0


class ZielInline(admin.TabularInline):
    model = Ziel
    extra = 0


@admin.register(Handlungsfeld)
class HandlungsfeldAdmin(InhaltAdmin):
    autocomplete_fields = ["fuehrt_fort", "themen"]
    inlines = [ZielInline, AufgabeInline]
    list_display = ["titel", "schwerpunkt", "jahresplanung", "reihenfolge"]
    list_filter = ["jahresplanung"]
    list_select_related = ["jahresplanung", "schwerpunkt__jahresplanung"]
    prepopulated_fields = {"slug": ["titel"]}
    search_fields = ["titel", "aufgaben__text", "ziele__text"]


class ListenpunktAdmin(InhaltAdmin):
    autocomplete_fields = ["handlungsfeld"]
    list_display = ["text", "handlungsfeld", "reihenfolge"]
    list_filter = ["handlungsfeld__jahresplanung"]
    list_select_related = ["handlungsfeld__jahresplanung"]
    search_fields = ["text"]


@admin.register(Aufgabe)
class AufgabeAdmin(ListenpunktAdmin):
    pass


@admin.register(Ziel)
class ZielAdmin(ListenpunktAdmin):
    pass
