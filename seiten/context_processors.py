from functools import cache

from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from .models import Buero, Seite


def buero(request):
    """Give every page the office and the Seiten linked at its head and foot.

    Both are lazy: pages that show neither, such as the admin's, do not ask the database.
    """
    return {
        # There is at most one Buero; first() would sort for nothing.
        "buero": SimpleLazyObject(lambda: next(iter(Buero.objects.all()), None)),
        "menueseiten": SimpleLazyObject(lambda: list(im_menue().oeffentlich())),
    }


@cache
def im_menue():
    """Return the queryset of the Seiten linked at head and foot, whether public or not.

    It is built once: that takes longer than to ask the database, and every page asks.
    """
    gewaehlte = Seite.objects.filter(Q(im_kopf=True) | Q(im_fuss=True))
    return gewaehlte.only("titel", "slug", "sprache", "im_kopf", "im_fuss")
