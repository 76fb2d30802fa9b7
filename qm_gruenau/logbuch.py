"""Log lines of what concerns security: who, what, when; never content, never what was typed."""

import logging
import time
from functools import wraps

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver

logger = logging.getLogger(__name__)


class UtcFormatter(logging.Formatter):
    converter = time.gmtime
    default_msec_format = "%s.%03dZ"


@receiver(user_logged_in)
def anmeldung(sender, user, **kwargs):
    logger.info("Login: %s", konto(user))


@receiver(user_logged_out)
def abmeldung(sender, user, **kwargs):
    if user:
        logger.info("Logout: %s", konto(user))


@receiver(user_login_failed)
def fehlversuch(sender, credentials, request=None, **kwargs):
    # A name that no account has may be a password in the wrong field.
    user = get_user_model().objects.filter(username=credentials.get("username")).first()
    logger.warning("Login failed: %s", konto(user) if user else "unknown account")


def mitgeschrieben(view):
    """Return an admin view that logs what it changed or refused."""

    @wraps(view)
    def logged(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except PermissionDenied:
            logger.warning("Permission denied: %s", vorgang(request))
            raise
        # A form that was refused, or asks once more, is shown again with 200.
        if request.method == "POST" and response.status_code == 302:
            logger.info("Submitted: %s", vorgang(request))
        return response

    return logged


def konto(user):
    return f"account {user.pk} {user.get_username()!r}"


def vorgang(request):
    """Return who does what to which records, in one line of limited length."""
    match = request.resolver_match
    teile = [*match.args, *match.captured_kwargs.values()]
    objekte = [*map(str, teile), *request.POST.getlist("_selected_action")]
    aktion = request.POST.get("action", "")
    return f"{konto(request.user)} {match.view_name} {aktion[:40]!r} {','.join(objekte)[:200]!r}"
