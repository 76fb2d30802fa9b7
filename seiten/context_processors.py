from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from .models import Buero, Seite


def buero(request):
    """Give every page the office and the Seiten linked at its head and foot.

    Both are lazy: pages that show neither, such as the admin's, do not ask the database.
    """
    return {
        "buero": SimpleLazyObject(Buero.objects.first),
        "menueseiten": Seite.objects.oeffentlich()
        .filter(Q(im_kopf=True) | Q(im_fuss=True))
        .only("titel", "slug", "im_kopf", "im_fuss"),
    }
