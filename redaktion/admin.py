from django.contrib import admin
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format


class InhaltAdmin(admin.ModelAdmin):
    """Keep `geaendert_am` true, the rows in order, and the links to the site working."""

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


class OeffentlichFilter(admin.SimpleListFilter):
    title = "Das sehen Besucher"
    parameter_name = "oeffentlich"

    def lookups(self, request, model_admin):
        return [("ja", "zu sehen"), ("nein", "nicht zu sehen")]

    def queryset(self, request, queryset):
        if self.value() not in {"ja", "nein"}:
            return queryset
        return queryset.filter(ist_oeffentlich=self.value() == "ja")


class VeroeffentlichenAdmin(InhaltAdmin):
    """Of models with `oeffentlich_ab`: drafts that are published now or at a time, or withdrawn."""

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
            self.knopf_als_zeitpunkt(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def knopf_als_zeitpunkt(self, request):
        """Fill the field in as the button says, so that the form checks the button as well."""
        if "_veroeffentlichen" in request.POST:
            jetzt = timezone.localtime()
            tag, uhrzeit = f"{jetzt:%d.%m.%Y}", f"{jetzt:%H:%M:%S}"
        elif "_zurueckziehen" in request.POST:
            tag = uhrzeit = ""
        else:
            return
        request.POST = request.POST.copy()
        request.POST["oeffentlich_ab_0"] = tag
        request.POST["oeffentlich_ab_1"] = uhrzeit

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if "oeffentlich_ab" in context["adminform"].form.fields:
            ist_entwurf = obj is None or obj.oeffentlich_ab is None
            context["show_publish"] = ist_entwurf
            context["show_withdraw"] = not ist_entwurf
        return super().render_change_form(request, context, add, change, form_url, obj)
