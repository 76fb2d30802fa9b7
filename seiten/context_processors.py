from django.utils.functional import SimpleLazyObject

from .models import Buero, Seite


def buero(request):
    """Give every page the office and the Seiten linked at its head and foot.

    Both are lazy: pages that show neither, such as the admin's, do not ask the database.
    """
    return {
        # There is one at most, so there is nothing to sort.
        "buero": SimpleLazyObject(lambda: next(iter(Buero.objects.all()), None)),
        "menueseiten": SimpleLazyObject(lambda: list(Seite.objects.im_menue())),
    }
