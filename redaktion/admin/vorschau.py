from copy import copy

from django.contrib import messages
from django.http import QueryDict
from django.urls import resolve

from redaktion.dateien import mit_der_datenbank


class Vorschau(Exception):  # noqa: N818 - not an error: it rolls back what was saved for a preview
    def __init__(self, response):
        self.response = response


class VorschauAdmin:
    """Mixin: a form shows its page as it would be, and saves nothing."""

    # Whether a record has a page, of which the form offers a preview.
    hat_seite = False

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

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["show_preview"] = (
            self.hat_seite
            and hasattr(request, "mit_vorschau")
            and (add or self.has_change_permission(request, obj))
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        self.als_vorschau(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self.als_vorschau(request, obj)
        return super().response_change(request, obj)

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
