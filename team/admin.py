from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from reversion.models import Version

from redaktion.abgleich import AbgleichForm
from redaktion.admin import (
    InhaltAdmin,
    OeffentlichFilter,
    SchrittAdmin,
    TeilAdmin,
    VeroeffentlichenAdmin,
)
from redaktion.auswahl import AuswahlAdmin
from redaktion.formulare import AdresseForm, TabelleFormSet

from .fotos import ACCEPT
from .models import Person, Thema, Zustaendigkeit


class ZustaendigkeitForm(AbgleichForm):
    def merken_wie_geoeffnet(self):
        # Two rows that swap their Themen would violate the unique constraint half-way.
        self.fields["thema"].disabled = True
        super().merken_wie_geoeffnet()


class ZustaendigkeitInline(AuswahlAdmin, admin.TabularInline):
    model = Zustaendigkeit
    form = ZustaendigkeitForm
    formset = TabelleFormSet
    autocomplete_fields = ["thema"]
    extra = 0


ANDERES_FOTO = (
    "Jetzt steht hier ein anderes Foto als vorhin. Bitte sehen Sie es sich an: Gilt die "
    "Einwilligung auch dafür, sichern Sie noch einmal; sonst nehmen Sie diesen Haken weg."
)

ANDERE_WORTE = (
    "Das Foto und die Angaben dazu kommen jetzt von zwei Personen, die gleichzeitig daran "
    "gearbeitet haben. Bitte prüfen Sie, ob Bildbeschreibung und Nachweis zu diesem Foto passen, "
    "und sichern Sie dann noch einmal."
)
WORTE = {"foto_alternativtext", "foto_schmueckend", "foto_nachweis"}


class PersonForm(AdresseForm):
    adresse_aus = ["vorname", "nachname"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever may only look has no field for it.
        if foto := self.fields.get("foto"):
            foto.widget.attrs["accept"] = ACCEPT

    def clean(self):
        super().clean()
        if not self.cleaned_data.get("foto_zeigen"):
            return
        fehlt = {
            "foto": "Zum Freigeben fehlt das Foto.",
            "foto_einwilligung_am": "Zum Freigeben fehlt der Tag, an dem die Person eingewilligt "
            "hat.",
        }
        if not self.cleaned_data["foto_schmueckend"]:
            fehlt["foto_alternativtext"] = (
                "Zum Freigeben fehlt, was auf dem Foto zu sehen ist. Oder setzen Sie den Haken "
                "„rein schmückend“."
            )
        for name, satz in fehlt.items():
            if name not in self.errors and not self.cleaned_data[name]:
                self.add_error(name, satz)
        if "foto" not in self.errors and self.bestaetigt and self.zeigt_anderes_foto:
            self.add_error("foto_zeigen", ANDERES_FOTO)
        elif self.foto_und_worte_von_zweien:
            self.add_error("foto_alternativtext", ANDERE_WORTE)

    @property
    def bestaetigt(self):
        """Whether the release of a photo was decided on in this form, not elsewhere meanwhile."""
        entschieden = {"foto_zeigen", "foto_einwilligung_am"} & set(self.changed_data)
        return bool(entschieden) and self["foto_zeigen"].label not in self.uebernommen

    @property
    def zeigt_anderes_foto(self):
        """Whether the stored photo is about to stay that was not on the page that was sent."""
        ersetzt = self["foto"].label in self.uebernommen
        return "foto" not in self.changed_data and (ersetzt or self["foto"].verworfen)

    @property
    def foto_und_worte_von_zweien(self):
        """Whether the photo changed here and words about it elsewhere meanwhile, or vice versa."""
        hier = {*self.changed_data}
        anderswo = {name for name in self.fields if self[name].label in self.uebernommen}
        return any(
            "foto" in fotos and not WORTE.isdisjoint(worte)
            for fotos, worte in [(hier, anderswo), (anderswo, hier)]
        )


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
                    "foto_vorschau",
                    "foto_alternativtext",
                    "foto_schmueckend",
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
    list_display = ["__str__", "sichtbarkeit", "abschluss", "im_team_bis", "reihenfolge"]
    list_editable = ["reihenfolge"]
    list_filter = [OeffentlichFilter]
    readonly_fields = ["foto_vorschau"]
    search_fields = ["vorname", "nachname", "zustaendigkeiten__thema__name"]

    class Media:
        css = {"all": ["css/fotovorschau.css"]}
        js = [forms.Script("js/fotovorschau.js", defer=True)]

    @admin.display(description="So zeigt die Website das Foto")
    def foto_vorschau(self, person):
        if not person.foto or person.foto.ist_neu:
            return "Das Foto steht hier nach dem Sichern."
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}">{}',
            # By its name: an older version shows its own photo, and not what is stored now.
            reverse("admin:team_person_foto", args=[person.pk, person.foto.name]),
            person.foto_breite,
            person.foto_hoehe,
            person.foto_alternativtext,
            person.foto_nachweis and f"Foto: {person.foto_nachweis}",
        )

    def get_urls(self):
        foto = path(
            "<int:pk>/foto/<path:name>",
            self.admin_site.admin_view(self.foto_view),
            name="team_person_foto",
        )
        return [foto, *super().get_urls()]

    def foto_view(self, request, pk, name):
        """Show a photo to staff, also one that is not released or only in an older version."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if name not in fotonamen(pk):
            raise Http404
        try:
            return FileResponse(default_storage.open(name))
        except FileNotFoundError as error:
            raise Http404 from error

    def save_model(self, request, obj, form, change):
        neu = "foto" in form.changed_data
        if change and neu and obj.foto_zeigen and not form.bestaetigt:
            # The stored consent was given for another photo.
            obj.foto_zeigen = False
            messages.warning(
                request,
                "Das neue Foto ist gespeichert, aber noch nicht zu sehen. Ist die Person damit "
                "einverstanden? Dann setzen Sie den Haken „Foto freigegeben“ noch einmal.",
            )
        super().save_model(request, obj, form, change)
        if neu and not obj.foto:
            fotos_loeschen(obj, form.initial["foto"].name)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        verwaiste = [
            f"{thema} (ab {date_format(ab, 'j. F Y')})" if ab else str(thema)
            for thema, ab in Thema.objects.verwaiste()
        ]
        if verwaiste:
            messages.warning(
                request, f"Für diese Themen ist niemand zuständig: {', '.join(verwaiste)}."
            )

    def zuruecksetzen(self, request, version):
        vorher = Person.objects.filter(pk=version.object_id, foto_zeigen=True).exists()
        super().zuruecksetzen(request, version)
        person = Person.objects.get(pk=version.object_id)
        if vorher and person.foto and not person.foto_zeigen and "foto_zeigen" not in request.POST:
            messages.warning(
                request,
                "Das Foto dieser Fassung ist nicht zu sehen: Freigegeben ist ein anderes, oder es "
                "fehlt die Bildbeschreibung. Ist die Person damit einverstanden, tragen Sie bitte "
                "ein, seit wann, und setzen Sie den Haken „Foto freigegeben“.",
            )

    def fuer_vorschau_zeigen(self, obj):
        super().fuer_vorschau_zeigen(obj)
        Person.objects.filter(pk=obj.pk).update(im_team_von=None, im_team_bis=None)


def fotos_loeschen(person, zuletzt):
    """Delete the files of `zuletzt` and of all photos in older versions after the transaction.

    Not robust: whoever removes a photo has to learn if that fails.
    """
    namen = {zuletzt, *fotonamen(person.pk)}
    transaction.on_commit(partial(Person._meta.get_field("foto").loeschen, *namen))


def fotonamen(pk):
    """Return the names of all photos that a person has, or had in a version."""
    jetzige = Person.objects.filter(pk=pk).values_list("foto", flat=True)
    fassungen = Version.objects.get_for_object_reference(Person, pk)
    return {*jetzige, *(fassung.field_dict["foto"].name for fassung in fassungen)} - {""}


class ThemaForm(AdresseForm):
    adresse_aus = ["name"]


class ZusammenfuehrenForm(forms.Form):
    """Lets one Thema go up in another that means the same."""

    ueberschrift = knopf = "Zusammenführen"
    erklaerung = (
        "Wer für dieses Thema zuständig ist, ist es danach für das andere; auch Handlungsfelder "
        "nennen dann das andere. Dieses Thema wird gelöscht."
    )
    required_css_class = "required"

    anderes = forms.ModelChoiceField(Thema.objects.none(), label="Bleiben soll")

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["anderes"].queryset = Thema.objects.exclude(pk=instance.pk)


@admin.register(Thema)
class ThemaAdmin(SchrittAdmin, InhaltAdmin):
    form = ThemaForm
    list_display = ["name", "slug"]
    search_fields = ["name"]

    def get_urls(self):
        zusammenfuehren = path(
            "<int:pk>/zusammenfuehren/",
            self.admin_site.admin_view(self.zusammenfuehren_view),
            name="team_thema_zusammenfuehren",
        )
        return [zusammenfuehren, *super().get_urls()]

    def darf_zusammenfuehren(self, request, thema):
        return self.has_delete_permission(request, thema) and request.user.has_perms(
            [
                *["team.change_zustaendigkeit", "team.delete_zustaendigkeit", "team.change_person"],
                "handlungsfelder.change_handlungsfeld",
            ]
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["darf_zusammenfuehren"] = change and self.darf_zusammenfuehren(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def zusammenfuehren_view(self, request, pk):
        thema = get_object_or_404(Thema, pk=pk)
        if not self.darf_zusammenfuehren(request, thema):
            raise PermissionDenied
        form = ZusammenfuehrenForm(request.POST or None, instance=thema)
        if not form.is_valid():
            return self.schrittseite(request, form, thema)
        anderes = form.cleaned_data["anderes"]
        satz = f"„{thema}“ ist in „{anderes}“ aufgegangen."
        with self.create_revision(request):
            # So that it can come back; a revision keeps nothing that is gone at its end.
            self.festhalten(thema)
        with self.create_revision(request):
            self.log_deletions(request, [thema])
            for objekt in [anderes, *thema.aufgehen_in(anderes)]:
                verwalter = self.admin_site.get_model_admin(type(objekt))
                verwalter.log_change(request, objekt, satz)
        messages.success(request, satz)
        return redirect("admin:team_thema_change", anderes.pk)


@admin.register(Zustaendigkeit)
class ZustaendigkeitAdmin(TeilAdmin):
    autocomplete_fields = ["person", "thema"]
    list_display = ["person", "thema", "reihenfolge"]
    list_filter = ["person"]
    list_select_related = ["person", "thema"]

    def get_readonly_fields(self, request, obj=None):
        return ["person"] if obj else []
