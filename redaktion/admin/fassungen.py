from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from reversion.admin import VersionAdmin
from reversion.errors import RevertError
from reversion.models import Version
from reversion.revisions import add_to_revision, is_active, set_comment

from redaktion import fassungen, vergleich
from redaktion.models import Ganzes, Umleitung, Zeile

# Hidden field of a form that restores a version: fingerprint of the record as it is now.
JETZIGE = "_jetzige"


class NurGezeigt(Exception):  # noqa: N818 - not an error: it rolls back what was restored for a look
    def __init__(self, response):
        self.response = response


class VergleichForm(forms.Form):
    alt = forms.ModelChoiceField(Version.objects.none())
    neu = forms.ModelChoiceField(Version.objects.none())

    def __init__(self, *args, versionen, **kwargs):
        super().__init__(*args, **kwargs)
        for feld in self.fields.values():
            feld.queryset = versionen.select_related("revision__user")


class FassungenAdmin(VersionAdmin):
    """Admin of records whose older versions can be looked at, compared and taken back."""

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

    def fassung(self, obj):
        """Return the fingerprint of a record and its rows."""
        return fassungen.fingerabdruck(obj, self.zeilenarten())

    def revision_view(self, request, object_id, version_id, extra_context=None):
        versionen = Version.objects.get_for_object_reference(self.model, unquote(object_id))
        version = get_object_or_404(versionen, pk=version_id)
        context = {"title": "Frühere Fassung", "revert": True, **(extra_context or {})}
        return self.fassung_view(request, version, "reversion/revision_form.html", context)

    def recover_view(self, request, version_id, extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        version = get_object_or_404(Version.objects.get_for_model(self.model), pk=version_id)
        titel = f"„{version.object_repr}“ wiederherstellen"
        context = {"title": titel, "recover": True, **(extra_context or {})}
        return self.fassung_view(request, version, "reversion/recover_form.html", context)

    def fassung_view(self, request, version, vorlage, context):
        """Show a version in the form of its record, or take it back with what was typed there."""
        jetziges = self.get_object(request, version.object_id)
        # The form asks only for the right to change the record as it was then.
        if jetziges and not self.has_change_permission(request, jetziges):
            raise PermissionDenied
        if request.method == "POST" and not self.darf_zeilen(request, self.zeilenarten()):
            raise PermissionDenied
        jetzige = self.fassung(jetziges) if jetziges else ""
        if request.method == "POST" and request.POST.get(JETZIGE, "") != jetzige:
            messages.error(
                request,
                "Jemand hat diesen Eintrag gerade gespeichert. Es wurde nichts zurückgeholt. "
                "Sehen Sie sich bitte erst die neueste Fassung an.",
            )
            return redirect(self.adresse("history", version.object_id))
        if not jetziges:
            request.wiederhergestellt = f"„{version.object_repr}“ ist wiederhergestellt."
        gespeichert = vergleich.ueberschrift(version)
        context = {**context, "jetzige": jetzige, "gespeichert": gespeichert}
        try:
            with transaction.atomic():
                self.zuruecksetzen(request, version)
                with self.create_revision(request):
                    pk = quote(version.object_id)
                    response = self.changeform_view(request, pk, request.path, context)
                    if response.status_code != 302:
                        response.template_name = vorlage
                        # Later, the record is again as it is now.
                        raise NurGezeigt(response.render())
                    set_comment(f"Fassung zurückgeholt: {gespeichert}")
        except NurGezeigt as gezeigt:
            return gezeigt.response
        except RevertError as error:
            messages.error(request, str(error))
            return redirect(self.adresse("changelist"))
        return response

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

    def darf_zeilen(self, request, zeilenarten):
        """Tell whether an account may do to rows all that taking a version back does to them."""
        return all(
            request.user.has_perm(f"{modell._meta.app_label}.{recht}_{modell._meta.model_name}")
            for modell, _, duerfen_gehen, _ in zeilenarten
            for recht in ["add", "change", *(["delete"] if duerfen_gehen else [])]
        ) and all(self.darf_zeilen(request, darunter) for *_, darunter in zeilenarten)

    def message_user(self, request, message, *args, **kwargs):
        # Django finds what was just restored, and would say that it was changed.
        message = getattr(request, "wiederhergestellt", message)
        super().message_user(request, message, *args, **kwargs)

    def zuruecksetzen(self, request, version):
        """Restore a record and its rows from a version; raise RevertError if that cannot be."""
        jetzige = self.model.objects.filter(pk=version.object_id)
        hat_zeilen = issubclass(self.model, (Ganzes, Zeile))
        if hat_zeilen:
            for jetziges in jetzige:
                jetziges.sperren()
        with self.umzug(version.object_id):
            fassungen.zuruecksetzen(version, self.zeilenarten())
        if hat_zeilen:
            jetzige.get().nachrechnen()
        # A version is written as it was, without what saving computes.
        jetzige.get().save()

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
