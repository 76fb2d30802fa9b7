from django.urls import path, register_converter
from django.views.decorators.http import require_safe

from . import views
from .feeds import AenderungenFeed


class JahrConverter:
    """A year in which there can be a Sitzung; any other is an unknown address."""

    regex = "20[0-9]{2}"
    to_python = int
    to_url = str


class SitzungConverter:
    """The day of a Sitzung, with -2, -3 … for others on that day."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]{1,3})?"
    to_python = str
    to_url = str


register_converter(JahrConverter, "sitzungsjahr")
register_converter(SitzungConverter, "sitzung")

app_name = "termine"
urlpatterns = [
    path("", views.sitzung_list, name="sitzung_list"),
    path("archiv/", views.sitzung_archiv, name="sitzung_archiv"),
    path("archiv/<sitzungsjahr:jahr>/", views.sitzung_archiv, name="sitzung_archiv"),
    path("aenderungen.atom", require_safe(AenderungenFeed()), name="aenderungen"),
    path("kalender.ics", views.kalender, name="kalender"),
    path("unterlagen/<int:pk>/", views.unterlage_datei, name="unterlage_datei"),
    path("<sitzung:slug>/", views.sitzung_detail, name="sitzung_detail"),
    path("<sitzung:slug>.ics", views.sitzung_kalender, name="sitzung_kalender"),
    path("<sitzung:slug>/aushang/", views.sitzung_aushang, name="sitzung_aushang"),
]
