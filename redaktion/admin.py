from contextlib import contextmanager
from copy import copy
from functools import partial
from secrets import token_urlsafe

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, resolve, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from reversion.admin import VersionAdmin
from reversion.models import Version
from reversion.revisions import add_to_revision, is_active

from . import eingaben, fassungen, vergleich
from .dateien import mit_der_datenbank
from .formulare import InhaltForm, UhrzeitField, UhrzeitWidget, ZeitpunktField
from .models import Ganzes, Umleitung, Zeile
from .texte import klartext
from .verweise import fuehrt_ins_leere, hinweise

# Hidden fields of every form: fingerprint of the record when it was opened; token of the opening.
FASSUNG, ABGABE = "_fassung", "_abgabe"

# Hidden field of a form that restores a version: fingerprint of the record as it is now.
JETZIGE = "_jetzige"

# How many saved forms a session remembers, so that a second click creates nothing.
LETZTE_ABGABEN = 20

# Rows of one inline: no real Tagesordnung comes near, and each row costs time.
MAX_ZEILEN = 200
ZEILEN_FEHLER = {
    "too_many_forms": f"Hier gehen höchstens {MAX_ZEILEN} Zeilen. Es wurde nichts gespeichert; was "
    "Sie in die ersten davon eingetragen haben, steht noch hier.",
    "missing_management_form": "Von diesen Zeilen kam nur ein Teil an. Es wurde nichts "
    "gespeichert. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
}

# In characters: each word of a search adds a condition, and the database limits their number.
MAX_SUCHE = 200


class VergleichForm(forms.Form):
    alt = forms.ModelChoiceField(Version.objects.none())
    neu = forms.ModelChoiceField(Version.objects.none())

    def __init__(self, *args, versionen, **kwargs):
        super().__init__(*args, **kwargs)
        for feld in self.fields.values():
            feld.queryset = versionen.select_related("revision__user")


class Vorschau(Exception):  # noqa: N818 - not an error: it rolls back what was saved for a preview
    def __init__(self, response):
        self.response = response


class OhneLoeschknopf:
    """Mixin: no delete button beside a choice among records."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        feld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if feld and isinstance(feld.widget, RelatedFieldWidgetWrapper):
            # The button looks as if it cleared the choice, but it deletes the record.
            feld.widget.can_delete_related = False
        return feld


class InhaltAdmin(OhneLoeschknopf, VersionAdmin):
    """Admin of content: neither what somebody else saved nor what was typed gets lost.

    It also keeps `geaendert_am` true, rows in order, files with their rows, old links working.
    """

    class Media:
        js = [
            forms.Script("js/auswahl.js", defer=True),
            forms.Script("js/ungesichert.js", defer=True),
        ]

    form = InhaltForm
    # Whether a record has a page, of which the form offers a preview.
    hat_seite = False
    history_latest_first = True
    object_history_template = "redaktion/object_history.html"

    def get_urls(self):
        vergleich_url = path(
            "<path:object_id>/history/vergleich/",
            self.admin_site.admin_view(self.vergleich_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_vergleich",
        )
        return [vergleich_url, *super().get_urls()]

    def adresse(self, seite, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{seite}", args=args)

    # A form is opened and saved

    def add_view(self, request, form_url="", extra_context=None):
        request.mit_vorschau = True
        try:
            # When saving fails, the transaction rolls back the rows, but not the files.
            with mit_der_datenbank():
                return super().add_view(request, form_url, extra_context)
        except Vorschau as vorschau:
            return vorschau.response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        request.mit_vorschau = True
        try:
            with mit_der_datenbank():
                return super().change_view(request, object_id, form_url, extra_context)
        except Vorschau as vorschau:
            return vorschau.response

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.einwand = ""
        if request.method == "GET" and (felder := eingaben.abholen(request)) is not None:
            request.method, request.POST, request._files = "POST", felder, MultiValueDict()
            request.einwand = (
                "Ihre Anmeldung war abgelaufen. Was Sie getippt haben, steht noch hier, ist aber "
                "nicht gespeichert: Bitte sichern Sie es. Dateien wählen Sie bitte noch einmal aus."
            )
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id is None:
                if (angelegt := self.schon_angelegt(request)) is not None:
                    return redirect(self.adresse("change", angelegt))
            else:
                if not self.has_change_permission(request):
                    raise PermissionDenied
                obj = self.gesperrt(request, unquote(object_id))
                if obj is None and not self.has_add_permission(request):
                    return self.nur_zeigen(request)
                if obj is None:
                    object_id, form_url = None, self.adresse("add")
                    self.als_geloescht(request)
                elif request.POST.get(FASSUNG) != self.fassung(request, obj):
                    self.als_geaendert(request, obj)
                    extra_context = {**(extra_context or {}), "konflikt": True}
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            # max_num is 0 already where the account may not add rows.
            formset.max_num = min(formset.max_num, MAX_ZEILEN)
            formset.absolute_max = MAX_ZEILEN
            formset.default_error_messages = ZEILEN_FEHLER
            yield formset, inline

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.einwand = getattr(request, "einwand", "")
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["fassung"] = self.fassung(request, obj) if change else ""
        context["abgabe"] = token_urlsafe(12)
        context["show_preview"] = (
            self.hat_seite
            and hasattr(request, "mit_vorschau")
            and (add or self.has_change_permission(request, obj))
        )
        if context.get("konflikt"):
            context["unterschiede"] = self.unterschiede(context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def schon_angelegt(self, request):
        """Return the primary key of the record that this form has already created, or None."""
        # Two clicks are two requests at once; the second waits here for the first.
        list(Session.objects.select_for_update().filter(pk=request.session.session_key))
        return request.session.load().get("abgaben", {}).get(request.POST.get(ABGABE))

    def response_add(self, request, obj, post_url_continue=None):
        self.als_vorschau(request, obj)
        if ABGABE in request.POST:
            abgaben = [*request.session.get("abgaben", {}).items(), (request.POST[ABGABE], obj.pk)]
            request.session["abgaben"] = dict(abgaben[-LETZTE_ABGABEN:])
            request.session.save()
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self.als_vorschau(request, obj)
        return super().response_change(request, obj)

    # Two people on one record

    def gesperrt(self, request, object_id):
        """Lock and return the record, or None if it is gone; wait while somebody else saves it."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return None
        if isinstance(obj, (Ganzes, Zeile)):
            # The Ganzes is locked before its rows, as in saving; another order could deadlock.
            obj.sperren()
        list(self.model.objects.select_for_update().filter(pk=obj.pk))
        return self.get_object(request, object_id)

    def fassung(self, request, obj):
        """Return the fingerprint of what the form of a record shows."""
        zeilenarten = []
        for inline in self.inlines:
            eigene = fassungen.eigene_felder(inline.model)
            felder = [name for name in flatten(inline.fields or eigene) if name in eigene]
            zeilenarten.append(
                (inline.model, fassungen.fremdschluessel(inline.model, self.model), felder)
            )
        return fassungen.fingerabdruck(obj, zeilenarten)

    def als_geloescht(self, request):
        """Prepare the posted form of a record that is gone, so that it can be created anew."""
        request.einwand = (
            f"Dieser Eintrag ({self.opts.verbose_name}) wurde gelöscht, während Sie daran "
            "gearbeitet haben. Was Sie getippt haben, steht noch hier: Sichern legt ihn neu an."
        )
        self.zeilen_anpassen(request, None)

    def nur_zeigen(self, request):
        """Show what was typed about a record that is gone to an account that may not add it."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Dieser Eintrag wurde gelöscht",
            "felder": [
                (name, klartext(wert) if wert.startswith("<") else wert)
                for name, wert in eingaben.felder(request)
                if not name.startswith("_") and "_FORMS" not in name
            ],
        }
        return TemplateResponse(request, "redaktion/geloescht.html", context, status=410)

    def als_geaendert(self, request, obj):
        """Prepare the posted form of a record that somebody else has saved meanwhile."""
        zuletzt = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk
        ).first()
        # A newer change was made on the page of a row, and is logged at that row.
        if zuletzt and zuletzt.action_time < getattr(obj, "geaendert_am", zuletzt.action_time):
            zuletzt = None
        wer = "Jemand"
        if zuletzt and zuletzt.user != request.user:
            wer = zuletzt.user.get_full_name() or zuletzt.user.get_username()
        request.einwand = (
            f"{wer} hat diesen Eintrag gespeichert, während Sie daran gearbeitet haben. Ihre "
            "Eingaben stehen noch hier und sind nicht gespeichert. Vergleichen Sie bitte; wenn Sie "
            "noch einmal sichern, gilt, was im Formular steht."
        )
        self.zeilen_anpassen(request, obj)

    def zeilen_anpassen(self, request, obj):
        if any(request.FILES.values()):
            request.einwand += " Dateien wählen Sie bitte noch einmal aus."
        request.POST, request._files = request.POST.copy(), MultiValueDict()
        for formset, inline in self.get_formsets_with_inlines(request, obj):
            vorhandene = inline.model.objects.filter(**{formset.fk.name: obj}) if obj else []
            fassungen.geloeschte_als_neue(
                request.POST,
                formset.get_default_prefix(),
                formset.fk.name,
                [zeile.pk for zeile in vorhandene],
            )

    def unterschiede(self, context):
        """Return [(place, label, stored value, typed value), …] of a form in conflict."""
        zeilen = [("", *zeile) for zeile in vergleich.im_formular(context["adminform"].form)]
        for inline in context["inline_admin_formsets"]:
            formset = inline.formset
            im_formular = [form.instance.pk for form in formset.initial_forms]
            for neue in formset.get_queryset().exclude(pk__in=im_formular):
                zeilen.append((str(neue), "neue Zeile", "steht da", "bleibt"))
            for form in formset.forms:
                ort = str(form.instance) if form.instance.pk else "Ihre neue Zeile"
                zeilen += [(ort, *zeile) for zeile in vergleich.im_formular(form)]
        return zeilen

    # Lists

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            # Django does not catch dates out of range, such as the day after 9999-12-31.
            raise IncorrectLookupParameters from error

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term[:MAX_SUCHE])

    # Saving

    def save_model(self, request, obj, form, change):
        # Saving an unchanged form changes no `geaendert_am`; restoring a version does.
        if change and not form.has_changed() and not hasattr(request, "nimmt_zurueck"):
            return
        with self.umzug(obj.pk):
            super().save_model(request, obj, form, change)

    @contextmanager
    def umzug(self, pk):
        """Redirect the address of a public record to its new one if the block changes it."""
        vorher = self.model.objects.filter(pk=pk).first()
        alte = vorher and self.view_on_site(vorher)
        yield
        # A record that is a draft now has no address to redirect to.
        neue = alte and self.view_on_site(self.model.objects.get(pk=pk))
        if neue and neue != alte:
            Umleitung.objects.umziehen(alte, neue)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        # Numbered in tens, so that staff can slip a row in by typing a number between.
        zeilen = formset.model.objects.filter(**{formset.fk.name: form.instance})
        for nummer, teil in enumerate(zeilen, start=1):
            if teil.reihenfolge != nummer * 10:
                zeilen.filter(pk=teil.pk).update(reihenfolge=nummer * 10)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for formular in [form, *(teil for formset in formsets for teil in formset.forms)]:
            # Rows that were left empty or deleted have no primary key.
            if formular.instance.pk:
                for hinweis in hinweise(formular.instance):
                    messages.warning(request, hinweis)

    def log_addition(self, request, obj, message):
        self.festhalten(obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self.festhalten(obj)
        return super().log_change(request, obj, message)

    def festhalten(self, obj):
        """Add a record and all its rows to the revision, as they are at its end."""
        # reversion does not see rows that are copied or renumbered in bulk.
        if is_active():
            add_to_revision(obj)
            for modell, fk, *_ in self.zeilenarten():
                for zeile in modell.objects.filter(**{fk: obj}):
                    add_to_revision(zeile)

    def delete_queryset(self, request, queryset):
        # One by one, because delete() of a row also updates its Ganzes.
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)

    # What visitors see

    def view_on_site(self, obj):
        # A link to a draft would lead nowhere.
        if not hasattr(obj, "get_absolute_url"):
            return None
        if not type(obj).objects.oeffentlich().filter(pk=obj.pk).exists():
            return None
        return obj.get_absolute_url()

    def als_vorschau(self, request, obj):
        """If a preview was asked for, show the page of the saved record and undo the saving."""
        if "_vorschau" not in request.POST or not hasattr(request, "mit_vorschau"):
            return
        # Reading the messages removes them: „gespeichert“ would be untrue.
        list(messages.get_messages(request))
        self.fuer_vorschau_zeigen(obj)
        anfrage = copy(request)
        anfrage.method, anfrage.GET, anfrage.POST = "GET", QueryDict(), QueryDict()
        anfrage.META = {**request.META, "QUERY_STRING": ""}
        anfrage.path = anfrage.path_info = obj.get_absolute_url()
        anfrage.resolver_match = resolve(anfrage.path)
        anfrage.vorschau = True
        view, args, kwargs = anfrage.resolver_match
        raise Vorschau(view(anfrage, *args, **kwargs))

    def fuer_vorschau_zeigen(self, obj):
        """Make a record public for its preview; this is rolled back with the saving."""

    # Older versions

    def zeilenarten(self):
        """Return (model, foreign key, whether rows may be deleted, its zeilenarten) per inline."""
        return [
            (
                inline.model,
                fassungen.fremdschluessel(inline.model, self.model),
                inline.can_delete,
                self.admin_site.get_model_admin(inline.model).zeilenarten(),
            )
            for inline in self.inlines
        ]

    def revision_view(self, request, object_id, version_id, extra_context=None):
        context = {"title": "Frühere Fassung", **(extra_context or {})}
        return super().revision_view(request, object_id, version_id, context)

    def _reversion_revisionform_view(self, request, version, template_name, extra_context=None):
        # reversion takes the version of any model; permissions were checked for this one only.
        if version._model is not self.model:
            raise Http404
        jetziges = self.get_object(request, version.object_id)
        # reversion asks only for the right to change the record as it was then.
        if jetziges and not self.has_change_permission(request, jetziges):
            raise PermissionDenied
        jetzige = self.fassung(request, jetziges) if jetziges else ""
        if request.method == "POST" and request.POST.get(JETZIGE, "") != jetzige:
            messages.error(
                request,
                "Jemand hat diesen Eintrag gerade gespeichert. Es wurde nichts zurückgeholt. "
                "Sehen Sie sich bitte erst die neueste Fassung an.",
            )
            return redirect(self.adresse("history", version.object_id))
        request.nimmt_zurueck = True
        # reversion would restore all that was saved in the same revision.
        version.revision.revert = partial(self.zuruecksetzen, version)
        gespeichert = vergleich.ueberschrift(version)
        context = {**(extra_context or {}), "jetzige": jetzige, "gespeichert": gespeichert}
        return super()._reversion_revisionform_view(request, version, template_name, context)

    def zuruecksetzen(self, version, *, delete):
        if issubclass(self.model, (Ganzes, Zeile)):
            for jetziges in self.model.objects.filter(pk=version.object_id):
                jetziges.sperren()
        with self.umzug(version.object_id):
            fassungen.zuruecksetzen(version, self.zeilenarten())

    def history_view(self, request, object_id, extra_context=None):
        versionen = Version.objects.get_for_object_reference(self.model, unquote(object_id))
        # The contents can be large, and the list does not show them.
        versionen = versionen.select_related("revision__user").defer("serialized_data")
        context = {"versionen": versionen.order_by("-pk")}
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def vergleich_view(self, request, object_id):
        """Show what differs between two versions of a record, named by `?alt=` and `?neu=`."""
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        auswahl = VergleichForm(request.GET, versionen=Version.objects.get_for_object(obj))
        if not auswahl.is_valid():
            raise Http404
        alt, neu = sorted(auswahl.cleaned_data.values(), key=lambda version: version.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Zwei Fassungen im Vergleich",
            "opts": self.opts,
            "original": obj,
            "alt": vergleich.ueberschrift(alt),
            "neu": vergleich.ueberschrift(neu),
            "unterschiede": vergleich.der_fassungen(alt, neu, self.zeilenarten()),
        }
        return TemplateResponse(request, "redaktion/vergleich.html", context)


class TeilAdmin(InhaltAdmin):
    """Admin of rows that are edited inline: they have pages of their own, but no menu entry."""

    def has_module_permission(self, request):
        return False


class OeffentlichFilter(admin.SimpleListFilter):
    title = "Sichtbarkeit"
    parameter_name = "oeffentlich"

    def lookups(self, request, model_admin):
        return [("ja", "zu sehen"), ("nein", "nicht zu sehen")]

    def queryset(self, request, queryset):
        if self.value() not in {"ja", "nein"}:
            return queryset
        return queryset.filter(ist_oeffentlich=self.value() == "ja")


class VeroeffentlichenAdmin(InhaltAdmin):
    """Admin of models with `oeffentlich_ab`: staff publish drafts now or later, or withdraw."""

    formfield_overrides = {
        models.DateTimeField: {"form_class": ZeitpunktField},
        models.TimeField: {"form_class": UhrzeitField, "widget": UhrzeitWidget},
    }
    hat_seite = True
    # Fields that restoring a version leaves alone: it brings content back, not who may see it.
    bleibt = ["oeffentlich_ab"]

    def get_queryset(self, request):
        oeffentliche = self.model.objects.oeffentlich().filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(ist_oeffentlich=Exists(oeffentliche))

    @admin.display(description="Das sehen Besucher", ordering="oeffentlich_ab")
    def sichtbarkeit(self, obj):
        """Return in words whether visitors see the record."""
        if obj.oeffentlich_ab is None:
            return "Entwurf: nirgends zu sehen"
        zeitpunkt = timezone.localtime(obj.oeffentlich_ab)
        if obj.ist_oeffentlich:
            return f"seit {date_format(zeitpunkt, 'j. F Y')} zu sehen"
        if obj.oeffentlich_ab > timezone.now():
            return f"ab {date_format(zeitpunkt, 'j. F Y, H:i')} Uhr (Leipzig) zu sehen"
        return "zurzeit nicht zu sehen"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            self.knopf_als_zeitpunkt(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        self.sichtbarkeit_sagen(request, obj)
        return response

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        self.sichtbarkeit_sagen(request, obj)
        return response

    def sichtbarkeit_sagen(self, request, obj):
        worte = self.sichtbarkeit(self.get_queryset(request).get(pk=obj.pk))
        messages.info(request, f"Das sehen Besucher: {worte}.")

    def zuruecksetzen(self, version, *, delete):
        jetzige = self.model.objects.filter(pk=version.object_id)
        jetzt = list(jetzige.values(*self.bleibt))
        super().zuruecksetzen(version, delete=delete)
        # A deleted record has no present values to keep.
        if jetzt:
            jetzige.update(**jetzt[0])

    def fuer_vorschau_zeigen(self, obj):
        self.model.objects.filter(pk=obj.pk).update(oeffentlich_ab=timezone.now())

    def knopf_als_zeitpunkt(self, request, object_id):
        """Write the button's meaning into `oeffentlich_ab`, so that the form validates it."""
        if "_veroeffentlichen" in request.POST:
            hat_zeit = self.model.objects.filter(pk=object_id, oeffentlich_ab__isnull=False)
            if request.POST.get("oeffentlich_ab_0") and not hat_zeit.exists():
                # A time that was typed for a draft takes precedence.
                return
            jetzt = timezone.localtime()
            tag, uhrzeit = f"{jetzt:%d.%m.%Y}", f"{jetzt:%H:%M}"
        elif "_zurueckziehen" in request.POST:
            tag = uhrzeit = ""
        else:
            return
        request.POST = request.POST.copy()
        request.POST["oeffentlich_ab_0"] = tag
        request.POST["oeffentlich_ab_1"] = uhrzeit

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if "oeffentlich_ab" in context["adminform"].form.fields:
            # The stored value: a form that was refused has already changed `obj`.
            ab = context["adminform"].form.initial.get("oeffentlich_ab")
            context["show_publish"] = ab is None or ab > timezone.now()
            context["show_withdraw"] = ab is not None
        return super().render_change_form(request, context, add, change, form_url, obj)


@admin.register(Umleitung)
class UmleitungAdmin(InhaltAdmin):
    list_display = ["alte_adresse", "was_geschieht", "neue_adresse"]
    search_fields = ["alte_adresse", "neue_adresse"]

    @admin.display(description="Was geschieht")
    def was_geschieht(self, obj):
        """Return in words what visitors get at the old address."""
        return "wird weitergeleitet" if obj.neue_adresse else "gibt es nicht mehr"

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        ziel = form.instance.neue_adresse
        if ziel and fuehrt_ins_leere(ziel):
            messages.warning(
                request,
                f"Unter der neuen Adresse {ziel} sehen Besucher zurzeit nichts. Bitte prüfen Sie "
                "sie. Gesichert ist die Umleitung trotzdem.",
            )
