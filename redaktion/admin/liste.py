import re
from collections import defaultdict

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field

from redaktion.abgleich import AbgleichForm
from redaktion.texte import klartext
from redaktion.zeichen import geputzter_text

# In characters: each word of a search adds a condition, and the database limits their number.
MAX_SUCHE = 200


class ListenForm(AbgleichForm):
    """Form of a record in a list, which has no room above for what two people changed."""

    def clean(self):
        for zeile in self.widersprueche:
            self.add_error(None, f"{zeile.angabe} jetzt gespeichert: {zeile.gespeichert}")
        return super().clean()


class ListeAdmin:
    """Mixin: a list finds what it shows, with either database."""

    # Named as in `list_display`: what people read of a record elsewhere.
    auch_durchsucht = []

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            # Django does not catch dates out of range, such as the day after 9999-12-31.
            raise IncorrectLookupParameters from error

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "_save" in request.POST:
            # Whole records are saved as they are read now.
            list(self.model.objects.select_for_update().values_list("pk"))
        return super().changelist_view(request, extra_context)

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": ListenForm, **kwargs})

    def get_search_results(self, request, queryset, search_term):
        begriff = geputzter_text(search_term[:MAX_SUCHE])
        woerter = begriff.casefold().split()
        if not woerter:
            return queryset, False
        # SQLite knows upper and lower case of ASCII only, and neither database what a column says.
        gefunden = [
            pk
            for pk, text in self.texte(request, queryset).items()
            if all(enthaelt(text, wort) for wort in woerter)
        ]
        return queryset.filter(pk__in=gefunden), False

    def texte(self, request, queryset):
        """Return {primary key: what the list shows of a record and is searched besides}."""
        texte = defaultdict(list)
        for pk, *werte in queryset.order_by().values_list("pk", *self.get_search_fields(request)):
            texte[pk] += werte
        spalten = [*self.get_list_display(request), *self.auch_durchsucht]
        objekte = self.get_queryset(request).filter(pk__in=list(texte))
        for obj in objekte.select_related(*self.get_list_select_related(request) or [None]):
            texte[obj.pk] += [self.in_der_spalte(obj, name) for name in spalten]
        return {
            pk: " ".join(klartext(str(wert)) for wert in werte if wert).casefold()
            for pk, werte in texte.items()
        }

    def in_der_spalte(self, obj, name):
        feld, _, wert = lookup_field(name, obj, self)
        if isinstance(wert, bool):
            # The list shows a sign under the name of the column.
            return feld.verbose_name if feld and wert else ""
        if feld:
            return display_for_field(wert, feld, self.get_empty_value_display())
        return display_for_value(wert, self.get_empty_value_display())


def enthaelt(text, wort):
    """Tell whether a text contains a word; a number not as the end of another, „1.“ in „181.“."""
    if wort[0].isdigit():
        return re.search(rf"(?<!\d)0*{re.escape(wort)}", text) is not None
    return wort in text
