import ipaddress
from datetime import timedelta

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils import timezone


class AnmeldeForm(AdminAuthenticationForm):
    """Say the same whether the account exists or not, also when there were too many attempts."""

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
    # A fixed time: Django would begin anew with every message that a page shows.
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def herkunft(request):
    """Return the address that sent the request, None if it is unknown.

    Of an IPv6 address only the network counts: a single connection has all addresses in it.
    """
    angabe = request.META.get("REMOTE_ADDR", "")
    if settings.HINTER_PROXY:
        # The last entry is the proxy's own; what stands before it anybody may claim.
        angabe = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        adresse = ipaddress.ip_address(angabe)
    except ValueError:
        return None
    if adresse.version == 4:
        return str(adresse)
    if adresse.ipv4_mapped:
        return str(adresse.ipv4_mapped)
    return str(ipaddress.IPv6Address(int(adresse) >> 64 << 64))
