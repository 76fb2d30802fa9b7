from django.urls import path, register_converter

from . import views


class JahrConverter:
    """A year that a Jahresplanung can have; any other is an unknown address."""

    regex = "20[0-9]{2}"
    to_python = int
    to_url = str


register_converter(JahrConverter, "jahr")

app_name = "handlungsfelder"
urlpatterns = [
    path("", views.jahresplanung_aktuell, name="jahresplanung_aktuell"),
    path("<jahr:jahr>/", views.jahresplanung_detail, name="jahresplanung_detail"),
    path("<jahr:jahr>/<slug:slug>/", views.handlungsfeld_detail, name="handlungsfeld_detail"),
]
