from django.contrib.admin.utils import NestedObjects, quote
from django.db import router
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from redaktion.fassungen import fremdschluessel
from redaktion.models import Zeile


class LoeschenAdmin:
    """Mixin: nothing is deleted to which other records link; the link would not come back."""

    def get_deleted_objects(self, objs, request):
        rechte = super().get_deleted_objects(objs, request)[2]
        sammlung = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        sammlung.collect(objs)
        zu_loeschen = {*sammlung.model_objs.get(self.model, [])}
        anzahlen = {
            modell._meta.verbose_name_plural: len(gesammelte)
            for modell, gesammelte in sammlung.model_objs.items()
            if self.admin_site.is_registered(modell)
        }
        geschuetzte = {wofuer(obj, zu_loeschen) for obj in sammlung.protected}
        abhaengige = geschuetzte.union(verweisende(sammlung))
        return (
            ohne_leere(sammlung.nested(self.benannt)),
            anzahlen,
            rechte,
            sorted(self.benannt(obj, mit_ganzem=True) for obj in abhaengige),
        )

    def benannt(self, obj, mit_ganzem=False):
        """Return kind and title of a record with a link to its form; "" if it has none."""
        if not self.admin_site.is_registered(type(obj)):
            return ""
        art, titel = capfirst(obj._meta.verbose_name), str(obj)
        if mit_ganzem and isinstance(obj, Zeile) and str(getattr(obj, obj.ganzes)) not in titel:
            titel = f"{titel} ({getattr(obj, obj.ganzes)})"
        seite = f"{self.admin_site.name}:{obj._meta.app_label}_{obj._meta.model_name}_change"
        link = format_html('<a href="{}">{}</a>', reverse(seite, args=[quote(obj.pk)]), titel)
        # „Jahresplanung 2027“ says itself what it is.
        return link if titel.startswith(art) else format_html("{}: {}", art, link)


def ohne_leere(zeilen):
    """Return Django's tree of what is to be deleted without what says nothing to staff."""
    return [ohne_leere(zeile) if isinstance(zeile, list) else zeile for zeile in zeilen if zeile]


def verweisende(sammlung):
    """Yield the records that stay and link to something that goes, by a many-to-many field."""
    for modell, verbindungen in sammlung.model_objs.items():
        # Django keeps each link in a model that it creates for the one that has the field.
        if von := modell._meta.auto_created:
            for verbindung in verbindungen:
                obj = getattr(verbindung, fremdschluessel(modell, von))
                if obj not in sammlung.model_objs.get(von, []):
                    yield obj


def wofuer(obj, zu_loeschen):
    """Return the record in whose form staff see `obj`, which is in the way: the whole of a row."""
    ganzes = getattr(obj, obj.ganzes) if isinstance(obj, Zeile) else obj
    return obj if ganzes in zu_loeschen else ganzes
