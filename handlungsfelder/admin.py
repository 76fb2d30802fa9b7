from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from reversion.revisions import add_to_revision

from redaktion.abgleich import AbgleichForm
from redaktion.admin import OeffentlichAdmin, TeilAdmin, VeroeffentlichenAdmin
from redaktion.formulare import AdresseForm, TabelleFormSet

from .models import Aufgabe, Handlungsfeld, Jahresplanung, Schwerpunkt, Ziel
from .zeilen import zeilen


class SchwerpunktInline(admin.TabularInline):
    model = Schwerpunkt
    form = AbgleichForm
    formset = TabelleFormSet
    # Deleting a Schwerpunkt deletes its Handlungsfelder: only its own page asks before that.
    can_delete = False
    extra = 0
    show_change_link = True


class UebernahmeForm(forms.Form):
    jahr = forms.IntegerField(label="Neues Jahr")


@admin.register(Jahresplanung)
class JahresplanungAdmin(VeroeffentlichenAdmin):
    inlines = [SchwerpunktInline]
    list_display = ["__str__", "sichtbarkeit", "untertitel"]

    def get_readonly_fields(self, request, obj=None):
        # The year is part of permanent addresses.
        return ["jahr"] if obj else []

    def get_urls(self):
        uebernehmen = path(
            "<int:pk>/uebernehmen/",
            self.admin_site.admin_view(self.uebernehmen_view),
            name="handlungsfelder_jahresplanung_uebernehmen",
        )
        return [uebernehmen, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        neueste = Jahresplanung.objects.first()
        return super().changelist_view(request, {"neueste": neueste} | (extra_context or {}))

    def uebernehmen_view(self, request, pk):
        vorjahr = get_object_or_404(Jahresplanung, pk=pk)
        if not (self.has_view_permission(request, vorjahr) and self.has_add_permission(request)):
            raise PermissionDenied
        form = UebernahmeForm(request.POST or None, initial={"jahr": vorjahr.jahr + 1})
        if form.is_valid():
            try:
                with self.create_revision(request):
                    neue = vorjahr.uebernehmen(form.cleaned_data["jahr"])
                    for feld in neue.handlungsfelder.all():
                        add_to_revision(feld)
                    self.log_addition(request, neue, f"Übernommen aus: {vorjahr}.")
            except ValidationError as fehler:
                form.add_error(None, fehler)
            else:
                self.message_user(
                    request,
                    f"Die {neue} ist als Entwurf angelegt. Sie können jetzt ändern, "
                    f"was aus der {vorjahr} kommt.",
                    messages.SUCCESS,
                )
                return redirect("admin:handlungsfelder_jahresplanung_change", neue.pk)
        return TemplateResponse(
            request,
            "admin/handlungsfelder/jahresplanung/uebernehmen.html",
            {
                **self.admin_site.each_context(request),
                "title": f"{vorjahr} für das nächste Jahr übernehmen",
                "opts": self.opts,
                "vorjahr": vorjahr,
                "form": form,
            },
        )


@admin.register(Schwerpunkt)
class SchwerpunktAdmin(TeilAdmin):
    list_display = ["titel", "art", "jahresplanung", "reihenfolge"]
    list_filter = ["jahresplanung", "art"]
    list_select_related = ["jahresplanung"]
    search_fields = ["titel"]

    def get_readonly_fields(self, request, obj=None):
        return ["jahresplanung"] if obj else []


class MehrereForm(forms.Form):
    """A text field: each of its lines becomes a row of the given model."""

    liste = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Zum Einfügen einer ganzen Liste: Beim Sichern wird jede Zeile ein eigener "
        "Eintrag am Ende. Aufzählungszeichen und Nummern davor fallen weg.",
    )

    def __init__(self, modell, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.laenge = modell._meta.get_field("text").max_length
        self.fields["liste"].label = f"{modell._meta.verbose_name_plural} aus mehreren Zeilen"

    def clean_liste(self):
        return zeilen(self.cleaned_data["liste"], self.laenge)


class ZeilenFormSet(TabelleFormSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # max_num is 0 for an account that may not add rows.
        data = self.data if self.is_bound and self.max_num else None
        self.mehrere = MehrereForm(self.model, data, prefix=self.prefix)

    def clean(self):
        super().clean()
        if self.mehrere.errors:
            namen = self.model._meta.verbose_name_plural
            raise ValidationError(
                f"Die {namen} aus mehreren Zeilen sind noch nicht übernommen. "
                "Ihr Text steht noch unter dieser Liste, mit einem Satz, was zu ändern ist."
            )

    def save_new_objects(self, commit=True):
        super().save_new_objects(commit)
        if self.mehrere.is_valid():
            for text in self.mehrere.cleaned_data["liste"]:
                zeile = self.model(handlungsfeld=self.instance, text=text)
                if commit:
                    zeile.save()
                self.new_objects.append(zeile)
        return self.new_objects


class ZeilenInline(admin.TabularInline):
    classes = ["zeilen"]
    extra = 0
    form = AbgleichForm
    formset = ZeilenFormSet
    template = "admin/handlungsfelder/zeilen.html"

    class Media:
        css = {"all": ["css/zeilen.css"]}


class AufgabeInline(ZeilenInline):
    model = Aufgabe


class ZielInline(ZeilenInline):
    model = Ziel


class HandlungsfeldForm(AdresseForm):
    def nachbarn(self):
        jahresplanung = self.cleaned_data["schwerpunkt"].jahresplanung
        return super().nachbarn().filter(jahresplanung=jahresplanung)


@admin.register(Handlungsfeld)
class HandlungsfeldAdmin(OeffentlichAdmin):
    autocomplete_fields = ["fuehrt_fort"]
    form = HandlungsfeldForm
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    hat_seite = True
    inlines = [ZielInline, AufgabeInline]
    list_display = ["titel", "schwerpunkt", "jahresplanung", "reihenfolge"]
    list_filter = ["jahresplanung"]
    list_select_related = ["jahresplanung", "schwerpunkt__jahresplanung"]
    search_fields = ["titel", "aufgaben__text", "ziele__text"]

    def fuer_vorschau_zeigen(self, obj):
        Jahresplanung.objects.filter(pk=obj.jahresplanung_id).update(oeffentlich_ab=timezone.now())


class ListenpunktAdmin(TeilAdmin):
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
