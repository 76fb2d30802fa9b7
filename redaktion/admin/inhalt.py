from django import forms
from django.contrib import messages
from django.db import transaction

from redaktion.abgleich import AbgleichForm
from redaktion.auswahl import AuswahlAdmin
from redaktion.verweise import hinweise
from redaktion.vorgemerkt import MitDateien

from .fassungen import FassungenAdmin
from .konflikt import KonfliktAdmin
from .liste import ListeAdmin
from .loeschen import LoeschenAdmin
from .vorschau import VorschauAdmin

# Rows of one inline: no real Tagesordnung comes near, and each row costs time.
MAX_ZEILEN = 200
ZEILEN_FEHLER = {
    "too_many_forms": f"Hier gehen höchstens {MAX_ZEILEN} Zeilen. Es wurde nichts gespeichert; was "
    "Sie in die ersten davon eingetragen haben, steht noch hier.",
    "missing_management_form": "Von diesen Zeilen kam nur ein Teil an. Es wurde nichts "
    "gespeichert. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
}


class InhaltAdmin(
    AuswahlAdmin,
    ListeAdmin,
    KonfliktAdmin,
    MitDateien,
    VorschauAdmin,
    LoeschenAdmin,
    FassungenAdmin,
):
    """Admin of content: keeps `geaendert_am` true, rows in order, old links working."""

    class Media:
        js = [
            forms.Script("js/abgabe.js", defer=True),
            forms.Script("js/auswahl.js", defer=True),
            forms.Script("js/uhrzeiten.js", defer=True),
        ]

    form = AbgleichForm

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            # max_num is 0 already where the account may not add rows.
            formset.max_num = min(formset.max_num, MAX_ZEILEN)
            formset.absolute_max = MAX_ZEILEN
            formset.default_error_messages = ZEILEN_FEHLER
            yield formset, inline

    def save_model(self, request, obj, form, change):
        # Saving an unchanged form changes no `geaendert_am`.
        if change and not form.has_changed():
            return
        with self.umzug(obj.pk):
            super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        # Numbered in tens, so that staff can slip a row in by typing a number between.
        zeilen = formset.model.objects.filter(**{formset.fk.name: form.instance})
        for nummer, teil in enumerate(zeilen, start=1):
            if teil.reihenfolge != nummer * 10:
                zeilen.filter(pk=teil.pk).update(reihenfolge=nummer * 10)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        formulare = [form, *(teil for formset in formsets for teil in formset.forms)]
        # Rows that were left empty or deleted have no primary key.
        gespeicherte = [formular.instance for formular in formulare if formular.instance.pk]
        self.zu_texten_hinweisen(request, gespeicherte)

    def zu_texten_hinweisen(self, request, objekte):
        for objekt in objekte:
            for hinweis in hinweise(objekt):
                messages.warning(request, hinweis)

    def delete_queryset(self, request, queryset):
        # One by one, because delete() of a row also updates its Ganzes.
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)

    def view_on_site(self, obj):
        # A link to a draft would lead nowhere.
        if not hasattr(obj, "get_absolute_url"):
            return None
        # As it is stored: a form that was refused may have emptied what the address is made of.
        gespeichert = type(obj).objects.oeffentlich().select_related().filter(pk=obj.pk).first()
        return gespeichert and gespeichert.get_absolute_url()


class TeilAdmin(InhaltAdmin):
    """Admin of rows that are edited inline: they have pages of their own, but no menu entry."""

    def has_module_permission(self, request):
        return False
