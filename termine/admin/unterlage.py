from django.contrib import admin, messages
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from redaktion.abgleich import AbgleichForm, AbgleichFormSet
from redaktion.admin import InhaltAdmin
from redaktion.vorgemerkt import MitDateien
from termine.hinweise import hinweise_zur_unterlage
from termine.models import Unterlage, aenderungen_festhalten


@admin.display(description="auf der Website")
def auf_der_website(unterlage):
    """Return its title as a link, and what is to be known of its file."""
    if unterlage.pk is None:
        return "Titel, Seiten und Größe stehen hier nach dem Sichern."
    return format_html(
        "<a href='{}' target='_blank'>{}</a>: {}{}",
        unterlage.get_absolute_url(),
        unterlage.titel,
        unterlage.beschreibung,
        unterlage.hochgeladen_als and f", hochgeladen als „{unterlage.hochgeladen_als}“",
    )


class UnterlageInline(MitDateien, admin.StackedInline):
    model = Unterlage
    extra = 0
    fields = [("art", "reihenfolge"), "bezeichnung", "datei", auf_der_website]
    form = AbgleichForm
    formset = AbgleichFormSet
    readonly_fields = [auf_der_website]
    view_on_site = False

    def get_queryset(self, request):
        return super().get_queryset(request).mit_sitzung()


class MitUnterlagenAdmin(InhaltAdmin):
    def history_view(self, request, object_id, extra_context=None):
        darf = request.user.has_perms(["termine.add_unterlage", "termine.change_unterlage"])
        geloeschte = reverse("admin:termine_unterlage_recoverlist") if darf else ""
        context = {"geloeschte_unterlagen": geloeschte, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def zuruecksetzen(self, request, version):
        oeffentliche = Unterlage.objects.oeffentlich()
        bisherige = set(oeffentliche.values_list("pk", flat=True))
        for jetziges in self.model.objects.filter(pk=version.object_id):
            jetziges.sperren()
            # The older order must not bring to light what only the Punkt above hides now.
            getattr(jetziges, "sitzung", jetziges).tagesordnungspunkte.verborgene_festhalten()
        super().zuruecksetzen(request, version)
        if wieder := oeffentliche.all().exclude(pk__in=bisherige).mit_sitzung():
            messages.warning(
                request,
                "Diese Unterlagen waren nicht mehr zu sehen und sind es mit dieser Fassung wieder: "
                f"{', '.join(str(unterlage) for unterlage in wieder)}. Soll eine davon niemand "
                "sehen, löschen Sie sie bitte.",
            )

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Unterlage:
            ersetzt = [teil for teil, felder in formset.changed_objects if "datei" in felder]
            for unterlage in [*formset.new_objects, *ersetzt]:
                hinweisen(request, unterlage)


def hinweisen(request, unterlage):
    for hinweis in hinweise_zur_unterlage(unterlage, unterlage.gleiche()):
        messages.warning(request, f"{unterlage.titel} ist gespeichert. {hinweis}")


@admin.register(Unterlage)
class UnterlageAdmin(InhaltAdmin):
    auch_durchsucht = ["titel"]
    change_list_template = "admin/termine/unterlage/change_list.html"
    list_display = [
        *["__str__", "hochgeladen_als", "dateigroesse", "seiten", "hat_text", "ist_getaggt"],
    ]
    list_filter = ["art", "hat_text", "ist_getaggt"]
    list_select_related = ["sitzung", "tagesordnungspunkt__sitzung"]
    search_fields = [
        *["bezeichnung", "hochgeladen_als", "sitzung__titel", "tagesordnungspunkt__titel"],
    ]
    search_help_text = "Titel, Dateiname, Sitzung, Tagesordnungspunkt oder Datum"
    readonly_fields = ["sitzung", "tagesordnungspunkt", auf_der_website]

    @admin.display(description="Größe", ordering="groesse")
    def dateigroesse(self, unterlage):
        return filesizeformat(unterlage.groesse)

    def has_add_permission(self, request):
        # Unterlagen are added on the page of their Sitzung or Punkt; deleted ones come back here.
        geloeschte = reverse("admin:termine_unterlage_recoverlist")
        return request.path.startswith(geloeschte) and super().has_add_permission(request)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "datei" in form.changed_data:
            hinweisen(request, obj)

    def delete_model(self, request, obj):
        sitzung = obj.zugehoerige_sitzung
        super().delete_model(request, obj)
        aenderungen_festhalten(sitzung, timezone.now())

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        aenderungen_festhalten(form.instance.zugehoerige_sitzung, timezone.now())
