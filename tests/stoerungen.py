"""What goes wrong: addresses of pages that fail, and a database that does not answer."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.urls import path

from qm_gruenau import urls


def forbidden(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError("Marke-Geheimnis")


urlpatterns = [path("forbidden/", forbidden), path("broken/", broken), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def execute_nothing(execute, sql, params, many, context):
    raise OperationalError("connection to server at 10.0.0.1 failed")
