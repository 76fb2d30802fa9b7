import errno
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from redaktion.adressen import adresse
from redaktion.dateien import AblageError

from .views import content_too_large, service_unavailable

# Unless told how long, browsers keep a 301 or a 410 as they like; staff may correct both.
KEPT = {200, 301, 304, 404, 410}

DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}

logger = logging.getLogger(__name__)


def response_headers(get_response):
    """Set what Django leaves open on responses: permissions, isolation, caching, cookies.

    Static files and the redirect to https never get here.

    A public page sets no cookie. It may be kept for half a minute, and for a day when the server
    behind the cache fails (RFC 5861); a response that used a session is kept nowhere.
    """

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.method == "HEAD" and not response.streaming:
            # Content-Length is set by now; gunicorn logs a warning for each body it has to drop.
            response.content = b""
        if not request.path.startswith(adresse("admin:index")):
            # Django renews or removes invalid cookies, on any page.
            response.cookies.clear()
        if knows_session(request):
            response.headers["Cache-Control"] = "private, no-store"
        elif response.status_code in KEPT and request.method in {"GET", "HEAD"}:
            response.headers.setdefault(
                "Cache-Control",
                "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400",
            )
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


# Features of browsers for which no page of ours has a use.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in [
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    ]
)


def knows_session(request):
    session = getattr(request, "session", None)
    return session is not None and (session.accessed or session.session_key is not None)


# In bytes: for a Unterlage of 40 MB with the rest of its form; for a name, a password and what was
# typed before a session ended.
MAX_BODY = 45 * 1024 * 1024
MAX_BODY_LOGIN = 3 * 1024 * 1024


def request_limits(get_response):
    """Refuse what no form of the site sends.

    Django reads a form before it knows the user: anybody could fill the disk with files.
    """

    def middleware(request):
        if not request.path.startswith(adresse("admin:index")):
            if request.method not in {"GET", "HEAD"}:
                return HttpResponseNotAllowed(["GET", "HEAD"])
            return get_response(request)
        is_login = request.path == adresse("admin:login")
        try:
            # Django reads nothing of a body without a length.
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError as error:
            raise BadRequest from error
        if length > (MAX_BODY_LOGIN if is_login else MAX_BODY):
            return content_too_large(request)
        return get_response(request)

    return middleware


def own_address(get_response):
    """Let public pages name the site by its WEBADRESSE, whichever allowed host was requested.

    CommonMiddleware has checked the host, but lets a dot behind it or any port pass; what a visitor
    writes there must not get into a cache as the address of the site.
    """

    def middleware(request):
        # In the admin, Django compares the host with the Origin of forms.
        if settings.WEBADRESSE and not request.path.startswith(adresse("admin:index")):
            request.META["HTTP_HOST"] = urlsplit(settings.WEBADRESSE).netloc
        return get_response(request)

    return middleware


class TextGZipMiddleware(GZipMiddleware):
    """Compress pages; photos and PDFs are compressed already and keep their Content-Length."""

    def process_response(self, request, response):
        if response.streaming:
            return response
        # A 304 needs it too, though it has nothing to compress (RFC 9110, 15.4.5).
        patch_vary_headers(response, ["Accept-Encoding"])
        return super().process_response(request, response)


class DatabaseUnavailableMiddleware:
    """Answer 503 in the site's design when the database is away or nothing can be written.

    That page can send a form of the admin again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, *args):
        # Forms are read before any view, so none can answer for an upload that was lost in that.
        if fehler := getattr(request, "annahme_fehler", None):
            return self.nothing_can_be_stored(request, fehler)
        return None

    def process_exception(self, request, exception):
        disk_is_full = isinstance(exception, OSError) and exception.errno in DISK_IS_FULL
        expected = (AblageError, InterfaceError, OperationalError)
        if not disk_is_full and not isinstance(exception, expected):
            return None
        return self.nothing_can_be_stored(request, exception)

    def nothing_can_be_stored(self, request, reason):
        logger.error("Nothing can be stored: %s", " ".join(str(reason).split()))
        return service_unavailable(request)
