from django.conf import settings


def sieht_entwuerfe(request, recht):
    """Tell whether the user has this permission, and so sees the files of a draft.

    Visitors have no session cookie, so they cost no query.
    """
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm(recht)
