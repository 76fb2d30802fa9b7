import ipaddress
import logging
import re
from datetime import timedelta
from threading import Lock

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils import timezone

logger = logging.getLogger(__name__)


class AnmeldeForm(AdminAuthenticationForm):
    """Show the same message whether an account exists or not, also after too many attempts."""

    error_messages = {
        "invalid_login": "Benutzername oder Passwort stimmt nicht. Achten Sie auf Groß- und "
        "Kleinschreibung und versuchen Sie es noch einmal.",
        "locked": "Das waren zu viele Versuche. Warten Sie bitte %(minuten)d Minuten und versuchen "
        "Sie es dann noch einmal. Haben Sie das Passwort vergessen? Die Leitung kann Ihnen ein "
        "neues geben.",
    }

    def get_invalid_login_error(self):
        if not self.request.axes_locked_out:
            return super().get_invalid_login_error()
        return ValidationError(
            self.error_messages["locked"],
            code="locked",
            params={"minuten": settings.AXES_COOLOFF_TIME.total_seconds() / 60},
        )


@receiver(user_logged_in)
def end_of_session(sender, request, **kwargs):
    # A fixed end: Django would extend a session with every message that a page shows.
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


# Acquired at the first unreadable address and never released, so that it is logged once.
gemeldet = Lock()


def herkunft(request):
    """Return the network that sent the request as netz() does, None if it is unknown."""
    angabe = request.META.get("REMOTE_ADDR", "")
    if settings.HINTER_PROXY:
        # The last entry is the proxy's own; what stands before it anybody may claim.
        angabe = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
    gelesen = netz(angabe)
    if gelesen is None and gemeldet.acquire(blocking=False):
        logger.error(
            "Von wo sich jemand anmeldet, ist nicht zu lesen (%.80r); prüfen Sie HINTER_PROXY und "
            "ob der Proxy an X-Forwarded-For die Adresse des Besuchers anhängt. Bis dahin kann ein "
            "Fremder Ihre Konten sperren.",
            angabe,
        )
    return gelesen


def netz(angabe):
    """Return the address in an entry like `[2001:db8::1]:443`, None if there is none.

    Of an IPv6 address only the /64 network counts: a single connection has all addresses in it.
    """
    angabe = angabe.strip()
    ohne_port = re.sub(r"^\[?(.*?)\]?(:[0-9]{1,5})?$", r"\1", angabe)
    # The end of an IPv6 address looks like a port, so the unchanged text is tried first.
    for text in [angabe, ohne_port]:
        try:
            adresse = ipaddress.ip_address(text)
        except ValueError:
            continue
        if adresse.version == 4:
            return str(adresse)
        if adresse.ipv4_mapped:
            return str(adresse.ipv4_mapped)
        return str(ipaddress.IPv6Address(int(adresse) >> 64 << 64))
    return None
