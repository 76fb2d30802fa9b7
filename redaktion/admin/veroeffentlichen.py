from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format

from redaktion.datumsangaben import ohne_daten
from redaktion.formulare import DatumField, UhrzeitField, UhrzeitWidget, ZeitpunktField

from .inhalt import InhaltAdmin


class OeffentlichFilter(admin.SimpleListFilter):
    title = "Sichtbarkeit"
    parameter_name = "oeffentlich"

    def lookups(self, request, model_admin):
        return [("ja", "zu sehen"), ("nein", "nicht zu sehen")]

    def queryset(self, request, queryset):
        if self.value() not in {"ja", "nein"}:
            return queryset
        return queryset.filter(ist_oeffentlich=self.value() == "ja")


class OeffentlichAdmin(InhaltAdmin):
    """Admin of models with `oeffentlich()`: each record knows whether visitors see it now."""

    def get_queryset(self, request):
        oeffentliche = self.model.objects.oeffentlich().filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(ist_oeffentlich=Exists(oeffentliche))


class VeroeffentlichenAdmin(OeffentlichAdmin):
    """Admin of models with `oeffentlich_ab`: staff publish drafts now or later, or withdraw."""

    actions = ["jetzt_veroeffentlichen", "zurueckziehen"]
    formfield_overrides = {
        models.DateField: {"form_class": DatumField},
        models.DateTimeField: {"form_class": ZeitpunktField},
        models.TimeField: {"form_class": UhrzeitField, "widget": UhrzeitWidget},
    }
    hat_seite = True

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

    def in_der_spalte(self, obj, name):
        worte = super().in_der_spalte(obj, name)
        if name != "sichtbarkeit":
            return worte
        # Who looks for a day does not mean that of the publication.
        return f"{'öffentlich: ' if obj.ist_oeffentlich else ''}{ohne_daten(worte)}"

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

    @admin.action(description="Jetzt veröffentlichen", permissions=["change"])
    def jetzt_veroeffentlichen(self, request, queryset):
        jetzt = timezone.now()
        verborgene = Q(oeffentlich_ab=None) | Q(oeffentlich_ab__gt=jetzt)
        self.umstellen(request, queryset, verborgene, jetzt, "Veröffentlicht")

    @admin.action(description="Zurückziehen", permissions=["change"])
    def zurueckziehen(self, request, queryset):
        self.umstellen(request, queryset, Q(oeffentlich_ab__isnull=False), None, "Zurückgezogen")

    def umstellen(self, request, queryset, bedingung, ab, was):
        """Set `oeffentlich_ab` of those that meet a condition, and say what visitors see of all."""
        # Listed now: what is published leaves a list that is filtered by „nicht zu sehen“.
        angehakte = list(queryset.values_list("pk", flat=True))
        umgestellte = []
        for obj in self.model.objects.select_for_update().filter(bedingung, pk__in=angehakte):
            fest = "oeffentlich_ab" in self.get_readonly_fields(request, obj)
            if self.has_change_permission(request, obj) and not fest:
                obj.oeffentlich_ab = ab
                obj.save()
                umgestellte.append(obj)
        messages.success(request, f"{was}: {len(umgestellte)} von {len(angehakte)}.")
        nach_worten = {}
        for obj in self.get_queryset(request).filter(pk__in=angehakte):
            nach_worten.setdefault(self.sichtbarkeit(obj), []).append(str(obj))
        for worte, namen in nach_worten.items():
            messages.info(request, f"Das sehen Besucher: {', '.join(namen)}: {worte}.")
        self.umgestellt(request, umgestellte)
        for obj in umgestellte:
            self.log_change(request, obj, f"{was}.")

    def umgestellt(self, request, umgestellte):
        """See to what follows from publishing or withdrawing these records from the list."""

    def fuer_vorschau_zeigen(self, obj):
        self.model.objects.filter(pk=obj.pk).update(oeffentlich_ab=timezone.now())

    def knopf_als_zeitpunkt(self, request, object_id):
        """Write the button's meaning into `oeffentlich_ab`, so that the form validates it."""
        if "_veroeffentlichen" in request.POST:
            obj = object_id and self.get_object(request, unquote(object_id))
            if request.POST.get("oeffentlich_ab_0") and not (obj and obj.oeffentlich_ab):
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
