"""The bare view that each page is compared with: settings and addresses of a Django of its own."""

from django.http import HttpResponse
from django.urls import path

ALLOWED_HOSTS = ["127.0.0.1"]
MIDDLEWARE = []
ROOT_URLCONF = "bench.nackt"
SECRET_KEY = "nichts-ist-geheim"  # noqa: S105 - nothing is signed with it


def view(request):
    return HttpResponse("nackt")


urlpatterns = [path("", view)]
