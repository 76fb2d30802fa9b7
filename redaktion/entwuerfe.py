from django.conf import settings


def sieht_entwuerfe(request, recht):
    """Tell whether staff with this right ask, who check the files of a draft in its Vorschau.

    Visitors have no session that could be asked for, and cost no query.
    """
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm(recht)
