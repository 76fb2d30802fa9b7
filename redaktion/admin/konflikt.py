from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from redaktion import eingaben
from redaktion.models import Ganzes, Zeile


class KonfliktAdmin:
    """Mixin: neither what somebody else saved nor what was typed gets lost.

    The forms compare, see redaktion/abgleich.py; here they get the record as it is now, locked.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id is not None:
            if not self.has_change_permission(request):
                raise PermissionDenied
            if not self.gesperrt(request, unquote(object_id)):
                return self.nur_zeigen(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        formulare = [context["adminform"].form]
        formulare += [inline.formset for inline in context["inline_admin_formsets"]]
        context["widersprueche"] = [
            zeile for formular in formulare for zeile in getattr(formular, "widersprueche", [])
        ]
        if context["widersprueche"]:
            context["wer"] = self.zuletzt_gespeichert_von(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_form(self, request, form, change):
        # Afterwards this form is the last that was saved.
        form.wer = self.zuletzt_gespeichert_von(request, form.instance) if change else ""
        return super().save_form(request, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        anderswo = [*form.uebernommen]
        for formset in formsets:
            for zeile in formset.initial_forms:
                anderswo += [f"{zeile.instance}, {angabe}" for angabe in zeile.uebernommen]
        if anderswo:
            messages.info(
                request,
                f"{form.wer} diesen Eintrag auch gespeichert, während Sie daran gearbeitet haben. "
                f"Was nur dort geändert wurde, bleibt so: {'; '.join(anderswo)}.",
            )

    def gesperrt(self, request, object_id):
        """Lock a record and return whether it is there; wait while somebody else saves it."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return False
        if isinstance(obj, (Ganzes, Zeile)):
            # The Ganzes is locked before its rows, as in saving; another order could deadlock.
            obj.sperren()
        return bool(self.model.objects.select_for_update().filter(pk=obj.pk))

    def nur_zeigen(self, request):
        """Show, for copying, what was typed about a record that somebody has deleted meanwhile."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Dieser Eintrag wurde gelöscht",
            "felder": eingaben.getipptes(eingaben.felder(request)),
        }
        return TemplateResponse(request, "redaktion/geloescht.html", context, status=410)

    def zuletzt_gespeichert_von(self, request, obj):
        """Return who has saved a record last, as the beginning of a sentence: „Anna Muster hat“."""
        zuletzt = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk
        ).first()
        # A newer change was made on the page of a row, and is logged at that row.
        if not zuletzt or zuletzt.action_time < getattr(obj, "geaendert_am", zuletzt.action_time):
            return "Jemand hat"
        if zuletzt.user == request.user:
            return "Sie selbst haben in einem anderen Fenster"
        return f"{zuletzt.user.get_full_name() or zuletzt.user.get_username()} hat"
